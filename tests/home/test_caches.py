"""Counts lose nobody, and a cache that is gone is missed by nobody who reads."""

import datetime as dt
import logging
import multiprocessing

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.test import override_settings

from home import caches as ours
from home.caches import CACHE_GONE, ExactFileCache, ForgivingFileCache
from tests.caches import redis_at

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def count_in_another_process(folder: str, times: int, claimed) -> None:
    cache = ExactFileCache(folder, {})
    for number in range(times):
        cache.add("count", 0, 60)
        cache.incr("count")
        if cache.add(f"mine-{number}", 1, 60):
            with claimed:
                claimed.value += 1


def test_four_processes_at_once_lose_no_count_and_each_thing_is_claimed_once(tmp_path):
    fork = multiprocessing.get_context("fork")
    claimed = fork.Value("i", 0)
    others = [fork.Process(target=count_in_another_process, args=(str(tmp_path), 60, claimed)) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert ExactFileCache(str(tmp_path), {}).get("count") == 240
    assert claimed.value == 60


def test_a_count_ends_at_the_time_it_was_given_however_often_it_grows(tmp_path, time_machine):
    time_machine.move_to(NOON)
    cache = ExactFileCache(str(tmp_path), {})
    cache.add("count", 0, 3_600)
    time_machine.move_to(NOON + dt.timedelta(minutes=50))
    assert cache.incr("count") == 1
    time_machine.move_to(NOON + dt.timedelta(minutes=59))
    assert cache.incr("count", 2) == 3
    time_machine.move_to(NOON + dt.timedelta(minutes=61))
    with pytest.raises(ValueError, match="count"):
        cache.incr("count")


def test_what_has_no_end_keeps_none(tmp_path):
    cache = ExactFileCache(str(tmp_path), {})
    cache.add("count", 1, None)
    cache.incr("count")
    assert cache._seconds_left("count", None) is None


@pytest.fixture(params=["files", "redis"])
def gone(request, tmp_path):
    """A cache that can't be reached."""
    if request.param == "files":
        (tmp_path / "file").touch()
        yield ForgivingFileCache(str(tmp_path / "file" / "cache"), {})
        return
    with override_settings(CACHES=redis_at("127.0.0.1:1")):  # nothing listens there
        yield caches["default"]


def test_a_cache_that_is_gone_remembers_nothing_and_says_it_once(gone, caplog, monkeypatch):
    monkeypatch.setattr(ours, "_quiet_until", {})
    with caplog.at_level(logging.ERROR, logger="home.caches"):
        gone.set("menu", 1, 60)
        gone.set_many({"menu": 1})
        assert gone.get("menu") is None
        assert gone.get("menu", "none") == gone.get("menu", default="none") == "none"
        assert gone.get_many(["menu"]) == {}
        assert not gone.delete("menu")
        gone.delete_many(["menu"])
    assert len(caplog.records) == 1


def test_who_counts_or_claims_is_told_that_the_cache_is_gone(gone):
    with pytest.raises(CACHE_GONE):
        gone.add("count", 0, 60)
    with pytest.raises((*CACHE_GONE, ValueError)):  # in files there is just no such count
        gone.incr("count")


def test_a_redis_that_failed_is_asked_again_only_after_a_rest(monkeypatch):
    clock, asked = [1_000.0], []

    def refuse(self):
        asked.append(clock[0])
        raise ConnectionRefusedError

    ours.wake()
    with override_settings(CACHES=redis_at("127.0.0.1:1")), monkeypatch.context() as patch:
        patch.setattr("home.caches.time.monotonic", lambda: clock[0])
        patch.setattr("redis.connection.Connection._connect", refuse)
        for later in (0, 1, 4.9, 0.2, 1):
            clock[0] += later
            caches["default"].get("menu")
    assert asked == [1_000.0, pytest.approx(1_005.9)]
    ours.wake()


def test_the_sites_own_cache_is_one_of_these(settings):
    assert isinstance(caches["default"], ours._Forgiving)
    assert isinstance(caches["pages"], ExactFileCache | RedisCache)
