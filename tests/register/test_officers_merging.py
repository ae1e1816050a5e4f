"""Two records of one family become one: a person decides, nothing is agreed to that the family did not agree to last, and it can be undone."""

import datetime as dt
import json

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, User
from register import actions, child_actions, keys, merge_copy, merging, retention, taking_apart
from register.merging import Decision
from register.models import CHOICES, AccessLogEntry, Child, Consent, Erasure, Family, FamilyMerge, How, KnownApart, Suppression, WordingVersion
from register.questions import MOST_CHILDREN
from tests.register.factories import ChildFactory, FamilyFactory, asks_for_card, says_yes, staff

UPDATES, TEXTS, POST, SURVEYS, *_REST = CHOICES
NOW = timezone.now()


def says(family: Family, slug: str, *, is_given: bool, days_ago: int) -> None:
    choice = next(choice for choice in CHOICES if choice.slug == slug)
    version = WordingVersion.objects.current([choice.key]).get()
    at = NOW - dt.timedelta(days=days_ago)
    Consent.objects.create(family=family, purpose=choice.purpose, channel=choice.channel, wording=version, is_given=is_given, how=How.SIGN_UP, at=at)


def agreed(family: Family) -> set[tuple[str, str]]:
    return set(Consent.objects.standing().filter(family=family).values_list("purpose", "channel"))


def whole(family: Family) -> list[dict]:
    """Everything of a record, row by row. A moment within a second's first thousandth is written as that second once it has been kept as text."""
    rows = [family, *family.children.order_by("pk"), *family.consents.order_by("pk"), *family.notes.order_by("pk"), *family.confirmations.order_by("pk")]
    return json.loads(serializers.serialize("json", rows).replace(".000Z", "Z"))


def by_key(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (row["model"], str(row["pk"])))


def named(family: Family, nickname: str) -> Child:
    return next(child for child in family.children.all() if child.nickname == nickname)


def household(name: str = "Okonjo", postcode: str = "LK1 2AB", **fields: object) -> Family:
    halves = {"first_half_hash": keys.first_half_hash(name, postcode), "last_half_hash": keys.last_half_hash(name, postcode)}
    return FamilyFactory(confirmed=True, last_name=name, postcode=postcode, household_hash=keys.household_hash(name, postcode), **halves | fields)


@pytest.fixture
def officer(register):
    return staff("Register officer")


def joined_twice() -> tuple[Family, Family]:
    """A family that did so with two addresses, and the same child."""
    one = household(email="amal@families.example", phone="")
    other = household(email="amal@work.example", phone="+447700900123", can_be_texted=True, first_name="Amira")
    ChildFactory(family=one)
    ChildFactory(family=other, nickname="Beatrice", support_stage="ehc-plan")
    ChildFactory(family=other, nickname="Sunny", birth_year=2016)
    return one, other


@pytest.fixture
def pair(register):
    return joined_twice()


def put_together(pair: tuple[Family, Family], officer: User, **decision: object) -> FamilyMerge:
    return merging.merge(kept=pair[0].pk, other=pair[1].pk, decision=Decision(**decision), by=officer, why="The family asked us to")


