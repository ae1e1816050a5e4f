"""Two hands on one record: what the one did since the other read it stands."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from register import actions, confirming, correcting, keys
from register.correcting import Work
from register.models import CHOICES, Family, How, WordingVersion
from tests.register.factories import says_yes, staff

SURVEYS = next(choice for choice in CHOICES if choice.slug == "surveys")


def test_what_two_hands_change_at_once_stands_and_what_follows_from_both_is_right(parent):
    family = parent.joins()
    actions.change(family, address="1 Lark Lane")
    one, another, third = (Family.objects.get(pk=family.pk) for _ in range(3))
    actions.change(one, last_name="Taylor")
    actions.drop_address(another)
    actions.change(third, postcode="LK1 2AC")
    now = Family.objects.get(pk=family.pk)
    assert (now.last_name, now.postcode, now.address, now.has_address) == ("Taylor", "LK1 2AC", "", False)
    assert now.household_hash == keys.household_hash("Taylor", "LK1 2AC")
    actions.leave(now)
    with pytest.raises(actions.GoneMeanwhile):
        actions.change(third, first_name="Amalia")


def test_a_sign_up_that_was_confirmed_while_an_officer_read_it_is_erased_as_a_member(parent):
    parent.signs_up()
    read = Family.objects.get()
    confirming.confirm(parent.link().rstrip("/").split("/")[-1])
    actions.erase_for(read, by=staff("Register officer"), why="asked", is_wished=True)
    assert not User.objects.filter(email=parent.email).exists()
    assert "deleted" in parent.opens_mail()


def test_what_a_family_takes_back_while_an_officer_types_in_an_older_paper_stays_taken_back(parent, monkeypatch):
    family = parent.joins()
    words = WordingVersion.objects.current([SURVEYS.key]).get()
    held = actions.hold

    def meanwhile(row: Family) -> None:
        monkeypatch.setattr(actions, "hold", held)
        says_yes(family, SURVEYS)
        actions.choose(family, SURVEYS, is_given=False)
        held(row)

    monkeypatch.setattr(actions, "hold", meanwhile)
    with pytest.raises(actions.SaidSomethingNewer):
        work = Work(staff("Register officer"), Family.objects.get(pk=family.pk), "asked")
        correcting.choose(work, SURVEYS, is_given=True, how=How.PAPER, read=words.code, on=timezone.localdate() - dt.timedelta(days=3))
    assert not family.consents.standing().filter(purpose=SURVEYS.purpose).exists()
