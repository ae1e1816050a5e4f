"""Families' words find the right things: the judged queries, over the demo's own pages and services."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from portal.demo.load import load_demo
from tests.bench import relevance
from tests.bench.relevance import Figures, Judged
from tests.conftest import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("relevance")]  # one worker loads the demo for all of them
# What `make bench` says is better than this; the rest is room for new pages.
FLOOR = 0.85


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo site, loaded once for this module and taken back."""
    mail = override_settings(EMAIL_BACKEND="accounts.mail.QueueBackend")
    with django_db_blocker.unblock(), transaction.atomic(), mail:
        load_demo()
        clear_caches()
        yield
        transaction.set_rollback(True)
    clear_caches()


@pytest.fixture(scope="module")
def figures(demo: None, django_db_blocker: DjangoDbBlocker) -> Figures:
    with django_db_blocker.unblock():
        return relevance.measure()


def test_the_right_things_stand_at_the_top(figures):
    worst = [f"{score:.2f} {row.query}" for row, score, _found in sorted(figures.each, key=lambda one: one[1])[:10]]
    assert figures.ndcg >= FLOOR, worst
    assert figures.recall >= 0.95


def test_no_search_finds_nothing_where_something_fits(figures):
    assert [row.query for row, _score, found in figures.each if not found] == []


def test_every_judgement_names_something_that_is_there(demo):
    assert len(relevance.judged()) >= 120
    assert relevance.unknown_names() == set()


def test_an_order_is_judged_by_what_stands_above():
    row = Judged("x", {"best": 3, "good": 2})
    assert row.ndcg(["best", "good", "other"]) == 1
    assert 0 < row.ndcg(["other", "good", "best"]) < row.ndcg(["good", "best"]) < 1
    assert row.ndcg(["other"]) == 0
    assert (row.recall(["good", "best"]), row.recall(["good"])) == (1, 0)
