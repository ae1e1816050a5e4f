"""Killed at any point, 500 views are 500. Real processes, real files, `kill -9`."""

import os
import subprocess
import sys
import time
import uuid

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from analytics.actions import roll_up
from analytics.models import PageDay, RawEvent, Session, SiteDay

# What these tests commit is in the tables of `analytics` alone, so only those are emptied afterwards.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=["analytics"])


@pytest.fixture
def environment(transactional_db):
    """What another process needs to use the very database of the test."""
    known = connection.settings_dict
    url = f"sqlite:///{known['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    environment = os.environ | {"DATABASE_URL": url}
    if not Site.objects.filter(is_default_site=True).exists():  # an earlier test emptied every table
        start(environment, "make_site").communicate(timeout=60)
    return environment


def start(environment, *arguments):
    return subprocess.Popen([sys.executable, "-m", "tests.analytics.crash", *arguments], env=environment, stdout=subprocess.PIPE, text=True)  # our own module


def raw_views(count):
    now = timezone.now()
    today = timezone.localdate(now)
    site = Site.objects.get(is_default_site=True)
    RawEvent.objects.bulk_create(
        RawEvent(
            site=site,
            kind=RawEvent.Kind.VIEW,
            at=now,
            day=today,
            view_id=uuid.uuid4().hex,
            page="search" if n % 2 else "services",
            source="direct",
            is_entry=n % 5 == 0,
            is_new_visitor=n % 10 == 0,
        )
        for n in range(count)
    )


def test_a_roll_up_killed_again_and_again_counts_500_as_500(environment):
    raw_views(500)
    out, _nothing = start(environment, "roll_up_and_be_killed", "25").communicate(timeout=120)
    assert out.split().count("killed") >= 5
    roll_up()

    day = SiteDay.objects.get(day=timezone.localdate())
    assert (day.views, day.sessions, day.visitors) == (500, 100, 50)
    assert sorted(PageDay.objects.values_list("page", "views")) == [("search", 250), ("services", 250)]


def test_two_roll_ups_at_once_count_500_as_500(environment):
    raw_views(500)
    workers = [start(environment, "roll_up") for _worker in range(2)]
    for worker in workers:
        worker.stdout.readline()
    deadline = time.monotonic() + 30
    while RawEvent.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    for worker in workers:
        worker.kill()
        worker.communicate()
    roll_up()

    assert SiteDay.objects.get(day=timezone.localdate()).views == 500


def test_no_acknowledged_view_is_lost_when_the_web_process_is_killed(environment):
    web = start(environment, "collect", "2000")
    acknowledged = [web.stdout.readline().strip() for _view in range(60)]
    web.kill()
    rest, _nothing = web.communicate()
    acknowledged += [line for line in rest.split() if len(line) == 32]

    kept = set(RawEvent.objects.values_list("view_id", flat=True))
    assert set(acknowledged) <= kept
    assert len(kept) <= len(acknowledged) + 1
    assert Session.objects.count() == 10


def test_views_at_the_same_moment_make_one_session_a_visitor(environment):
    web = start(environment, "collect_at_once", "6", "20")
    out, _nothing = web.communicate(timeout=60)
    roll_up()

    day = SiteDay.objects.get(day=timezone.localdate())
    assert day.views == len(out.split()) == 120
    assert (day.sessions, day.visitors) == (3, 3)
    assert Session.objects.count() == 3
