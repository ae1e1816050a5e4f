"""Signing in, as a family and as staff do it."""

import re
import time

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts import actions
from accounts.mail import send_due
from accounts.middleware import CacheIsDown
from accounts.models import QueuedMail, User
from accounts.roles import PCF_EDITOR
from tests.accounts.factories import make_staff
from tests.accounts.signing_in import CONFIRM, LOGIN, code_in_mail, sign_in_by_code
from tests.caches import redis_at
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


def test_a_family_signs_in_with_the_code_from_its_mail(client):
    UserFactory(email="sam@families.example")
    response = sign_in_by_code(client, "sam@families.example")
    assert response.status_code == 302
    assert response.url == reverse("signed_in")
    assert client.session["_auth_user_id"]


def test_a_capital_letter_in_the_address_does_not_matter(client):
    UserFactory(email="sam@families.example")
    assert sign_in_by_code(client, "Sam@Families.example").url == reverse("signed_in")


def test_the_same_answer_for_an_address_we_know_and_one_we_do_not(client):
    UserFactory(email="known1@families.example")
    answers = []
    for email in ("known1@families.example", "nobody@families.example"):
        visitor = Client()
        first = visitor.post(LOGIN, {"login": email})
        second = visitor.get(CONFIRM)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", second.content.decode()).replace(email, "EMAIL")
        headers = {name: value for name, value in second.headers.items() if name != "Expires"}  # a clock time, to the second
        answers.append((first.status_code, first.url, sorted(first.headers), sorted(first.cookies), second.status_code, headers, body))
    assert answers[0] == answers[1]
    assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {"known1@families.example", "nobody@families.example"}


def test_known_and_unknown_addresses_cost_the_same_work(client, django_assert_max_num_queries):
    UserFactory(email="known1@families.example")
    Client().post(LOGIN, {"login": "first@families.example"})  # the site's settings are made by the first mail ever
    sql = []
    for email in ("known1@families.example", "nobody@families.example"):
        with django_assert_max_num_queries(30) as queries:
            Client().post(LOGIN, {"login": email})
        sql.append([query["sql"][:60] for query in queries.captured_queries])
    assert len(sql[0]) == len(sql[1]), sql


def test_the_page_for_the_code_costs_the_same_for_known_and_unknown_addresses(django_assert_max_num_queries):
    UserFactory(email="known1@families.example")
    costs = []
    for email in ("first@families.example", "known1@families.example", "nobody@families.example"):
        visitor = Client()
        visitor.post(LOGIN, {"login": email})
        with django_assert_max_num_queries(30) as queries:
            visitor.get(CONFIRM)
            visitor.post(CONFIRM, {"code": "WRO-NGG"})
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_somebody_we_do_not_know_is_told_so_only_in_their_mail(client):
    client.post(LOGIN, {"login": "nobody@families.example"})
    send_due()
    message = mail.outbox[-1]
    assert message.to == ["nobody@families.example"]
    assert "/accounts/signup/" not in message.body
    assert not re.search(r"\b[A-Z]{3}-[A-Z]{3}\b", message.body)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_wrong_code_is_answered_next_to_the_field_and_five_end_it_with_a_button_for_a_new_one(client, is_known):
    if is_known:
        UserFactory(email="sam@families.example")
    client.post(LOGIN, {"login": "sam@families.example"})
    right = code_in_mail() if is_known else "KKK-KKK"
    for _try in range(4):
        response = client.post(CONFIRM, {"code": "WRO-NGG"})
        assert response.context["form"].errors["code"]
    page = client.post(CONFIRM, {"code": "WRO-NGG", "next": "/register/my-family/"}).content.decode()
    assert "no longer works" in page and "wrong 5 times" in page and "Send me a new code" in page
    assert client.post(CONFIRM, {"code": right}).url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session
    sent = dict(re.findall(r'type="hidden" name="(login|next)" value="([^"]+)"', page))
    assert client.post(LOGIN, sent).url == CONFIRM + "?next=%2Fregister%2Fmy-family%2F"


def test_a_code_works_for_ten_minutes(client, monkeypatch):
    UserFactory(email="sam@families.example")
    client.post(LOGIN, {"login": "sam@families.example"})
    code, now = code_in_mail(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10 * 60 + 5)
    client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(client):
    UserFactory(email="sam@families.example")
    client.post(LOGIN, {"login": "sam@families.example"})
    code = code_in_mail()
    other = Client()
    other.post(LOGIN, {"login": "nobody@families.example"})
    other.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in other.session
    client.post(CONFIRM, {"code": code})
    client.post("/accounts/logout/")
    client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


