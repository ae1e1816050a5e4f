"""Signing in, as a family and as staff do it."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts import actions
from accounts.crypto import decrypt
from accounts.mail import send_due
from accounts.middleware import CacheIsDown
from accounts.models import QueuedMail, User
from accounts.roles import COUNCIL_EDITOR, PCF_EDITOR
from tests.accounts.factories import make_staff
from tests.caches import redis_at
from tests.factories import UserFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/"


def code_in_mail() -> str:
    send_due()
    return re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", mail.outbox[-1].body).group(1)


def sign_in_by_code(client: Client, email: str):
    client.post(LOGIN, {"login": email})
    return client.post(CONFIRM, {"code": code_in_mail()})


def app_code(user: User) -> str:
    """What the authenticator app of the user shows now."""
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    return totp.format_hotp_value(totp.hotp_value(decrypt(kept), int(time.time()) // 30))


@pytest.fixture(autouse=True)
def _(site):
    """Every page of ours needs a site, and the roles their rights."""
    set_up_desk()


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


def test_somebody_we_do_not_know_is_told_so_only_in_their_mail(client):
    client.post(LOGIN, {"login": "nobody@families.example"})
    send_due()
    message = mail.outbox[-1]
    assert message.to == ["nobody@families.example"]
    assert "/accounts/signup/" not in message.body
    assert not re.search(r"\b[A-Z]{3}-[A-Z]{3}\b", message.body)


def test_a_wrong_code_is_answered_next_to_the_field_and_five_end_it(client):
    UserFactory(email="sam@families.example")
    client.post(LOGIN, {"login": "sam@families.example"})
    right = code_in_mail()
    for _try in range(4):
        response = client.post(CONFIRM, {"code": "WRO-NGG"})
        assert response.context["form"].errors["code"]
    response = client.post(CONFIRM, {"code": "WRO-NGG"})
    assert "no longer works" in response.content.decode()
    assert client.post(CONFIRM, {"code": right}).url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


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


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/",
        "/accounts/reauthenticate/",
        "/accounts/signup/passkey/",
        "/accounts/2fa/webauthn/login/",
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/complete/",
        "/django-admin/",
        "/django-admin/login/",
    ],
)
def test_doors_nobody_uses_are_not_there(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"username": "x", "password": "y"}).status_code == 404


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/accounts/", "/accounts/signup/", "/accounts/login/code/"])
def test_every_other_door_leads_to_the_one(client, address):
    for response in (client.get(f"{address}?next=/admin/"), client.post(f"{address}?next=/admin/", {"username": "x", "password": "y"})):
        assert (response.status_code, response.url) == (302, "/accounts/login/?next=/admin/")


def test_nobody_can_have_a_password(client):
    user = make_staff(COUNCIL_EDITOR)
    user.set_password("open sesame 1234")
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()


def test_a_user_made_in_any_way_has_no_password():
    assert not User.objects.create(email="new@staff.example").has_usable_password()
    assert not User.objects.create_superuser("root@staff.example", "a password that is not kept").has_usable_password()


def test_after_sign_in_nobody_is_sent_to_another_site(client):
    UserFactory(email="sam@families.example")
    client.post(f"{LOGIN}?next=https://evil.example/", {"login": "sam@families.example"})
    response = client.post(f"{CONFIRM}?next=https://evil.example/", {"code": code_in_mail(), "next": "https://evil.example/"})
    assert response.url == reverse("signed_in")


def test_a_family_at_the_editors_door_is_refused_without_going_in_circles(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/pages/").status_code == 403


def test_staff_without_a_second_factor_see_only_the_page_that_sets_it_up(client):
    client.force_login(make_staff(COUNCIL_EDITOR, has_second_factor=False))
    for address in ("/admin/", "/admin/pages/", "/", "/services/", "/documents/1/x.pdf"):
        assert client.get(address).url == "/accounts/2fa/totp/activate/", address
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth says that a factor was set up when that is committed
def test_a_script_in_the_background_does_not_spoil_the_secret_on_the_screen(client):
    client.force_login(make_staff(COUNCIL_EDITOR, has_second_factor=False))
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    assert client.post("/stats/e", {}, follow=True).redirect_chain == []
    assert client.post("/feedback/useful/", {}, follow=True).status_code == 403
    assert client.get("/search/", headers={"Sec-Fetch-Dest": "empty"}, follow=True).status_code == 403
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).url == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_staff_sign_in_with_code_and_then_with_the_app(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    response = sign_in_by_code(client, "ed@staff.example")
    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url.startswith("/accounts/login/")
    response = client.post("/accounts/2fa/authenticate/", {"code": app_code(user)})
    assert response.url == reverse("signed_in")
    assert client.get("/accounts/signed-in/").url == "/admin/"


def test_a_recovery_code_works_once(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in_by_code(client, "ed@staff.example")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == reverse("signed_in")
    client.post("/accounts/logout/")
    sign_in_by_code(client, "ed@staff.example")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_ten_wrong_second_factors_make_one_person_wait(client):
    make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    sign_in_by_code(client, "ed@staff.example")
    for _n in range(10):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    response = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (response.status_code, response["Retry-After"]) == (429, "300")


def test_the_secret_of_a_second_factor_is_encrypted_in_the_database(client):
    user = make_staff(COUNCIL_EDITOR)
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert kept.startswith("gAAAA")


def test_staff_cannot_throw_their_last_second_factor_away(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    client.force_login(user)
    client.post("/accounts/2fa/reauthenticate/", {"code": app_code(user)})
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_staff_cannot_throw_their_last_passkey_away_but_one_of_two(client):
    user = make_staff(COUNCIL_EDITOR, has_second_factor=False)
    first, second = (Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}}) for name in ("Phone", "Key"))
    RecoveryCodes.activate(user)
    client.force_login(user)
    client.post("/accounts/2fa/reauthenticate/", {"code": Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]})
    for key in (first, second):
        client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert list(Authenticator.objects.filter(user=user, type="webauthn")) == [second]


def test_somebody_who_lost_everything_sets_up_anew(client, capsys):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    client.force_login(user)
    call_command("forget_second_factors", "Ed@staff.example")
    assert "2" in capsys.readouterr().out
    assert client.get("/admin/").url.startswith("/accounts/login/")
    sign_in_by_code(client, "ed@staff.example")
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"


def test_forgetting_the_factors_of_nobody_says_so():
    with pytest.raises(CommandError, match="Nobody"):
        call_command("forget_second_factors", "who@staff.example")


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
    assert "Write the code from our e-mail." in client.post(CONFIRM, {"code": ""}).content.decode()
