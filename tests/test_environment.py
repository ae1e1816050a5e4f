"""Each worker of the tests has a cache of its own, also on Redis."""

import os
from types import SimpleNamespace

import pytest

from tests import environment


def start(workers: object) -> None:
    environment.pytest_configure(SimpleNamespace(getoption=lambda name, default: workers))  # type: ignore[arg-type]


def is_refused(workers: object) -> bool:
    try:
        start(workers)
    except pytest.UsageError:
        return True
    return False


@pytest.mark.parametrize("workers", [None, 1, 15])
def test_redis_has_a_database_for_each_of_15_workers(monkeypatch, workers):
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/0")
    assert not is_refused(workers)


def test_more_workers_than_redis_has_databases_are_refused_in_words(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/0")
    with pytest.raises(pytest.UsageError, match="15 workers are the most"):
        start(16)
    monkeypatch.setenv("CACHE_URL", "")
    assert not is_refused(16)


@pytest.mark.parametrize(("url", "cores", "workers"), [("redis://127.0.0.1:6379/0", 64, 15), ("redis://127.0.0.1:6379/0", 8, None), ("", 64, None)])
def test_a_machine_with_many_cores_takes_as_many_workers_as_redis_has_databases_for(monkeypatch, url, cores, workers):
    monkeypatch.setenv("CACHE_URL", url)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert environment.pytest_xdist_auto_num_workers() == workers
