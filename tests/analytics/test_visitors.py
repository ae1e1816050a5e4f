"""Where a request comes from: our own pages or another site's, and which address we believe."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from analytics.visitors import client_address, is_from_our_pages
from tests.analytics.beacons import send


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, None, "10.0.0.1"),
        (0, "198.51.100.66", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.66, 203.0.113.7", "203.0.113.7"),
        (2, "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "198.51.100.66, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "198.51.100.66", "10.0.0.1"),
        (2, " , 198.51.100.66,,", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, believed):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == believed


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, True),
        ({"Origin": "https://other.example"}, False),
        ({"Origin": "https://testserver.other.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "http://["}, False),
    ],
)
def test_another_sites_form_is_known_by_what_the_browser_says(headers, is_ours):
    assert is_from_our_pages(RequestFactory().post("/", headers=headers)) is is_ours


def test_an_older_browser_on_another_site_can_neither_choose_nor_be_counted(site):
    elsewhere = {"Origin": "https://other.example"}
    response = Client().post(reverse("stats_choice"), {"count": "no"}, headers=elsewhere)
    assert (response.status_code, dict(response.cookies)) == (403, {})
    assert send(headers={"origin": "https://other.example"}).status_code == 400


def test_an_older_browser_on_another_site_cannot_start_a_sign_up(site):
    response = Client().post(reverse("register"), headers={"Origin": "https://other.example"})
    assert (response.status_code, dict(response.cookies)) == (302, {})
