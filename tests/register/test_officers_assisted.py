"""An officer writes a sign-up down for a family on the phone, or from its paper form: all on one page."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import crypto
from accounts.models import QueuedMail
from register import actions, confirming
from register.models import Consent, Family, How, Suppression, Wording, WordingVersion
from tests.register.factories import FamilyFactory, reworded, staff

ASSISTED = "/admin/register/families/new/"

CHILD = {
    "child-nickname": "Bee",
    "child-birth_month": "March",
    "child-birth_year": "2019",
    "setting-setting": "mainstream",
    "support-support_stage": "none",
    "support-needs": ["asd"],
}
PERSON = {
    "about-you-first_name": "Amal",
    "about-you-last_name": "Okonjo",
    "about-you-relationship": "parent",
    "contact-email": "amal@families.example",
    "home-postcode": "lk12ab",
    "home-borough": "larkmere",
}


def child(number: int, **changes: object) -> dict[str, object]:
    return {f"{number}-{name}": value for name, value in (CHILD | changes).items()}


def code(slug: str) -> str:
    return WordingVersion.objects.current([f"choice-{slug}"]).get().code


def told(**changes: object) -> dict[str, object]:
    return {"how": "phone", "numbers": "1"} | PERSON | child(1) | changes


def paper(days: int = -3) -> dict[str, object]:
    return {"how": "paper", "paper_date": (timezone.localdate() + dt.timedelta(days=days)).isoformat()}


def writes(desk, **values: object):
    return desk.sends("register_assisted", **values)


def test_a_family_on_the_phone_gets_the_usual_mail_and_confirms_by_itself(desk):
    response = writes(desk, **told(**{code("updates"): "on"}))
    family = Family.objects.get()
    assert response.url.startswith(f"/admin/register/families/{family.pk}/")
    assert (family.joined_how, family.taken_by, family.confirmed_at) == (How.PHONE, desk.user.email, None)
    mail = QueuedMail.objects.get()
    assert mail.recipient == "amal@families.example"
    assert "we wrote down your answers for you" in mail.text and "where you filled in the form" not in mail.text
    assert "works for 28 days" in mail.text
    assert re.search(r"read out this code: [0-9A-Z]{3}-[0-9A-Z]{3}", mail.text)
    assert family.consents.get().how == How.PHONE
    assert desk.log("assisted") == ["On the phone"]
    confirming.confirm(re.search(r"/register/confirm/([^/\s]+)/", QueuedMail.objects.get().text)[1])
    assert Family.objects.confirmed().get() == family
    assert "Written down" in desk.browser.get(response.url).content.decode()


def test_several_children_are_added_and_taken_out_without_a_script_and_nothing_typed_is_lost(desk):
    page = writes(desk, **told(), more="1").content.decode()
    assert 'name="numbers" value="1,2"' in page
    assert "Child or young person 2" in page
    assert 'value="Okonjo"' in page and 'value="Bee"' in page
    assert "Write the year of birth" not in page, "nothing was sent yet"
    page = writes(desk, **told(numbers="1,2") | child(2, **{"child-nickname": "Sunny"}), less="1").content.decode()
    assert 'value="Sunny"' in page and 'value="Bee"' not in page
    assert not Family.objects.exists()
    writes(desk, **told(numbers="1,2") | child(2, **{"child-nickname": "Sunny"}))
    assert {each.nickname for each in Family.objects.get().children.all()} == {"Bee", "Sunny"}


def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_stays(desk):
    page = writes(desk, **told(**{"about-you-first_name": "", "1-child-birth_year": "1066", "home-postcode": "nonsense"})).content.decode()
    for words in ("Write your first name", "up to 25", "could not read that postcode", "nonsense", "Okonjo"):
        assert words in page
    assert re.findall(r'<li><a href="#id_([^"]+)">', page) == ["about-you-first_name", "home-postcode", "1-child-birth_year"]
    assert "<title>Error: " in " ".join(page.split()).replace("<title> ", "<title>")
    assert not Family.objects.exists()


def test_sent_twice_it_is_one_sign_up(desk):
    form_id = "8d3c3f4e-0d0e-4f57-9d0f-5f7c0f4c1111"
    first, second = (writes(desk, **told(form_id=form_id)) for _ in range(2))
    assert Family.objects.count() == 1
    assert first.url == second.url


class TestWithoutMailOrMobile:
    def test_a_signed_paper_form_and_an_address_confirm_it_at_once(self, desk):
        typed = {"contact-email": "", "address-address": "1 Lark Lane\nLarkmere", code("updates-post"): "on", "paper-choice-updates-post": "1"}
        assert writes(desk, **told(**typed | paper())).url.endswith("?to-write=1"), "nothing goes out by itself"
        family = Family.objects.confirmed().get()
        assert (family.joined_how, family.account, family.has_address) == (How.PAPER, None, True)
        assert family.paper_date == timezone.localdate() - dt.timedelta(days=3)
        said = Consent.objects.get()
        assert (said.how, timezone.localtime(said.at).date()) == (How.PAPER, family.paper_date)
        assert not QueuedMail.objects.exists()

    def test_on_the_phone_alone_it_is_not_enough(self, desk):
        page = writes(desk, **told(**{"contact-email": ""})).content.decode()
        assert "has to sign a paper form" in page
        assert "Write down the postal address" in page
        assert not Family.objects.exists()

    def test_two_homes_with_one_landline_both_join(self, desk):
        waiting = FamilyFactory(email="", phone="+442079460130", has_address=True)
        for last_name in ("Okonjo", "Larsen"):
            home = {"contact-email": "", "contact-phone": "020 7946 0130", "address-address": "1 Lark Lane", "about-you-last_name": last_name}
            writes(desk, **told(**home | paper()))
        assert Family.objects.confirmed().count() == 2
        assert Family.objects.unconfirmed().get() == waiting, "nobody has shown whose number it is"

    @pytest.mark.parametrize("contact", [{"address-address": "1 Lark Lane"}, {"contact-phone": "07700 900111", "address-address": "1 Lark Lane"}])
    def test_a_paper_form_from_before_a_family_left_does_not_bring_it_back(self, desk, contact):
        form = told(**{"contact-email": ""} | contact | paper())
        writes(desk, **form)
        Family.objects.update(phone_confirmed_at=timezone.now() if "contact-phone" in contact else None)
        actions.leave(Family.objects.get())
        assert "its old form counts no more" in writes(desk, **form).content.decode()
        assert not Family.objects.exists()
        Suppression.objects.update(made_at=timezone.now() - dt.timedelta(days=9))
        writes(desk, **form)
        assert Family.objects.confirmed().exists(), "one that was signed since does"


@pytest.mark.parametrize(("days", "words"), [(1, "still to come"), (-367, "more than a year ago")])
def test_the_papers_date_is_looked_at(desk, days, words):
    assert words in writes(desk, **told(**paper(days))).content.decode()
    assert not Family.objects.exists()


def test_a_tick_that_can_not_be_kept_is_refused_beside_it(desk, texts_on):
    page = writes(desk, **told(**{code("updates-text"): "on", code("card"): "on"})).content.decode()
    assert "There is no mobile number for this" in page
    assert "write down where to" in page


def test_a_tick_beside_words_that_have_changed_meanwhile_is_refused(desk):
    old = code("updates")
    reworded(Wording.objects.get(key="choice-updates"), title="News", text="New words")
    assert "The choices have just changed" in writes(desk, **told(**{old: "on"})).content.decode()
    assert not Family.objects.exists()


class TestASignInThatEndedMeanwhile:
    @pytest.fixture
    def late(self, desk):
        """The officer's browser, at the page with everything typed, an hour too late."""
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(desk.user)
        by = re.search(r'name="by" value="([^"]+)"', browser.get(ASSISTED).content.decode())[1]
        Session.objects.all().delete()
        answer = browser.post(ASSISTED, told(by=by, numbers="1,2") | child(2, **{"child-nickname": "Sunny", "support-needs": ["asd", "slcn"]}))
        assert answer.url == ASSISTED
        return browser

    def test_what_was_typed_is_there_after_signing_in_again_and_can_be_sent(self, late, desk):
        assert late.get(ASSISTED).status_code == 302, "first they sign in"
        assert "Okonjo" in crypto.decrypt(Session.objects.get().session_data), "as all of the session it is encrypted"
        late.force_login(desk.user)
        for _ in range(2):
            page = late.get(ASSISTED).content.decode()
            assert "it is not sent yet" in page
            assert all(f'value="{typed}"' in page for typed in ("Okonjo", "amal@families.example", "Bee", "Sunny"))
        assert not Family.objects.exists()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        late.post(ASSISTED, told(csrfmiddlewaretoken=token))
        assert Family.objects.exists()
        assert "Okonjo" not in late.get(ASSISTED).content.decode()

    def test_it_can_be_thrown_away_and_another_officer_never_sees_it(self, late, desk):
        late.force_login(staff("Register officer"))
        assert "Okonjo" not in late.get(ASSISTED).content.decode()
        page = late.get(ASSISTED).content.decode()
        late.post(ASSISTED, {"empty": "1", "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]})
        late.force_login(desk.user)
        assert "Okonjo" not in late.get(ASSISTED).content.decode()

    def test_nothing_is_kept_that_did_not_come_from_an_officers_page(self, register):
        stranger = Client(enforce_csrf_checks=True)
        answer = stranger.post(ASSISTED, told(by="1:forged:mark"))
        assert answer.status_code == 403
        assert not Session.objects.exists()


class TestTheWordsOnPaper:
    def test_what_they_signed_counts_although_there_are_newer_words(self, desk):
        reworded(Wording.objects.get(key="choice-updates"), title="News", text="New words")
        writes(desk, **told(**{code("updates"): "on", "paper-choice-updates": "choice-updates:1"} | paper()))
        assert Consent.objects.get().wording.code == "choice-updates:1"

    def test_words_that_are_newer_than_the_paper_are_refused_beside_their_code(self, desk):
        reworded(Wording.objects.get(key="choice-updates"), title="News", text="New words")
        written = told(**{code("updates"): "on", "paper-choice-updates": "2"})
        assert "only since a later day" in writes(desk, **written | paper()).content.decode()
        assert not Family.objects.exists()
        writes(desk, **written | paper(days=0))
        assert Consent.objects.get().wording.code == "choice-updates:2"

    @pytest.mark.parametrize(("typed", "words"), [("", "Write the code that stands beside this box"), ("choice-updates:7", "No words for this choice have this code")])
    def test_a_tick_without_a_code_that_is_known_is_asked_about_beside_it(self, desk, typed, words):
        page = writes(desk, **told(**{code("updates"): "on", "paper-choice-updates": typed} | paper())).content.decode()
        assert words in page
        assert not Family.objects.exists()

    def test_a_code_without_a_tick_is_asked_about_and_on_the_phone_no_code_is_looked_at(self, desk):
        assert "tick it too" in writes(desk, **told(**{"paper-choice-updates": "1"} | paper())).content.decode()
        writes(desk, **told(**{code("updates"): "on", "paper-choice-updates": "nonsense"}))
        assert Consent.objects.get().wording.code == code("updates")


def test_a_young_person_joins_alone_and_is_asked_no_nickname(desk):
    young = {"about-you-relationship": "young-person", "1-child-birth_year": str(timezone.localdate().year - 18)}
    assert "joins for themselves alone" in writes(desk, **told(**young, numbers="1,2") | child(2)).content.decode()
    writes(desk, **told(**young))
    assert Family.objects.get().children.get().nickname == ""


def test_afterwards_the_officer_sees_who_may_be_the_same_family(desk):
    known = FamilyFactory(confirmed=True, email="amal@families.example")
    page = desk.browser.get(writes(desk, **told()).url).content.decode()
    assert "May be the same family" in page
    assert known.reference in page and "Same e-mail address." in page


@pytest.mark.parametrize("numbers", ["", "x", "1,1,1", ",".join(map(str, range(1, 90))), "0,-1,１", "9" * 500])
def test_nonsense_in_the_page_is_no_fault(desk, numbers):
    assert writes(desk, numbers=numbers, form_id="x" * 99, how="pigeon", more="1").status_code == 200
    assert writes(desk, numbers=numbers, form_id="x" * 99, how="pigeon").status_code == 200
