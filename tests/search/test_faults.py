"""Whatever Elasticsearch does, families get an answer: a whole one, soon, and from the database when need be."""

import json
import os
import threading
import time

import pytest
from django.test import override_settings
from django.urls import reverse

from home.caches import wake
from search import actions, following, versions
from search.engines import breaker, wire
from search.models import SearchEntry
from search.query import FACETS
from tests import factories
from tests.caches import redis_at
from tests.search.fault_proxy import FAULTS, NOTHING, WAITS, fault_proxy

BOTH, DATABASES = {"Sleep help", "Sleep well"}, {"Sleep help"}
AT_MOST = 2.0


@pytest.fixture(params=["stub", pytest.param("real", marks=pytest.mark.services)])
def proxy(request, home, settings, monkeypatch):
    """A proxy before an Elasticsearch, which knows of one thing more than the database's index: so we see who answers."""
    for pause in ("SHORT_REST", "LONG_REST"):
        monkeypatch.setattr(breaker, pause, 0.3)
    services = [factories.ServiceFactory(name=name) for name in sorted(BOTH)]
    actions.catch_up()
    if request.param == "real":
        request.getfixturevalue("elasticsearch")
        following.rebuild(lambda done, of: None)
    SearchEntry.objects.filter(title="Sleep well").delete()
    with fault_proxy(os.environ["ELASTICSEARCH_URL"] if request.param == "real" else Stub(services)) as proxy:
        direct, settings.SEARCH_URL = settings.SEARCH_URL, proxy.url
        yield proxy
        settings.SEARCH_URL = direct
    breaker.forget()


class Stub:
    """As little of an Elasticsearch as a search needs: it always finds these services."""

    def __init__(self, services):
        self.hits = [{"_id": service.name, "_source": {"key": f"service:{service.pk}", "kind": "service", "title": service.name}} for service in services]

    def __call__(self, method, path, body):
        assert "allow_partial_search_results=false" in path and json.loads(body)["timeout"]
        counts = {facet: {"doc_count": 2, "codes": {"buckets": []}} for facet in FACETS} | {name: {"doc_count": 2} for name in ("matching", "may_fit")}
        return NOTHING | {"hits": {"total": {"value": 2}, "hits": self.hits}, "aggregations": counts}


@pytest.fixture
def ask(client):
    """The titles on the page, and how many seconds it took; the first page, which fills what is kept, doesn't count."""
    client.get(reverse("search"), {"q": "zebra"})

    def titles():
        start = time.monotonic()
        response = client.get(reverse("search"), {"q": "sleep"})
        assert response.status_code == 200
        return {result.name for result in response.context["found"].results}, time.monotonic() - start

    return titles


def wait_until(titles, expected):
    """The breaker lets one question through when its rest is over."""
    end = time.monotonic() + 10
    while titles()[0] != expected:
        assert time.monotonic() < end, "it did not recover"
        time.sleep(0.1)


@pytest.mark.parametrize("fault", [*FAULTS, *WAITS])
def test_a_fault_gives_the_databases_answer_soon_and_is_over_by_itself(proxy, ask, fault):
    assert ask()[0] == BOTH
    proxy.fault = fault
    titles, seconds = ask()
    assert titles == DATABASES
    assert seconds < AT_MOST
    proxy.fault = ""
    wait_until(ask, BOTH)
    assert breaker.is_closed()


def test_a_server_that_is_gone_gives_the_databases_answer_and_is_asked_again_when_it_is_back(proxy, ask):
    assert ask()[0] == BOTH
    proxy.refuse()
    titles, seconds = ask()
    assert titles == DATABASES
    assert seconds < AT_MOST
    proxy.fault = ""
    proxy.listen_again()
    wait_until(ask, BOTH)


def test_a_page_that_asks_several_times_waits_once(proxy, ask, client, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 2.0)
    proxy.fault = "black hole"
    start = time.monotonic()
    response = client.get(reverse("search"), {"q": "sleep", "age": "3", "page": "9"})
    assert response.status_code == 200
    assert time.monotonic() - start < AT_MOST


