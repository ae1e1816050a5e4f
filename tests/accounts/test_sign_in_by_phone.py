"""Signing in with a mobile number, for families that have no e-mail."""

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import texts
from accounts.mail import send_due
from accounts.models import QueuedMail, QueuedText, User
from accounts.roles import COUNCIL_EDITOR, PROVIDER
from tests.accounts.factories import make_staff
from tests.accounts.signing_in import CONFIRM, LOGIN, code_in_text, texts_sent
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk", "texts_on")]
SAM, STRANGER = "+447700900001", "+447700900999"
CODE = re.compile(r"\b[A-Z]{3}-[A-Z]{3}\b")


@pytest.fixture
def sam() -> User:
    return User.objects.create_user(phone=SAM)


@pytest.mark.parametrize("typed", ["07700 900001", "+44 (0)7700-900001", "00447700900001", " 07700900001 "])
def test_a_family_without_email_signs_in_with_the_code_from_its_phone(client, sam, typed):
    response = client.post(LOGIN, {"login": typed})
    assert (response.status_code, response.url) == (302, CONFIRM)
    page = client.get(CONFIRM).content.decode()
    assert "Look at your text messages" in page
    assert "07700 900001" in page
    assert "spam" not in page
    response = client.post(CONFIRM, {"code": code_in_text()})
    assert response.url == reverse("signed_in")
    assert client.session["_auth_user_id"] == str(sam.pk)
    assert not QueuedMail.objects.exists()


def test_neither_the_number_nor_the_code_stands_in_the_clear_while_somebody_signs_in(client, sam):
    client.post(LOGIN, {"login": SAM})
    kept = Session.objects.get()
    assert kept.get_decoded() == {}, "nobody reads the row as Django writes it"
    kept.session_data = kept.session_data[:-8]
    kept.save()
    assert client.post(CONFIRM, {"code": code_in_text()}).status_code == 302, "a row that no key opens is no session"
    assert "_auth_user_id" not in client.session


def test_a_family_with_both_may_use_either(client):
    user = UserFactory(email="sam@families.example", phone=SAM)
    client.post(LOGIN, {"login": "07700 900001"})
    client.post(CONFIRM, {"code": code_in_text()})
    assert client.session["_auth_user_id"] == str(user.pk)
    other = Client()
    other.post(LOGIN, {"login": "Sam@Families.example"})
    send_due()
    other.post(CONFIRM, {"code": CODE.search(mail.outbox[-1].body).group()})
    assert other.session["_auth_user_id"] == str(user.pk)


def test_the_text_is_one_message_and_its_last_line_is_what_phones_fill_in(client, sam, settings):
    settings.SITE_URL = "https://localoffer.a-long-named-metropolitan-borough.gov.uk"
    client.post(LOGIN, {"login": SAM})
    words = texts_sent()[0]["text"]
    assert len(words) < 160
    assert words.isascii(), "other signs make two messages of one"
    code = CODE.search(words).group()
    last = words.splitlines()[-1]
    assert last == f"@localoffer.a-long-named-metropolitan-borough.gov.uk #{code.replace('-', '')}"
    assert client.post(CONFIRM, {"code": last.split("#")[1]}).url == reverse("signed_in"), "the code is taken as the phone fills it in"


def test_the_same_answer_for_a_number_we_know_and_one_we_do_not(sam):
    answers = []
    for typed in ("07700 900001", "07700 900999"):
        visitor = Client()
        first = visitor.post(LOGIN, {"login": typed})
        second = visitor.get(CONFIRM)
        third = visitor.post(CONFIRM, {"code": "WRO-NGG"})
        bodies = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(typed, "NUMBER") for page in (second, third)]
        headers = {name: value for name, value in second.headers.items() if name != "Expires"}  # a clock time, to the second
        answers.append((first.status_code, first.url, sorted(first.headers), sorted(first.cookies), second.status_code, headers, bodies))
    assert answers[0] == answers[1]
    assert {sent["to"] for sent in texts_sent()} == {SAM, STRANGER}


