"""Two records that were put together are taken apart again: what the family did meanwhile stands, and what was erased stays erased."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from localoffer.models import Language, Need
from register import actions, cards, child_actions, contacting, erasures, noting, retention, taking_apart
from register.correcting import Work
from register.models import CHOICES, Card, CardState, Child, Family, FamilyMerge, FamilyNote, NoteCategory
from tests.factories import LanguageFactory, TopicFactory
from tests.register.factories import ChildFactory, asks_for_card, staff
from tests.register.test_officers_merging import agreed, household, put_together, says

FORUM = next(choice for choice in CHOICES if choice.slug == "forum")


@pytest.fixture
def officer(register):
    return staff("Register officer")


@pytest.fixture
def pair(register):
    """A family that joined twice, with two addresses; the second has a child more."""
    one = household(email="amal@families.example", phone="")
    other = household(email="amal@work.example", phone="+447700900123", can_be_texted=True)
    ChildFactory(family=one)
    ChildFactory(family=other, nickname="Beatrice")
    ChildFactory(family=other, nickname="Sunny")
    return one, other


def child(name: str) -> Child:
    return next(each for each in Child.objects.all() if each.nickname == name)


def apart(row: FamilyMerge, officer) -> tuple[Family, Family]:
    return taking_apart.undo(row, by=officer, why="The family asked us to")


def names(family: Family) -> set[str]:
    return {each.nickname for each in family.children.all()}


class TestWhoHears:
    def test_each_of_the_two_reads_of_its_own_record_and_of_no_other(self, pair, officer, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        row = put_together(pair, officer)
        mail.outbox.clear()
        stays, goes = apart(row, officer)
        told = {message.to[0]: message for message in mail.outbox}
        assert set(told) == {stays.email, goes.email} and len(mail.outbox) == 2
        assert {message.subject for message in mail.outbox} == {"Your record in the SEND Register stands by itself again"}
        for mine, other in ((stays, goes), (goes, stays)):
            body = told[mine.email].body
            assert mine.reference in body
            for hidden in (other.reference, other.email, "Bee", "Sunny"):
                assert hidden not in body

    def test_a_sign_up_that_nobody_confirmed_hears_nothing(self, pair, officer, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        Family.objects.filter(pk=pair[1].pk).update(confirmed_at=None, account=None)
        row = put_together(pair, officer)
        mail.outbox.clear()
        apart(row, officer)
        assert [message.to for message in mail.outbox] == [[pair[0].email]]


class TestWhatIsGoneStaysGone:
    def test_a_child_that_the_family_took_out_meanwhile_does_not_come_back_nor_does_its_card(self, pair, officer):
        actions.change(pair[1], address="1 Lark Lane")
        asks_for_card(pair[1], child("Sunny"), name="Sunny", lines=[])
        row = put_together(pair, officer)
        child_actions.remove_child(child("Sunny"))
        _stays, goes = apart(row, officer)
        assert names(goes) == {"Beatrice"}
        assert not Card.objects.exists()

    def test_a_child_that_was_in_both_and_was_taken_out_comes_back_in_neither(self, pair, officer):
        row = put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk})
        child_actions.remove_child(child("Bee"))
        _stays, goes = apart(row, officer)
        assert {each.nickname for each in Child.objects.all()} == names(goes) == {"Sunny"}

    def test_a_young_person_who_grew_up_meanwhile_does_not_come_back(self, pair, officer):
        Child.objects.filter(pk=child("Sunny").pk).update(birth_year=1998, birth_month=2)
        row = put_together(pair, officer)
        retention.run()
        assert names(pair[0]) == {"Bee", "Beatrice"}
        _stays, goes = apart(row, officer)
        assert names(goes) == {"Beatrice"}

    def test_what_the_family_took_back_while_it_was_one_is_taken_back_for_both(self, pair, officer):
        says(pair[1], "forum", is_given=True, days_ago=3)
        says(pair[1], "surveys", is_given=True, days_ago=3)
        row = put_together(pair, officer)
        actions.choose(Family.objects.get(), FORUM, is_given=False)
        stays, goes = apart(row, officer)
        assert (agreed(stays), {purpose for purpose, _channel in agreed(goes)}) == (set(), {"surveys"})

    def test_a_note_that_was_done_meanwhile_is_not_to_be_done_again(self, pair, officer):
        noting.write(Work(officer, pair[1], "x"), NoteCategory.CALL_BACK, timezone.localdate())
        row = put_together(pair, officer)
        noting.finish(Work(officer, Family.objects.get(), "x"), FamilyNote.objects.get())
        _stays, goes = apart(row, officer)
        assert goes.notes.get().done_by == officer.email


class TestCards:
    def both_have_one(self, pair) -> tuple[Card, Card]:
        for family in pair:
            actions.change(family, address="1 Lark Lane")
        return asks_for_card(pair[0], child("Bee"), name="Bee", lines=[]), asks_for_card(pair[1], child("Beatrice"), name="Bee", lines=[])

    def test_of_two_cards_of_one_child_the_printed_one_stays_and_both_are_given_back(self, pair, officer):
        printed, waiting = self.both_have_one(pair)
        cards.check(printed)
        cards.note_printed([printed])
        row = put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk})
        assert Card.objects.live().get() == printed
        apart(row, officer)
        assert {(card.pk, card.family_id, card.state) for card in Card.objects.all()} == {
            (printed.pk, pair[0].pk, CardState.PRINTED),
            (waiting.pk, pair[1].pk, CardState.ASKED),
        }

    def test_of_two_that_wait_the_newer_stays(self, pair, officer):
        older, newer = self.both_have_one(pair)
        row = put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk})
        assert Card.objects.live().get() == newer
        apart(row, officer)
        assert Card.objects.get(pk=older.pk).state == CardState.ASKED

    def test_a_card_that_the_family_said_no_to_last_is_not_printed(self, pair, officer):
        says(pair[1], "card", is_given=True, days_ago=20)
        card = Card.objects.create(family=pair[1], child=child("Sunny"), name="Sunny")
        says(pair[0], "card", is_given=False, days_ago=1)
        row = put_together(pair, officer)
        assert not Card.objects.waiting().exists()
        apart(row, officer)
        assert Card.objects.waiting().get() == card, "the other record did not say no"

    def test_a_card_taken_back_while_it_was_one_record_does_not_wait_again(self, pair, officer):
        self.both_have_one(pair)
        row = put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk})
        actions.choose(Family.objects.get(), cards.CARD_CHOICE, is_given=False)
        apart(row, officer)
        assert not Card.objects.waiting().exists()


class TestSilence:
    def silent(self, pair) -> None:
        then = timezone.now() - dt.timedelta(days=400)
        Family.objects.filter(pk=pair[0].pk).update(said_at=then, asked_again_at=then + dt.timedelta(days=100), stopped_at=then + dt.timedelta(days=200))

    def test_a_family_that_answered_with_its_other_record_is_written_to_again_and_an_undo_gives_its_silence_back(self, pair, officer):
        self.silent(pair)
        row = put_together(pair, officer)
        kept = Family.objects.get()
        assert (kept.asked_again_at, kept.stopped_at) == (None, None)
        stays, _goes = apart(row, officer)
        stays.refresh_from_db()
        assert stays.said_at < stays.asked_again_at < stays.stopped_at

    def test_a_family_that_answered_since_does_not_fall_silent_by_an_undo(self, pair, officer):
        self.silent(pair)
        row = put_together(pair, officer)
        actions.say_still_right(Family.objects.get())
        stays, _goes = apart(row, officer)
        stays.refresh_from_db()
        assert (stays.asked_again_at, stays.stopped_at) == (None, None)

    def test_an_older_word_is_no_answer(self, pair, officer):
        self.silent(pair)
        Family.objects.filter(pk=pair[1].pk).update(said_at=timezone.now() - dt.timedelta(days=390))
        put_together(pair, officer)
        assert Family.objects.get().stopped_at


class TestRefusals:
    def test_the_officer_is_told_when_a_record_would_lose_its_only_way_in(self, pair, officer, desk):
        row = put_together(pair, officer, take=frozenset({"contact"}))
        Family.objects.update(phone_confirmed_at=timezone.now())
        contacting.drop_email(Family.objects.get())
        desk.opens(pair[0])
        assert "would be left without the address or number" in desk.sends("register_undo_merge", pair[0].pk, row.pk).content.decode()
        assert FamilyMerge.objects.exists()


class TestWhatIsGoneFromTheLists:
    def test_it_works_without_what_the_site_deleted_and_the_officer_reads_what_is_lost(self, pair, officer, desk):
        gone, stays = Need.objects.order_by("order")[:2]
        topic = TopicFactory(name="Swimming")
        for each in ("Bee", "Beatrice", "Sunny"):
            child(each).needs.set([gone, stays])
        pair[1].topics.set([topic])
        Family.objects.update(language=LanguageFactory(name="Old Larkish"))
        row = put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk}, newer=frozenset({child("Beatrice").pk}), take=frozenset({"reaching-you"}))
        for term in (gone, topic, Language.objects.get(name="Old Larkish")):
            term.delete()
        desk.opens(pair[0])
        page = desk.asks("register_undo_merge", pair[0].pk, row.pk).content.decode()
        assert all(name in page for name in (gone.name, "Swimming", "Old Larkish")) and stays.name not in page
        response = desk.sends("register_undo_merge", pair[0].pk, row.pk)
        assert "could not be put back" in desk.browser.get(response.url).content.decode()
        assert [names(family) for family in pair] == [{"Bee"}, {"Beatrice", "Sunny"}]
        assert all(set(each.needs.all()) == {stays} for each in Child.objects.all())
        assert not any(family.topics.exists() or family.language for family in Family.objects.all())

    def test_when_all_is_there_nothing_is_said_to_be_lost(self, pair, officer):
        child("Sunny").needs.set([Need.objects.first()])
        assert taking_apart.lost(put_together(pair, officer)) == []


class TestAnOlderBackup:
    """A backup of before the merge has both records and all their children again."""

    @pytest.fixture(autouse=True)
    def ledger_file(self, settings, tmp_path):
        settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"

    def test_a_child_that_was_taken_out_after_the_merge_is_taken_out_of_the_record_it_came_from(self, pair, officer, django_capture_on_commit_callbacks):
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            put_together(pair, officer)
            child_actions.remove_child(child("Sunny"))
        transaction.savepoint_rollback(backup)
        assert names(pair[1]) == {"Beatrice", "Sunny"}, "the backup has it"
        assert [applied.outcome for applied in erasures.apply()] == [erasures.Outcome.DONE]
        assert names(pair[1]) == {"Beatrice"}

    def test_a_child_that_was_in_both_and_was_taken_out_after_the_merge_is_taken_out_of_both(self, pair, officer, django_capture_on_commit_callbacks):
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk})
            child_actions.remove_child(child("Bee"))
        transaction.savepoint_rollback(backup)
        list(erasures.apply())
        assert {each.nickname for each in Child.objects.all()} == {"Sunny"}

    def test_both_records_come_back_whole_with_all_answers_for_an_officer_to_put_together(self, pair, officer, django_capture_on_commit_callbacks):
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk}, newer=frozenset({child("Beatrice").pk}))
        transaction.savepoint_rollback(backup)
        assert [applied.outcome for applied in erasures.apply()] == [erasures.Outcome.NOTHING]
        assert [names(family) for family in pair] == [{"Bee"}, {"Beatrice", "Sunny"}]

    def test_a_child_that_a_wrong_merge_took_for_another_stays_when_that_one_is_taken_out(self, pair, officer, django_capture_on_commit_callbacks):
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            apart(put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk}), officer)
            ChildFactory(family=pair[0], nickname="Ant")
            child_actions.remove_child(child("Bee"))
        transaction.savepoint_rollback(backup)
        list(erasures.apply())
        assert [names(family) for family in pair] == [set(), {"Beatrice", "Sunny"}]

    def test_a_child_that_came_back_by_an_undo_stays_when_a_newer_backup_is_restored(self, pair, officer, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            apart(put_together(pair, officer, same={child("Beatrice").pk: child("Bee").pk}), officer)
        assert [applied.outcome for applied in erasures.apply()] == [erasures.Outcome.NOTHING]
        assert names(pair[1]) == {"Beatrice", "Sunny"}

    def test_two_merges_are_undone_one_after_the_other_with_the_children_they_had(self, pair, officer):
        third = household(email="third@families.example")
        ChildFactory(family=third, nickname="Also Sunny")
        first = put_together(pair, officer)
        second = put_together((third, pair[0]), officer, same={child("Sunny").pk: child("Also Sunny").pk})
        apart(second, officer)
        first.refresh_from_db()
        apart(first, officer)
        assert [names(family) for family in (*pair, third)] == [{"Bee"}, {"Beatrice", "Sunny"}, {"Also Sunny"}]
        assert Child.objects.count() == 4
