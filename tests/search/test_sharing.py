"""The directory for other sites: a spreadsheet, a list in a frame, and the page that tells of both. All take the finder's filters."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localoffer.actions import free_slug
from localoffer.models import CostOption, Postcode, ServiceContact
from search import actions, sharing
from tests.factories import AgePhaseFactory, BoroughFactory, LocationFactory, NeedFactory, ServiceFactory
from tests.localoffer.opendata.given import full_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CSV, EMBED, SHARE = "/services/directory.csv", "/services/embed/", "/services/share/"


@pytest.fixture
def get(client: Client) -> Callable[..., HttpResponse]:
    """Ask for an address after the index has caught up."""

    def ask(address: str) -> HttpResponse:
        actions.catch_up()
        return client.get(address)

    return ask


def rows(get, query: str = "") -> list[dict[str, str]]:
    response = get(CSV + query)
    assert response.streaming
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_spreadsheet_has_every_listed_service(get):
    full_service(name="Club")
    ServiceFactory(name="Hidden", is_published=False)
    ServiceFactory(name="Overdue", verify_by="2020-01-01")
    (row,) = rows(get)
    assert (row["name"], row["min_age"], row["postcode"], row["cost"]) == ("Club", "5", "LK1 4QA", "0.00: a visit; Ask us")
    assert get(CSV)["Content-Disposition"] == 'attachment; filename="directory.csv"'


def test_the_spreadsheet_runs_nothing_and_tells_no_secret(get):
    place = LocationFactory(name="Ash House", address="1 Hidden Lane", postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, is_masked=True)
    service = ServiceFactory(name="=HYPERLINK(1)", summary="+1", locations=[place], owner_email="team@council.example", keywords="secretword")
    ServiceContact.objects.create(service=service, name="Home", phone="020 7946 0999", is_public=False)
    ServiceContact.objects.create(service=service, name="Front; desk", phone="020 7946 0130", email="desk@club.example")
    text = b"".join(get(CSV).streaming_content).decode()
    assert rows(get)[0]["contacts"] == "Front, desk, 020 7946 0130, desk@club.example"
    for secret in ("Ash House", "Hidden Lane", "LK9", "51.234", "0999", "team@", "secretword"):
        assert secret not in text
    (row,) = rows(get)
    assert (row["name"], row["summary"], row["town"]) == ("'=HYPERLINK(1)", "'+1", "Larkmere")


def test_the_spreadsheet_takes_the_same_filters_as_the_list(get):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")], boroughs=[BoroughFactory(slug="faraway")])
    ServiceFactory(name="Sight group", needs=[NeedFactory()], is_for_every_borough=True)
    ServiceFactory(name="Silent group")
    assert [row["name"] for row in rows(get, "?need=asd")] == ["Autism group"]
    assert [row["name"] for row in rows(get, "?borough=larkmere")] == ["Sight group"]
    assert [row["name"] for row in rows(get, "?borough=larkmere&may_fit=1")] == ["Sight group", "Silent group"]
    assert len(rows(get, "?need=banana&page=%00")) == 3


def test_the_spreadsheet_and_its_address_keep_every_value_that_was_chosen(get):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")])
    ServiceFactory(name="Sight group", needs=[NeedFactory(code="vi")])
    ServiceFactory(name="Hearing group", needs=[NeedFactory()])
    assert [row["name"] for row in rows(get, "?need=vi&need=asd")] == ["Autism group", "Sight group"]
    html = get(SHARE + "?need=vi&need=asd").content.decode()
    assert "need=asd" in html and "need=vi" in html
    assert html.count(" selected>") == 2


def test_whatever_the_finder_can_be_narrowed_by_narrows_the_spreadsheet_and_the_framed_list_too(get):
    AgePhaseFactory(code="primary", min_age=5, max_age=11)
    Postcode.objects.create(code="KT12AB", latitude=51.41, longitude=-0.3)
    near = LocationFactory(latitude=51.411, longitude=-0.3)
    wanted = ServiceFactory(name="Swimming near", min_age=8, max_age=11, is_online=True, locations=[near])
    CostOption.objects.create(service=wanted, amount=0)
    ServiceFactory(name="Swimming far", min_age=12, max_age=18, is_online=False)
    for query in ("phase=primary", "age=8", "delivery=online", "cost=free", "near=KT1+2AB&within=3", "q=near"):
        assert [row["name"] for row in rows(get, f"?{query}")] == ["Swimming near"], query
        assert "Swimming far" not in get(f"{EMBED}?{query}").content.decode()


@pytest.mark.parametrize("query", ["need=nothing", "category=x'%20OR%201=1", "phase=%00", "need=a%00b", "cost=banana", "need=" + "9" * 1_000, "need=asd&need=x"])
def test_a_value_nobody_knows_narrows_nothing_and_is_told(get, query):
    ServiceFactory(name="Club", needs=[NeedFactory(code="asd")])
    assert len(rows(get, f"?{query}")) == 1
    assert "did not understand" in get(f"{SHARE}?{query}").content.decode()


def test_an_empty_choice_is_no_choice(get):
    ServiceFactory(name="Club")
    assert len(rows(get, "?need=&category=%20&phase=&cost=")) == 1
    assert "did not understand" not in get(SHARE + "?need=&category=%20&phase=&cost=").content.decode()


def test_a_very_long_spreadsheet_is_read_to_its_end(get, monkeypatch):
    monkeypatch.setattr(sharing, "ROWS_AT_A_TIME", 2)
    for number in range(5):
        ServiceFactory(name=f"Club {number}")
    assert [row["name"] for row in rows(get)] == [f"Club {number}" for number in range(5)]


def test_a_very_long_spreadsheet_is_searched_once_and_each_lot_of_it_costs_the_same(get, monkeypatch):
    monkeypatch.setattr(sharing, "ROWS_AT_A_TIME", 10)
    for number in range(40):
        ServiceFactory(name=f"Club {number:02}", locations=[LocationFactory()])
    rows(get)

    def queries(query: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert [row["name"] for row in rows(get, query)] == [f"Club {number:02}" for number in range(40)]
        return [each["sql"] for each in asked.captured_queries]

    four_lots, searches = queries(""), 2
    assert sum("search_searchfacts" in sql for sql in four_lots) == searches
    monkeypatch.setattr(sharing, "ROWS_AT_A_TIME", 20)
    two_lots = queries("")
    monkeypatch.setattr(sharing, "ROWS_AT_A_TIME", 40)
    one_lot = queries("")
    assert len(four_lots) - len(two_lots) == 2 * (len(two_lots) - len(one_lot)) > 0
    assert sum("search_searchfacts" in sql for sql in queries("?q=club")) == searches


def test_a_long_spreadsheet_costs_few_queries(get, django_assert_max_num_queries):
    for number in range(30):
        full_service(name=f"Club {number}")
    actions.catch_up()
    with django_assert_max_num_queries(28):
        assert len(rows(get)) == 30


def test_the_framed_list_may_stand_on_any_site_and_has_no_script(get):
    ServiceFactory(name="Club")
    response = get(EMBED)
    html = response.content.decode()
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "<script" not in html
    assert "<form" not in html
    assert 'target="_top">Club</a>' in html
    assert not response.cookies


def test_every_other_page_stays_out_of_frames(get):
    ServiceFactory()
    get(EMBED)
    for address in ("/services/", SHARE):
        response = get(address)
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_the_framed_list_takes_the_same_filters(get):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")])
    ServiceFactory(name="Sight group", needs=[NeedFactory()])
    html = get(EMBED + "?need=asd").content.decode()
    assert "Autism group" in html
    assert "Sight group" not in html
    assert get(EMBED + "?page=%00&need=%00&x=1").status_code == 200


def test_the_framed_list_costs_the_same_for_one_and_twenty(count_queries):
    full_service()
    actions.catch_up()
    one = count_queries(EMBED)
    for _ in range(19):
        full_service()
    actions.catch_up()
    assert count_queries(EMBED) == one <= 12


def test_the_page_about_sharing_gives_words_to_copy_for_what_was_chosen(get):
    NeedFactory(code="asd", name="Autism")
    html = get(SHARE + "?need=asd&cost=free").content.decode()
    assert "&lt;iframe src=&quot;" not in html
    assert 'src="http://testserver/services/embed/?need=asd&amp;cost=free"' in html
    assert "/services/directory.csv?need=asd&amp;cost=free" in html
    assert "/api/open-referral/v3/" in html


def test_the_page_about_sharing_hands_on_what_its_form_does_not_ask(get):
    html = get(SHARE + "?day=MO&delivery=online").content.decode()
    assert "/services/embed/?day=MO&amp;delivery=online" in html
    assert '<input type="hidden" name="day" value="MO">' in html
    assert ">Monday<" in html, "and says it"
    assert "/services/share/?day=MO" in get("/services/?day=MO").content.decode()


def test_words_in_the_address_can_do_no_harm_to_the_words_to_copy(get):
    html = get(SHARE + '?need="><script>alert(1)</script>').content.decode()
    assert "<script>alert(1)" not in html
    assert "did not understand" in html


def test_the_list_leads_to_sharing(get):
    assert SHARE in get("/services/").content.decode()


@pytest.mark.parametrize("name", ["Share", "Embed"])
def test_no_new_service_gets_an_address_that_is_taken(name):
    assert free_slug(name) == f"{name.lower()}-2"
