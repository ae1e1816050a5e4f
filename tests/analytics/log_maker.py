"""Access logs in the combined format, made so that their days add up to given totals: for tests and for the bench."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.analytics.beacons import LAPTOP, PHONE, ROBOT

LONDON = ZoneInfo("Europe/London")
# Sessions from Monday to Sunday: families look on school days.
WEEK = (74, 81, 79, 70, 52, 38, 45)
PAGES = ("/", "/guidance/", "/guidance/ehc-plans/", "/services/?age=8", "/whats-on/", "/you-said-we-did/")
FILES = ("/static/css/main.9b1c.css", "/media/images/club.jpg", "/robots.txt", "/favicon.ico")
AGENTS = (PHONE, LAPTOP, PHONE.replace("17_0", "16_4"), LAPTOP.replace("126", "125"))
Days = dict[dt.date, tuple[int, int]]


def days_adding_up_to(first: dt.date, last: dt.date, views: int, sessions: int) -> Days:
    """Views and sessions of each day from `first` to `last`, with a weekly pattern, whose sums are exactly these."""
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    weights = [WEEK[day.weekday()] for day in days]
    return dict(zip(days, zip(_shares(views, weights), _shares(sessions, weights), strict=True), strict=True))


def log_lines(days: Days, *, noise: int = 1, seed: int = 1) -> Iterator[str]:
    """The lines in the order of time, on a server whose clock is London's. `noise`: how many lines that are no view there are for each view."""
    chance = random.Random(seed)
    for day, (views, sessions) in sorted(days.items()):
        moments: list[tuple[dt.datetime, str]] = []
        for number, pages in enumerate(_shares(views, [chance.randrange(1, 5) for _session in range(sessions)], least=1)):
            moments += _session(chance, day, number, pages, noise)
        yield from (f"{line}\n" for _moment, line in sorted(moments))


def _session(chance: random.Random, day: dt.date, number: int, pages: int, noise: int) -> Iterator[tuple[dt.datetime, str]]:
    """Every third visitor is back, hours later: in another session."""
    visitor = number - number % 3
    hours = (1, 11) if number == visitor else (13, 22)
    address = f"203.{day.day}.{visitor // 250}.{visitor % 250}"
    if number % 3 == 1:
        address, hours = f"198.{day.day}.{number // 250}.{number % 250}", (1, 22)
    agent = AGENTS[visitor % len(AGENTS)]
    moment = dt.datetime.combine(day, dt.time(chance.randrange(*hours), chance.randrange(60), chance.randrange(60)), LONDON).astimezone(dt.UTC)
    for _page in range(pages):
        moment += dt.timedelta(seconds=chance.randrange(1, 100) * 10 // max(1, pages // 10))
        yield moment, line(moment, chance.choice(PAGES), address, agent)
        for _line in range(noise):
            yield moment, _no_view(chance, moment, address, agent)


def _no_view(chance: random.Random, moment: dt.datetime, address: str, agent: str) -> str:
    kind = chance.randrange(4)
    if kind == 0:
        return line(moment, chance.choice(PAGES), "192.0.2.9", ROBOT)
    if kind == 1:
        return line(moment, chance.choice(PAGES), address, agent, status=404)
    return line(moment, chance.choice(FILES), address, agent)


def line(moment: dt.datetime, path: str, address: str, agent: str, status: int = 200) -> str:
    return f'{address} - - [{moment.astimezone(LONDON):%d/%b/%Y:%H:%M:%S %z}] "GET {path} HTTP/1.1" {status} 5120 "https://www.example.org/" "{agent}"'


def _shares(total: int, weights: list[int], least: int = 0) -> list[int]:
    """Whole numbers in these proportions, each at least `least`, whose sum is exactly the total."""
    spare, whole = total - least * len(weights), sum(weights)
    ends = [0]
    done = 0
    for weight in weights:
        done += weight
        ends.append(spare * done // whole)
    return [least + after - before for before, after in pairwise(ends)]
