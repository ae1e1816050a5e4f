"""There is an end to what the page cache keeps, whatever a stranger asks for."""

import pytest
from django.core.cache import caches

from home import page_cache
from home.models import Borough
from search import actions as search
from tests import factories

pytestmark = pytest.mark.django_db


def test_made_up_parameters_do_not_fill_the_cache(client, site, monkeypatch):
    """The counters against guessing share its memory: however many addresses somebody makes up, few are kept."""
    monkeypatch.setattr(page_cache, "VARIANTS", 5)
    written: set[str] = set()
    keep = caches["pages"].set
    monkeypatch.setattr(caches["pages"], "set", lambda key, *rest, **more: (written.add(key), keep(key, *rest, **more)))
    client.get("/services/")
    before = len(written)
    for number in range(1, 30):
        client.get(f"/services/?page={number}")
        client.get(f"/services/?need=made-up-{number}&page={number}")
    assert len(written) - before <= 5


def test_two_lists_that_share_a_place_are_not_mixed_up(client, site, monkeypatch):
    monkeypatch.setattr(page_cache, "VARIANTS", 1)
    factories.ServiceFactory(name="Club in Larkmere", boroughs=[Borough.objects.get(slug="larkmere")])
    search.catch_up()
    for _ in range(2):
        assert "Club in Larkmere" in client.get("/services/?borough=larkmere").content.decode()
        assert "Club in Larkmere" not in client.get("/services/?borough=hollowdean").content.decode()


def test_a_parameter_given_twice_means_another_page_in_another_order(client, site):
    """A view that takes one value takes the last; the order of different parameters changes nothing."""
    for number in range(5):  # a list with fewer is made for each visitor
        factories.ServiceFactory(name=f"Toddlers {number}", min_age=0, max_age=4, is_for_every_borough=True)
        factories.ServiceFactory(name=f"Teenagers {number}", min_age=13, max_age=17, is_for_every_borough=True)
    search.catch_up()
    for _ in range(2):
        assert "Toddlers" in client.get("/services/?age=16&age=2").content.decode()
        assert "Toddlers" not in client.get("/services/?age=2&age=16").content.decode()
    assert client.get("/services/?borough=larkmere&age=2").headers["ETag"] == client.get("/services/?age=2&borough=larkmere").headers["ETag"]
