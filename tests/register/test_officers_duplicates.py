"""Records that may be one family are found, whatever else has the same number; a person looks at each pair once."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from register import actions, duplicates, joining, merging
from register.models import CHOICES, AccessLogEntry, Family, KnownApart
from register.summary import when
from tests.register.factories import FamilyFactory, says_yes
from tests.register.test_officers_merging import household


@pytest.fixture
def pair(register):
    return household(), household()


def test_records_with_the_same_household_number_or_address_are_found_and_strangers_are_not(pair):
    FamilyFactory(confirmed=True, last_name="Okonjo", postcode="ZZ1 1ZZ")
    found = duplicates.likely(50)
    assert [(each.first, each.second) for each in found] == [pair]
    assert [str(words) for words in found[0].same] == ["same last name and postcode"]


def test_one_half_of_a_double_last_name_at_the_same_postcode_makes_a_likely_pair(register):
    double = household("Smith-Jones")
    half, other_half = household("Jones"), household("Brown Smith")
    household("van der Berg"), household("de la Cruz"), household("Smith", "LK1 2AC")
    found = duplicates.likely(50)
    assert {(each.first, each.second) for each in found} == {(double, half), (double, other_half)}
    assert [str(words) for words in found[0].same] == ["one half of a double last name, and postcode"]
    assert {each.second for each in duplicates.likely_of(double)} == {half, other_half}
    double.last_name = "Jones"
    joining.place(double)
    assert (double.household_hash, double.name_hashes) == (half.household_hash, {half.household_hash})


def test_what_two_records_have_in_common_is_said_in_a_whole_sentence(pair, desk):
    for page in (desk.asks("register_duplicates").content.decode(), desk.opens(pair[0])):
        assert re.search(r"[>.] ?Same last name and postcode\.\s*<", page), page


def test_comparing_two_that_look_alike_asks_for_no_other_reason_and_is_in_the_log_of_both(pair, desk):
    assert "One family or two?" in desk.asks("register_side_by_side", pair[0].pk, pair[1].pk).content.decode()
    for family in pair:
        assert AccessLogEntry.objects.about(family.reference).get().why == "To see if two records are one family: compared with another record"
    stranger = FamilyFactory(confirmed=True)
    assert desk.asks("register_side_by_side", pair[0].pk, stranger.pk).url == reverse("register_family", args=[pair[0].pk]), "for a stranger a reason is asked"


def test_what_was_never_said_is_not_told_as_a_no_and_each_address_has_a_row(pair, desk):
    says_yes(pair[0], CHOICES[0])
    says_yes(pair[1], CHOICES[0])
    actions.choose(pair[1], CHOICES[0], is_given=False)
    Family.objects.filter(pk=pair[0].pk).update(bounced_at=timezone.now())
    page = desk.asks("register_side_by_side", pair[0].pk, pair[1].pk)
    today = when(timezone.localdate())
    told = {name: (left, right) for name, left, right in page.context["choices"]}
    assert told[CHOICES[0].label] == (f"yes, since {today}", f"taken back on {today}")
    assert told[CHOICES[2].label] == ("never ticked", "never ticked")
    assert page.context["emails"] == [f"{pair[0].email} (mail came back on {today})", pair[1].email]


def test_a_pair_that_somebody_said_is_two_families_is_not_shown_again_until_somebody_looks_again(pair, desk):
    said = desk.sends("register_side_by_side", pair[0].pk, pair[1].pk, apart="yes")
    assert duplicates.likely(50) == []
    assert duplicates.likely_of(pair[1]) == []
    assert pair[1].reference not in desk.asks("register_duplicates").content.decode()
    assert pair[1].reference in desk.browser.get(said.url).content.decode(), "where it can be taken back at once"
    assert pair[1].reference in desk.asks("register_known_apart").content.decode()
    assert len(desk.log("merge")) == 2
    key = KnownApart.objects.get().pk
    for _press in range(2):
        desk.sends("register_known_apart", pair=key)
    assert [(each.first, each.second) for each in duplicates.likely(50)] == [pair]
    assert len(desk.log("merge")) == 4


def test_the_list_names_nobody_and_costs_the_same_for_one_and_for_twenty(pair, desk, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(60) as queries:
            assert "Okonjo" not in desk.asks("register_duplicates").content.decode().replace(desk.user.email, "")
        return len(queries)

    count()
    one = count()
    for number in range(19):
        household(postcode=f"LK{number} 3CD")
        household(postcode=f"LK{number} 3CD")
    assert count() == one


def test_records_with_a_number_that_a_whole_school_uses_do_not_flood_the_list(register):
    for _ in range(20):
        FamilyFactory(confirmed=True, phone="+442079460130")
    assert len(duplicates.likely(50)) == 15, "six of them, two and two"


def test_nor_do_they_take_the_room_of_a_real_pair(register, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_ALIKE", 2)
    family = FamilyFactory(phone="+447700900123", household_hash="h" * 64)
    twin = FamilyFactory(phone="+447700900456", household_hash="h" * 64)
    also = FamilyFactory(phone="+447700900456")
    FamilyFactory.create_batch(9, phone="+447700900123")
    assert (twin, also) in [(each.first, each.second) for each in duplicates.likely(3)], "in the list, though older"
    assert twin in [each.second for each in duplicates.likely_of(family)], "and on the record"


def test_the_number_on_the_desk_is_remembered_and_counted_anew_once_somebody_has_decided(pair, desk, django_capture_on_commit_callbacks, django_assert_num_queries):
    assert duplicates.how_many(5) == 1
    with django_assert_num_queries(0):
        assert duplicates.how_many(5) == 1
    with django_capture_on_commit_callbacks(execute=True):
        row = merging.keep_apart(pair[0].pk, pair[1].pk, by=desk.user, why="looked")
    assert duplicates.how_many(5) == 0
    with django_capture_on_commit_callbacks(execute=True):
        merging.look_again(row, by=desk.user)
    assert duplicates.how_many(5) == 1
