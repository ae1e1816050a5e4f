"""How long a search takes, ours beside Wagtail's own database search on the same rows in the same run.

`python -m tests.bench.search [100 10000]`: sizes; DATABASE_URL chooses the database. It makes a database of its own and drops it.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

SIZES = (100, 10_000)
WORDS_A_PAGE = 150
TRIES = 60
# Wagtail's search takes many seconds for a common word at 10,000 rows: it gets so many seconds a class, and at least one try.
WAGTAIL_SECONDS = 20
CLASSES = {"rare": 0.0005, "frequent": 0.05, "very common": 0.8}
WORDS_A_CLASS = 6

Times = list[tuple[float, float]]


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Print p50 and p95 for each size and class of word."""
    in_a_database_of_its_own(lambda: [_compare_at(size) for size in sizes])


def in_a_database_of_its_own(measure: Callable[[], object]) -> None:
    """Make a database, measure, and drop it."""
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def _compare_at(size: int) -> None:
    from django.db import connection

    from search import actions

    words = _fill(size)
    for whose, make in (("our", lambda: actions.rebuild(say_nothing)), ("Wagtail's", index_by_wagtail)):
        clock, processor = time.perf_counter(), time.process_time()
        make()
        print(f"{connection.vendor}, {size:,} pages: {whose} index made in {time.perf_counter() - clock:.1f} s (CPU {time.process_time() - processor:.1f} s)")
    for kind, some in words.items():
        ours, page, theirs = time_of(_engine, some, TRIES), time_of(_page, some, TRIES), time_of(ask_wagtail, some, TRIES, seconds=WAGTAIL_SECONDS)
        print(f"  {kind:12} results {_ask_page(some[0]):>6,} | engine {figures(ours)} | whole page {figures(page)} | Wagtail {figures(theirs)}")


def visitor() -> Any:
    """A browser at an address of its own: a bench asks more often than one address may."""
    from django.test import Client

    return Client(REMOTE_ADDR=str(IPv4Address(random.getrandbits(32))))


def say_nothing(done: int, of: int) -> None:
    """Progress is not what is measured."""


def figures(times: Times) -> str:
    """By the clock, and in brackets the processor time of this process: a busy machine stretches the clock only."""
    clock, processor = zip(*times, strict=True)
    return f"p50 {_p(clock, 50)} p95 {_p(clock, 95)} ms (CPU {_p(processor, 50)}, {_p(processor, 95)}; {len(times)} tries)"


def _p(seconds: tuple[float, ...], percent: int) -> str:
    return f"{(statistics.quantiles(seconds, n=100)[percent - 1] if len(seconds) > 1 else seconds[0]) * 1_000:.1f}"


def time_of(ask: Callable[[str], object], words: list[str], tries: int, seconds: float = 60) -> Times:
    """Times of `tries` questions, after one that warms up; fewer when they take longer than `seconds` together."""
    taken: Times = []
    for number in range(tries):
        clock, processor = time.perf_counter(), time.process_time()
        ask(words[number % len(words)])
        taken.append((time.perf_counter() - clock, time.process_time() - processor))
        if sum(clock for clock, _processor in taken) > seconds:
            break
    return taken[1:] or taken


def _engine(word: str) -> object:
    from search.engines import engine
    from search.query import SearchQuery, Synonyms, understand

    return engine().search(SearchQuery(understand([word], Synonyms(), {}), language="en-gb"))


def _page(word: str) -> object:
    response = visitor().get("/search/", {"q": word}, headers={"user-agent": "Firefox", "host": "localhost"})
    if response.status_code != 200:
        raise SystemExit(f"/search/ answered {response.status_code}")
    return response


def _ask_page(word: str) -> int:
    return _page(word).context["found"].total


def ask_wagtail(word: str) -> object:
    from home.models import InformationPage

    found = InformationPage.objects.live().search(word)
    return list(found[:10]), found.count()


def _fill(size: int) -> dict[str, list[str]]:
    """`size` published pages of 150 words each; returns words of each class that they have."""
    from wagtail.models import Page

    from home.models import Borough

    Page.objects.filter(depth__gt=1).delete()
    Borough.objects.all().delete()
    classes, texts = words_and_texts(size, WORDS_A_PAGE)
    add_pages(texts)
    return classes


def words_and_texts(size: int, length: int) -> tuple[dict[str, list[str]], list[str]]:
    """Words of each class, and `size` texts of about `length` words that have them as often as the class says."""
    chance = random.Random(size)
    classes = {kind: [f"{kind.replace(' ', '')}{'abcdefgh'[number] * 3}" for number in range(WORDS_A_CLASS)] for kind in CLASSES}
    filler = [
        f"{start}{middle}{end}"
        for start in ("ba", "do", "ka", "mu", "pi", "ro", "tu", "ve")
        for middle in ("rin", "lot", "gem", "sav", "dul") * 5
        for end in ("a", "o", "um", "er", "ix")
    ]
    texts = []
    for _ in range(size):
        text = chance.choices(filler, k=length)
        text += [word for kind, share in CLASSES.items() for word in classes[kind] if chance.random() < max(share, 2 / size)]
        chance.shuffle(text)
        texts.append(" ".join(text))
    return classes, texts


def add_pages(texts: list[str]) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Locale, Page

    from home.models import InformationPage
    from tests.factories import make_site

    home = make_site().root_page
    kind, locale = ContentType.objects.get_for_model(InformationPage), Locale.objects.get(language_code="en-gb")
    pages = [
        Page(
            title=text[:60], slug=f"p{number}", path=Page._get_path(home.path, home.depth + 1, number), depth=home.depth + 1, content_type=kind, locale=locale,
            url_path=f"{home.url_path}p{number}/", live=True,
        )
        for number, text in enumerate(texts, start=1)
    ]  # fmt: skip
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=home.pk).update(numchild=len(pages))
    rows = [(page.pk, text[:120], json.dumps([{"type": "text", "value": f"<p>{text}</p>"}])) for page, text in zip(pages, texts, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO home_informationpage (page_ptr_id, summary, body) VALUES (%s, %s, %s)", rows)


def index_by_wagtail() -> None:
    from wagtail.search.backends import get_search_backend

    from home.models import InformationPage

    rebuilder = get_search_backend().rebuilder_class(get_search_backend().get_index_for_model(InformationPage))
    index = rebuilder.start()
    pages = InformationPage.objects.order_by("pk")
    for first in range(0, pages.count(), 500):
        index.add_items(InformationPage, list(pages[first : first + 500]))
    rebuilder.finish()


if __name__ == "__main__":
    import django

    import tests.environment  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    compare(tuple(map(int, sys.argv[1:])) or SIZES)
