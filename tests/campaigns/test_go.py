import datetime as dt
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns.models import ALPHABET, Campaign, new_code
from home.models import HomePage
from tests.campaigns.factories import CampaignFactory
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["SEND01", "send01", "SENDOI", "sendol", "SEND01/"])
def test_a_code_leads_to_its_page_however_it_was_typed(site, client, typed):
    CampaignFactory(code="SEND01", target_place="/services/")
    response = client.get(f"/go/{typed}")

    assert (response.status_code, response["Location"]) == (302, "/services/?c=SEND01")
    assert not response.cookies


def test_a_campaign_leads_to_a_page_of_ours_and_elsewhere_when_it_is_gone(site, client):
    page = GuidancePageFactory(parent=HomePage.objects.get())
    campaign = CampaignFactory(code="SEND01", target_page=page)
    assert client.get(reverse("go", args=["SEND01"]))["Location"] == f"{page.url}?c=SEND01"

    page.unpublish()
    assert client.get(reverse("go", args=["SEND01"]))["Location"] == "/register/?c=SEND01"
    page.delete()
    campaign.refresh_from_db()
    assert campaign.target == "/register/"


@pytest.mark.parametrize("code", ["QQQQQQ", "x", "%00", "../../x", "https:%2F%2Fevil.example", "%F0%9F%98%80", "A" * 500])
def test_an_unknown_code_is_a_helpful_page_and_leads_nowhere_else(site, client, code):
    response = client.get(f"/go/{code}")

    assert response.status_code == 404
    assert "Location" not in response
    if "/" not in unquote(code):
        assert "We do not know this code" in response.content.decode()


def test_a_code_is_escaped(site, client):
    assert "<script>" not in client.get("/go/<script>alert").content.decode().split("<main")[1]


def test_a_campaign_that_has_ended_says_so_and_still_shows_the_way(site, client):
    CampaignFactory(code="SEND01", name="Summer club", starts_on=dt.date(2025, 6, 1), ends_on=timezone.localdate() - dt.timedelta(days=1), target_place="/services/")
    response = client.get("/go/SEND01")

    assert response.status_code == 410
    assert "“Summer club” has ended" in response.content.decode()
    assert 'href="/services/"' in response.content.decode()


def test_the_last_day_is_still_part_of_the_campaign(site, client):
    CampaignFactory(code="SEND01", starts_on=dt.date(2025, 6, 1), ends_on=timezone.localdate())

    assert client.get("/go/SEND01").status_code == 302


def test_new_codes_have_no_letter_that_can_be_misread():
    codes = {new_code() for _code in range(500)}

    assert len(codes) == 500
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("ILOU")


@pytest.mark.parametrize("fields", [{"code": "SENDIT"}, {"code": "short"}, {"starts_on": dt.date(2026, 3, 2), "ends_on": dt.date(2026, 3, 1)}], ids=["letter I", "length", "order"])
def test_a_campaign_that_makes_no_sense_is_refused(fields):
    campaign = Campaign(**({"name": "A", "starts_on": dt.date(2026, 3, 2)} | fields))

    with pytest.raises(ValidationError):
        campaign.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        campaign.save()
