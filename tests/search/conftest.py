"""What tests of search may ask for."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from localoffer.models import Postcode
from search import actions, versions
from search.engines import breaker
from tests.search.given import HERE

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def home(site):
    return site.root_page


@pytest.fixture
def elasticsearch(settings, db) -> Iterator[None]:
    """The real server of `make test-services`, with an index of this test's own."""
    settings.SEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    settings.SEARCH_INDEX = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    breaker.forget()
    yield
    for version in versions.all_versions():
        versions.remove(version)


@pytest.fixture
def search(client: Client) -> Callable[..., HttpResponse]:
    """Search as a family does in a browser, after the index has caught up with what the test made so far."""

    def ask(q: str, **parameters: str | list[str]) -> HttpResponse:
        actions.catch_up()
        return client.get(reverse("search"), {"q": q} | parameters, headers={"user-agent": BROWSER})

    return ask


@pytest.fixture
def titles(search) -> Callable[..., list[str]]:
    """The titles a search finds, best first."""

    def ask(q: str, **parameters: str | list[str]) -> list[str]:
        response = search(q, **parameters)
        assert response.status_code == 200
        return [result.name for result in response.context["found"].results]

    return ask


@pytest.fixture
def postcode(db):
    return Postcode.objects.create(code="KT12AB", latitude=HERE[0], longitude=HERE[1])


@pytest.fixture
def services(client):
    """The titles in the list of services, in order."""

    def ask(**parameters):
        actions.catch_up()
        response = client.get(reverse("service_list"), parameters)
        assert response.status_code == 200
        return [result.name for result in response.context["found"].results]

    return ask


def words_of(response: HttpResponse) -> str:
    """The page's HTML with its white space made single."""
    return " ".join(response.content.decode().split())
