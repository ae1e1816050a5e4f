"""A process that counts views, or adds them up, until it is killed: `python -m tests.analytics.crash collect|collect_at_once|make_site|roll_up|roll_up_and_be_killed`."""

import os
import random
import signal
import sys
import threading
import time
import uuid

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from analytics.actions import roll_up  # noqa: E402
from analytics.collecting import Visitor, accept  # noqa: E402
from analytics.events import View  # noqa: E402


def make_empty_site() -> None:
    """A default site, for a database in which an earlier test emptied every table."""
    locale, _made = Locale.objects.get_or_create(language_code="en-gb")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale, content_type=ContentType.objects.get_for_model(Page))
    Site.objects.create(hostname="testserver", port=80, root_page=root, is_default_site=True)


def collect(count: int, visitors: int) -> None:
    """Write each view's id once it is acknowledged."""
    site = Site.objects.get(is_default_site=True)
    for number in range(count):
        view = View(view_id=uuid.uuid4().hex, page="search")
        try:
            accept(site=site, seen=view, visitor=Visitor(f"203.0.113.{number % visitors}", "A browser"), host="testserver")
        except OperationalError:
            continue
        os.write(1, f"{view.view_id}\n".encode())
    connection.close()


def collect_at_once(processes: int, count: int) -> None:
    threads = [threading.Thread(target=collect, args=(count, 3)) for _thread in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def roll_up_and_be_killed(kills: int) -> None:
    """Add up in a child process that is killed after a few milliseconds, again and again, and finish nothing."""
    chance = random.Random(26)  # chosen, not secret
    for _kill in range(kills):
        child = os.fork()
        if child == 0:
            roll_up(batch=7)
            os._exit(0)
        time.sleep(chance.uniform(0.005, 0.06))
        os.kill(child, signal.SIGKILL)
        _pid, ending = os.waitpid(child, 0)
        os.write(1, b"killed\n" if os.WIFSIGNALED(ending) else b"finished\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["collect", count]:
            collect(int(count), 10)
        case ["collect_at_once", processes, count]:
            collect_at_once(int(processes), int(count))
        case ["make_site"]:
            make_empty_site()
        case ["roll_up_and_be_killed", kills]:
            roll_up_and_be_killed(int(kills))
        case ["roll_up"]:
            os.write(1, b"started\n")
            while True:
                roll_up(batch=7)
