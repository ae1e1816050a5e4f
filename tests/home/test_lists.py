"""Pages that list the whole site."""

from types import SimpleNamespace

import pytest

from home.models import SiteSettings
from home.queries import by_letter
from tests import factories


def titles(*words: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(title=word) for word in words]


def test_a_to_z_is_in_order_with_digits_last():
    letters = by_letter(titles("zebra", "Apple", "apricot", "5 steps", "Élan"), title=lambda thing: thing.title)
    assert [letter for letter, _ in letters] == ["A", "Z", "É", "#"]
    assert [thing.title for thing in letters[0][1]] == ["Apple", "apricot"]


@pytest.mark.django_db
class TestWholeSite:
    def test_a_visitor_finds_every_page_and_no_draft(self, client, site):
        section = factories.SectionPageFactory(parent=site.root_page, title="Health")
        factories.GuidancePageFactory(parent=section, title="Ask for therapy")
        factories.GuidancePageFactory(parent=section, title="Not ready", live=False)
        for address in ("/a-to-z/", "/site-map/", "/sitemap-pages.xml"):
            body = client.get(address).content.decode()
            assert "ask-for-therapy" in body or "guidance-" in body or "Ask for therapy" in body, address
            assert "Not ready" not in body, address

    def test_more_pages_cost_no_more_queries(self, site, count_queries):
        section = factories.SectionPageFactory(parent=site.root_page)
        factories.GuidancePageFactory(parent=section)
        one = {address: count_queries(address) for address in ("/a-to-z/", "/site-map/", "/glossary/", section.url)}
        factories.GuidancePageFactory.create_batch(19, parent=section)
        factories.GlossaryTermFactory.create_batch(19)
        assert {address: count_queries(address) for address in one} == one
        assert max(one.values()) <= 12

    def test_robots_are_kept_out_of_private_parts_and_shown_the_site_map(self, client, site):
        body = client.get("/robots.txt").content.decode()
        assert "Disallow: /register/my-family/" in body
        assert "Sitemap: http://testserver/sitemap.xml" in body

    def test_security_contact_is_shown_once_the_council_gives_one(self, client, site):
        assert client.get("/.well-known/security.txt").status_code == 404
        SiteSettings.objects.filter(site=site).update(security_email="security@larkmere.example")
        body = client.get("/.well-known/security.txt").content.decode()
        assert "Contact: mailto:security@larkmere.example" in body
        assert "Expires: 20" in body
