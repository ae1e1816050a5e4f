"""How long the register takes with 100,000 families and a million lines of the access log: an officer's search, desk and lists, the log, totals, and the clocks.

`python -m tests.bench.register [100000]`: families; DATABASE_URL chooses the database. It makes a database of its own and drops it. Nobody's data: every name is made up.
"""

import datetime as dt
import functools
import os
import random
import resource
import sys
import time
import uuid
from typing import Any
from unittest import mock

from tests.bench.search import TRIES, figures, in_a_database_of_its_own, time_of

SIZES = (100_000,)
AT_ONCE = 5_000
PAGES = 20
WARDS, BOROUGHS = 40, 2
# Lines of the access log for each family, by so many officers, over so many days.
LINES, OFFICERS, LOG_DAYS = 10, 12, 700
# So many families of a hundred did not answer for a year: the clocks ask them.
SILENT = 1


def measure(sizes: tuple[int, ...] = SIZES) -> None:
    in_a_database_of_its_own(lambda: [_measure_at(size) for size in sizes])


def _measure_at(size: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from accounts import crypto
    from register.publishing import publish
    from tests.register.factories import staff

    clock, processor = time.perf_counter(), time.process_time()
    with mock.patch.object(crypto, "encrypt", functools.cache(crypto.encrypt)):  # most of what is made is the same text again and again
        some = fill(size)
    _say(f"{connection.vendor}, {size:,} families made", clock, processor)
    _analyse()
    officer, analyst = Client(), Client()
    officer.force_login(staff("Register officer"))
    analyst.force_login(staff("Analyst"))
    _measure_desk(officer)
    _measure_log(size)
    for what, words in some.items():
        print(f"  search by {what:9} {figures(time_of(lambda word: _found(officer, word), words, TRIES))}", flush=True)
    clock, processor = time.perf_counter(), time.process_time()
    publish()
    _say("  totals made up (the worker, once a day)", clock, processor)
    print(f"  page of totals      {figures(time_of(lambda _: _page(analyst, reverse('register_totals')), [''], TRIES))}", flush=True)
    for is_dry in (True, False):
        _run_clocks(is_dry=is_dry)


def _last_name(number: int) -> str:
    """Two of a hundred share theirs, and so the postcode with it. Five have a double one, and one of a thousand has half of that."""
    if number % 100 in range(10, 15):
        return f"Okonjo{number}-Taylor{number}"
    if number % 1000 == 15:
        return f"Taylor{number - 1}"
    return f"Okonjo{number - number % 100 if number % 100 < 2 else number}"


def _measure_desk(officer: Any) -> None:
    from django.urls import reverse

    from register.work_lists import LISTS

    lists = [reverse("register_waiting", args=[name]) for name in LISTS]
    for address in ("/admin/", reverse("register_families"), reverse("register_duplicates"), *lists, reverse("register_cards")):
        print(f"  {address:48} {figures(time_of(lambda page: _page(officer, page), [address], PAGES))}", flush=True)


def _measure_log(size: int) -> None:
    from django.test import Client

    from tests.register.factories import staff

    clock, processor = time.perf_counter(), time.process_time()
    fill_log(size * LINES)
    _say(f"  {size * LINES:,} lines of the access log made", clock, processor)
    _analyse()
    auditor = Client()
    auditor.force_login(staff("Auditor"))
    print(f"  {'desk of whoever checks':48} {figures(time_of(lambda page: _page(auditor, page), ['/admin/'], PAGES))}", flush=True)
    for what, wish in _wishes().items():
        print(f"  access log, {what:36} {figures(time_of(lambda _, wish=wish: _log(auditor, wish), [''], PAGES))}", flush=True)


def _found(officer: Any, words: str) -> object:
    from django.urls import reverse

    response = officer.post(reverse("register_families"), {"words": words})
    if len(response.context["page"]) != 1:
        raise SystemExit("The search did not find the one family.")
    return response


def _page(client: Any, address: str) -> object:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return response


def _wishes() -> dict[str, dict[str, str]]:
    """Each thing it can be asked for, and those of them together that match few lines of many."""
    from register.models import AccessLogEntry

    reference = AccessLogEntry.objects.exclude(reference="").latest("pk").reference
    year_ago = {"first": (dt.date.today() - dt.timedelta(days=365)).isoformat(), "last": (dt.date.today() - dt.timedelta(days=360)).isoformat()}
    rare = {"action": "erase"}
    one = {"who": "officer1@council.example"}
    return {
        "all": {},
        "last page that is shown": {"p": "200"},
        "one person": one,
        "one kind": {"action": "view"},
        "a rare kind": rare,
        "one person, a rare kind": one | rare,
        "five days a year ago": year_ago,
        "one person, those days": one | year_ago,
        "one person, rare, those days": one | rare | year_ago,
        "one family": {"reference": reference},
    }


def _log(auditor: Any, wish: dict[str, str]) -> object:
    from django.urls import reverse

    response = auditor.post(reverse("register_access_log"), wish)
    if response.status_code != 200 or response.context["form"].errors:
        raise SystemExit("The access log did not answer.")
    return response


def fill_log(size: int) -> None:
    """So many lines, most of them looks at records, of families that are there."""
    from django.utils import timezone

    from register.models import AccessLogEntry, Family

    chance, references = random.Random(size), list(Family.objects.values_list("reference", flat=True)[: size // LINES])
    start, step = timezone.now() - dt.timedelta(days=LOG_DAYS), dt.timedelta(days=LOG_DAYS) / size
    kinds = ["view"] * 70 + ["list"] * 15 + ["search"] * 10 + ["correct"] * 4 + ["note"]
    for first in range(0, size, AT_ONCE):
        lines = []
        for number in range(first, min(first + AT_ONCE, size)):
            kind = "erase" if number % 5_000 == 0 else chance.choice(kinds)
            line = AccessLogEntry(
                who=f"officer{chance.randrange(OFFICERS)}@council.example", action=kind, why="asked", reference="" if kind == "list" else chance.choice(references)
            )
            lines.append(line)
        with mock.patch.object(timezone, "now", lambda first=first: start + first * step):  # the day is the database's to say, line by line
            AccessLogEntry.objects.bulk_create(lines)


def _run_clocks(*, is_dry: bool) -> None:
    from register import retention

    steps: list[int] = []
    clock, processor = time.perf_counter(), time.process_time()
    done = retention.run(is_dry=is_dry, progress=lambda name, done, of: steps.append(done))
    many = sum(done.counts.values())
    _say(f"  clocks{' (dry run)' if is_dry else ''}: {many:,} rows, progress told {len(steps)} times", clock, processor)


def _say(what: str, clock: float, processor: float) -> None:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {time.perf_counter() - clock:.1f} s (CPU {time.process_time() - processor:.1f} s; process {most:.0f} MB)", flush=True)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def fill(size: int) -> dict[str, list[str]]:
    """So many families with children, needs, consents and equality answers; some references, addresses and numbers to look for."""
    from home.models import Borough
    from localoffer.models import AgePhase, Language, Need, Ward
    from register import wording
    from tests.factories import make_site

    make_site()
    wording.seed()
    chance = random.Random(size)
    boroughs = Borough.objects.bulk_create(Borough(name=f"B{n}", slug=f"b{n}", council="C") for n in range(BOROUGHS))
    wards = Ward.objects.bulk_create(Ward(code=f"E05{n:06}", name=f"Ward {n}", borough=boroughs[n % BOROUGHS]) for n in range(WARDS))
    if not Need.objects.exists():
        Need.objects.bulk_create(Need(code=f"need-{n}", name=f"Need {n}") for n in range(13))
        AgePhase.objects.bulk_create(AgePhase(code=f"phase-{n}", name=f"Phase {n}", min_age=5 * n, max_age=5 * n + 4) for n in range(5))
        Language.objects.bulk_create(Language(code=f"l{n}", name=f"Language {n}") for n in range(20))
    lists = {"wards": wards, "needs": list(Need.objects.all()), "languages": list(Language.objects.all())}
    some: dict[str, list[str]] = {"address": [], "reference": [], "phone": [], "name": []}
    for first in range(0, size, AT_ONCE):
        _add(range(first, min(first + AT_ONCE, size)), chance, lists, some)
    return some


def _add(numbers: range, chance: random.Random, lists: dict[str, list[Any]], some: dict[str, list[str]]) -> None:
    from django.utils import timezone

    from register.models import Child, Consent, EqualityAnswer, EthnicGroup, Family, SupportStage, WordingVersion
    from register.models.equality import quarter_of

    made = Family.objects.bulk_create(_family(number, chance, lists) for number in numbers)
    _add_work(made, chance)
    asked = timezone.now()
    children = [
        Child(
            family=family,
            nickname="Bee",
            birth_year=dt.date.today().year - 1 - chance.randrange(23),
            birth_month=chance.randrange(12) + 1,
            support_stage=chance.choice(SupportStage.values),
            own_choice_asked_at=asked,
        )
        for family in made
        for _ in range(chance.choice([1, 1, 1, 2]))
    ]
    Child.objects.bulk_create(children)
    through = Child.needs.through
    through.objects.bulk_create(through(child=child, need=need) for child in children for need in chance.sample(lists["needs"], chance.randrange(3)))
    words = WordingVersion.objects.first()
    said = [("updates", "email", True), ("updates", "text", chance.random() < 0.5), ("surveys", "any", True), ("updates", "email", chance.random() < 0.9)]
    Consent.objects.bulk_create(
        Consent(family=family, purpose=purpose, channel=channel, is_given=is_given, how="sign-up", wording=words) for family in made for purpose, channel, is_given in said
    )
    quarter = quarter_of(dt.date.today())
    EqualityAnswer.objects.bulk_create(EqualityAnswer(question="ethnic-group", answer=chance.choice(EthnicGroup.values), quarter=quarter) for _ in made)
    some["reference"] += [made[0].reference]
    some["address"] += [made[1].email]
    some["phone"] += [made[2].phone]
    some["name"] += [f"Amal {made[3].last_name} LK1 2AB"]


def _add_work(made: list[Any], chance: random.Random) -> None:
    """What waits for an officer: notes with a day, with a later one and without, and cards that were asked for."""
    from register.models import FamilyNote, NoteCategory

    today = dt.date.today()
    noted = [family for family in made if chance.random() < 0.05]
    FamilyNote.objects.bulk_create(
        FamilyNote(family=family, category=NoteCategory.CALL_BACK, due_on=chance.choice([None, today, today + dt.timedelta(days=9)]), by="o@council.example") for family in noted
    )


def _family(number: int, chance: random.Random, lists: dict[str, list[Any]]) -> Any:
    from django.utils import timezone

    from register import keys
    from register.models import Family, Format, Reach

    at = timezone.now() - dt.timedelta(minutes=chance.randrange(300 * 24 * 60))
    said = at - dt.timedelta(days=400) if number % 100 < SILENT else at
    email, phone, ward = f"f{number}@families.example", f"+447{number:09}", chance.choice(lists["wards"])
    return Family(
        form_id=uuid.UUID(int=number + 1), first_name="Amal", last_name=_last_name(number), relationship="parent", email=email, email_hash=keys.email_hash(email), phone=phone,
        phone_hash=keys.phone_hash(phone), household_hash=keys.household_hash(_last_name(number), "LK1 2AB"), first_half_hash=keys.first_half_hash(_last_name(number), "LK1 2AB"),
        last_half_hash=keys.last_half_hash(_last_name(number), "LK1 2AB"), bounced_at=at if number % 200 == 0 else None, postcode="LK1 2AB", borough=ward.borough, ward=ward, reach=chance.choice(Reach.values), reading_format=chance.choice(Format.values),
        language=chance.choice(lists["languages"]) if chance.random() < 0.1 else None, source_code=chance.choice(["", "", "POSTER", "LETTER"]), created_at=at,
        asked_at=at, confirmed_at=at, said_at=said,
    )  # fmt: skip


if __name__ == "__main__":
    import django

    import tests.environment  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    measure(tuple(map(int, sys.argv[1:])) or SIZES)
