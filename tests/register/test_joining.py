"""A family's way in, from the start button to the reference."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import QueuedMail, User
from register.journey import Journey
from register.models import CHOICES, Child, Consent, Family, WordingVersion
from tests.campaigns.factories import CampaignFactory
from tests.register.factories import reworded

CHECK, SENT = "register_check", "register_sent"


def test_the_start_page_promises_and_sets_no_cookie(register, client):
    response = client.get(reverse("register"))
    page = response.content.decode()
    assert "do not need a diagnosis" in page
    assert "changes no service" in page
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in page


def test_a_wrong_address_before_the_start_button_sets_no_cookie_either(register, client):
    response = client.get(reverse("register_question", args=["child-1"]))
    assert "Please start again" in response.content.decode()
    assert not response.cookies


def test_pressing_start_opens_the_first_question(parent):
    response = parent.starts()
    assert response.url == reverse("register_question", args=["about-you"])
    page = parent.page("about-you")
    assert "Question 1 of 10" in page.content.decode()
    assert "Why we ask" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_another_sites_form_cannot_start_one(register, client):
    response = client.post(reverse("register"), headers={"Sec-Fetch-Site": "cross-site"})
    assert not response.cookies


def test_a_family_joins_from_start_to_reference(parent):
    CampaignFactory(code="K7QF2M")
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
    parent.answers = {"support-1": {"needs": ["not-said"]}, "child-1": {"nickname": ""}, "home": {"borough": "elsewhere", "postcode": ""}}
    parent.signs_up()
    family, child = Family.objects.get(), Child.objects.get()
    assert (family.first_name, family.postcode, family.borough) == ("Amal", "", None)
    assert (child.birth_month, child.birth_year, child.nickname) == (3, 2019, "")
    assert child.needs_not_said
    assert not child.needs.exists()


def test_every_choice_starts_empty_and_only_the_ticked_one_is_recorded_with_its_words(parent):
    page = parent.goes_to("choices").content.decode()
    assert page.count('type="checkbox"') == len(CHOICES) - 1, "no news by text without a mobile"
    assert "checked" not in page
    parent.choices = ("forum",)
    parent.answer("choices")
    parent.answer("equality")
    parent.browser.get(reverse(CHECK))
    parent.sends()
    consent = Consent.objects.get()
    assert (consent.purpose, consent.channel, consent.is_given, consent.how) == ("forum", "any", True, "sign-up")
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
    reworded(old.wording, title="Send me everything", text="Really.")
    response = parent.sends()
    assert response.url == reverse("register_question", args=["choices"]) + "?change=1"
    page = parent.browser.get(response.url).content.decode()
    assert "The choices have just changed" in page
    assert "Send me everything" in page
    assert "checked" not in page
    assert not Family.objects.exists()


@pytest.mark.parametrize(
    ("step", "wrong", "words"),
    [
        ("about-you", {"first_name": " "}, "Write your first name."),
        ("about-you", {"relationship": ""}, "Choose who you are"),
        ("about-you", {"relationship": "burglar"}, "Choose one from the list."),
        ("contact", {"email": "amal at home"}, "We could not read that e-mail address"),
        ("home", {"postcode": "somewhere"}, "We could not read that postcode"),
        ("home", {"borough": ""}, "Choose a council"),
        ("child-1", {"birth_month": "Smarch"}, "We could not read that month"),
        ("child-1", {"birth_month": "ju"}, "We could not read that month"),
        ("child-1", {"birth_month": "13"}, "We could not read that month"),
        ("child-1", {"birth_month": "²"}, "We could not read that month"),
        ("child-1", {"birth_year": "19"}, "four numbers"),
        ("child-1", {"birth_year": "2091"}, "still to come"),
        ("child-1", {"birth_year": "1989"}, "up to 25"),
        ("support-1", {"needs": []}, "I would rather not say"),
        ("support-1", {"needs": ["asd", "not-said"]}, "but not both"),
        ("support-1", {"needs": ["dragons"]}, "not in the list any more"),
        ("support-1", {"support_stage": ""}, "Choose what help"),
    ],
)
def test_a_wrong_answer_gets_kind_words_twice_and_keeps_what_was_typed(parent, step, wrong, words):
    parent.goes_to(step)
    response = parent.answer(step, **wrong)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert page.count(words) >= 2, "in the summary and beside the field"
    typed = next((value for value in wrong.values() if isinstance(value, str) and value.strip() and value != "burglar"), None)
    assert typed is None or typed in page
    if step == "child-1":
        assert 'value="Bee"' in page


@pytest.mark.parametrize("typed", ["2", "02", "feb", "February", "Febuary", "Feb."])
def test_a_month_is_read_however_it_is_written(parent, typed):
    parent.goes_to("child-1")
    assert parent.answer("child-1", birth_month=typed).status_code == 302
    assert Journey(parent.browser.session).answers["child-1"]["birth_month"] == 2


def test_a_wrong_page_has_an_address_of_its_own_so_that_back_and_load_again_send_nothing(parent):
    parent.goes_to("child-1")
    address = reverse("register_question", args=["child-1"])
    sent = parent.browser.post(address + "?change=1", {"nickname": "Bee", "birth_month": "Smarch", "birth_year": "2019"})
    assert (sent.status_code, sent.url) == (302, address + "?wrong=1&change=1#problems")
    for _time in range(2):
        page = parent.browser.get(sent.url).content.decode()
        assert "<title>Error: " in page and 'value="Smarch"' in page
    back = parent.page("child-1").content.decode()
    assert "<title>Error: " not in back and 'value="Smarch"' in back, "nothing that was typed is lost"
    assert parent.answer("child-1").status_code == 302
    assert 'value="3"' in parent.browser.get(sent.url).content.decode(), "what was wrong is gone"


def test_a_wrong_change_leaves_the_answer_from_before(parent):
    parent.fills_in_everything()
    parent.answer("about-you", "?change=1", first_name=" ")
    assert "Amal Okonjo" in parent.browser.get(reverse(CHECK)).content.decode()


def test_the_count_of_questions_stays_when_something_by_post_is_ticked(parent):
    parent.choices = ("updates-post",)
    assert "Question 9 of 10" in parent.goes_to("address").content.decode()
    parent.answer("address")
    assert "Question 10 of 10" in parent.page("equality").content.decode()


def test_answers_in_any_script_are_kept(parent):
    parent.answers = {"about-you": {"first_name": "Siân-Ngọc", "last_name": "O’Neill 王 العلي"}}
    parent.signs_up()
    assert Family.objects.get().last_name == "O’Neill 王 العلي"


@pytest.mark.parametrize(("month", "year", "allowed"), [("11", "2026", True), ("12", "2026", False), ("10", "2001", True), ("9", "2001", False)])
def test_from_birth_to_the_day_on_which_the_clocks_would_let_go(parent, time_machine, month, year, allowed):
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    parent.starts()
    for step in ("about-you", "contact", "home", "reaching-you"):
        parent.answer(step)
    response = parent.answer("child-1", birth_month=month, birth_year=year)
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
    assert parent.page("support-1").url == reverse("register_question", args=["contact"])
    assert parent.browser.get(reverse(CHECK)).url == reverse("register_question", args=["contact"])
    assert parent.page("no-such-question").status_code == 404


def test_pressing_start_again_keeps_the_answers(parent):
    parent.starts()
    parent.answer("about-you")
    parent.starts()
    assert 'value="Okonjo"' in parent.page("about-you").content.decode()


def test_sending_twice_is_one_family_and_one_mail(parent):
    parent.fills_in_everything()
    read = parent.reads()
    first = parent.browser.post(reverse(CHECK), read)
    second = parent.browser.post(reverse(CHECK), read)
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
    assert parent.page("child-1").url == reverse(SENT)
    late = parent.answer("child-1", nickname="Late")
    assert "What was sent first is kept" in parent.browser.get(late.url).content.decode(), "another window sends what is not in it any more"


def test_an_old_page_to_check_does_not_send_what_another_window_changed(parent):
    parent.fills_in_everything()
    read = parent.reads()
    parent.answer("child-1", "?change=1", nickname="Corrected")
    page = parent.browser.post(reverse(CHECK), read)
    assert "Your answers have changed since you opened that page" in page.content.decode()
    assert "Corrected" in page.content.decode()
    assert not Family.objects.exists()
    parent.sends()
    assert Child.objects.get().nickname == "Corrected"


@pytest.mark.parametrize("mobile", [True, False])
def test_the_start_page_says_what_is_needed_to_join_here(register, client, settings, tmp_path, mobile):
    settings.TEXT_URL = f"file:{tmp_path}" if mobile else ""
    page = client.get(reverse("register")).content.decode()
    assert ("or a mobile that gets our text message" in page) == mobile
    assert "call us and we fill in the form with you, or join on paper" in page


def test_stop_asks_first_then_deletes_the_answers_and_says_so(parent):
    parent.starts()
    parent.answer("about-you")
    asked = parent.browser.get(reverse("register_clear")).content.decode()
    assert "nobody can bring it back" in asked and f'href="{reverse("register_question", args=["contact"])}"' in asked
    assert 'value="Amal"' in parent.page("about-you").content.decode()
    response = parent.browser.post(reverse("register_clear"))
    assert "Nothing that you typed is on this device any more" in parent.browser.get(response.url).content.decode()
    assert "register" not in parent.browser.session
    assert "Please start again" in parent.page("contact").content.decode()


@pytest.mark.parametrize(("typed", "kept"), [("<script>alert(1)</script>", ""), ("", ""), ("BADWORDS", "unregistered"), ("ZZZZZZ", "unregistered")])
def test_strangers_can_write_nothing_into_the_campaigns(parent, typed, kept):
    parent.signs_up(f"?c={typed}")
    assert Family.objects.get().source_code == kept
