"""The pages a council starts with: what each of them asks of the database, and that no link in them is dead."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Site

from home.queries import readable
from tests.conftest import clear_caches
from tests.factories import make_site
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.whole_site, pytest.mark.same_on_any_server, pytest.mark.xdist_group("starter pages")]
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def starter_pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """The addresses of every page that the starter content makes; loaded once for this module and taken back."""
    with standing(django_db_blocker):
        site = make_site()
        call_command("load_starter_content", verbosity=0)
        clear_caches()
        yield [page.get_url() for page in readable(Page.objects.descendant_of(site.root_page, inclusive=True))]
    clear_caches()


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


def test_no_page_asks_the_database_more_than_twelve_times(starter_pages, client):
    """Made afresh after another page was read, and made first of all after a publication, when nothing is remembered."""
    assert len(starter_pages) > 90
    client.get("/glossary/")  # what a process learns once in its life
    warm, cold = {}, {}
    for address in starter_pages:
        clear_caches()
        Site.clear_site_root_paths_cache()
        cold[address] = cost(client, address)
        clear_caches()
        client.get("/glossary/")
        warm[address] = cost(client, address)
    assert {address: count for address, count in (cold | warm).items() if count > MOST_QUERIES} == {}
    assert {address: count for address, count in cold.items() if count > MOST_QUERIES} == {}
    assert max(warm.values()) < max(cold.values())


def test_no_page_links_to_one_that_is_not_there(starter_pages, client):
    known = set(starter_pages)
    for address in starter_pages:
        main = BeautifulSoup(client.get(address).content, "html.parser").find(id="main")
        assert [link.text for link in main.find_all("a") if not link.has_attr("href")] == [], address
        ours = {link["href"].partition("#")[0].partition("?")[0] for link in main.find_all("a") if link["href"].startswith("/")}
        unknown = {
            href
            for href in ours - known
            if not href.startswith(
                ("/search/", "/services/", "/events/events.", "/register/", "/feedback/", "/a-to-z/", "/glossary/", "/stats/", "/you-said", "/letters/", "/surveys/")
            )
        }
        assert unknown == set(), address
