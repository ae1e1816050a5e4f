"""Two hands on one record: what the one did since the other read it stands."""

import datetime as dt

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import User
from register import actions, child_actions, confirming, correcting, keys
from register.correcting import Work
from register.models import CHOICES, Child, Family, How, WordingVersion
from tests.register.factories import ChildFactory, FamilyFactory, says_yes, staff

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


def test_two_officers_who_change_different_answers_about_one_child_at_once_both_change_them(desk, monkeypatch):
    child = ChildFactory(family=FamilyFactory(confirmed=True))
    desk.opens(child.family)
    change = correcting.change_child

    def meanwhile(work: Work, read: Child, step: str, answers: dict) -> None:
        change(work, Child.objects.get(pk=child.pk), "support", {"support_stage": "ehc-plan", "needs": ["asd"]})
        change(work, read, step, answers)

    monkeypatch.setattr(correcting, "change_child", meanwhile)
    desk.sends("register_correct_child", child.family.pk, child.pk, "setting", setting="special", setting_name="Hill School")
    child.refresh_from_db()
    assert (child.setting_name, child.support_stage, [need.code for need in child.needs.all()]) == ("Hill School", "ehc-plan", ["asd"])
    with pytest.raises(ValueError, match="family"):
        child_actions.change_child(child, family=FamilyFactory())


@pytest.mark.parametrize(
    "act", [correcting.told_of_own_choice, correcting.told_of_the_end, lambda work: correcting.change_child(work, work.family.children.get(), "setting", {"setting": "home"})]
)
def test_whoever_holds_a_child_holds_its_family_first(register, monkeypatch, act):
    """Two that each hold what the other waits for would wait for ever."""
    work, held, lock = Work(staff("Register officer"), ChildFactory().family, "asked"), [], models.QuerySet.select_for_update
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **how: held.append(rows.model) or lock(rows, **how))
    act(work)
    assert held == [Family, Child]


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
