"""The beacon takes anything, and never answers with an error of its own."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analytics import events
from analytics.actions import roll_up
from analytics.definitions import PAGE_GROUPS
from analytics.models import DropDay, SiteDay
from tests.analytics.beacons import PHONE, body, send

pytestmark = pytest.mark.django_db

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)
NEARLY = st.fixed_dictionaries(
    {"v": st.just("0" * 31 + "a") | JSON, "p": st.sampled_from(["search", "1", "2", "-1", "99999999999"]) | JSON},
    optional={"c": JSON, "r": JSON, "w": JSON},
)
THOROUGH = hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@THOROUGH
@given(content=st.binary(max_size=2_100))
def test_random_bytes_are_never_an_error_of_ours(site, content):
    assert send(raw=content).status_code in {204, 400}


@THOROUGH
@given(fields=NEARLY | JSON)
def test_almost_right_beacons_are_never_an_error_of_ours(site, fields):
    assert send(raw=json.dumps(fields)).status_code in {204, 400}


@THOROUGH
@given(
    headers=st.dictionaries(
        st.sampled_from(["user-agent", "x-forwarded-for", "sec-gpc", "dnt", "cookie", "sec-fetch-site", "sec-purpose", "referer", "origin"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80),
    )
)
def test_odd_headers_are_never_an_error_of_ours(site, headers):
    assert send(headers=headers).status_code in {204, 400}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7",
        b"{",
        b"[" * 1_900,
        b'{"v": ' + b"[" * 1_900,
        b'{"v": "\\ud800", "p": "search"}',
        json.dumps({"v": "A" * 32, "p": "search"}).encode(),
        json.dumps({"v": "a" * 31, "p": "search"}).encode(),
        json.dumps({"v": "a" * 32, "p": "/register/anna"}).encode(),
        json.dumps({"v": "a" * 32, "p": "search\n"}).encode(),
        json.dumps({"v": "a" * 32, "p": "search", "x": "y" * 2_000}).encode(),
        json.dumps({"v": "a" * 32, "p": 7}).encode(),
    ],
)
def test_a_body_that_is_not_ours_is_400_and_counted_as_such(site, content):
    assert send(raw=content).status_code == 400
    roll_up()
    assert DropDay.objects.get().reason == "malformed"
    assert SiteDay.objects.totals().views == 0


def test_the_longest_body_allowed_is_read_and_one_more_byte_is_not():
    content = body().encode()
    assert events.parse(content.ljust(events.LONGEST_BODY)).page == "search"
    with pytest.raises(events.Malformed):
        events.parse(content.ljust(events.LONGEST_BODY + 1))


def test_an_unreadable_referrer_does_not_cost_the_view():
    assert events.parse(body(r="http://évil/?q=anna").encode()).referrer == ""
    assert events.parse(body(r="WWW.Google.com:443").encode()).referrer == "www.google.com"


def test_the_beacon_answers_only_to_post(site):
    assert Client().get(reverse("stats_event")).status_code == 405
    assert reverse("stats_event") == "/stats/e"
    assert reverse("stats_noscript") == "/stats/noscript.gif"


def test_a_browser_without_scripts_is_counted_apart(site):
    response = Client().get(reverse("stats_noscript"), headers={"user-agent": PHONE})
    roll_up()

    assert response["Content-Type"] == "image/gif"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert (SiteDay.objects.get(noscript=1).views, SiteDay.objects.get(noscript=1).sessions) == (0, 0)


def test_the_script_is_under_1_kb_and_sets_nothing():
    script = (Path(settings.BASE_DIR) / "static/js/stats.js").read_text()

    assert len(script.encode()) < 1_000
    assert not [word for word in ("cookie=", "localStorage", "sessionStorage", "http:", "https:") if word in script]


def test_saying_no_is_one_button_and_can_be_taken_back(site):
    client = Client()
    page = client.get(reverse("stats_choice"))
    assert not page.cookies
    assert "Do not count me" in page.content.decode()

    no = client.post(reverse("stats_choice"), {"count": "no"})
    assert (no.status_code, no["Location"]) == (302, reverse("stats_choice"))
    assert (no.cookies["statistics"].value, no.cookies["statistics"]["httponly"]) == ("no", True)
    assert "You are not counted in this browser" in client.get(reverse("stats_choice")).content.decode()
    send(client)

    client.post(reverse("stats_choice"), {"count": "yes"})
    assert "Your page views are counted" in client.get(reverse("stats_choice")).content.decode()
    send(client)
    roll_up()
    assert SiteDay.objects.totals().views == 1
    assert DropDay.objects.get().reason == "objection"


def test_a_browser_that_objects_is_told_so(site):
    page = Client().get(reverse("stats_choice"), headers={"sec-gpc": "1"}).content.decode()

    assert "Your browser asks websites not to track you" in page
    assert "Do not count me" not in page


def test_another_site_cannot_choose_for_you(site):
    response = Client().post(reverse("stats_choice"), {"count": "no"}, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert not response.cookies


def test_a_page_says_what_it_is_counted_as_and_the_counter_knows_it(site):
    page = Client().get(site.root_page.url).content.decode()
    assert f'data-stats-page="{site.root_page.pk}"' in page
    assert '<noscript><img src="/stats/noscript.gif" alt=""' in page
    assert "js/stats.js" in page

    for address in (
        "/services/",
        "/services/ways/",
        "/services/schools/",
        "/services/my-list/",
        "/services/a-to-z/",
        "/a-to-z/",
        "/glossary/",
        "/site-map/",
        "/search/",
        reverse("stats_choice"),
    ):
        group = Client().get(address).content.decode().split('data-stats-page="')[1].split('"')[0]
        assert group in PAGE_GROUPS, address