class TestPuttingTogether:
    def test_the_officer_chooses_answer_by_answer_and_child_by_child(self, pair, desk):
        one, other = pair
        bee, beatrice = one.children.get(), named(other, "Beatrice")
        sunny = named(other, "Sunny")
        desk.opens(one)
        page = desk.asks("register_side_by_side", one.pk, other.pk).content.decode()
        for told in ("amal@families.example", "amal@work.example", "Amira", "Beatrice"):
            assert told in page
        answers = {"keep": "first", "about-you": "second", "contact": "second", "home": "first", "reaching-you": "first", "address": "first"}
        children = {f"child-{beatrice.pk}": f"{bee.pk}:second", f"child-{sunny.pk}": "another"}
        response = desk.merges(one, other, **answers, **children)
        assert response.url == reverse("register_family", args=[one.pk]) + "?merged=1"
        family = Family.objects.get()
        assert (family.pk, family.first_name, family.email, family.phone) == (one.pk, "Amira", "amal@families.example", "+447700900123")
        assert {(child.nickname, child.support_stage) for child in family.children.all()} == {("Beatrice", "ehc-plan"), ("Sunny", "sen-support")}
        assert AccessLogEntry.objects.about(other.reference).filter(action="merge").exists()

    def test_the_right_one_can_stay_and_two_children_can_not_be_the_same(self, pair, desk):
        one, other = pair
        bee, beatrice, sunny = one.children.get(), named(other, "Beatrice"), named(other, "Sunny")
        answers = {"keep": "second", "about-you": "first", "contact": "first", "home": "first", "reaching-you": "first", "address": "first"}
        desk.opens(one)
        both = {f"child-{beatrice.pk}": f"{bee.pk}:first", f"child-{sunny.pk}": f"{bee.pk}:second"}
        assert "can’t be the same child" in desk.sends("register_side_by_side", one.pk, other.pk, **answers, **both).content.decode()
        desk.merges(one, other, **answers, **{f"child-{beatrice.pk}": f"{bee.pk}:first", f"child-{sunny.pk}": "another"})
        family = Family.objects.get()
        assert (family.pk, family.first_name, family.email) == (other.pk, "Amal", "amal@work.example")
        assert {child.nickname for child in family.children.all()} == {"Bee", "Sunny"}

    def test_who_a_child_is_and_which_record_stays_is_never_chosen_beforehand(self, pair, desk):
        one, other = pair
        answers = {"about-you": "first", "contact": "first", "home": "first", "reaching-you": "first", "address": "first"}
        desk.opens(one)
        asked = desk.asks("register_side_by_side", one.pk, other.pk).context["form"]
        assert not any(field.initial for field in asked.children)
        assert asked["keep"].initial is None
        page = desk.sends("register_side_by_side", one.pk, other.pk, **answers, sure="yes").content.decode()
        assert "Choose who Beatrice, March 2019 is on the left" in page and "Choose which of the two stays" in page
        assert Family.objects.count() == 2

    def test_the_unconfirmed_one_can_not_stay_and_the_officer_hears_so_before(self, pair, desk):
        waiting = FamilyFactory(email="amal@families.example")
        desk.opens(pair[0])
        assert desk.asks("register_side_by_side", pair[0].pk, waiting.pk).context["form"]["keep"].initial == "first"
        answers = {"keep": "second", "about-you": "first", "contact": "first", "home": "first", "reaching-you": "first", "address": "first"}
        assert "Keep the confirmed one" in desk.sends("register_side_by_side", pair[0].pk, waiting.pk, **answers).content.decode()

    def test_both_references_lead_to_the_family_and_both_addresses_are_told(self, pair, officer):
        put_together(pair, officer)
        for reference in (pair[0].reference, pair[1].reference):
            assert Family.objects.found_by(reference).get() == pair[0]
        assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {"amal@families.example", "amal@work.example"}
        assert not any("Amira" in mail.text for mail in QueuedMail.objects.all())

    def test_the_sign_in_of_the_other_address_is_told_the_way_and_shown_nothing(self, pair, officer, client):
        one, other = pair
        account = other.account
        merging.merge(kept=one.pk, other=other.pk, decision=Decision(), by=officer, why="Twice")
        client.force_login(account)
        for name in ("my_family", "my_family_leave"):
            page = client.get(reverse(name)).content.decode()
            assert "sign in with that one" in page and "Sign out" in page
            assert not any(secret in page for secret in (one.email, one.reference, one.first_name, "Join the SEND Register</a>"))
        client.force_login(one.account)
        assert one.reference in client.get(reverse("my_family")).content.decode()

    def test_an_address_that_nobody_confirmed_is_not_told_the_reference(self, pair, officer):
        waiting = FamilyFactory(email="stranger@families.example")
        put_together((pair[0], waiting), officer)
        assert list(QueuedMail.objects.values_list("recipient", flat=True)) == ["amal@families.example"]

    def test_neither_familys_log_names_the_other(self, pair, desk):
        one, other = pair
        desk.opens(one)
        desk.asks("register_side_by_side", one.pk, other.pk)
        desk.sends("register_side_by_side", one.pk, other.pk, apart="yes")
        row = put_together(pair, desk.user)
        taking_apart.undo(row, by=desk.user, why="x")
        for family, stranger in (pair, pair[::-1]):
            lines = [entry.why for entry in AccessLogEntry.objects.about(family.reference)]
            assert not any(stranger.reference in line for line in lines)
            told = ("compared with another record", "said to be two families", "two records put together", "taken apart again")
            assert all(any(words in line for line in lines) for words in told)

    def test_of_choices_the_last_word_stands_and_the_whole_history_is_there(self, pair, officer):
        one, other = pair
        says(one, "updates", is_given=True, days_ago=30)
        says(other, "updates", is_given=False, days_ago=10)
        says(one, "surveys", is_given=False, days_ago=5)
        says(other, "surveys", is_given=True, days_ago=20)
        says(other, "forum", is_given=True, days_ago=1)
        put_together(pair, officer)
        assert agreed(one) == {("forum", "any")}
        assert one.consents.count() == 5

    def test_what_a_sign_up_that_nobody_confirmed_ticked_is_nobodys_word(self, pair, officer):
        waiting = FamilyFactory(email="amal@families.example")
        says(waiting, "nhs", is_given=True, days_ago=1)
        put_together((pair[0], waiting), officer)
        assert agreed(pair[0]) == set()
        with pytest.raises(merging.KeepTheConfirmed):
            put_together((FamilyFactory(), pair[0]), officer)

    def test_a_pause_of_one_is_a_pause_of_both(self, pair, officer):
        pause = timezone.localdate() + dt.timedelta(days=30)
        Family.objects.filter(pk=pair[1].pk).update(paused_until=pause, wants_less=True)
        put_together(pair, officer)
        pair[0].refresh_from_db()
        assert (pair[0].paused_until, pair[0].wants_less) == (pause, True)

    def test_the_second_of_two_officers_is_told_kindly(self, pair, officer, desk):
        put_together(pair, officer)
        desk.opens(pair[0])
        assert desk.asks("register_side_by_side", pair[0].pk, pair[1].pk).status_code == 404
        with pytest.raises(merging.OneIsGone):
            put_together(pair, officer)


