"""How long the finder takes over generated services, with facets and a distance, beside Wagtail's own database search on the same texts in the same run.

`python -m tests.bench.services [10000 100000]`: sizes; DATABASE_URL chooses the database, and SEARCH_URL an Elasticsearch to measure instead of it. It makes a database of its own and drops it.
"""

import datetime as dt
import os
import random
import sys
import time
from collections.abc import Callable

from tests.bench.search import (
    CLASSES,
    TRIES,
    WAGTAIL_SECONDS,
    add_pages,
    ask_wagtail,
    figures,
    in_a_database_of_its_own,
    index_by_wagtail,
    say_nothing,
    time_of,
    visitor,
    words_and_texts,
)

SIZES = (10_000,)
WORDS_A_SERVICE = 60
# Above this Wagtail's index alone takes longer than everything else.
MOST_FOR_WAGTAIL = 10_000
NEAR = "KT1 2AB"
HERE = (51.41, -0.30)
NARROWED = {"need": ["need-1", "need-2"], "age": "8", "cost": "free", "near": NEAR, "within": "10", "sort": "nearest"}
FAR = {"near": NEAR, "need": ["need-1", "need-2"]}


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Print p50 and p95 for each size and question."""
    in_a_database_of_its_own(lambda: [_compare_at(size) for size in sizes])


def _compare_at(size: int) -> None:
    from django.conf import settings
    from django.db import connection

    from search import actions, following

    settings.SEARCH_INDEX = "bench"
    words, texts = words_and_texts(size, WORDS_A_SERVICE)
    _fill(texts)
    clock, processor = time.perf_counter(), time.process_time()
    actions.rebuild(say_nothing)
    print(f"{connection.vendor}, {size:,} services: our index made in {time.perf_counter() - clock:.1f} s (CPU {time.process_time() - processor:.1f} s)", flush=True)
    if following.is_wanted():
        clock, processor = time.perf_counter(), time.process_time()
        following.rebuild(say_nothing)
        print(f"Elasticsearch: its index made in {time.perf_counter() - clock:.1f} s (CPU {time.process_time() - processor:.1f} s here)", flush=True)
    for kind in CLASSES:
        _show(f"{kind} word", words[kind], {})
        _show("  and a distance, 2 needs", words[kind], FAR)
        _show("  and all filters", words[kind], NARROWED)
    _show("no words, all filters", [""], NARROWED)
    _show("no words, a distance", [""], FAR)
    for what, some in (
        ("suggestions", [word[:6] for kind in CLASSES for word in words[kind]]),
        ("suggestions, misspelt", [f"{word[:4]}x{word[4:7]}" for word in words["frequent"]]),
    ):
        print(f"  {what:26} {figures(time_of(_suggest, some, TRIES))}", flush=True)
    if size <= MOST_FOR_WAGTAIL:
        _empty()
        add_pages(texts)
        index_by_wagtail()
        print(f"  Wagtail, the rare word, no facets: {figures(time_of(ask_wagtail, words['rare'], TRIES, seconds=WAGTAIL_SECONDS))}", flush=True)


def _show(what: str, words: list[str], parameters: dict) -> None:
    engine, page = _asking(parameters, whole_page=False), _asking(parameters, whole_page=True)
    found = page(words[0])
    times = f"engine {figures(time_of(engine, words, TRIES))} | whole page {figures(time_of(page, words, TRIES))}"
    print(f"  {what:26} results {found:>7,} | {times}", flush=True)


def _suggest(typed: str) -> object:
    response = visitor().get("/search/suggest/", {"q": typed}, headers={"user-agent": "Firefox", "host": "localhost"})
    if response.status_code != 200:
        raise SystemExit(f"/search/suggest/ answered {response.status_code}")
    return response


def _asking(parameters: dict, *, whole_page: bool) -> Callable[[str], int]:
    from django.http import QueryDict

    from search import finding, forms
    from search.choices import Choices
    from search.engines import engine

    def ask_page(word: str) -> int:
        response = visitor().get("/search/", {"q": word, **parameters}, headers={"user-agent": "Firefox", "host": "localhost"})
        if response.status_code != 200:
            raise SystemExit(f"/search/ answered {response.status_code}")
        return response.context["found"].total

    def ask_engine(word: str) -> int:
        return engine().search(queries[word]).total

    class Queries(dict):
        def __missing__(self, word: str):
            asked = QueryDict(mutable=True)
            for name, value in {"q": word, **parameters}.items():
                asked.setlist(name, value if isinstance(value, list) else [value])
            self[word] = finding.understand_all(forms.read(asked, Choices.read())).query
            return self[word]

    queries = Queries()
    return ask_page if whole_page else ask_engine


def _fill(texts: list[str]) -> None:
    """A service for each text, with needs, categories, ages, a price, days, access facts and one or two places within 30 miles."""
    from home.models import Borough
    from localoffer.models import AgePhase, Category, Need, Postcode
    from tests.factories import make_site

    chance = random.Random(len(texts))
    _empty()
    make_site()
    Postcode.objects.create(code=NEAR.replace(" ", ""), latitude=HERE[0], longitude=HERE[1])
    needs = Need.objects.bulk_create(Need(code=f"need-{number}", name=f"Need {number}") for number in range(13))
    categories = Category.objects.bulk_create(Category(code=f"kind-{number}", name=f"Kind {number}") for number in range(30))
    AgePhase.objects.bulk_create(AgePhase(code=f"phase-{number}", name=f"Phase {number}", min_age=5 * number, max_age=5 * number + 4) for number in range(5))
    boroughs = Borough.objects.bulk_create(Borough(name=f"B{number}", slug=f"b{number}", council="C") for number in range(2))
    for numbers in _batches(len(texts), 5_000):
        _add(numbers, texts, chance, needs, categories, boroughs)


def _empty() -> None:
    from django.db import connection
    from wagtail.models import Page

    from home.models import Borough
    from localoffer.models import AccessFact, AgePhase, Category, CostOption, Location, Need, Postcode, Schedule, Service, ServiceAtLocation

    joins = (Service.needs.through, Service.categories.through, Service.boroughs.through)
    with connection.cursor() as cursor:
        for model in (*joins, AccessFact, CostOption, Schedule, ServiceAtLocation, Service, Location, Category, Need, AgePhase, Postcode):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 (a table of ours)
    Page.objects.filter(depth__gt=1).delete()
    Borough.objects.all().delete()


def _batches(total: int, size: int) -> list[range]:
    return [range(first, min(first + size, total)) for first in range(0, total, size)]


def _add(numbers: range, texts: list[str], chance: random.Random, needs: list, categories: list, boroughs: list) -> None:
    from localoffer.models import AccessFact, CostOption, Location, Schedule, Service, ServiceAtLocation

    services, places = [], []
    for number in numbers:
        least = chance.choice([None, *range(18)])
        services.append(
            Service(
                name=texts[number][:50], slug=f"s{number}", summary=texts[number][:120], description=texts[number], min_age=least,
                max_age=None if least is None else least + chance.randrange(12), is_in_person=chance.random() < 0.7, is_online=chance.random() < 0.3, route=chance.choice(["", "self-referral", "panel"]),
            )
        )  # fmt: skip
        places.append(
            [Location(latitude=HERE[0] + chance.uniform(-0.43, 0.43), longitude=HERE[1] + chance.uniform(-0.6, 0.6), town="T") for _ in range(chance.choice([0, 1, 1, 1, 2]))]
        )
    Service.objects.bulk_create(services)
    Location.objects.bulk_create(place for some in places for place in some)
    ServiceAtLocation.objects.bulk_create(ServiceAtLocation(service=service, location=place) for service, some in zip(services, places, strict=True) for place in some)
    CostOption.objects.bulk_create(CostOption(service=service, amount=chance.choice([0, 5])) for service in services if chance.random() < 0.6)
    Schedule.objects.bulk_create(Schedule(service=service, day=chance.choice(["MO", "TU", "WE", "SA"])) for service in services if chance.random() < 0.6)
    kinds = list(AccessFact.Kind.values)
    AccessFact.objects.bulk_create(
        AccessFact(service=service, kind=kind, answer="yes", checked_on=dt.date(2026, 5, 1)) for service in services for kind in chance.sample(kinds, chance.randrange(4))
    )
    for field, rows, most in (("need", needs, 3), ("category", categories, 2), ("borough", boroughs, 1)):
        joins = getattr(Service, {"need": "needs", "category": "categories", "borough": "boroughs"}[field]).through
        joins.objects.bulk_create(joins(service=service, **{field: row}) for service in services for row in chance.sample(rows, chance.randrange(most + 1)))


if __name__ == "__main__":
    import django

    import tests.environment  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    compare(tuple(map(int, sys.argv[1:])) or SIZES)
