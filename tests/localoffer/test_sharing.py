"""The directory for other sites: a spreadsheet, a list in a frame, search engines."""

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree

import pytest

from localoffer import structured
from localoffer.actions import free_slug
from localoffer.models import Service, ServiceContact
from tests.factories import BoroughFactory, GuidancePageFactory, LocationFactory, NeedFactory, ServiceFactory
from tests.localoffer.opendata.given import full_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CSV, EMBED, SHARE = "/services/directory.csv", "/services/embed/", "/services/share/"


def rows(client, query: str = "") -> list[dict[str, str]]:
    response = client.get(CSV + query)
    assert response.streaming
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_spreadsheet_has_every_listed_service(client):
    full_service(name="Club")
    ServiceFactory(name="Hidden", is_published=False)
    ServiceFactory(name="Overdue", verify_by="2020-01-01")
    (row,) = rows(client)
    assert (row["name"], row["min_age"], row["postcode"], row["cost"]) == ("Club", "5", "LK1 4QA", "0.00: a visit; Ask us")
    assert client.get(CSV)["Content-Disposition"] == 'attachment; filename="directory.csv"'


def test_the_spreadsheet_runs_nothing_and_tells_no_secret(client):
    place = LocationFactory(name="Ash House", address="1 Hidden Lane", postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, is_masked=True)
    service = ServiceFactory(name="=HYPERLINK(1)", summary="+1", locations=[place], owner_email="team@council.example", keywords="secretword")
    ServiceContact.objects.create(service=service, name="Home", phone="020 7946 0999", is_public=False)
    text = b"".join(client.get(CSV).streaming_content).decode()
    ServiceContact.objects.create(service=service, name="Front; desk", phone="020 7946 0130", email="desk@club.example")
    assert rows(client)[0]["contacts"] == "Front, desk, 020 7946 0130, desk@club.example"
    for secret in ("Ash House", "Hidden Lane", "LK9", "51.234", "0999", "team@", "secretword"):
        assert secret not in text
    (row,) = rows(client)
    assert (row["name"], row["summary"], row["town"]) == ("'=HYPERLINK(1)", "'+1", "Larkmere")


def test_the_spreadsheet_takes_the_same_filters_as_the_list(client):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")], boroughs=[BoroughFactory(slug="faraway")])
    ServiceFactory(name="Sight group", needs=[NeedFactory()])
    assert [row["name"] for row in rows(client, "?need=asd")] == ["Autism group"]
    assert [row["name"] for row in rows(client, "?borough=larkmere")] == ["Sight group"]
    assert len(rows(client, "?need=banana&page=%00")) == 2


def test_the_spreadsheet_and_its_address_keep_every_value_that_was_chosen(client):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")])
    ServiceFactory(name="Sight group", needs=[NeedFactory(code="vi")])
    ServiceFactory(name="Hearing group", needs=[NeedFactory()])
    assert [row["name"] for row in rows(client, "?need=vi&need=asd")] == ["Autism group", "Sight group"]
    html = client.get(SHARE + "?need=vi&need=asd").content.decode()
    assert "need=asd" in html and "need=vi" in html
    assert html.count(" selected>") == 2


def test_a_long_spreadsheet_costs_few_queries(client, django_assert_max_num_queries):
    for number in range(30):
        full_service(name=f"Club {number}")
    with django_assert_max_num_queries(25):
        assert len(rows(client)) == 30


def test_the_framed_list_may_stand_on_any_site_and_has_no_script(client):
    ServiceFactory(name="Club")
    response = client.get(EMBED)
    html = response.content.decode()
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "<script" not in html
    assert "<form" not in html
    assert 'target="_top">Club</a>' in html
    assert not response.cookies


def test_every_other_page_stays_out_of_frames(client):
    ServiceFactory()
    client.get(EMBED)
    for address in ("/services/", SHARE):
        response = client.get(address)
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_the_framed_list_takes_the_same_filters(client):
    ServiceFactory(name="Autism group", needs=[NeedFactory(code="asd")])
    ServiceFactory(name="Sight group", needs=[NeedFactory()])
    html = client.get(EMBED + "?need=asd").content.decode()
    assert "Autism group" in html
    assert "Sight group" not in html
    assert client.get(EMBED + "?page=%00&need=%00&x=1").status_code == 200


