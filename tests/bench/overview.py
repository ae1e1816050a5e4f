"""How long the statistics take at national size: the overview over two years of 1,000 pages, and a million raw rows moved into totals.

`python -m tests.bench.overview [1000 1000000]`: pages and raw rows; DATABASE_URL chooses the database. It makes a database of its own and drops it.
Beside the overview stands the plainest question to the same rows: views by page, as one SQL statement.
"""

import datetime as dt
import os
import random
import resource
import sys
import time
import uuid
from typing import Any

from tests.bench.search import figures, in_a_database_of_its_own, time_of

PAGES, ROWS = 1_000, 1_000_000
DAYS = 730
# Rows of a page a day beside the first: visits that came another way, or with a campaign.
ANOTHER_WAY = 0.3
AT_ONCE = 10_000
TRIES = 10
PROMISED_MS = {"postgresql": 200, "sqlite": 400}
PROMISED_SECONDS = 60


def compare(pages: int = PAGES, rows: int = ROWS) -> bool:
    """True when both are as fast as promised."""
    found: list[bool] = []
    in_a_database_of_its_own(lambda: found.extend([_compare_overview(pages), _compare_roll_up(rows)]))
    return all(found)


def _compare_overview(pages: int) -> bool:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from analytics.actions import add_up_months
    from tests.analytics.staff import sign_in

    clock = time.perf_counter()
    made, first, last = _fill(pages)
    print(f"{connection.vendor}: {made:,} rows of {pages:,} pages over {DAYS} days made in {time.perf_counter() - clock:.0f} s", flush=True)
    clock = time.perf_counter()
    added = add_up_months()
    print(f"  {added} months added up in {time.perf_counter() - clock:.1f} s (the worker, each once)", flush=True)
    _analyse()
    client = Client()
    sign_in(client, "access_admin", "view_siteday")
    address = f"{reverse('statistics')}?start={first}&end={last}"
    plain, page = time_of(lambda _: _by_page(first, last), [""], TRIES), time_of(lambda _: _ask(client, address), [""], TRIES)
    print(f"  views by page, one SQL statement over the days: {figures(plain)}", flush=True)
    print(f"  the whole overview over two years:              {figures(page)}", flush=True)
    middle = sorted(taken for taken, _cpu in page)[len(page) // 2] * 1000
    return middle < PROMISED_MS[connection.vendor]


def _fill(pages: int) -> tuple[int, dt.date, dt.date]:
    """Days of a site and of its pages; how many rows, and the first and last day."""
    from wagtail.models import Site

    from analytics.definitions import Source, Status, days_from
    from analytics.models import PageDay, SiteDay
    from tests.factories import make_site

    make_site()
    site, chance = Site.objects.get(is_default_site=True), random.Random(pages)
    last = dt.date.today() - dt.timedelta(days=1)
    first = last - dt.timedelta(days=DAYS - 1)
    made, rows = 0, list[PageDay]()
    for day in days_from(first, last):
        for page in range(pages):
            sources = [Source.SEARCH, *([chance.choice([Source.DIRECT, Source.SOCIAL, Source.OTHER])] if chance.random() < ANOTHER_WAY else [])]
            rows += [PageDay(site=site, day=day, page=str(page + 1_000), source=source, views=chance.randrange(1, 60), sessions=1) for source in sources]
        if len(rows) > AT_ONCE:
            made += len(PageDay.objects.bulk_create(rows, batch_size=AT_ONCE))
            rows = []
    made += len(PageDay.objects.bulk_create(rows))
    SiteDay.objects.bulk_create(SiteDay(site=site, day=day, views=30 * pages, sessions=10 * pages, visitors=8 * pages, status=Status.COMPLETE) for day in days_from(first, last))
    return made, first, last


def _by_page(first: dt.date, last: dt.date) -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT page, sum(views) FROM analytics_pageday WHERE day BETWEEN %s AND %s GROUP BY page ORDER BY 2 DESC LIMIT 20", [str(first), str(last)])
        return cursor.fetchall()


def _ask(client: Any, address: str) -> object:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return response


def _compare_roll_up(rows: int) -> bool:
    from django.db import connection
    from django.db.models import Sum

    from analytics.actions import roll_up
    from analytics.models import RawEvent, SiteDay

    before = SiteDay.objects.aggregate(n=Sum("views"))["n"]
    _fill_raw(rows)
    _analyse()
    size = _size_of_raw()
    clock, processor = time.perf_counter(), time.process_time()
    moved = roll_up()
    taken, worked = time.perf_counter() - clock, time.process_time() - processor
    counted = SiteDay.objects.aggregate(n=Sum("views"))["n"] - before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{connection.vendor}: {moved:,} raw rows{size} moved into totals in {taken:.1f} s (CPU {worked:.1f} s; process {most:.0f} MB)", flush=True)
    if (moved, counted, RawEvent.objects.count()) != (rows, rows, 0):
        raise SystemExit(f"{rows:,} rows were there, {moved:,} moved, {counted:,} counted.")
    return taken < PROMISED_SECONDS


def _fill_raw(rows: int) -> None:
    from django.utils import timezone
    from wagtail.models import Site

    from analytics.definitions import Device, Source, local_day
    from analytics.models import RawEvent

    site, now, chance = Site.objects.get(is_default_site=True), timezone.now(), random.Random(rows)
    kind, today = RawEvent.Kind.VIEW, local_day(now)
    for start in range(0, rows, AT_ONCE):
        RawEvent.objects.bulk_create(
            RawEvent(
                site=site, kind=kind, at=now, day=today, view_id=uuid.uuid4().hex, page=str(chance.randrange(1_000, 2_000)),
                is_entry=number % 3 == 0, is_new_visitor=number % 3 == 0, source=chance.choice(Source.values), device=chance.choice(Device.values),
            )
            for number in range(start, min(start + AT_ONCE, rows))
        )  # fmt: skip


def _size_of_raw() -> str:
    """How much room raw rows take while they wait; known on PostgreSQL alone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('analytics_rawevent')")
        return f" ({cursor.fetchone()[0] / 1e6:.0f} MB)"


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(0 if compare(*map(int, sys.argv[1:])) else "The statistics are slower than we promise.")
