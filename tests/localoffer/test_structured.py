"""What search engines read of the directory: structured data and the sitemap."""

import json
import re
from xml.etree import ElementTree

import pytest

from localoffer import structured
from localoffer.models import Service
from tests.factories import GuidancePageFactory, LocationFactory, ServiceFactory
from tests.localoffer.opendata.given import full_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


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
    assert parts == [f"http://testserver/sitemap-{name}.xml" for name in ("pages", "services", "views", "letters")]
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
