"""Words that are kept in memory are never older than those in the database."""

from django.db import transaction

from register.in_force import in_force
from register.models import Organisation, Wording, WordingSignOff, WordingVersion
from tests.register.factories import reworded


def intro() -> str:
    return in_force()["intro"].text


def test_words_that_both_have_signed_are_read_at_once(register):
    before = intro()
    reworded(Wording.objects.get(key="intro"), title="Join", text="Newer words.")
    assert (before != "Newer words.", intro()) == (True, "Newer words.")


def test_a_draft_and_one_signature_change_nothing_and_the_second_does(register):
    before, version = intro(), WordingVersion.objects.create(wording=Wording.objects.get(key="intro"), number=2, title="x", text="A draft.", made_by="writer@council.example")
    assert intro() == before
    WordingSignOff.objects.create(version=version, organisation=Organisation.COUNCIL, is_approved=True, by="one@council.example")
    assert intro() == before
    WordingSignOff.objects.create(version=version, organisation=Organisation.FORUM, is_approved=True, by="two@forum.example")
    assert intro() == "A draft."


def test_words_that_were_taken_back_with_their_transaction_are_not_kept(register):
    before = intro()
    with transaction.atomic():
        reworded(Wording.objects.get(key="intro"), title="x", text="Never committed.")
        assert intro() == "Never committed."
        transaction.set_rollback(True)
    assert intro() == before
    reworded(Wording.objects.get(key="intro"), title="x", text="Under the same number.")
    assert intro() == "Under the same number."


def test_words_that_are_known_cost_one_small_query(register, django_assert_num_queries):
    in_force()
    with django_assert_num_queries(1):
        in_force()
