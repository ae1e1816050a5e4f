"""A family's way in, from the start button to the reference."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail, User
from home.guards import is_within
from register import actions
from register.actions import forget_unconfirmed
from register.models import Child, Confirmation, Consent, Family, Suppression, WordingVersion
from tests.register.conftest import Parent
from tests.register.factories import FamilyFactory, staff

CHECK, SENT = "register_check", "register_sent"


def test_the_start_page_promises_and_sets_no_cookie(register, client):
    response = client.get(reverse("register"))
    page = response.content.decode()
    assert "does not need a diagnosis" in page
    assert "changes no service" in page
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in page


def test_a_wrong_address_before_the_start_button_sets_no_cookie_either(register, client):
    response = client.get(reverse("register_question", args=["child"]))
    assert "Please start again" in response.content.decode()
    assert not response.cookies


def test_pressing_start_opens_the_first_question(parent):
    response = parent.starts()
    assert response.url == reverse("register_question", args=["about-you"])
    page = parent.page("about-you")
    assert "Question 1 of 6" in page.content.decode()
    assert "Why we ask" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_another_sites_form_cannot_start_one(register, client):
    response = client.post(reverse("register"), headers={"Sec-Fetch-Site": "cross-site"})
    assert not response.cookies


def test_a_family_joins_from_start_to_reference(parent):
    checked = parent.fills_in_everything("?c=k7qf2m").content.decode()
    for answer in ("Amal Okonjo", "amal@families.example", "LK1 2AB", "Larkmere Council", "Bee", "March 2019", "Autistic spectrum condition"):
        assert answer in checked
    assert parent.sends().url == reverse(SENT)
    family = Family.objects.get()
    assert family.reference in parent.browser.get(reverse(SENT)).content.decode()
    assert family.confirmed_at is None
    assert family.source_code == "K7QF2M"
    assert not User.objects.exists()

    link = parent.link()
    stranger = Client(enforce_csrf_checks=True)
    shown = stranger.get(link)
    assert "Yes, I want to join" in shown.content.decode()
    assert not shown.cookies
    family.refresh_from_db()
    assert family.confirmed_at is None, "opening the link changes nothing"

    after = stranger.post(link, follow=True)
    assert family.reference in after.content.decode()
    family.refresh_from_db()
    assert family.confirmed_at
    assert family.account.email == "amal@families.example"
    assert not family.account.groups.exists()
    assert family.reference in parent.opens_mail()


def test_what_was_told_is_kept_as_told(parent):
    parent.answers = {"support": {"needs": ["not-said"]}, "child": {"nickname": ""}, "home": {"borough": "elsewhere", "postcode": ""}}
    parent.signs_up()
    family, child = Family.objects.get(), Child.objects.get()
    assert (family.first_name, family.postcode, family.borough) == ("Amal", "", None)
    assert (child.birth_month, child.birth_year, child.nickname) == (3, 2019, "")
    assert child.needs_not_said
    assert not child.needs.exists()


def test_every_choice_starts_empty_and_only_the_ticked_one_is_recorded_with_its_words(parent):
    parent.starts()
    for step in ("about-you", "email", "home", "child", "support"):
        parent.answer(step)
    page = parent.page("choices").content.decode()
    assert page.count('type="checkbox"') == 4
    assert "checked" not in page
    parent.choices = ("forum",)
    parent.answer("choices")
    parent.browser.get(reverse(CHECK))
    parent.sends()
    consent = Consent.objects.get()
    assert (consent.purpose, consent.channel, consent.is_given, consent.how) == ("forum", "email", True, "sign-up")
    assert str(consent.wording) == "choice-forum:1"


def test_joining_without_any_choice_is_fine(parent):
    parent.choices = ()
    assert "You have ticked nothing" in parent.fills_in_everything().content.decode()
    parent.sends()
    assert Family.objects.count() == 1
    assert not Consent.objects.exists()


def test_a_consent_is_never_recorded_for_words_that_changed_meanwhile(parent):
    parent.fills_in_everything()
    old = WordingVersion.objects.current(["choice-updates"]).get()
    WordingVersion.objects.create(wording=old.wording, number=2, title="Send me everything", text="Really.")
    response = parent.sends()
    assert response.url == reverse("register_question", args=["choices"]) + "?change=1"
    page = parent.browser.get(response.url).content.decode()
    assert "have just changed" in page
    assert "Send me everything" in page
    assert "checked" not in page
    assert not Family.objects.exists()


@pytest.mark.parametrize(
    ("step", "wrong", "words"),
    [
        ("about-you", {"first_name": " "}, "Write your first name."),
        ("about-you", {"relationship": ""}, "Choose who you are"),
        ("about-you", {"relationship": "burglar"}, "Choose one from the list."),
        ("email", {"email": "amal at home"}, "We could not read that e-mail address"),
        ("home", {"postcode": "somewhere"}, "We could not read that postcode"),
        ("home", {"borough": ""}, "Choose a council"),
        ("child", {"birth_month": "Smarch"}, "We could not read that month"),
        ("child", {"birth_month": "ju"}, "We could not read that month"),
        ("child", {"birth_month": "13"}, "We could not read that month"),
        ("child", {"birth_month": "²"}, "We could not read that month"),
        ("child", {"birth_year": "19"}, "four numbers"),
        ("child", {"birth_year": "2091"}, "still to come"),
        ("child", {"birth_year": "1989"}, "up to 25"),
        ("support", {"needs": []}, "I would rather not say"),
        ("support", {"needs": ["asd", "not-said"]}, "but not both"),
        ("support", {"needs": ["dragons"]}, "not in the list any more"),
        ("support", {"support_stage": ""}, "Choose what help"),
    ],
)
def test_a_wrong_answer_gets_kind_words_twice_and_keeps_what_was_typed(parent, step, wrong, words):
    parent.starts()
    for earlier in ("about-you", "email", "home", "child", "support"):
        if earlier == step:
            break
        parent.answer(earlier)
    response = parent.answer(step, **wrong)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert page.count(words) >= 2, "in the summary and beside the field"
    typed = next((value for value in wrong.values() if isinstance(value, str) and value.strip() and value != "burglar"), None)
    assert typed is None or typed in page
    if step == "child":
        assert 'value="Bee"' in page


def test_answers_in_any_script_are_kept(parent):
    parent.answers = {"about-you": {"first_name": "Siân-Ngọc", "last_name": "O’Neill 王 العلي"}}
    parent.signs_up()
    assert Family.objects.get().last_name == "O’Neill 王 العلي"


@pytest.mark.parametrize(("month", "year", "allowed"), [("11", "2026", True), ("12", "2026", False), ("12", "2000", True), ("11", "2000", False)])
def test_from_birth_to_the_last_day_of_being_25(parent, time_machine, month, year, allowed):
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    parent.starts()
    for step in ("about-you", "email", "home"):
        parent.answer(step)
    response = parent.answer("child", birth_month=month, birth_year=year)
    assert (response.status_code == 302) is allowed


def test_change_on_the_last_page_goes_back_to_the_last_page(parent):
    page = parent.fills_in_everything().content.decode()
    address = reverse("register_question", args=["about-you"]) + "?change=1"
    assert address in page
    assert 'value="Amal"' in parent.browser.get(address).content.decode()
    response = parent.answer("about-you", "?change=1", first_name="Amira")
    assert response.url == reverse(CHECK)
    assert "Amira Okonjo" in parent.browser.get(reverse(CHECK)).content.decode()


def test_the_back_button_shows_what_was_typed(parent):
    parent.starts()
    parent.answer("about-you")
    assert 'value="Okonjo"' in parent.page("about-you").content.decode()


def test_jumping_ahead_leads_to_the_first_open_question(parent):
    parent.starts()
    parent.answer("about-you")
    assert parent.page("support").url == reverse("register_question", args=["email"])
    assert parent.browser.get(reverse(CHECK)).url == reverse("register_question", args=["email"])
    assert parent.page("no-such-question").status_code == 404


def test_pressing_start_again_keeps_the_answers(parent):
    parent.starts()
    parent.answer("about-you")
    parent.starts()
    assert 'value="Okonjo"' in parent.page("about-you").content.decode()


def test_sending_twice_is_one_family_and_one_mail(parent):
    parent.fills_in_everything()
    form_id = parent.browser.session["register"]["form_id"]
    first = parent.browser.post(reverse(CHECK), {"form_id": form_id})
    second = parent.browser.post(reverse(CHECK), {"form_id": form_id})
    assert first.url == second.url == reverse(SENT)
    assert Family.objects.count() == QueuedMail.objects.count() == 1


def test_two_presses_at_the_same_moment_are_one_family(parent):
    """Both requests read the session before either has finished."""
    parent.fills_in_everything()
    before = parent.browser.session["register"]
    parent.sends()
    session = parent.browser.session
    session["register"] = before
    session.save()
    assert parent.sends().url == reverse(SENT)
    assert Family.objects.count() == QueuedMail.objects.count() == 1
    assert Family.objects.get().reference in parent.browser.get(reverse(SENT)).content.decode()


def test_back_after_sending_shows_that_it_was_sent(parent):
    parent.signs_up()
    assert parent.browser.get(reverse(CHECK)).url == reverse(SENT)
    assert parent.page("child").url == reverse(SENT)


def test_a_session_that_ended_gets_kind_words(parent):
    parent.starts()
    parent.answer("about-you")
    parent.browser.cookies.clear()
    page = parent.page("email").content.decode()
    assert "Please start again" in page
    assert "nothing was sent" in page


def test_answers_sent_after_the_session_ended_are_refused_and_record_nothing(parent):
    careful = Parent(browser=Client(enforce_csrf_checks=True))
    response = careful.browser.post(reverse("register_question", args=["email"]), {"email": "amal@families.example"})
    assert response.status_code == 403
    assert not Family.objects.exists()


def test_stop_deletes_the_answers(parent):
    parent.starts()
    parent.answer("about-you")
    parent.browser.post(reverse("register_clear"))
    assert "register" not in parent.browser.session
    assert "Please start again" in parent.page("email").content.decode()


def test_an_impossible_campaign_code_is_dropped(parent):
    parent.signs_up("?c=<script>alert(1)</script>")
    assert Family.objects.get().source_code == ""


def test_a_known_and_an_unknown_address_get_the_same_answer(register, time_machine):
    """Body, headers, rows and number of queries are the same; only the mail differs."""
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)  # headers name the second
    FamilyFactory(email="known@families.example", confirmed=True)
    pages, headers, queries = {}, {}, {}
    for email in ("known@families.example", "unknown@families.example", "KNOWN@families.example "):
        parent = Parent(email=email)
        parent.fills_in_everything()
        with CaptureQueriesContext(connection) as captured:
            sent = parent.sends()
        page = parent.browser.get(reverse(SENT))
        family = Family.objects.get(reference=parent.browser.session["register"]["reference"])
        pages[email] = page.content.decode().replace(family.reference, "REF").replace(str(page.context["csrf_token"]), "TOKEN")
        headers[email] = {**sent.headers, **page.headers, "status": sent.status_code}
        queries[email] = len(captured)
    assert len(set(pages.values())) == 1
    assert len({tuple(sorted(each.items())) for each in headers.values()}) == 1
    assert len(set(queries.values())) == 1, queries
    subjects = {mail.recipient: mail.subject for mail in QueuedMail.objects.all()}
    assert subjects["known@families.example"].startswith("Somebody asked to join")
    assert subjects["unknown@families.example"].startswith("Please confirm")


def test_the_owner_of_a_known_address_hears_of_it_and_nothing_changes(parent):
    known = FamilyFactory(email=parent.email, confirmed=True, first_name="Owner")
    parent.answers = {"about-you": {"first_name": "Impostor"}}
    parent.signs_up()
    body = parent.opens_mail()
    assert "nothing has changed" in body
    assert "Impostor" not in body
    assert "/register/confirm/" not in body
    known.refresh_from_db()
    assert known.first_name == "Owner"


def test_no_mail_to_an_unconfirmed_address_carries_a_strangers_words(parent):
    parent.answers = {"about-you": {"first_name": "Win a prize at http://bad.example"}, "child": {"nickname": "http://bad.example"}}
    parent.signs_up()
    assert "bad.example" not in parent.opens_mail()
    assert "bad.example" not in mail.outbox[-1].alternatives[0][0]


def test_the_mail_can_be_asked_for_again_but_not_without_end(parent):
    parent.signs_up()
    for _ in range(8):
        assert "?again=1" in parent.browser.post(reverse(SENT)).url
    assert QueuedMail.objects.filter(recipient=parent.email).count() == 5
    other = Parent(browser=Client(), email="neighbour@families.example")
    other.signs_up()
    assert QueuedMail.objects.filter(recipient=other.email).count() == 1, "nobody else is locked out"


class TestLinks:
    def test_a_link_used_twice_says_the_same_and_does_nothing_more(self, parent):
        parent.signs_up()
        link = parent.link()
        Client().post(link)
        send_due()
        mails = len(mail.outbox)
        again = Client().post(link, follow=True)
        assert "You have joined" in again.content.decode()
        send_due()
        assert len(mail.outbox) == mails
        assert User.objects.count() == 1

    @pytest.mark.parametrize("token", ["forged", "a" * 43, "../../etc", "é"])
    def test_a_forged_link_gets_kind_words(self, register, client, token):
        for response in (client.get(f"/register/confirm/{token}/"), client.post(f"/register/confirm/{token}/")):
            assert response.status_code == 404
        if "/" not in token:
            assert "This link does not work" in client.get(f"/register/confirm/{token}/").content.decode()
            assert client.post(f"/register/confirm/{token}/again/").status_code == 404

    def test_a_link_too_old_offers_a_new_one(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC))
        parent.signs_up()
        old = parent.link()
        time_machine.move_to(dt.datetime(2026, 11, 8, 12, 1, tzinfo=dt.UTC))
        assert "too old" in Client().post(old, follow=True).content.decode()
        assert Family.objects.get().confirmed_at is None
        page = Client().get(old).content.decode()
        assert "Send me a new link" in page
        assert "Nearly there" in Client().post(old + "again/").content.decode()
        assert forget_unconfirmed() == 0, "asking again gives seven more days"
        new = parent.link()
        assert new != old
        Client().post(new)
        assert Family.objects.get().confirmed_at

    def test_the_first_link_pressed_wins_and_the_other_sign_up_goes(self, register):
        one, two = Parent(), Parent(browser=Client())
        one.signs_up()
        first = one.link()
        two.signs_up()
        second = two.link()
        Client().post(second)
        assert Family.objects.count() == 1
        assert "does not work" in Client().post(first).content.decode()

    def test_staff_who_are_parents_join_with_the_sign_in_they_have(self, parent):
        user = staff("PCF editor")
        parent.email = user.email
        parent.signs_up()
        Client().post(parent.link())
        assert Family.objects.get().account == user


class TestForgetting:
    def test_what_nobody_confirmed_is_gone_after_seven_days(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 3, 25, 12, tzinfo=dt.UTC))  # over the night the clocks change
        parent.signs_up()
        joined = FamilyFactory(email="kept@families.example", confirmed=True)
        now = timezone.now()
        assert forget_unconfirmed(now + dt.timedelta(days=6, hours=23)) == 0
        assert forget_unconfirmed(now + dt.timedelta(days=7)) == 1
        assert list(Family.objects.all()) == [joined]
        assert not Consent.objects.exists()
        assert forget_unconfirmed(now + dt.timedelta(days=7)) == 0

    def test_a_used_link_is_forgotten_when_its_time_is_over(self, parent):
        family = parent.joins()
        assert forget_unconfirmed(timezone.now() + dt.timedelta(days=8)) == 1
        assert not family.confirmations.exists()
        assert Family.objects.count() == 1

    def test_who_comes_back_is_not_held_to_have_left(self, parent):
        actions.leave(parent.joins())
        assert Suppression.objects.count() == 1
        parent.browser = Client()
        parent.joins()
        assert not Suppression.objects.exists()


class TestManyFromOneAddress:
    """A robot behind one network address is slowed down; a person who meets the limit loses nothing."""

    @pytest.fixture(autouse=True)
    def narrow(self, monkeypatch):
        monkeypatch.setattr("register.views.joining.AN_HOUR", 2)

    def test_starting_too_often_makes_no_more_sessions(self, register):
        answers = [Client().post(reverse("register")) for _time in range(3)]
        assert [answer.status_code for answer in answers] == [302, 302, 429]
        assert "sessionid" not in answers[-1].cookies
        assert answers[-1]["Retry-After"] == "3600"
        assert "You did nothing wrong" in answers[-1].content.decode()
        assert Session.objects.count() == 2
        assert Client().post(reverse("register"), REMOTE_ADDR="203.0.113.77").status_code == 302, "others are not held up"

    def test_a_family_over_the_limit_keeps_its_answers_and_sends_them_later(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 22, 12, 5, tzinfo=dt.UTC), tick=False)
        parent.fills_in_everything()
        for _time in range(2):
            is_within(2, seconds=3_600, what="register-join", request=RequestFactory().get("/"))
        refused = parent.sends()
        page = refused.content.decode()
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "Your answers are still here" in page
        assert f'href="{reverse(CHECK)}"' in page
        assert not Family.objects.exists()
        time_machine.move_to(dt.datetime(2026, 11, 22, 13, 5, tzinfo=dt.UTC), tick=False)
        assert "Amal Okonjo" in parent.browser.get(reverse(CHECK)).content.decode()
        assert parent.sends().url == reverse(SENT)
        assert Family.objects.count() == 1

    def test_asking_for_the_mail_again_has_a_limit_in_both_places(self, parent):
        parent.signs_up()
        link = parent.link()
        assert parent.browser.post(reverse(SENT)).status_code == 302
        assert Client().post(link + "again/").status_code == 200
        mails = QueuedMail.objects.count()
        assert parent.browser.post(reverse(SENT)).status_code == 429
        refused = Client().post(link + "again/")
        assert refused.status_code == 429
        assert f'href="{link}"' in refused.content.decode()
        assert QueuedMail.objects.count() == mails


def test_asking_in_vain_leaves_no_row_and_makes_nobody_wait_longer(parent, settings, time_machine):
    start = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    time_machine.move_to(start)
    parent.signs_up()
    for _time in range(12):
        parent.browser.post(reverse(SENT))
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY
    time_machine.move_to(start + dt.timedelta(hours=11))
    parent.browser.post(reverse(SENT))
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY
    time_machine.move_to(start + dt.timedelta(hours=24, minutes=5))
    actions.send_again(Family.objects.get())
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY + 1


def test_a_new_address_asked_for_in_vain_leaves_no_row_either(parent, settings):
    family = parent.joins()
    for _time in range(9):
        actions.ask_new_email(family, "new@families.example")
    assert Confirmation.objects.filter(kind="new-email").count() == settings.REGISTER_MAILS_A_DAY