def test_known_and_unknown_numbers_cost_the_same_work_before_and_after_their_limits(sam, django_assert_max_num_queries, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"stranger_texts_to_number": "1/d/key", "code_texts_to_number": "1/d/key"}
    Client().post(LOGIN, {"login": "07700 900555"})
    sql = []
    for number in (SAM, STRANGER, SAM, STRANGER, "+33612345678"):
        with django_assert_max_num_queries(30) as queries:
            assert Client().post(LOGIN, {"login": number}).status_code == 302
        sql.append([re.sub(r"\d+", "", query["sql"])[:40] for query in queries.captured_queries])
    assert [each == sql[0] for each in sql] == [True] * 5, sql
    assert [sent["to"] for sent in texts_sent()] == ["+447700900555", SAM, STRANGER]


def test_the_page_for_the_code_costs_the_same_for_known_and_unknown_numbers(sam, django_assert_max_num_queries):
    costs = []
    for number in ("07700 900555", SAM, STRANGER):
        visitor = Client()
        visitor.post(LOGIN, {"login": number})
        with django_assert_max_num_queries(30) as queries:
            visitor.get(CONFIRM)
            visitor.post(CONFIRM, {"code": "WRO-NGG"})
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_somebody_we_do_not_know_is_told_so_kindly_and_only_on_their_phone(client):
    page = client.post(LOGIN, {"login": STRANGER}, follow=True).content.decode()
    words = texts_sent()[0]["text"]
    assert "Nobody signs in with it" in words
    assert "we do not know" not in page
    assert not CODE.search(words)
    assert len(words) < 160
    assert words.isascii()


def test_a_stranger_gets_five_texts_a_day_and_is_answered_all_the_same(settings):
    with time_machine.travel("2026-05-04 06:00 +0000", tick=False) as clock:
        for _n in range(8):
            assert Client().post(LOGIN, {"login": STRANGER}).status_code == 302
            texts.send_due()
            clock.shift(10 * 60)
        assert len(texts_sent()) == 5
        clock.shift(24 * 60 * 60)
        Client().post(LOGIN, {"login": STRANGER})
        assert len(texts_sent()) == 6
        assert not QueuedText.objects.exists(), "what was over the limit leaves no number behind"


def test_nobody_can_have_us_text_abroad_at_our_cost():
    assert Client().post(LOGIN, {"login": "+33 6 12 34 56 78"}).status_code == 302
    assert texts_sent() == []
    User.objects.create_user(phone="+33612345678")
    Client().post(LOGIN, {"login": "+33 6 12 34 56 78"})
    assert texts_sent()[0]["to"] == "+33612345678", "a family that lives there gets its code"


def test_strangers_use_up_their_own_share_and_no_family_s(client, sam, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"stranger_texts": "3/h/key"}
    for n in range(6):
        assert Client().post(LOGIN, {"login": f"07700 90010{n}"}).status_code == 302
    Client().post(LOGIN, {"login": SAM})
    assert [sent["to"] for sent in texts_sent()] == ["+447700900100", "+447700900101", "+447700900102", SAM]


def test_an_hour_s_texts_have_an_end_and_then_everybody_hears_when_to_try_again(sam, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"code_texts": "1/h/key"}
    assert Client().post(LOGIN, {"login": SAM}).status_code == 302
    answers = [Client().post(LOGIN, {"login": number}) for number in (SAM, STRANGER)]
    assert [(response.status_code, response["Retry-After"]) for response in answers] == [(429, "3600")] * 2
    assert "Try again in an hour, or use your e-mail address." in answers[0].content.decode()
    assert Client().post(LOGIN, {"login": "sam@families.example"}).status_code == 302


def test_one_person_who_asks_too_often_waits_however_the_number_is_written(sam):
    for typed in ("07700 900001", "+447700900001", "07700900001", "0044 7700 900001", "07700-900-001"):
        assert Client().post(LOGIN, {"login": typed}).status_code == 302
    response = Client().post(LOGIN, {"login": "+44 7700 900001"})
    assert (response.status_code, response["Retry-After"]) == (429, "300")