def test_the_framed_list_costs_the_same_for_one_and_twenty(count_queries):
    full_service()
    one = count_queries(EMBED)
    for _ in range(19):
        full_service()
    assert count_queries(EMBED) == one <= 12


def test_the_page_about_sharing_gives_words_to_copy_for_what_was_chosen(client):
    NeedFactory(code="asd", name="Autism")
    html = client.get(SHARE + "?need=asd&cost=free").content.decode()
    assert "&lt;iframe src=&quot;" not in html
    assert 'src="http://testserver/services/embed/?need=asd&amp;cost=free"' in html
    assert "/services/directory.csv?need=asd&amp;cost=free" in html
    assert "/api/open-referral/v3/" in html


def test_words_in_the_address_can_do_no_harm_to_the_words_to_copy(client):
    html = client.get(SHARE + '?need="><script>alert(1)</script>').content.decode()
    assert "<script>alert(1)" not in html
    assert "did not understand" in html


def test_the_list_leads_to_sharing(client):
    assert SHARE in client.get("/services/").content.decode()


@pytest.mark.parametrize("name", ["Share", "Embed"])
def test_no_new_service_gets_an_address_that_is_taken(name):
    assert free_slug(name) == f"{name.lower()}-2"


# What search engines read -------------------------------------------------------------------------------------------


def data_on(client, service: Service) -> dict:
    html = client.get(service.get_absolute_url()).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def test_a_service_page_tells_search_engines_what_it_is(client):
    service = full_service()
    data = data_on(client, service)
    assert (data["@type"], data["name"], data["url"]) == ("Service", service.name, f"http://testserver{service.get_absolute_url()}")
    assert data["audience"] == {"@type": "PeopleAudience", "suggestedMinAge": 5, "suggestedMaxAge": 11}
    assert data["offers"] == [{"@type": "Offer", "price": "0.00", "priceCurrency": "GBP", "description": "a visit"}]
    assert data["availableChannel"][0]["serviceLocation"]["address"]["postalCode"] == "LK1 4QA"
    assert data["provider"]["url"] == "https://play.example/"


def test_a_masked_place_is_only_a_town_there(client):
    place = LocationFactory(name="Ash House", address="1 Hidden Lane", postcode="LK9 9ZZ", latitude=51.2, longitude=-0.9, is_masked=True)
    data = data_on(client, ServiceFactory(locations=[place]))
    assert data["availableChannel"][0]["serviceLocation"] == {"@type": "Place", "address": {"addressLocality": "Larkmere", "@type": "PostalAddress", "addressCountry": "GB"}}


def test_no_words_of_a_service_end_the_block():
    text = structured.block({"name": "</script><script>alert(1)</script><!-- & -->"})
    assert text.count("<") == 2
    assert json.loads(text[text.index(">") + 1 : text.rindex("<")])["name"].startswith("</script>")


def locations(client, address: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(client.get(address).content).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]  # noqa: S314 - our own


def test_the_sitemap_leads_to_pages_and_listed_services(client, site):
    GuidancePageFactory(parent=site.root_page, slug="guidance")
    ServiceFactory(slug="swimming")
    ServiceFactory(slug="hidden", is_published=False)
    parts = locations(client, "/sitemap.xml")
    assert parts == [f"http://testserver/sitemap-{name}.xml" for name in ("pages", "services", "views")]
    assert locations(client, "/sitemap-services.xml") == ["http://testserver/services/swimming/"]
    assert "http://testserver/guidance/" in locations(client, "/sitemap-pages.xml")
    assert "http://testserver/services/" in locations(client, "/sitemap-views.xml")
    assert b"<lastmod>" in client.get("/sitemap-services.xml").content


def test_a_long_sitemap_has_parts(client, monkeypatch):
    monkeypatch.setattr("portal.sitemaps.Services.limit", 2)
    for _ in range(3):
        ServiceFactory()
    assert "http://testserver/sitemap-services.xml?p=2" in locations(client, "/sitemap.xml")
    assert len(locations(client, "/sitemap-services.xml?p=2")) == 1


@pytest.mark.parametrize("address", ["/sitemap-nothing.xml", "/sitemap-services.xml?p=99", "/sitemap-services.xml?p=x"])
def test_a_part_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
