"""Many families join at once while others read: is anybody lost, refused or kept waiting?

`python -m tests.bench.joining [500]`: how many; DATABASE_URL chooses the database (PostgreSQL for the figure we promise). It makes a database of its own
with the demo's pages, serves it with the web server as in production, and drops it. Two ways: families that start within a minute and read each page for
some seconds, and all of them pressing the last button in the same second.
"""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

FAMILIES = 500
READERS = 8
READ_SECONDS = (2.0, 8.0)  # how long a family looks at a page: far less than anybody needs
START_SECONDS = 60.0
PAGES = ("/", "/register/", "/services/", "/search/?q=autism", "/who-can-help/", "/privacy/")
REFERENCE = re.compile(r"<strong>([0-9B-Z]{4}-[0-9B-Z]{4}-[0-9B-Z]{2})</strong>")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 120


@dataclass
class Browser:
    """One visitor, who keeps cookies and follows where the form leads."""

    port: int
    number: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    token: str = ""

    def ask(self, method: str, address: str, values: dict | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": f"http://127.0.0.1:{self.port}"}
        headers["X-Forwarded-For"] = f"10.0.{self.number // 250}.{self.number % 250}"  # each family is at home, behind an address of its own
        body = urlencode((values or {}) | {"csrfmiddlewaretoken": self.token}, doseq=True) if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        with contextlib.closing(connection):
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        self.times.append(time.perf_counter() - start)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        if found := TOKEN.search(page):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), page


def answers_of(number: int) -> dict[str, dict]:
    """What one family answers, by step."""
    return {
        "about-you": {"first_name": "Amal", "last_name": f"Okonjo {number}", "relationship": "parent"},
        "contact": {"email": f"family{number}@families.example", "phone": ""},
        "home": {"postcode": "LK1 2AB", "borough": "larkmere"},
        "child-1": {"nickname": "Bee", "birth_month": "3", "birth_year": "2019"},
        "support-1": {"support_stage": "not-sure", "needs": ["not-said"]},
        "choices": {"choice-updates:1": "on"},
    }


def fill_in(browser: Browser, number: int, wait: Callable[[], None]) -> str:
    """From the start page to the page to check; the mark of what stands there."""
    answers = answers_of(number)
    _status, address, _page = browser.ask("POST", "/register/")
    while address != "/register/check/":
        _status, _nowhere, page = browser.ask("GET", address)
        wait()
        if address == "/register/children/":
            address = re.findall(r'class="govuk-button" href="([^"]+)"', page)[0]
            continue
        status, address, page = browser.ask("POST", address, answers.get(address.strip("/").split("/")[-1], {}))
        if status != 302:
            raise AssertionError(f"{status} on the way")
    _status, _nowhere, page = browser.ask("GET", address)
    return re.findall(r'name="shown" value="([^"]+)"', page)[0]


def send(browser: Browser, shown: str) -> str:
    """Press the last button; the reference on the page that follows."""
    status, address, _page = browser.ask("POST", "/register/check/", {"shown": shown})
    if status != 302:
        return f"refused with {status}"
    return REFERENCE.findall(browser.ask("GET", address)[2])[0]


def join_with_time(port: int, count: int) -> tuple[list[str], list[float]]:
    """Families start within START_SECONDS and read each page; their references, and how long each answer took."""
    browsers = [Browser(port, number) for number in range(count)]

    def family(number: int) -> str:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, START_SECONDS))
        shown = fill_in(browsers[number], number, lambda: time.sleep(chance.uniform(*READ_SECONDS)))
        return send(browsers[number], shown)

    return at_once(family, count), [each for browser in browsers for each in browser.times]


def join_in_a_second(port: int, count: int) -> tuple[list[str], list[float]]:
    """All have filled in the form, and press the last button in the same second."""
    browsers = [Browser(port, number) for number in range(count)]
    marks = [""] * count

    def fill(number: int) -> str:
        marks[number] = fill_in(browsers[number], count + number, lambda: None)
        return ""

    for start in range(0, count, 20):
        at_once(lambda number, start=start: fill(start + number), min(20, count - start))
    for browser in browsers:
        browser.times.clear()
    with reading(port) as pages:
        references = at_once(lambda number: send(browsers[number], marks[number]), count)
    tell("pages of those who read meanwhile", pages)
    return references, [each for browser in browsers for each in browser.times]


