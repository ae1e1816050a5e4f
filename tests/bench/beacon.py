"""What counting a page view costs, beside a bare Django view that inserts one row, in the same run.

`python -m tests.bench.beacon [1000]`: views a round; DATABASE_URL chooses the database. It makes a database of its own and drops it.
"""

import io
import json
import os
import statistics
import sys
import time
import uuid
from typing import Any

from tests.bench.search import in_a_database_of_its_own

VIEWS = 1_000
ROUNDS = 5
# One visitor reads so many pages.
PAGES_A_VISITOR = 3
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
# Browsers are many and their names few.
AGENTS = 50
PROMISED_TIMES = 2.0
BARE: dict[str, Any] = {"ROOT_URLCONF": "tests.bench.one_row", "MIDDLEWARE": []}


def compare(views: int = VIEWS) -> bool:
    """Print seconds of CPU for a thousand of each; True when ours costs at most twice as much."""
    ratios: list[float] = []
    in_a_database_of_its_own(lambda: ratios.append(_compare(views)))
    return ratios[0] <= PROMISED_TIMES


def _compare(views: int) -> float:
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings
    from wagtail.models import Site

    from tests.bench import one_row
    from tests.factories import make_site

    make_site()
    site = Site.objects.get(is_default_site=True)
    one_row.SITE[:] = [site.pk]
    with override_settings(**BARE):
        bare = WSGIHandler()
    ours = WSGIHandler()

    def measure(views: int) -> tuple[float, float]:
        with override_settings(**BARE):
            time_of_bare = _round(bare, "/", str(site.root_page_id), views)
        return _round(ours, "/stats/e", str(site.root_page_id), views), time_of_bare

    measure(views // 10)  # both have loaded what they need
    return _say([measure(views) for _each in range(ROUNDS)], views)


def _say(rounds: list[tuple[float, float]], views: int) -> float:
    from django.db import connection

    from analytics.models import RawEvent

    sent, counted = views * ROUNDS + views // 10, RawEvent.objects.filter(kind="view").count()
    if counted != sent:
        raise SystemExit(f"{sent:,} views were sent, {counted:,} counted.")
    ours, bare = (statistics.median(each) * 1_000 / views for each in zip(*rounds, strict=True))
    what = f"{connection.vendor}, CPU of the web process for 1,000 views (median of {ROUNDS} rounds)"
    print(f"{what}: {ours:.2f} s; a bare view that inserts one row {bare:.2f} s; {ours / bare:.2f} times", flush=True)
    return ours / bare


def _round(application: Any, address: str, page: str, views: int) -> float:
    """Seconds of this process's CPU for so many views."""
    requests = [_request(address, page, number) for number in range(views)]
    clock = time.process_time()
    for environ in requests:
        _ask(application, environ)
    return time.process_time() - clock


def _request(address: str, page: str, number: int) -> dict[str, Any]:
    body = json.dumps({"v": uuid.uuid4().hex, "p": page, "r": ""}).encode()
    visitor = number // PAGES_A_VISITOR
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_USER_AGENT": f"{AGENT} {visitor % AGENTS}",
        "REMOTE_ADDR": f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }


def _ask(application: Any, environ: dict[str, Any]) -> None:
    status: list[str] = []
    answer = application(environ, lambda text, _headers: status.append(text))
    for _part in answer:
        continue
    answer.close()
    if not status[0].startswith("2"):
        raise SystemExit(f"{environ['PATH_INFO']} answered {status[0]}")


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(0 if compare(*map(int, sys.argv[1:])) else "Counting a view costs more than twice a bare view that inserts one row.")