class TestUndoing:
    def test_both_are_as_they_were_to_the_last_row(self, pair, officer):
        one, other = pair
        says(one, "updates", is_given=True, days_ago=30)
        says(other, "updates", is_given=False, days_ago=10)
        before = [whole(Family.objects.get(pk=family.pk)) for family in pair]
        bee, beatrice = one.children.get(), named(other, "Beatrice")
        row = put_together(pair, officer, take=frozenset({"about-you", "contact"}), same={beatrice.pk: bee.pk}, newer=frozenset({beatrice.pk}))
        assert one.children.count() == 2
        taking_apart.undo(row, by=officer, why="The family asked us to")
        assert [by_key(whole(Family.objects.get(pk=family.pk))) for family in pair] == [by_key(rows) for rows in before]
        assert Family.objects.found_by(other.reference).get() == other

    def test_what_the_family_said_since_stays(self, pair, officer):
        row = put_together(pair, officer, take=frozenset({"about-you"}))
        kept = Family.objects.get()
        actions.change(kept, first_name="Amalia", last_name="Okonjo", relationship="parent")
        says_yes(kept, UPDATES)
        taking_apart.undo(row, by=officer, why="x")
        kept.refresh_from_db()
        assert kept.first_name == "Amalia"
        assert agreed(kept) == {("updates", "email")}

    def test_the_record_offers_it_for_thirty_days_and_then_the_copy_and_the_sign_in_are_gone(self, pair, officer, desk):
        row = put_together(pair, officer)
        assert "Take apart again" in desk.opens(pair[0])
        later = timezone.now() + dt.timedelta(days=30)
        assert retention.run(later).counts["merges"] == 1
        row.refresh_from_db()
        assert row.swallowed is None
        assert not User.objects.filter(email="amal@work.example").exists()
        assert Family.objects.found_by(pair[1].reference).get() == pair[0]
        assert "Take apart again" not in desk.opens(pair[0])
        assert "can’t be undone any more" in desk.sends("register_undo_merge", pair[0].pk, row.pk).content.decode()

    def test_the_officer_is_told_why_not_when_the_old_address_has_joined_again(self, pair, officer, desk):
        row = put_together(pair, officer)
        FamilyFactory(confirmed=True, email="amal@work.example", account=None)
        desk.opens(pair[0])
        assert "joined again" in desk.sends("register_undo_merge", pair[0].pk, row.pk).content.decode()
        assert FamilyMerge.objects.exists()

    def test_of_two_the_later_is_undone_first(self, pair, officer):
        first = put_together(pair, officer)
        third = household(email="third@families.example")
        second = put_together((third, pair[0]), officer)
        assert Family.objects.found_by(pair[1].reference).get() == third
        first.refresh_from_db()
        with pytest.raises(taking_apart.CanNotBeUndone, match="later"):
            taking_apart.undo(first, by=officer, why="x")
        taking_apart.undo(second, by=officer, why="x")
        first.refresh_from_db()
        taking_apart.undo(first, by=officer, why="x")
        assert Family.objects.count() == 3

    def test_a_family_that_leaves_takes_the_copy_the_old_sign_in_and_both_addresses_along(self, pair, officer):
        put_together(pair, officer)
        actions.leave(Family.objects.get())
        assert not FamilyMerge.objects.exists()
        assert not User.objects.exclude(pk=officer.pk).exists()
        assert Suppression.objects.count() == 2
        assert set(Erasure.objects.values_list("family_id", flat=True)) == {family.pk for family in pair}


