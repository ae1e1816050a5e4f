"""The counter's short way in and the long way of who has a session: the same answers, and nobody is counted who may not be."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from analytics.models import DropDay, RawEvent
from tests.analytics.beacons import body, send
from tests.analytics.counted import dropped, views
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STALE = "a" * 32
HEADERS = ("Cache-Control", "X-Content-Type-Options", "Cross-Origin-Opener-Policy", "Referrer-Policy")


def client_with(session):
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def signed_in(*, is_staff, has_factor=True):
    user, client = UserFactory(), Client()
    if is_staff:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        if has_factor:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


BOTH_WAYS = pytest.mark.parametrize("session", ["", STALE], ids=["no session", "a session that is gone"])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("reason", "sent"),
    [
        ("objection", {"headers": {"sec-gpc": "1"}}),
        ("objection", {"headers": {"dnt": "1"}}),
        ("malformed", {"headers": {"sec-fetch-site": "cross-site"}}),
        ("malformed", {"headers": {"origin": "https://other.example"}}),
        ("malformed", {"raw": b"x" * 2_001}),
        ("malformed", {"raw": b'{"v": "a'}),
    ],
)
def test_who_may_not_be_counted_is_counted_on_neither_way(site, session, reason, sent):
    send(client_with(session), **sent)
    assert not RawEvent.objects.filter(kind="view").exists()
    assert dropped() == {reason: 1}


@BOTH_WAYS
def test_who_said_no_on_our_page_is_not_counted_on_either_way(site, session):
    client = client_with(session)
    client.post(reverse("stats_choice"), {"count": "no"})
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    send(client)
    assert (views(), dropped()) == (0, {"objection": 1})


@BOTH_WAYS
def test_a_visitor_is_counted_on_both_ways(site, session):
    send(client_with(session))
    assert (views(), dropped()) == (1, {})


@pytest.mark.parametrize("has_factor", [True, False])
def test_staff_are_known_and_left_out_with_or_without_their_second_factor(site, has_factor):
    assert send(signed_in(is_staff=True, has_factor=has_factor)).status_code == 204
    assert (views(), dropped()) == (0, {"staff": 1})


def test_a_family_that_is_signed_in_counts_and_its_session_says_nothing(site):
    assert send(signed_in(is_staff=False)).status_code == 204
    assert (views(), dropped()) == (1, {})


@BOTH_WAYS
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_another_method_counts_nothing(site, session, method):
    response = getattr(client_with(session), method)(reverse("stats_event"))
    assert response.status_code == 405
    assert not RawEvent.objects.exists()


@BOTH_WAYS
def test_a_host_that_is_not_ours_is_refused(site, session):
    assert send(client_with(session), headers={"host": "other.invalid"}).status_code == 400
    assert not RawEvent.objects.exists()


@pytest.mark.parametrize("raw", [None, "{"], ids=["counted", "malformed"])
def test_both_ways_give_the_same_headers_and_set_no_cookie(site, raw):
    short, long = (send(client_with(session), raw=raw) for session in ("", STALE))
    said = [{name: response.get(name) for name in HEADERS} for response in (short, long)]

    assert said[0] == said[1]
    assert (said[0]["Cache-Control"], said[0]["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert not short.cookies
    assert [cookie.value for cookie in long.cookies.values()] in ([], [""]), "a session that is gone may be taken away"


@BOTH_WAYS
def test_no_answer_of_the_counter_is_stored(site, session, monkeypatch):
    client = client_with(session)
    assert client.get(reverse("stats_event"))["Cache-Control"] == "no-store"
    monkeypatch.setattr("analytics.collecting.accept", _fail)
    failed = send(client)
    assert (failed.status_code, failed["Cache-Control"]) == (503, "no-store")


def test_the_short_way_is_for_the_counter_alone(site):
    for address in ("/stats/e/", "/stats/ex", "/stats/", "/STATS/E"):
        Client().post(address, body(), content_type="text/plain")
    assert not RawEvent.objects.exists()
    assert not DropDay.objects.exists()


def test_a_tap_without_a_view_counts_on_neither_way(site):
    for session in ("", STALE):
        send(client_with(session), raw=json.dumps({"v": session or "b" * 32, "p": "search", "t": "phone"}))
    assert dropped() == {"no-view": 2}


def _fail(**kwargs):
    raise OperationalError("database is locked")