def at_once(work: Callable[[int], str], count: int) -> list[str]:
    """What each of so many threads came to; a failure as its words."""
    outcome = [""] * count

    def run(number: int) -> None:
        try:
            outcome[number] = work(number)
        except Exception as problem:  # noqa: BLE001 - told as an outcome
            outcome[number] = f"{type(problem).__name__}: {problem}"

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


@contextlib.contextmanager
def reading(port: int) -> Iterator[list[float]]:
    """Some people read pages without cookies, a page a second each; how long each page took."""
    times: list[float] = []
    stop = threading.Event()

    def read(number: int) -> None:
        turn = number
        while not stop.is_set():
            browser = Browser(port, 60_000 + number)
            status, _address, _page = browser.ask("GET", PAGES[turn % len(PAGES)])
            times.append(browser.times[0] if status == 200 else PATIENCE)
            turn += 1
            stop.wait(1)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    yield times
    stop.set()
    for thread in threads:
        thread.join()


def tell(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"  {what}: {len(ordered):,}, middle {statistics.median(ordered) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms", flush=True)


def compare(count: int = FAMILIES) -> None:
    """Print both ways, beside reading alone on the same server."""
    from tests.bench.search import in_a_database_of_its_own

    in_a_database_of_its_own(lambda: _compare(count))


def _compare(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings

    with override_settings(EMAIL_BACKEND="accounts.mail.QueueBackend"):
        call_command("load_demo")
    already = _families()
    with served() as port:
        with reading(port) as alone:
            time.sleep(10)
        print(f"{connection.vendor}: {count} families join, {READERS} people read")
        tell("pages when nobody joins", alone)
        with reading(port) as pages:
            references, times = join_with_time(port, count)
        tell("pages while families join", pages)
        tell("answers to the families", times)
        already = _check(references, already)
        references, times = join_in_a_second(port, count)
        tell("answers to families who all press the last button at once", times)
        _check(references, already)


def _families() -> int:
    from register.models import Family

    return Family.objects.count()


def _check(references: list[str], already: int) -> int:
    """Say who was lost or refused; how many families there are now. Exits when anybody was."""
    from accounts.models import QueuedMail
    from register.models import Family

    outcome = Counter("joined" if REFERENCE.fullmatch(f"<strong>{reference}</strong>") else reference for reference in references)
    kept = Family.objects.filter(reference__in=references).count()
    mails = QueuedMail.objects.count()
    print(f"  {dict(outcome)}; families kept {kept}, more than before {_families() - already}, mails queued in all {mails}", flush=True)
    if kept != len(references) or _families() - already != len(references):
        sys.exit("A family was lost, refused or recorded twice.")
    return _families()


@contextlib.contextmanager
def served(workers: int = 2) -> Iterator[int]:
    """The web server on this database, as in production; its port."""
    from django.db import connection

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = connection.settings_dict
    address = f"postgres://{made['USER']}:{made['PASSWORD']}@{made['HOST']}:{made['PORT']}/{made['NAME']}" if connection.vendor == "postgresql" else f"sqlite:///{made['NAME']}"
    environment = os.environ | {"DATABASE_URL": address, "SITE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "false", "TRUSTED_PROXIES": "1"}
    options = (
        "--preload",
        f"--bind=127.0.0.1:{port}",
        f"--workers={workers}",
        "--threads=256",
        "--backlog=2048",
        "--limit-request-line=8190",
        "--no-control-socket",
        "--log-level=warning",
    )
    web = subprocess.Popen([sys.executable, "-m", "gunicorn", "portal.wsgi", *options], env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if Browser(port).ask("GET", "/health/ready")[0] == 200:
                    break
            time.sleep(0.2)
        yield port
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(timeout=30)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else FAMILIES)
