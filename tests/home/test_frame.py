"""The frame around every page: whose it is, and what it costs."""

from django.test import RequestFactory
from wagtail.models import Page, Site

from home.context import settings_of
from home.models import SiteSettings
from tests.factories import HomePageFactory, InformationPageFactory


def test_a_frame_that_is_known_costs_no_query(site, django_assert_num_queries):
    settings_of(RequestFactory().get("/register/"))
    with django_assert_num_queries(0):
        assert settings_of(RequestFactory().get("/register/")).name


def test_a_site_that_answers_one_host_only_has_its_settings_on_others_too(site, settings):
    Site.objects.update(is_default_site=False, hostname="offer.example")
    SiteSettings.objects.update_or_create(site=site, defaults={"name": "Larkmere Local Offer"})
    settings.ALLOWED_HOSTS = ["*"]
    asked = [settings_of(RequestFactory(SERVER_NAME=host).get("/")).name for host in ("other.example", "offer.example")]
    assert asked == ["Larkmere Local Offer", "Larkmere Local Offer"]


def test_two_sites_have_their_own_menu_and_foot(site, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    InformationPageFactory(parent=site.root_page, title="Privacy here")
    other = HomePageFactory(parent=Page.objects.get(depth=1), slug="other")
    Site.objects.create(hostname="other.example", root_page=other, port=80)
    InformationPageFactory(parent=other, title="Money there", show_in_menus=True)
    here, there = (client.get("/accounts/login/", headers={"host": host}).content.decode() for host in ("testserver", "other.example"))
    assert "Money there" in there
    assert "Money there" not in here
    assert "Privacy here" in here
