"""An analyst reads what a campaign did, with how sure we are."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ANALYST, PCF_EDITOR
from campaigns.headline import make_headline_campaign
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site):
    set_up_desk()
    return make_headline_campaign()


def at_the_desk(role: str) -> Client:
    client = Client()
    client.force_login(make_staff(role, email="somebody@staff.example"))
    return client


def test_an_analyst_finds_the_campaign_and_reads_the_change_with_its_interval(campaign):
    analyst = at_the_desk(ANALYST)
    address = reverse("campaign_report", args=[campaign.pk])
    assert address in analyst.get("/admin/campaigns/").content.decode()
    page = analyst.get(address).content.decode()
    assert "Sessions rose by 52%: we are 95% sure that the true change is between 42% and 62%." in page
    for number in ("4,181", "10,793", "1,473", "2,234"):
        assert number in page


def test_who_is_not_signed_in_reads_no_figures(campaign):
    response = Client().get(reverse("campaign_report", args=[campaign.pk]))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_an_editor_of_the_forum_cannot_change_the_campaign(campaign):
    forum = at_the_desk(PCF_EDITOR)
    before = campaign.name
    forum.post(f"/admin/campaigns/edit/{campaign.pk}/", {"name": "Ours"})
    campaign.refresh_from_db()
    assert campaign.name == before