def test_five_wrong_codes_end_it(client, sam):
    client.post(LOGIN, {"login": SAM})
    right = code_in_text()
    for _try in range(4):
        assert client.post(CONFIRM, {"code": "WRO-NGG"}).context["form"].errors["code"]
    assert "no longer works" in client.post(CONFIRM, {"code": "WRO-NGG"}).content.decode()
    client.post(CONFIRM, {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(client, sam):
    client.post(LOGIN, {"login": SAM})
    code = code_in_text()
    other = Client()
    other.post(LOGIN, {"login": STRANGER})
    other.post(CONFIRM, {"code": code})
    other.post(CONFIRM, {"code": ""})
    assert "_auth_user_id" not in other.session
    client.post(CONFIRM, {"code": code})
    client.post("/accounts/logout/")
    client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", [COUNCIL_EDITOR, PROVIDER])
def test_staff_and_providers_sign_in_by_email_only_and_nobody_learns_so(client, role):
    make_staff(role, phone=SAM)
    assert client.post(LOGIN, {"login": SAM}).status_code == 302
    assert "Nobody signs in with it" in texts_sent()[0]["text"]


def test_somebody_who_left_gets_no_code(client, sam):
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": SAM})
    assert not CODE.search(texts_sent()[0]["text"])


def test_a_number_is_known_again_after_the_keys_were_changed(client, sam, settings):
    settings.FIELD_KEYS = ["n" * 40, *settings.FIELD_KEYS]
    client.post(LOGIN, {"login": SAM})
    assert client.post(CONFIRM, {"code": code_in_text()}).url == reverse("signed_in")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write your e-mail address or mobile number."),
        ("sam at home", "Write an e-mail address like name@example.org, or a mobile number like 07700 900123."),
        ("07700 90012", "Write an e-mail address like name@example.org, or a mobile number like 07700 900123."),
        ("sam@home", "Write an e-mail address like name@example.org."),
        ("020 7946 0123", "Write a mobile number, or your e-mail address."),
        ("07700\x00900123", "Null characters are not allowed."),
        ("9" * 5000, "or a mobile number like 07700 900123."),
    ],
)
def test_what_can_not_be_signed_in_with_gets_kind_words_and_stays_as_typed(client, typed, words):
    response = client.post(LOGIN, {"login": typed})
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert not typed or "\x00" in typed or f'value="{typed}"' in html
    assert not QueuedText.objects.exists()


def test_where_texts_are_off_the_door_says_only_email(client, sam, settings):
    assert "Your e-mail address or mobile number" in client.get(LOGIN).content.decode()
    settings.TEXT_URL = ""
    page = client.get(LOGIN).content.decode()
    assert "Your e-mail address" in page
    assert "mobile" not in page
    assert "Write an e-mail address like name@example.org." in client.post(LOGIN, {"login": SAM}).content.decode()
    assert not QueuedText.objects.exists()


def test_no_number_stands_in_an_address_a_log_or_the_user_s_row(client, sam, caplog, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as queries:
        response = client.post(LOGIN, {"login": SAM})
    texts.send_due()
    assert "7700900001" not in response.url + caplog.text
    asked = " ".join(query["sql"] for query in queries.captured_queries if "accounts_user" in query["sql"])
    assert asked
    assert "7700900001" not in asked
    assert "7700900001" not in str(sam)


class TestWhoMayBeKept:
    def test_a_user_has_an_address_or_a_number(self):
        for fields in ({}, {"email": ""}, {"email": None, "phone": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                User.objects.create_user(**fields)

    def test_two_families_without_email_are_two_and_a_number_is_only_one_s(self, sam):
        User.objects.create_user(phone=STRANGER)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(phone=SAM)
        assert User.objects.filter(email=None).count() == 2

    def test_a_superuser_has_an_address(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(phone=SAM, is_superuser=True)

    def test_a_number_never_stands_without_its_hash(self, sam):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.update(phone_hash=None)

    def test_nobody_signs_in_with_what_can_not_be_texted(self):
        with pytest.raises(ValueError, match="mobile"):
            User.objects.create_user(phone="+442079460123")

    def test_who_has_no_address_passes_every_check_of_a_form(self, sam):
        sam.full_clean()
        sam.save()
        assert User.objects.get().email is None
        assert User.objects.get().phone == SAM

    def test_the_admin_s_list_of_staff_knows_nothing_of_them(self, client, sam):
        client.force_login(make_staff(is_superuser=True))
        page = client.get(reverse("wagtailusers_users:index")).content.decode()
        assert "editor@staff.example" in page
        assert "7700" not in page