def test_one_that_is_always_almost_too_late_does_not_add_up_on_a_page(proxy, ask, client, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 60)
    monkeypatch.setattr("tests.search.fault_proxy.SLOW_SECONDS", 0.65)
    proxy.fault = "slow"
    assert ask()[0] == BOTH
    assert ask()[0] == DATABASES


def test_after_a_fault_it_is_left_alone(proxy, ask, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 60)
    proxy.fault = "red"
    asked = proxy.asked
    assert [ask()[0] for _ in range(5)] == [DATABASES] * 5
    assert proxy.asked == asked + 1


def test_when_the_rest_is_over_one_page_tries_and_the_others_do_not_wait(proxy, ask):
    proxy.fault = "red"
    ask()
    time.sleep(0.4)
    assert breaker.may_ask()
    assert not breaker.may_ask()
    breaker.failed(TimeoutError())
    assert not breaker.may_ask()


def test_one_line_a_minute_is_logged(proxy, ask, caplog, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 0.01)
    monkeypatch.setattr(breaker, "LONG_REST", 0.01)
    proxy.fault = "429"
    for _ in range(5):
        ask()
        time.sleep(0.05)
    assert proxy.asked > 3
    assert [record.message for record in caplog.records if record.name.startswith(("search", "elastic"))] == [
        "Search: Elasticsearch fails (ApiError); the database answers instead."
    ]


def test_the_health_page_says_degraded_and_stays_ready(proxy, ask, client):
    ask()
    assert client.get("/health/ready").json() == {"status": "ok", "reasons": [], "warnings": [], "search": "ok"}
    proxy.fault = "red"
    ask()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["search"]) == (200, "degraded")
    proxy.fault = ""
    wait_until(ask, BOTH)
    assert client.get("/health/ready").json()["search"] == "ok"


@pytest.fixture
def no_redis():
    with override_settings(CACHES=redis_at("127.0.0.1:1")):  # nothing listens there
        yield
    breaker.forget()
    wake()


def test_without_a_cache_each_process_remembers_for_itself(proxy, no_redis, ask, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 2.0)
    proxy.fault = "red"
    assert ask()[0] == DATABASES
    asked = proxy.asked
    assert ask()[0] == DATABASES
    assert proxy.asked == asked
    proxy.fault = ""
    wait_until(ask, BOTH)
    assert breaker.is_closed()


def test_several_faults_without_a_cache_make_a_long_rest(no_redis, monkeypatch):
    monkeypatch.setattr(breaker, "SHORT_REST", 0)
    monkeypatch.setattr(breaker, "LONG_REST", 60)
    for _ in range(breaker.MANY):
        assert breaker.may_ask()
        breaker.failed(OSError())
    assert not breaker.may_ask()
    breaker.succeeded()
    assert breaker.may_ask()


def test_the_worker_finds_out_that_it_is_back_though_nobody_searches(proxy, ask, monkeypatch):
    monkeypatch.setattr(versions, "is_read", lambda: True)
    proxy.fault = "red"
    ask()
    assert not breaker.is_closed()
    proxy.fault = ""
    time.sleep(0.4)
    following.follow()
    assert breaker.is_closed()


def test_nothing_found_is_not_taken_on_trust(proxy, ask):
    """An index that lost its things says, in good faith, that there is nothing."""
    proxy.behind = lambda *request: (
        NOTHING | {"aggregations": {facet: {"doc_count": 0, "codes": {"buckets": []}} for facet in FACETS} | {name: {"doc_count": 0} for name in ("matching", "may_fit")}}
    )
    assert ask()[0] == DATABASES
    assert breaker.is_closed()


def test_many_that_wait_for_a_black_hole_keep_no_more_threads_than_that(proxy):
    proxy.fault = "black hole"
    before = threading.active_count()
    for _ in range(wire.MOST_WAITING * 2):
        with pytest.raises(wire.TooLate):
            wire.within(0.01, proxy.wait)
    assert threading.active_count() <= before + wire.MOST_WAITING