def test_the_session_has_a_new_number_after_sign_in(client):
    UserFactory(email="sam@families.example")
    client.post(LOGIN, {"login": "sam@families.example"})
    before = client.session.session_key
    client.post(CONFIRM, {"code": code_in_mail()})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server_and_needs_a_button(client):
    client.force_login(UserFactory())
    key = client.session.session_key
    client.get("/accounts/logout/")
    assert Session.objects.filter(session_key=key).exists()
    client.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=key).exists()


def test_ending_the_sessions_of_a_user_signs_every_browser_out(client):
    user = UserFactory()
    other = Client()
    for browser in (client, other):
        browser.force_login(user)
    actions.end_sessions(user)
    for browser in (client, other):
        assert browser.get("/accounts/signed-in/").url.startswith("/accounts/login/")


def test_somebody_who_left_is_out_at_once(client):
    user = make_staff(PCF_EDITOR)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/admin/").url.startswith("/accounts/login/")


def test_somebody_who_left_gets_no_code(client):
    UserFactory(email="left@staff.example", is_active=False)
    client.post(LOGIN, {"login": "left@staff.example"})
    send_due()
    assert not re.search(r"\b[A-Z]{3}-[A-Z]{3}\b", mail.outbox[-1].body)


def test_a_whole_school_signs_in_from_one_address(client):
    for n in range(60):
        visitor = Client(REMOTE_ADDR="203.0.113.9")
        assert visitor.post(LOGIN, {"login": f"parent{n}@families.example"}).status_code == 302, n


def test_one_person_who_asks_too_often_waits_and_others_do_not(client):
    for _n in range(5):
        assert Client().post(LOGIN, {"login": "sam@families.example"}).status_code == 302
    response = Client().post(LOGIN, {"login": "sam@families.example"})
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert Client().post(LOGIN, {"login": "alex@families.example"}).status_code == 302


def test_nobody_can_fill_another_s_mailbox_with_codes(settings):
    with time_machine.travel("2026-05-04 06:00 +0000", tick=False) as clock:
        sent = 0
        for _quarter in range(4 * 12):
            sent += sum(Client().post(LOGIN, {"login": "sam@families.example"}).status_code == 302 for _n in range(5))
            clock.shift(15 * 60)
        assert sent == 30, "in twelve hours"
        clock.shift(24 * 60 * 60)
        assert Client().post(LOGIN, {"login": "sam@families.example"}).status_code == 302


def test_an_address_that_floods_us_gets_a_friendly_429(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/5m/ip"}
    client.post(LOGIN, {"login": "a@families.example"})
    response = client.post(LOGIN, {"login": "b@families.example"})
    assert (response.status_code, response["Retry-After"]) == (429, "300")


class TestWhileRedisIsDown:
    """Nobody can guess codes without a limit, and nobody sees a broken page."""

    @pytest.fixture(autouse=True)
    def down(self):
        with override_settings(CACHES=redis_at("127.0.0.1:1")):  # nothing listens there
            yield

    @pytest.mark.parametrize("address", [LOGIN, "/accounts/login/?next=/admin/"])
    def test_signing_in_is_shut_for_some_minutes_and_says_so(self, site, address, caplog):
        browser = Client(raise_request_exception=True)
        assert browser.get(address).status_code == 200
        response = browser.post(address, {"login": "sam@families.example"})
        html = response.content.decode()
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
        assert "Please try again in a few minutes" in html
        assert "not because of anything you did" in html
        assert "<script" not in html
        assert not QueuedMail.objects.exists()
        assert "Redis does not answer" in caplog.text
        assert "sam@families.example" not in caplog.text

    def test_another_mistake_is_still_told_as_one(self):
        assert CacheIsDown(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), ValueError("ours")) is None


def test_an_empty_or_odd_address_gets_kind_words_next_to_the_field(client):
    assert "Write your e-mail address." in client.post(LOGIN, {"login": ""}).content.decode()
    assert "Write an e-mail address like name@example.org." in client.post(LOGIN, {"login": "sam at home"}).content.decode()


def test_a_wrong_or_empty_code_gets_kind_words(client):
    UserFactory(email="known9@families.example")
    client.post(LOGIN, {"login": "known9@families.example"})
    assert "That code is not right." in client.post(CONFIRM, {"code": "AAAAAA"}).content.decode()
    assert "Write the code from our message." in client.post(CONFIRM, {"code": ""}).content.decode()
