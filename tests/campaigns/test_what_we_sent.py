"""What we sent a family: on its page, in its data pack, on its record; and for how long that is known."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import told
from campaigns.models import Delivery, DeliveryState
from campaigns.tokens import token_of
from portal.jobs import JOBS
from portal.log_lines import without_secret
from register import data_pack, merging, messages_sent, taking_apart
from register.models import CHOICES
from tests.campaigns import letters
from tests.register.conftest import desk, parent  # noqa: F401 - fixtures
from tests.register.factories import FamilyFactory, says_yes


def test_the_own_page_tells_the_last_twelve_months_with_who_signed_and_the_words(parent):  # noqa: F811
    family = parent.joins()
    new = letters.sent_to(family, days_ago=3)
    letters.sent_to(family, letters.mailing(letters.said(subject="Long ago")), days_ago=400)
    letters.sent_to(FamilyFactory(confirmed=True), letters.mailing(letters.said(subject="For others")))
    letters.sent_to(family, letters.mailing(letters.said(subject="Waits")), state=DeliveryState.READY, accepted_at=None)
    page = parent.browser.get(reverse("my_family")).content.decode()
    assert "Short breaks" in page and letters.address(new, "web") in page
    assert "By e-mail. It arrived." in page and "Larkmere Parents, Larkmere Council" in page
    for missing in ("Long ago", "For others", "Waits"):
        assert missing not in page


def test_fifty_messages_cost_the_page_no_more_questions_than_one(register):
    family = FamilyFactory(confirmed=True)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert messages_sent.lately(family)
        return len(queries)

    letters.sent_to(family)
    one = cost()
    for _number in range(49):
        letters.sent_to(family)
    assert cost() == one


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("accepted", "Sent"),
        ("delivered", "It arrived"),
        ("temporary-failure", "It did not arrive"),
        ("permanent-failure", "It did not arrive"),
        ("returned", "The letter came back to us"),
    ],
)
def test_what_became_of_it_is_said_in_words(register, state, words):
    family = FamilyFactory(confirmed=True)
    letters.sent_to(family, state=state)
    assert [message.became for message in messages_sent.sent_to(family)] == [words]


def test_the_data_pack_has_all_of_it_and_no_link_that_lets_a_reader_in(register):
    family = FamilyFactory(confirmed=True)
    got = letters.sent_to(family, days_ago=500)
    held, page = data_pack.pack(family), data_pack.page(family)
    (message,) = held["messages_sent"]
    assert (message["subject"], message["signed_by"]) == ("Short breaks", ["Larkmere Parents", "Larkmere Council"])
    assert "Short breaks" in page and "A message we sent you" in page
    assert token_of(got.pk) not in page + json.dumps(held)


def test_an_officer_sees_it_on_the_record_without_a_link_to_the_familys_wishes(desk):  # noqa: F811
    family = FamilyFactory(confirmed=True)
    got = letters.sent_to(family)
    page = desk.opens(family)
    assert "What we sent them in the last 12 months" in page and "Short breaks" in page
    assert reverse("signed", args=[got.version.fingerprint]) in page and token_of(got.pk) not in page


class TestForHowLong:
    def test_after_two_years_nobody_can_tell_whose_a_message_was(self, register):
        family = FamilyFactory(confirmed=True)
        old, new = letters.sent_to(family, days_ago=740, invitation="7d5ac6ab-5d0e-4d1c-a7b7-a7a54ad9bd45"), letters.sent_to(family, days_ago=700)
        waits = letters.sent_to(family, days_ago=740, state=DeliveryState.UNKNOWN, accepted_at=None)
        assert told.forget_families() == 1
        assert told.forget_families() == 0
        assert [Delivery.objects.get(pk=each.pk).family for each in (old, new, waits)] == [None, family, family]
        assert Delivery.objects.get(pk=old.pk).invitation is None
        assert Delivery.objects.get(pk=old.pk).state == DeliveryState.DELIVERED, "numbers stay"

    def test_many_are_done_a_lot_at_a_time(self, register, monkeypatch):
        monkeypatch.setattr(told, "AT_ONCE", 2)
        made = letters.mailing()
        for _number in range(5):
            letters.sent_to(FamilyFactory(confirmed=True), made)
        assert told.forget_families(timezone.now() + dt.timedelta(days=800)) == 5

    def test_the_worker_does_it(self):
        assert told.forget_families in [job.run for job in JOBS]


def test_no_line_of_the_log_has_the_key_of_a_message():
    token = "A" * 42
    assert token not in without_secret(f"GET /messages/{token}/stop/ 200")
    assert token not in without_secret(f"GET /messages/again/{token}:x:y/ 404")
    assert token not in without_secret(f"GET /Messages/{token}/web/?x=1 404")


class TestNoLetters:
    def test_a_family_says_on_its_page_that_letters_are_not_wanted_and_takes_it_back(self, parent):  # noqa: F811
        family = parent.joins()
        page = parent.browser.get(reverse("my_family")).content.decode()
        assert "Post no letters to me" not in page, "there is no address"
        family.address, family.has_address = "1 Lark Lane", True
        family.save()
        assert "Post no letters to me" in parent.browser.get(reverse("my_family")).content.decode()
        parent.browser.post(reverse("my_family_letters"), {"letters": "no"})
        family.refresh_from_db()
        assert family.no_letters
        assert "We post no letters to you." in parent.browser.get(reverse("my_family")).content.decode()
        parent.browser.post(reverse("my_family_letters"), {"letters": "yes"})
        family.refresh_from_db()
        assert not family.no_letters

    def test_a_link_alone_changes_nothing(self, parent):  # noqa: F811
        family = parent.joins()
        assert parent.browser.get(reverse("my_family_letters"), {"letters": "no"}).url == reverse("my_family")
        family.refresh_from_db()
        assert not family.no_letters

    def test_an_officer_writes_it_down_for_a_family_on_the_phone_and_the_log_says_so(self, desk):  # noqa: F811
        family = FamilyFactory(confirmed=True, address="1 Lark Lane", has_address=True)
        desk.opens(family)
        desk.browser.post(reverse("register_press", args=[family.pk, "no-letters"]))
        family.refresh_from_db()
        assert family.no_letters
        page = desk.opens(family)
        assert "Post nothing to this address" in page and "no letters are posted" in page
        desk.browser.post(reverse("register_press", args=[family.pk, "letters-again"]))
        family.refresh_from_db()
        assert not family.no_letters


class TestTwoRecordsOfOneFamily:
    def test_what_was_sent_goes_with_the_family_so_that_its_links_still_stop_messages_and_back_again(self, desk):  # noqa: F811
        stays, goes, made = FamilyFactory(confirmed=True), FamilyFactory(confirmed=True), letters.mailing()
        says_yes(stays, CHOICES[0])
        got, both = letters.sent_to(goes), letters.sent_to(goes, made)
        letters.sent_to(stays, made)
        merged = merging.merge(kept=stays.pk, other=goes.pk, decision=merging.Decision(), by=desk.user, why="They said so")
        assert Delivery.objects.get(pk=got.pk).family == stays
        assert Delivery.objects.get(pk=both.pk).family is None, "the one that stays has it already"
        desk.browser.post(letters.address(got, "stop"))
        assert not stays.consents.standing().exists()
        _stays, goes = taking_apart.undo(merged, by=desk.user, why="They are two")
        assert {row.family_id for row in Delivery.objects.filter(pk__in=[got.pk, both.pk])} == {goes.pk}

    def test_no_letters_counts_for_the_one_record_whichever_said_it(self, desk):  # noqa: F811
        stays, goes = FamilyFactory(confirmed=True), FamilyFactory(confirmed=True, no_letters=True)
        merging.merge(kept=stays.pk, other=goes.pk, decision=merging.Decision(), by=desk.user, why="They said so")
        stays.refresh_from_db()
        assert stays.no_letters
