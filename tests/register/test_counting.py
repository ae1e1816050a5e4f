"""Answers that lead to nobody: they wait for those of others, and stand in no order that tells whose they are."""

import json

import pytest
from django.db import connection

from analytics.disclosure import LEAST
from home.models import Borough
from register import actions, confirming, counting, retention
from register.models import EqualityAnswer, Erasure, EthnicGroup, Family, GrownUp, Leaver, ToCount, WhyLeft
from tests.register.factories import ChildFactory, FamilyFactory
from tests.register.markers import columns_with_markers

GROUPS, WHY = list(EthnicGroup.values), list(WhyLeft.values)


def in_the_file(table: str, column: str) -> list[str]:
    """As whoever reads the table itself finds them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {'ctid' if connection.vendor == 'postgresql' else 'rowid'}")  # noqa: S608 - the test's own words
        return [value for (value,) in cursor.fetchall()]


def join(many: int) -> list[str]:
    """Families that answer and confirm one after the other; what each said, in that order."""
    said = [GROUPS[number % len(GROUPS)] for number in range(many)]
    for group in said:
        confirming.let_in(FamilyFactory(equality=json.dumps({"ethnic-group": group, "disabled": "yes"})))
    return said


def test_what_a_family_answers_about_equality_waits_until_four_others_have_answered(register):
    join(LEAST - 1)
    assert counting.count() == 0
    assert not EqualityAnswer.objects.exists() and not any(family.equality for family in Family.objects.all())
    assert ("register_tocount", "said") not in columns_with_markers(markers=("ethnic", *GROUPS)), "and waits encrypted"
    join(1)
    assert (counting.count(), counting.count(), ToCount.objects.count()) == (LEAST, 0, 0)
    assert EqualityAnswer.objects.count() == 2 * LEAST


def test_the_place_of_an_equality_answer_does_not_lead_to_its_family(register):
    """With 24 answers in two lots, chance puts all in the order of joining once in many millions of runs."""
    said = join(12)
    counting.count()
    said += join(12)
    counting.count()
    there = [answer for answer in in_the_file("register_equalityanswer", "answer") if answer != "yes"]
    assert sorted(there) == sorted(said)
    assert there != said
    assert in_the_file("register_equalityanswer", "id") == sorted(in_the_file("register_equalityanswer", "id")), "in the order of random keys, those before among those of now"


def test_the_place_of_a_reason_does_not_lead_to_the_family_that_left(register):
    families = FamilyFactory.create_batch(12, confirmed=True)
    for number, family in enumerate(families):
        actions.leave(family, WhyLeft(WHY[number % len(WHY)]))
    counting.count()
    assert Erasure.objects.count() == Leaver.objects.count() == 12
    assert in_the_file("register_leaver", "id") == sorted(in_the_file("register_leaver", "id"))


def test_the_place_of_who_grew_up_does_not_lead_to_the_child(register):
    """The ledger of erasures has the children in the order in which they went, each with its family."""
    family = FamilyFactory(confirmed=True)
    ChildFactory.create_batch(12, family=family, birth_year=1998, birth_month=2)
    ChildFactory(family=family)
    retention.run()
    assert not GrownUp.objects.exists(), "before the others are counted"
    counting.count()
    assert Erasure.objects.count() == GrownUp.objects.count() == 12
    assert in_the_file("register_grownup", "id") == sorted(in_the_file("register_grownup", "id"))


@pytest.mark.parametrize("is_there", [True, False])
def test_a_council_that_is_gone_from_the_list_meanwhile_loses_no_answer(register, is_there):
    borough = Borough.objects.get(slug="larkmere")
    counting.keep_leaver(WhyLeft.MOVED, borough)
    if not is_there:
        borough.delete()
    counting.count(least=1)
    assert bool(Leaver.objects.get().borough) == is_there
