"""Page views as the whole of England would send them at its busiest: is any lost, or counted twice, and how long does a browser wait?

`python -m tests.bench.flood [40 125]`: seconds, and views a second (150 councils with ten times the first one's views are about 125); DATABASE_URL chooses the
database (PostgreSQL for the figure we promise). Four web processes answer, a worker moves rows into totals meanwhile, and one view of twenty is sent twice,
as a browser does that heard no answer. It makes a database of its own and drops it.
"""

import http.client
import json
import os
import queue
import random
import statistics
import sys
import threading
import time
import uuid
from collections import Counter

from tests.bench.joining import served
from tests.bench.search import in_a_database_of_its_own

SECONDS, A_SECOND = 40, 125
WORKERS, SENDERS = 4, 16
TWICE = 0.05
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
Letter = tuple[float, bytes, str]


def compare(seconds: int = SECONDS, a_second: int = A_SECOND) -> bool:
    """Print how many were sent, answered and counted; True when each view was counted once."""
    outcome: list[bool] = []
    in_a_database_of_its_own(lambda: outcome.append(_compare(seconds, a_second)))
    return outcome[0]


def _compare(seconds: int, a_second: int) -> bool:
    from django.db import connection
    from django.db.models import Sum
    from wagtail.models import Site

    from analytics.actions import roll_up
    from analytics.models import DropDay, SiteDay
    from tests.factories import make_site

    make_site()
    page = str(Site.objects.get(is_default_site=True).root_page_id)
    views = seconds * a_second
    with served(WORKERS) as port, _rolling_up():
        answers, times, late = _send(port, _letters(views, a_second, page))
    roll_up()
    counted = SiteDay.objects.aggregate(views=Sum("views"), sessions=Sum("sessions"))
    dropped = dict(DropDay.objects.values_list("reason").annotate(Sum("dropped")))
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)] * 1000
    print(
        f"{connection.vendor}, {WORKERS} web processes, {views:,} views at {a_second} a second: answers {dict(answers)}; counted {counted['views']:,} views, {counted['sessions']:,} sessions; dropped {dropped}"
    )
    print(
        f"  answered after {statistics.median(ordered) * 1000:.0f} ms in the middle, p95 {p95:.0f} ms, longest {ordered[-1] * 1000:.0f} ms; the sender was at most {late:.1f} s behind",
        flush=True,
    )
    return counted["views"] == views and set(answers) == {204} and sum(dropped.values()) == answers.total() - views


def _letters(views: int, a_second: int, page: str) -> "queue.Queue[Letter]":
    """When to send what, from whom; some of them twice, one after the other."""
    letters: queue.Queue[Letter] = queue.Queue()
    chance = random.Random(views)
    for number in range(views):
        body = json.dumps({"v": uuid.uuid4().hex, "p": page, "r": ""}).encode()
        visitor = number // 3
        for _again in range(2 if chance.random() < TWICE else 1):
            letters.put((number / a_second, body, f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"))
    return letters


def _send(port: int, letters: "queue.Queue[Letter]") -> tuple[Counter[int], list[float], float]:
    answers, times, late = Counter[int](), list[float](), [0.0]
    start, lock = time.perf_counter() + 1, threading.Lock()

    def send() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            try:
                due, body, address = letters.get_nowait()
            except queue.Empty:
                return line.close()
            time.sleep(max(0, start + due - time.perf_counter()))
            began = time.perf_counter()
            line.request("POST", "/stats/e", body, {"Content-Type": "text/plain", "User-Agent": AGENT, "X-Forwarded-For": address})
            answer = line.getresponse()
            answer.read()
            with lock:
                answers[answer.status] += 1
                times.append(time.perf_counter() - began)
                late[0] = max(late[0], began - start - due)

    threads = [threading.Thread(target=send) for _each in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, times, late[0]


class _rolling_up:  # noqa: N801  # reads as what it does
    """The worker's part of it, every second."""

    def __enter__(self) -> None:
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        from django.db import connection

        from analytics.actions import roll_up

        while not self.is_over.wait(1):
            roll_up()
        connection.close()

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self.thread.join()


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(0 if compare(*map(int, sys.argv[1:])) else "A view was lost, refused or counted twice.")
