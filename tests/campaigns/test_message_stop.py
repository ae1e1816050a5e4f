"""One press stops messages: from the mail program's own button, from the line under the message, without signing in."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Delivery
from campaigns.tokens import token_of
from register import actions
from register.models import CHOICES, Consent, Family
from tests.campaigns import letters
from tests.register.factories import FamilyFactory, says_yes

UPDATES, SURVEYS = CHOICES[0], CHOICES[3]


@pytest.fixture
def family(register) -> Family:
    """Agreed to news by e-mail and to surveys."""
    found = FamilyFactory(confirmed=True)
    says_yes(found, UPDATES)
    says_yes(found, SURVEYS)
    return found


@pytest.fixture
def got(family) -> Delivery:
    return letters.sent_to(family)


def standing(family: Family) -> list[str]:
    return sorted(Consent.objects.standing().filter(family=family).values_list("purpose", flat=True))


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}, {"stop": "nonsense"}, {"stop": "updates"}], ids=["one click", "empty", "nonsense", "named"])
def test_a_press_stops_this_kind_of_message_and_no_other(got, family, body):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(letters.address(got, "stop"), body)
    assert (answer.status_code, standing(family)) == (200, ["surveys"])
    last = family.consents.order_by("-pk").first()
    assert (last.is_given, last.how, last.channel) == (False, "message", "email")
    assert not answer.cookies and "no-store" in answer["Cache-Control"]
    assert "You get no more of these" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_opens_every_link_stops_nothing(client, got, family, method):
    for page in ("stop", "wishes", "web"):
        assert getattr(client, method)(letters.address(got, page)).status_code == 200
    assert standing(family) == ["surveys", "updates"]
    assert family.consents.count() == 2


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_nothing_but_reading_and_pressing_is_taken(client, got, family, method):
    assert getattr(client, method)(letters.address(got, "stop")).status_code == 405
    assert standing(family) == ["surveys", "updates"]


def test_pressing_twice_or_loading_the_page_again_changes_nothing_more(client, got, family):
    for _time in range(3):
        assert client.post(letters.address(got, "stop")).status_code == 200
    assert family.consents.count() == 3


def test_everything_stops_with_the_second_button_and_the_record_stays(client, got, family):
    answer = client.post(letters.address(got, "stop"), {"stop": "all"}).content.decode()
    assert standing(family) == []
    assert "You get no more messages from us" in answer and "You are still in the SEND Register" in answer
    assert Family.objects.confirmed().filter(pk=family.pk).exists()
    assert "They are all stopped" in client.get(letters.address(got, "stop")).content.decode()


def test_the_page_has_one_button_for_this_kind_and_one_for_all(client, got, family):
    page = client.get(letters.address(got, "stop")).content.decode()
    assert "Stop news about services and events by e-mail</button>" in page
    assert "Stop everything</button>" in page
    assert "csrfmiddlewaretoken" not in page
    assert "Okonjo" not in page and family.email not in page


def test_a_survey_is_stopped_for_every_channel(client, family):
    got = letters.sent_to(family, letters.mailing(purpose="surveys"))
    client.post(letters.address(got, "stop"))
    assert standing(family) == ["updates"]


def test_whoever_has_left_reads_so_and_the_press_is_still_answered_with_200(client, got, family):
    actions.leave(family)
    for answer in (client.get(letters.address(got, "stop")), client.post(letters.address(got, "stop")), client.post(letters.address(got, "wishes"))):
        assert answer.status_code == 200
        assert "You are not in the register any more" in answer.content.decode()


def test_a_link_that_was_forged_cut_or_changed_is_a_kind_page(client, site, got):
    token = token_of(got.pk)
    other = token_of(Delivery().pk)
    for wrong in (token[:-1], token.upper(), token + "x", "x", "-", other, token[:22] + other[22:], "é"):
        for page in ("stop", "wishes", "web"):
            assert client.get(f"/messages/{wrong}/{page}/").status_code == 404, wrong
            assert client.post(f"/messages/{wrong}/{page}/").status_code == (405 if page == "web" and wrong != "é" else 404), wrong
    assert "We do not know this link" in client.get(f"/messages/{token[:-1]}/stop/").content.decode()


def test_the_link_to_stop_works_however_old_the_message_is(client, family):
    got = letters.sent_to(family, days_ago=600)
    client.post(letters.address(got, "stop"))
    assert standing(family) == ["surveys"]


def test_what_waits_is_not_sent_after_that(client, got, family):
    client.post(letters.address(got, "stop"))
    assert not Family.objects.agreeing_to("updates", "email").filter(pk=family.pk).exists()
    assert reverse("message_wishes", args=[token_of(got.pk)]) in client.get(letters.address(got, "stop")).content.decode()
