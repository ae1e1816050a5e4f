"""Not too often, one letter a home, and none to an address that is not safe."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import audience
from campaigns.audience import Audience, Group, Why
from campaigns.models import DeliveryState
from register import actions
from register.models import CHOICES, Channel, Family, Purpose
from tests.campaigns import letters
from tests.register.factories import FamilyFactory, says_yes

EMAIL, POST = CHOICES[0], CHOICES[2]
BY_POST = Group(Purpose.UPDATES, {}, {}, frozenset({"post-en-standard-0"}))
BY_MAIL = Group(Purpose.UPDATES, {}, {}, frozenset({"email-en-standard-0"}))

pytestmark = pytest.mark.usefixtures("register")


def at(address: str, postcode: str = "LK1 2AB", **values) -> Family:
    family = FamilyFactory(confirmed=True, address=address, postcode=postcode, has_address=True, **values)
    says_yes(family, POST)
    return family


def by_mail(**values) -> Family:
    family = FamilyFactory(confirmed=True, **values)
    says_yes(family, EMAIL)
    return family


def found(group: Group) -> tuple[set, dict]:
    asked = Audience(group)
    return {each.family_id for each in asked.recipients()}, dict(asked.left_out)


class TestOneLetterAHome:
    @pytest.mark.parametrize("other", ["1 Lark Lane\nLarkmere", "1 LARK LANE,\n  Larkmere", "1, Lark Lane, Larkmere, LK1 2AB"])
    def test_two_families_who_live_together_get_one_letter_however_they_wrote_their_address(self, other):
        both = {at("1 Lark Lane\nLarkmere").pk, at(other, "lk12ab").pk}
        get, left_out = found(BY_POST)
        assert len(get) == 1 and get < both
        assert left_out == {Why.HOUSEHOLD: 1}

    @pytest.mark.parametrize(("address", "postcode"), [("Flat 2, 1 Lark Lane\nLarkmere", "LK1 2AB"), ("1 Lark Lane\nLarkmere", "LK9 9ZZ"), ("11 Lark Lane\nLarkmere", "LK1 2AB")])
    def test_two_homes_of_one_child_get_one_each(self, address, postcode):
        both = {at("1 Lark Lane\nLarkmere").pk, at(address, postcode).pk}
        assert found(BY_POST) == (both, {})

    def test_mails_go_to_everybody_who_lives_there(self):
        both = {by_mail(address="1 Lark Lane", has_address=True).pk, by_mail(address="1 Lark Lane", has_address=True).pk}
        assert found(BY_MAIL) == (both, {})

    def test_it_holds_over_lots(self, monkeypatch):
        monkeypatch.setattr(audience, "AT_ONCE", 2)
        for _number in range(5):
            at("1 Lark Lane")
        get, left_out = found(BY_POST)
        assert (len(get), left_out) == (1, {Why.HOUSEHOLD: 4})


class TestNoLetters:
    def test_nothing_is_posted_to_an_address_that_is_not_safe_and_nobody_reads_why(self):
        family = at("1 Lark Lane")
        actions.post_nothing(family, no_letters=True)
        assert found(BY_POST) == (set(), {Why.NO_ADDRESS: 1})
        assert not Family.objects.agreeing_to(Purpose.UPDATES, Channel.POST).exists()
        actions.post_nothing(family, no_letters=False)
        assert found(BY_POST)[0] == {family.pk}

    def test_a_mail_still_comes(self):
        family = by_mail(address="1 Lark Lane", has_address=True, no_letters=True)
        assert found(BY_MAIL)[0] == {family.pk}

    def test_the_safe_one_of_two_who_live_together_is_not_in_its_way(self):
        at("1 Lark Lane", no_letters=True)
        other = at("1 Lark Lane")
        assert found(BY_POST)[0] == {other.pk}


class TestHowOften:
    def test_after_four_messages_in_a_month_the_next_one_waits_for_another_month(self, settings):
        family = by_mail()
        for _number in range(settings.MESSAGES_A_MONTH - 1):
            letters.sent_to(family)
        assert found(BY_MAIL)[0] == {family.pk}
        letters.sent_to(family)
        assert found(BY_MAIL) == (set(), {Why.OFTEN: 1})

    def test_who_asked_for_fewer_gets_one_a_month(self):
        family = by_mail(wants_less=True)
        assert found(BY_MAIL)[0] == {family.pk}
        letters.sent_to(family)
        assert found(BY_MAIL) == (set(), {Why.OFTEN: 1})

    @pytest.mark.parametrize(
        "values",
        [{"days_ago": 31}, {"wave": 1}, {"state": DeliveryState.CANCELLED, "accepted_at": None}, {"state": DeliveryState.READY, "accepted_at": None}],
        ids=["long ago", "a reminder", "cancelled", "waits"],
    )
    def test_what_was_long_ago_a_reminder_or_never_came_does_not_count(self, values):
        family = by_mail(wants_less=True)
        letters.sent_to(family, **values)
        assert found(BY_MAIL)[0] == {family.pk}

    def test_a_reminder_of_what_it_has_got_still_comes(self):
        family = by_mail(wants_less=True)
        letters.sent_to(family)
        reminder = Audience(Group(Purpose.UPDATES, {}, {}, frozenset({"email-en-standard-1"})), wave=1, reminded={family.pk: "email"})
        assert [each.family_id for each in reminder.recipients()] == [family.pk]

    def test_another_familys_messages_do_not_count(self):
        family = by_mail(wants_less=True)
        letters.sent_to(by_mail(paused_until=timezone.localdate() + dt.timedelta(days=9)))
        assert found(BY_MAIL) == ({family.pk}, {Why.PAUSED: 1})


def test_fifty_families_cost_no_more_questions_than_one():
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            audience.count(BY_POST)
        return len(queries)

    letters.sent_to(at("1 Lark Lane"))
    one = cost()
    for number in range(49):
        at(f"{number} Wren Road")
    assert cost() == one
    assert audience.count(BY_POST)[0] == 50
