"""Limits for an address: they hold for their whole time, end with it, and never keep a family out because a cache is down."""

import datetime as dt
import logging

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.test import RequestFactory
from redis.exceptions import ConnectionError as RedisGone

from home import guards
from home.guards import is_within

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def cache():
    return caches["default"]


def ask(times: int = 1, *, what: str = "comment", address: str = "203.0.113.5", seconds: int = 3_600) -> list[bool]:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return [is_within(3, seconds=seconds, what=what, request=request) for _time in range(times)]


def test_three_are_within_three_and_the_fourth_is_not(cache):
    assert ask(4) == [True, True, True, False]


def test_each_address_and_each_thing_is_counted_apart(cache):
    ask(4)
    assert ask(1, address="203.0.113.6") == ask(1, what="useful") == [True]


def test_a_count_holds_for_its_whole_hour_and_not_for_the_caches_five_minutes(cache, time_machine):
    if isinstance(cache, RedisCache):
        pytest.skip("Redis keeps its own time, which a test cannot move")
    time_machine.move_to(NOON)
    ask(3)
    time_machine.move_to(NOON + dt.timedelta(minutes=20))
    assert ask(1) == [False]
    time_machine.move_to(NOON + dt.timedelta(minutes=59))
    assert ask(1) == [False]


def test_the_next_hour_starts_from_nothing_however_often_somebody_asked(cache, time_machine):
    time_machine.move_to(NOON)
    ask(9)
    time_machine.move_to(NOON + dt.timedelta(minutes=60))
    assert ask(4) == [True, True, True, False]


def test_the_address_itself_is_not_kept(monkeypatch):
    kept = LocMemCache("kept", {})
    kept.clear()
    monkeypatch.setattr(guards, "cache", kept)
    ask(2)
    assert len(kept._cache) == 1
    assert "203.0.113.5" not in str(kept._cache)


def test_a_count_thrown_out_to_make_room_starts_again(monkeypatch):
    class Full(LocMemCache):
        def add(self, *args, **kwargs):
            return False

    monkeypatch.setattr(guards, "cache", Full("full", {}))
    assert ask(5) == [True] * 5


@pytest.mark.parametrize("problem", [RedisGone("refused"), OSError("no space left"), TimeoutError()])
def test_everybody_is_let_through_while_the_cache_is_down_and_it_is_said_once_a_call(monkeypatch, caplog, problem):
    class Down(LocMemCache):
        def add(self, *args, **kwargs):
            raise problem

    monkeypatch.setattr(guards, "cache", Down("down", {}))
    with caplog.at_level(logging.WARNING, logger="home.guards"):
        assert ask(5) == [True] * 5
    assert len(caplog.records) == 5
    assert "203.0.113.5" not in caplog.text
