"""A family's own list goes along wherever the family goes, without a script and without a cookie, and nowhere else."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.test import Client

from home import my_list
from home.addresses import with_list
from home.prose import prepare
from localoffer.models import Service
from search import actions
from tests.factories import AgePhaseFactory, BoroughFactory, GuidancePageFactory, NeedFactory, SectionPageFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]
# Where somebody says who they are or writes to us, and files for other programs.
WITHOUT = re.compile(r"^/(accounts|admin|feedback|register|stats|static|media|api)/|^/services/(mine|directory\.csv|embed)|\.(rss|ics|csv|css|svg|js)(\?|$)")


@pytest.fixture
def kept() -> str:
    """The letters of a list of one service, in a directory with enough to find."""
    need = NeedFactory(code="asd", name="Autism")
    AgePhaseFactory(code="primary", min_age=5, max_age=11)
    BoroughFactory(slug="faraway", name="Faraway")
    for number in range(25):
        ServiceFactory(name=f"Swimming club {number:02}", min_age=5, max_age=11, needs=[need], is_online=number % 2 == 0)
    return my_list.key(ServiceFactory(name="Kept club", slug="kept-club", min_age=5, needs=[need]).pk)


def page_of(address: str) -> BeautifulSoup:
    actions.catch_up()
    response = Client().get(address)
    assert response.status_code == 200, address
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def lists_in(address: str) -> set[str]:
    return set(parse_qs(urlsplit(address).query).get("s", []))


WHERE = [
    "/",
    "/search/?",
    "/search/?q=swimming&need=asd&age=8&sort=checked",
    "/search/?q=swiming",
    "/search/?q=nothinglikeit&age=8",
    "/services/?",
    "/services/?need=asd&age=8&borough=faraway",
    "/services/?age=8&page=2",
    "/services/?age=60&delivery=phone",
    "/services/ways/?",
    "/services/need/asd/?",
    "/services/a-to-z/?",
    "/services/schools/?kind=primary",
    "/services/share/?need=asd",
    "/services/how-fresh/?",
    "/services/my-list/?",
    "/services/kept-club/?",
    "/a-to-z/?",
]


@pytest.mark.parametrize("where", WHERE)
def test_every_link_and_every_form_of_a_page_takes_the_list_along(kept, where):
    page = page_of(f"{where}{'&' if '?' in where and not where.endswith('?') else '' if '?' in where else '?'}s={kept}")
    links = [link["href"] for link in page.find_all("a", href=True) if "data-list-change" not in link.attrs]
    ours = [link for link in links if link.startswith(("/", "?")) and not WITHOUT.search(link)]
    assert ours
    assert [link for link in ours if lists_in(link) != {kept}] == []
    forms = page.find_all("form", method="get")
    for form in forms:
        fields = [*form.find_all("input", attrs={"name": "s"}), *page.find_all("input", attrs={"name": "s", "form": form.get("id", "-")})]
        assert [field["value"] for field in fields] == [kept]


def test_the_list_goes_nowhere_else(kept):
    for where in WHERE:
        page = page_of(f"{where}{'&' if '?' in where else '?'}s={kept}")
        others = [link["href"] for link in page.find_all(["a", "link"], href=True) if WITHOUT.search(link["href"]) or not link["href"].startswith(("/", "?"))]
        assert [link for link in others if kept in link and not link.startswith("mailto:")] == []
        assert [form["action"] for form in page.find_all("form", method="post") if kept in form["action"]] == []
        assert kept not in page.body["data-stats-page"]
        assert not page.find("link", rel="canonical")


def test_only_a_page_with_a_list_is_kept_from_search_engines_as_a_twin(kept):
    assert "noindex" not in str(page_of("/services/").head)
    assert len(page_of(f"/services/?s={kept}").find_all("meta", attrs={"name": "robots"})) == 1
    assert len(page_of(f"/services/kept-club/?s={kept}").find_all("meta", attrs={"name": "robots"})) == 1
    assert len(page_of(f"/search/?q=swimming&s={kept}").find_all("meta", attrs={"name": "robots"})) == 1


def test_a_list_reaches_no_feed_no_file_and_no_site_map(kept):
    actions.catch_up()
    for address in ("/search/results.rss?q=swimming", "/search/results.csv?q=swimming", "/services/directory.csv?need=asd"):
        response = Client().get(f"{address}&s={kept}")
        assert kept not in b"".join(response).decode()
    assert kept not in Client().get(f"/sitemap-services.xml?s={kept}").content.decode()


def kept_pages() -> set[str]:
    """What is kept, in files or in Redis."""
    cache = caches["pages"]
    return {str(key) for key in (cache._list_cache_files() if hasattr(cache, "_list_cache_files") else cache._cache.get_client().keys("*"))}


def test_a_page_with_a_list_is_not_kept_and_spoils_none_that_is(kept):
    plain = Client().get("/services/kept-club/").content
    before = kept_pages()
    assert before
    for words in (kept, f"{kept},{kept}", "x" * 22, "banana", '"><script>'):
        Client().get("/services/kept-club/", {"s": words})
    assert kept_pages() == before
    assert Client().get("/services/kept-club/").content == plain
    assert kept not in plain.decode().replace(f'data-list-change="{kept}"', "").replace(f"/services/my-list/?s={kept}", "")


@pytest.mark.parametrize("words", ["banana", '"><script>alert(1)</script>', "x" * 3000, "%00", "a,b"])
def test_what_is_no_list_is_carried_nowhere(words):
    ServiceFactory(name="Club", slug="club")
    html = Client().get("/services/club/", {"s": words}).content.decode()
    assert "<script>alert" not in html
    addresses = [unescape(each) for each in re.findall(r'href="([^"]*)"', html)]
    assert [each for each in addresses if "s=" in urlsplit(each).query and not each.startswith("/services/my-list/")] == []


def test_a_borough_and_a_list_go_together_and_each_can_be_changed(kept):
    ServiceFactory(name="Everywhere club", is_for_every_borough=True)
    page = page_of(f"/services/?borough=faraway&s={kept}")
    (everywhere,) = [link["href"] for link in page.find(class_="lo-boroughs").find_all("a") if "Everywhere" in link.text]
    assert everywhere == f"/services/?s={kept}"
    result = page.find(class_="lo-result").a["href"]
    assert parse_qs(urlsplit(result).query) == {"s": [kept], "borough": ["faraway"]}


def test_a_guidance_page_takes_the_list_along_in_its_words_too(site, kept):
    section = SectionPageFactory(parent=site.root_page, title="Health", slug="health")
    GuidancePageFactory(parent=section, title="Ask for help", slug="ask-for-help")
    page = page_of(f"/health/ask-for-help/?s={kept}")
    assert [link["href"] for link in page.select(".lo-trail a") if lists_in(link["href"]) != {kept}] == []
    body = prepare('<p><a href="/health/">Health</a> <a href="/register/">Join</a> <a href="https://www.gov.uk/">GOV.UK</a></p>', [], own_list=kept, borough="faraway")
    assert f'href="/health/?s={kept}&amp;borough=faraway"' in body.html
    assert 'href="/register/?borough=faraway"' in body.html
    assert 'href="https://www.gov.uk/"' in body.html


@pytest.mark.parametrize(
    ("address", "carried"),
    [
        ("/health/", "/health/?s=KEY"),
        ("/search/?q=a#results", "/search/?q=a&s=KEY#results"),
        ("?need=asd", "?need=asd&s=KEY"),
        ("?", "?s=KEY"),
        ("/services/my-list/?s=OTHER", "/services/my-list/?s=OTHER"),
        ("/services/mine/", "/services/mine/"),
        ("/register/", "/register/"),
        ("/documents/1/form.pdf", "/documents/1/form.pdf"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#part", "#part"),
    ],
)
def test_only_pages_that_families_read_carry_the_list(address, carried):
    assert with_list(address, "KEY") == carried


def test_a_page_with_a_long_list_costs_as_many_queries_as_one_without(kept, count_queries):
    actions.catch_up()
    words = my_list.write(Service.objects.values_list("pk", flat=True))
    assert count_queries(f"/services/?s={words}") == count_queries(f"/services/?s={kept}") <= 12