def test_two_homes_that_were_kept_apart_come_back_apart_after_an_undo(pair, officer):
    third = household(email="third@families.example")
    merging.keep_apart(pair[1].pk, third.pk, by=officer, why="x")
    row = put_together(pair, officer)
    assert not KnownApart.objects.exists()
    taking_apart.undo(row, by=officer, why="x")
    assert KnownApart.objects.count() == 1


def test_a_card_stays_with_its_child_through_a_merge_and_back(pair, officer):
    one, other = pair
    actions.change(other, address="1 Lark Lane")
    beatrice, sunny = named(other, "Beatrice"), named(other, "Sunny")
    asked = [asks_for_card(other, child, name=child.nickname, lines=[]) for child in (beatrice, sunny)]
    row = put_together(pair, officer, same={beatrice.pk: named(one, "Bee").pk})
    assert {card.child.nickname for card in one.cards.all()} == {"Bee", "Sunny"}, "a card valid before is valid still"
    stays, goes = taking_apart.undo(row, by=officer, why="The family asked us to")
    assert not stays.cards.exists()
    assert {(card.pk, card.child.nickname, card.number) for card in goes.cards.all()} == {(card.pk, card.child.nickname, card.number) for card in asked}


def test_no_merge_makes_a_record_that_no_family_could_have_made(pair, desk):
    young = FamilyFactory(confirmed=True, relationship="young-person")
    child = ChildFactory(family=young, birth_year=2009, nickname="")
    parent, _other = pair
    desk.opens(young)
    said = {"keep": "second", **dict.fromkeys(merge_copy.GROUPS, "first"), f"child-{named(parent, 'Bee').pk}": "another"}
    assert "tells of nobody else" in desk.sends("register_side_by_side", young.pk, parent.pk, **said).content.decode()
    with pytest.raises(actions.NotOneself):
        merging.merge(kept=parent.pk, other=young.pk, decision=Decision(take=frozenset({"about-you"})), by=desk.user, why="x")
    ChildFactory.create_batch(MOST_CHILDREN - 1, family=parent)
    with pytest.raises(child_actions.TooManyChildren):
        merging.merge(kept=parent.pk, other=young.pk, decision=Decision(), by=desk.user, why="x")
    twin = {child.pk: parent.children.first().pk}
    merging.merge(kept=parent.pk, other=young.pk, decision=Decision(same=twin), by=desk.user, why="x")
    assert parent.children.count() == MOST_CHILDREN
