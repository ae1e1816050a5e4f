"""What a family agrees to on the phone or on paper: an officer reads the words out, or types their code, and what they signed counts."""

import datetime as dt

import pytest
from django.utils import timezone

from register import actions
from register.models import CHOICES, Channel, Consent, Family, How, Purpose, Wording, WordingVersion
from tests.register.factories import FamilyFactory, reworded, says_yes


def stands(family: Family, purpose: Purpose = Purpose.UPDATES, channel: Channel = Channel.EMAIL) -> bool:
    return Consent.objects.standing().filter(family=family, purpose=purpose, channel=channel).exists()


def on_the_phone(slug: str = "updates") -> dict[str, str]:
    """A yes to the words of now, as they stand on the page."""
    return {"given": "yes", "how": "phone", "words": WordingVersion.objects.current([f"choice-{slug}"]).get().code}


def on_paper(day: dt.date | None = None, **changes: str) -> dict[str, str]:
    return {"given": "yes", "how": "paper", "paper_date": (day or timezone.localdate() - dt.timedelta(days=20)).isoformat(), "paper_code": "1"} | changes


class TestAChoice:
    def test_it_is_read_out_and_given_on_the_phone(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        assert "Read this out, word for word" in desk.asks("register_choose_for", family.pk, "updates").content.decode()
        desk.sends("register_choose_for", family.pk, "updates", **on_the_phone())
        assert stands(family)
        assert family.consents.get().how == How.PHONE

    def test_words_that_changed_while_they_were_read_out_are_read_out_anew(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        read = on_the_phone()
        newer = reworded(Wording.objects.get(key="choice-updates"), title="News", text="Other words")
        page = desk.sends("register_choose_for", family.pk, "updates", **read).content.decode()
        assert "The words have just changed" in page and "Other words" in page and f'value="{newer.code}"' in page
        assert "checked" not in page.partition("What did they say?")[2].partition("How did they tell you?")[0], "they are asked again"
        assert not stands(family)
        desk.sends("register_choose_for", family.pk, "updates", given="yes", how="phone")
        assert not stands(family), "nobody knows which words were read out"
        desk.sends("register_choose_for", family.pk, "updates", given="yes", how="phone", words=newer.code)
        assert family.consents.get().wording == newer

    @pytest.mark.parametrize("typed", ["choice-updates:1", " Choice-Updates: 1", "1"])
    def test_a_paper_form_with_older_words_is_a_yes_to_those(self, desk, typed):
        family = FamilyFactory(confirmed=True)
        reworded(Wording.objects.get(key="choice-updates"), title="News", text="Other words")
        desk.opens(family)
        desk.sends("register_choose_for", family.pk, "updates", **on_paper(paper_code=typed))
        assert family.consents.get().wording.code == "choice-updates:1"

    def test_words_that_nobody_could_read_yet_on_the_day_of_the_paper_are_refused(self, desk):
        family, today = FamilyFactory(confirmed=True), timezone.localdate()
        reworded(Wording.objects.get(key="choice-updates"), title="News", text="Words of today")
        desk.opens(family)
        page = desk.sends("register_choose_for", family.pk, "updates", **on_paper(today - dt.timedelta(days=1), paper_code="2")).content.decode()
        assert "only since a later day" in page and 'value="2"' in page
        assert not stands(family)
        desk.sends("register_choose_for", family.pk, "updates", **on_paper(today, paper_code="2"))
        assert family.consents.get().wording.code == "choice-updates:2"

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("", "Write the code"), ("choice-updates:9", "No words for this choice"), ("choice-nhs:1", "No words for this choice"), ("2", "No words for"), ("x" * 40, "No words for")],
    )
    def test_a_code_that_names_no_words_of_this_choice_is_said_kindly(self, desk, typed, words):
        family, wording = FamilyFactory(confirmed=True), Wording.objects.get(key="choice-updates")
        WordingVersion.objects.create(wording=wording, number=2, title="A draft", text="Nobody signed it", made_by="writer@council.example")
        desk.opens(family)
        assert words in desk.sends("register_choose_for", family.pk, "updates", **on_paper(paper_code=typed)).content.decode()
        assert not family.consents.exists()

    def test_to_take_it_back_no_code_is_asked_for(self, desk):
        family = FamilyFactory(confirmed=True)
        says_yes(family, CHOICES[0], at=timezone.now() - dt.timedelta(days=30))
        desk.opens(family)
        desk.sends("register_choose_for", family.pk, "updates", **on_paper(given="no", paper_code="nonsense"))
        assert not stands(family)

    @pytest.mark.parametrize("slug", ["updates-post", "updates-text", "card"])
    def test_nobody_agrees_to_what_can_not_reach_them(self, desk, slug):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        assert "Write it down first" in desk.sends("register_choose_for", family.pk, slug, **on_the_phone(slug)).content.decode()
        assert not family.consents.exists()

    def test_on_paper_it_counts_from_the_day_of_the_signature(self, desk):
        family, day = FamilyFactory(confirmed=True), timezone.localdate() - dt.timedelta(days=20)
        desk.opens(family)
        desk.sends("register_choose_for", family.pk, "updates", **on_paper(day))
        said = family.consents.get()
        assert (said.how, timezone.localtime(said.at).date()) == (How.PAPER, day)

    def test_an_older_paper_form_does_not_undo_what_the_family_said_since(self, desk):
        family = FamilyFactory(confirmed=True)
        says_yes(family, CHOICES[0])
        actions.choose(family, CHOICES[0], is_given=False)
        desk.opens(family)
        day = timezone.localdate() - dt.timedelta(days=20)
        assert "What it said last counts" in desk.sends("register_choose_for", family.pk, "updates", **on_paper(day)).content.decode()
        assert not stands(family)

    @pytest.mark.parametrize(("days", "words"), [(1, "still to come"), (-400, "more than a year ago")])
    def test_a_day_that_can_not_stand_on_a_paper_form_is_refused(self, desk, days, words):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        day = timezone.localdate() + dt.timedelta(days=days)
        assert words in desk.sends("register_choose_for", family.pk, "updates", **on_paper(day)).content.decode()
        assert not family.consents.exists()
