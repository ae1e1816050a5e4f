"""How families like to hear from us, what they care about, and the answers that only totals are made of."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from home.models import Borough, SiteSettings
from localoffer.models import Language, Postcode, Topic, Ward
from register import counting, data_map, wording
from register.forms.person import HomeForm, meant
from register.models import EqualityAnswer, Family, Wording
from tests.register.factories import reworded


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("amal@gmial.com", "amal@gmail.com"),
        ("amal@gmail.con", "amal@gmail.com"),
        ("amal@hotmial.co.uk", "amal@hotmail.co.uk"),
        ("amal@Gmail.com", ""),
        ("amal@btinternet.co", "amal@btinternet.com"),
        ("amal@school.example", ""),
        ("amal@council.gov.uk", ""),
        ("amal@mail.com", ""),
        ("amal@live.nl", ""),
        ("amal@charity.og.uk", "amal@charity.org.uk"),
        ("", ""),
    ],
)
def test_a_slip_after_the_at_is_noticed_and_other_mailboxes_are_left_alone(typed, better):
    assert meant(typed) == better


class TestDidYouMean:
    @pytest.fixture
    def asked(self, parent):
        parent.goes_to("contact")
        return parent

    def test_is_asked_once_and_the_family_decides(self, asked):
        page = asked.answer("contact", email="amal@gmial.com").content.decode()
        assert "Did you mean amal@gmail.com?" in page and "amal@gmial.com is right, use it" in page
        sure = re.search(r'name="sure" value="([^"]*)"', page)[1]
        assert "Did you mean amal@hotmail.com?" in asked.answer("contact", email="amal@hotmial.com", sure=sure).content.decode(), "another slip is asked about again"
        assert asked.answer("contact", email="amal@gmial.com", sure=sure).status_code == 302, "they are sure"
        asked.email = "amal@gmial.com"
        assert asked.answer("contact").status_code == 302, "nobody is asked twice"
        asked.fills_in_everything()
        asked.sends()
        assert Family.objects.get().email == "amal@gmial.com"

    def test_is_not_answered_by_correcting_something_else(self, asked):
        assert "We could not read that phone number" in asked.answer("contact", email="amal@gmial.com", phone="12").content.decode()
        page = asked.answer("contact", email="amal@gmial.com", phone="07700 900123").content.decode()
        assert "Did you mean amal@gmail.com?" in page and "checked" not in page

    def test_is_not_asked_of_a_usual_address(self, asked):
        assert 'name="sure"' not in asked.page("contact").content.decode()


@pytest.mark.parametrize("typed", ["07700 900123", "+44 (0) 7700-900-123", "0044 7700 900123", "(07700) 900123"])
def test_a_number_is_read_however_it_is_typed(parent, typed):
    parent.answers = {"contact": {"phone": typed}}
    parent.signs_up()
    assert Family.objects.get().phone == "+447700900123"


@pytest.mark.parametrize("typed", ["12", "my mum’s number", "07700 900123 or 124", "9" * 40])
def test_what_is_no_number_gets_kind_words(parent, typed):
    parent.goes_to("contact")
    assert "We could not read that phone number" in parent.answer("contact", phone=typed).content.decode()


def test_wishes_are_kept_as_told(parent):
    polish, topic = Language.objects.create(code="pl", name="Polish"), Topic.objects.create(code="transport", name="Transport")
    parent.answers = {
        "reaching-you": {"reach": "phone", "language": "pl", "needs_interpreter": "on", "reading_format": "easy-read"},
        "interests": {"topics": ["transport"], "taking_part": ["events", "groups"]},
    }
    check = parent.fills_in_everything().content.decode()
    for words in ("Phone call", "Polish", "With an interpreter", "Easy read", "Transport", "Working groups"):
        assert words in check, words
    parent.sends()
    family = Family.objects.get()
    assert (family.reach, family.language, family.needs_interpreter, family.reading_format) == ("phone", polish, True, "easy-read")
    assert (list(family.topics.all()), family.taking_part) == ([topic], ["events", "groups"])


class TestALanguageThatIsNotInTheList:
    def test_it_is_written_kept_and_shown(self, parent):
        parent.answers = {"reaching-you": {"language": "another", "other_language": "Larkish"}}
        assert "Larkish" in parent.fills_in_everything().content.decode()
        family = parent.joins()
        assert (family.language, family.other_language) == (None, "Larkish")
        page = parent.browser.get(reverse("my_family_change", args=["reaching-you"])).content.decode()
        assert re.search(r'value="another"[^>]*selected', page) and 'value="Larkish"' in page
        parent.browser.post(reverse("my_family_change", args=["reaching-you"]), {"language": "", "reading_format": "standard"})
        family.refresh_from_db()
        assert family.other_language == ""

    def test_who_chose_another_is_asked_which(self, parent):
        parent.goes_to("reaching-you")
        assert "Write which language" in parent.answer("reaching-you", language="another").content.decode()

    def test_one_that_is_typed_counts_without_choosing_and_one_of_the_list_comes_first(self, parent):
        Language.objects.create(code="pl", name="Polish")
        parent.answers = {"reaching-you": {"language": "", "other_language": "Larkish"}}
        assert parent.joins().other_language == "Larkish"
        parent.browser.post(reverse("my_family_change", args=["reaching-you"]), {"language": "pl", "other_language": "Larkish", "reading_format": "standard"})
        family = Family.objects.get()
        assert (family.language.name, family.other_language) == ("Polish", "")


class TestThePostalAddress:
    def test_is_asked_for_only_when_something_comes_by_post(self, parent):
        assert parent.fills_in_everything().status_code == 200
        assert parent.page("address").url == reverse("register_check")
        parent.choices = ("updates-post",)
        assert parent.answer("choices", query="?change=1").url == reverse("register_question", args=["address"]) + "?change=1"
        assert parent.answer("address", query="?change=1").url == reverse("register_check")
        assert "1 Lark Lane" in parent.browser.get(reverse("register_check")).content.decode()
        parent.sends()
        assert Family.objects.get().address == "1 Lark Lane\nLarkmere"

    def test_that_is_too_long_for_a_letter_is_refused(self, parent):
        parent.choices = ("card",)
        parent.goes_to("address")
        assert "five lines at most" in parent.answer("address", address="\n".join("abcdef")).content.decode()

    def test_that_is_not_needed_any_more_is_not_kept(self, parent):
        parent.choices = ("card",)
        parent.fills_in_everything()
        parent.choices = ()
        parent.answer("choices", query="?change=1")
        parent.browser.get(reverse("register_check"))
        parent.sends()
        assert Family.objects.get().address == ""


class TestEquality:
    def test_answers_are_parted_from_the_family_when_it_joins(self, parent):
        parent.answers = {"equality": {"ethnic_group": "mixed", "english": "no"}}
        parent.signs_up()
        assert json.loads(Family.objects.get().equality) == {"ethnic-group": "mixed", "english": "no"}
        assert not EqualityAnswer.objects.exists(), "nobody is counted who has not joined"
        parent.browser.post(parent.link())
        assert Family.objects.get().equality == ""
        counting.count(least=1)
        assert set(EqualityAnswer.objects.values_list("question", "answer", "borough__slug")) == {("ethnic-group", "mixed", "larkmere"), ("english", "no", "larkmere")}
        assert {row.quarter.day for row in EqualityAnswer.objects.all()} == {1}

    def test_nobody_has_to_answer_and_nothing_of_it_is_read_back(self, parent):
        assert "ethnic" not in parent.fills_in_everything().content.decode()
        parent.sends()
        assert Family.objects.get().equality == ""


class TestQuestionsThatAreAsked:
    def leave_out(self, *kinds: str) -> None:
        shown = [kind for kind in ("reaching-you", "setting", "interests", "equality") if kind not in kinds]
        reworded(Wording.objects.get(key="questions-shown"), title="Which questions are asked", text="\n".join(shown))

    def test_council_and_forum_leave_out_what_they_agreed_to_leave_out(self, parent):
        self.leave_out("setting", "equality")
        check = parent.fills_in_everything().content.decode()
        assert "Goes to" not in check
        assert parent.page("equality").url == reverse("register_check")
        parent.sends()
        assert Family.objects.get().children.get().setting == ""

    def test_a_question_left_out_meanwhile_is_not_sent(self, parent):
        parent.answers = {"equality": {"english": "no"}}
        parent.fills_in_everything()
        self.leave_out("equality")
        parent.sends()
        assert Family.objects.get().equality == ""


def test_the_welcome_has_a_copy_without_what_is_private(parent):
    parent.joins()
    words = parent.opens_mail()
    assert "- 1 child or young person" in words and "- Send me news by e-mail" in words
    for private in ("Bee", "2019", "Autistic", "Larkmere Primary", "LK1"):
        assert private not in words, private


def test_every_text_message_fits_into_two(register):
    """Each part of 153 signs costs; codes and links stand in for themselves."""
    for key in Wording.objects.filter(kind="text").values_list("key", flat=True):
        filled = wording.words_for(SiteSettings.for_site(register), key, code="K7Q-F2M", link="https://larkmere.example/register/code/", reference="K7QF-2MXR-9T")
        assert len(filled[key.replace("-", "_")].text) <= 306, key


class TestOnPaper:
    def test_the_printed_form_asks_what_the_web_form_asks_in_the_same_words(self, client, register):
        page = client.get(reverse("register_print")).content.decode()
        for words in (
            "Write what should",
            "We ask your name so that",
            "Give my contact details to the parent carer forum",
            "choice-updates-post:1",
            "EHC plan (education",
            "Where does your child go?",
        ):
            assert (words in page) == (words != "Write what should"), words
        assert page.count("Month of birth") == 2, "two children"
        assert page.count("We ask the month and year of birth") == 1, "why we ask is printed once"
        assert "<input" not in page.split("<main", 1)[1].split("</main>")[0]

    def test_a_question_left_out_is_not_on_the_paper_either(self, client, register):
        TestQuestionsThatAreAsked().leave_out("equality")
        assert "ethnic group" not in client.get(reverse("register_print")).content.decode()

    def test_the_start_page_leads_to_it(self, client, register):
        assert reverse("register_print") in client.get(reverse("register")).content.decode()


def test_everybody_can_read_what_is_held_and_why_before_they_join(client, register):
    page = client.get(reverse("register_what_we_hold")).content.decode()
    for entry in data_map.ABOUT_FAMILIES:
        assert str(escape(entry.what)) in page
    assert "scrambled in our database" in page
    assert page.count('data-label="What for"') == len(data_map.ABOUT_FAMILIES), "on a phone each row stands by itself, and says what is what"


def test_what_is_held_stands_in_parts_that_are_folded_until_somebody_opens_one(client, register):
    """Without script: the whole list is longer than twenty screens of a phone."""
    page = client.get(reverse("register_what_we_hold")).content.decode()
    folded = "".join(re.findall(r"<details(?! open)[^>]*lo-chapter.*?</details>", page, re.S))
    assert folded.count('<th scope="row">') == len(data_map.ABOUT_FAMILIES), "nothing long stands outside"
    for chapter in data_map.CHAPTERS:
        assert str(escape(chapter.title)) in folded and str(escape(chapter.holds)) in folded


def test_what_most_things_of_a_part_share_is_said_once_and_what_is_different_beside_the_thing(client, register):
    """Nothing is left out: what holds for a thing is what stands beside it, and else what the part says of most."""
    parts = client.get(reverse("register_what_we_hold")).content.decode().split("<details")[1:]
    for chapter, part in zip(data_map.CHAPTERS, parts, strict=True):
        said_once, *rows = part.split('<th scope="row">')
        for entry, row in zip(chapter.entries, rows, strict=True):
            for question, answer in entry.answers:
                beside = f"{question}:</span> {escape(answer)}" in row
                at_the_top = f"<dt>{question}</dt><dd>{escape(answer)}</dd>" in said_once
                assert beside != at_the_top, (str(entry.what), question)
                assert beside or f"{question}:</span>" not in row


def test_the_law_behind_what_is_held_is_explained_once(client, register):
    page = client.get(reverse("register_what_we_hold")).content.decode()
    assert {entry.basis for entry in data_map.ABOUT_FAMILIES} == {*data_map.BASES}
    for basis in data_map.BASES:
        assert page.count(str(escape(basis.says))) == 1


def test_what_is_held_says_the_periods_that_the_council_has_set(client, register, settings):
    settings.REGISTER_UNCONFIRMED_DAYS, settings.REGISTER_ASSISTED_DAYS, settings.REGISTER_COMPLAINT_YEARS = 9, 31, 8
    page = client.get(reverse("register_what_we_hold")).content.decode()
    assert "If you do not confirm: 9 days, or 31 days if one of us wrote it down for you" in page
    assert "8 years after our answer" in page
    assert "{" not in page.split("<main", 1)[1].split("</main>")[0]


class TestAPostcodeElsewhere:
    @pytest.fixture
    def wards(self, register):
        boroughs = (Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean"), None)
        wards = [Ward.objects.create(code=f"E0500000{number}", borough=borough) for number, borough in enumerate(boroughs)]
        Postcode.objects.bulk_create(Postcode(code=code, latitude=51.4, longitude=-0.3, ward=ward) for code, ward in zip(("LK12AB", "HD13CE", "ZZ11AA"), wards, strict=True))

    @pytest.mark.parametrize(
        ("postcode", "borough", "words"),
        [
            ("LK1 2AB", "larkmere", ""),
            ("lk19zz", "larkmere", ""),
            ("", "larkmere", ""),
            ("ZZ1 1AA", "elsewhere", ""),
            ("SW1A 1AA", "elsewhere", ""),
            ("hd1 3ce", "larkmere", "HD1 3CE is in the area of Hollowdean Council"),
            ("HD1 9ZZ", "elsewhere", "HD1 9ZZ is in the area of Hollowdean Council"),
            ("ZZ1 1AA", "larkmere", "ZZ1 1AA is not in the area of Larkmere Council"),
            ("SW1A 1AA", "larkmere", "If you live somewhere else, choose that"),
        ],
    )
    def test_is_asked_about_where_it_does_not_fit_the_council(self, wards, postcode, borough, words):
        form = HomeForm({"postcode": postcode, "borough": borough})
        assert form.is_valid() == (not words), form.errors
        assert words in str(form.errors.get("borough", ""))

    def test_is_taken_once_they_are_sure_of_these_two_and_not_asked_about_again(self, wards):
        typed = {"postcode": "HD1 3CE", "borough": "larkmere"}
        (sure, _label), *_rest = HomeForm(typed).fields["sure"].choices
        answered = HomeForm(typed | {"sure": [sure]})
        assert answered.is_valid() and answered.cleaned_data == typed
        assert HomeForm(typed, told={"home": typed}).is_valid()
        assert "another answer now" in str(HomeForm({"postcode": "SW1A 1AA", "borough": "larkmere", "sure": [sure]}).errors["sure"])

    def test_is_not_asked_about_where_we_can_not_tell(self, register):
        assert HomeForm({"postcode": "SW1A 1AA", "borough": "larkmere"}).is_valid()
