"""Two windows, wrong years, words with gaps, names with odd hyphens: where a rule of the register is easily lost."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from home.models import SiteSettings
from register import actions, cards, child_actions, keys, looks, to_come, wording
from register.answers import ChildAnswers
from register.forms.record import ReasonForm
from register.models import AccessLogEntry, Child, Family, Wording
from register.wording import words_for
from tests.register.factories import ChildFactory, FamilyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate().replace(day=1)


@pytest.mark.same_on_any_server  # of a table as small as this one PostgreSQL reads every row, whatever it is asked
class TestKnownAndUnknown:
    """With 100,000 families on PostgreSQL an unknown address took 170 to 380 ms, a known one 5 to 300, by where it stands."""

    def test_whose_an_address_is_is_asked_of_indexes_alone(self, register):
        FamilyFactory.create_batch(3, confirmed=True)
        plan = Family.objects.reached_by(email="nobody@families.example", phone="").explain()
        assert "SCAN register_family" not in plan and "Seq Scan on register_family" not in plan, plan


class TestTheDangerReads:
    def test_what_a_family_reads_for_someone_may_be_at_risk_it_reads_for_another_reason_too(self, register):
        """Else whoever knows the words knows what they hide; they stand in the source, and nothing else is ever told so."""
        told = {code: looks._why(AccessLogEntry(action="view", why=str(reason)))[0] for code, reason in ReasonForm.REASONS}
        hidden = told.pop("safeguarding")
        assert hidden in told.values(), (hidden, told)


class TestAChildOfAnotherRecord:
    """A merge was made or undone between reading the child and changing it: `ChildGone` says that it is raised for "another record's now"."""

    @pytest.fixture
    def read(self, register):
        child, other = ChildFactory(family=FamilyFactory(confirmed=True)), FamilyFactory(confirmed=True)
        ChildFactory(family=other)
        read = Child.objects.get(pk=child.pk)
        Child.objects.filter(pk=child.pk).update(family=other)
        return read

    def test_is_not_changed(self, read):
        with pytest.raises(child_actions.ChildGone):
            child_actions.change_child(read, nickname="Zed")

    def test_is_not_taken_out(self, read):
        with pytest.raises(child_actions.ChildGone):
            child_actions.remove_child(read)


class TestBornInAnotherYear:
    def test_who_was_asked_too_early_because_of_a_wrong_year_is_asked_at_sixteen(self, register, today):
        child = ChildFactory(family=FamilyFactory(confirmed=True), birth_year=today.year - 17, own_choice_asked_at=timezone.now())
        child_actions.change_child(child, birth_year=today.year - 5)
        assert child in Child.objects.to_ask_for_their_own_choice(today.replace(year=today.year + 13))

    def test_who_was_told_of_the_end_because_of_a_wrong_year_is_told_when_it_comes(self, register, today):
        family = FamilyFactory(confirmed=True, email="", phone="", address="1 Lark Lane", has_address=True, account=None)
        child = ChildFactory(family=family, birth_year=today.year - 26, end_told_at=timezone.now())
        child_actions.change_child(child, birth_year=today.year - 5)
        assert child in Child.objects.to_be_told_of_the_end(today.replace(year=today.year + 22))


class TestTwoWindows:
    def test_a_record_that_became_a_young_persons_meanwhile_gets_no_second_child(self, register):
        read = FamilyFactory(confirmed=True)
        ChildFactory(family=read, birth_year=timezone.localdate().year - 18)
        actions.change(Family.objects.get(pk=read.pk), relationship="young-person")
        with pytest.raises(child_actions.TooManyChildren):
            child_actions.add_child(read, Child().pk, ChildAnswers(nickname="Bee", birth_month=3, birth_year=2019, support_stage="none"))

    def test_a_young_person_does_not_become_a_small_child(self, register):
        child = ChildFactory(family=FamilyFactory(confirmed=True), birth_year=timezone.localdate().year - 18)
        actions.change(Family.objects.get(pk=child.family_id), relationship="young-person")
        with pytest.raises(actions.NotOneself):
            child_actions.change_child(child, birth_year=timezone.localdate().year - 5)

    @pytest.mark.parametrize(
        "act",
        [
            lambda family: actions.send_less(family, wants_less=True),
            actions.end_pause,
            lambda family: child_actions.add_child(family, Child().pk, ChildAnswers(nickname="", birth_month=3, birth_year=2019, support_stage="none")),
            lambda family: cards.ask(family, Child(), name="Bee", lines=[], read=""),
        ],
        ids=["fewer messages", "the end of a pause", "one more child", "a card"],
    )
    def test_what_a_family_presses_after_it_left_on_another_device_is_answered_kindly(self, register, act):
        """`of_family` answers GoneMeanwhile; anything else is a server error."""
        read = FamilyFactory(confirmed=True)
        Family.objects.filter(pk=read.pk).delete()
        with pytest.raises(actions.GoneMeanwhile):
            act(read)


class TestWords:
    def test_braces_in_a_name_stay_as_they_are(self, register):
        family = FamilyFactory(confirmed=True)
        child = ChildFactory(family=family, nickname="{month}")
        told = to_come.lines(words_for(SiteSettings(), *to_come.KEYS), family, [child])
        assert all("{month}" in line for line in told[1:])

    @pytest.mark.parametrize("key", ["leave", "my-family", "promise"])
    @pytest.mark.parametrize("gap", ["month", "child"])
    def test_an_editor_hears_that_a_gap_is_not_filled_in_on_that_page(self, register, key, gap):
        assert list(wording.problems(Wording.objects.get(key=key), "A title", f"Text {{{gap}}}")), "saved, signed and live, and families read braces"

    @pytest.mark.parametrize("key", ["to-come-delete", "to-come-stop"])
    def test_what_comes_next_needs_its_month(self, register, key):
        assert list(wording.problems(Wording.objects.get(key=key), "We delete", "We delete everything.")), "the family is not told when"


class TestNames:
    def test_any_hyphen_parts_a_name(self):
        """`BETWEEN` says: hyphens of any kind. Phones write U+2212 and U+FF0D too."""
        for hyphen in "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d":
            assert keys.halves_of(f"Smith{hyphen}Jones") == ["Smith", "Jones"], hex(ord(hyphen))

    def test_an_initial_or_an_end_is_no_half_of_a_name(self):
        assert keys.halves_of("Smith Jr") == []
        assert keys.halves_of("J Smith") == []


def test_on_a_shared_computer_who_starts_a_new_form_does_not_leave_the_reference_of_the_one_before(parent):
    parent.signs_up()
    send_due()
    code = re.search(r"\b([A-Z0-9]{3}-[A-Z0-9]{3})\b", mail.outbox[-1].body)[1]
    reference = Family.objects.get().reference
    parent.browser.post(reverse("register_code"), {"reference": reference, "code": code})
    assert reference in parent.browser.get(reverse("register_joined")).content.decode()
    parent.browser.post(reverse("register"))
    assert parent.browser.get(reverse("register_joined")).url == reverse("register")


def test_what_was_typed_on_the_own_page_is_there_when_too_many_ask_from_one_place(parent, monkeypatch, texts_on):
    """The limit is checked before anything is kept, and the page that says so has no form: the language and the format are typed again."""
    parent.joins()
    monkeypatch.setattr("register.views.my_contact.is_within_an_hour", lambda *_asked: False)
    address = reverse("my_family_change", args=["reaching-you"])
    page = parent.browser.post(address, {"reach": "text", "mobile": "07700 900123", "language": "another", "other_language": "Larkish", "reading_format": "large-print"})
    assert "Larkish" in page.content.decode() or Family.objects.get().other_language == "Larkish"
