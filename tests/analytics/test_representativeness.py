"""Are those who answered like the families there are? The same code for the register and for surveys."""

import pytest

from analytics.representativeness import Verdict, compare, representativeness, sentence

pytestmark = pytest.mark.same_on_any_server

PLANS = {"autism": 35, "other": 65}


def said(counts: dict[str, int], baseline: dict[str, int]) -> list[str]:
    return [sentence(one) for one in representativeness(counts, baseline)]


def test_eight_of_twenty_one_cannot_be_told_from_thirty_five_percent():
    assert said({"autism": 8, "other": 13}, PLANS)[0] == "8 of 21 is 38%, but with so few answers it could be 21% to 59%: this can’t be told from 35%"


@pytest.mark.parametrize(
    ("counts", "verdict", "words"),
    [
        ({"autism": 160, "other": 40}, Verdict.MORE, "160 of 200 is 80%, and chance alone could make it 74% to 85%. Even so it is more than 35%"),
        ({"autism": 20, "other": 180}, Verdict.FEWER, "20 of 200 is 10%, and chance alone could make it 7% to 15%. Even so it is less than 35%"),
        ({"autism": 70, "other": 130}, Verdict.SAME, "70 of 200 is 35%, and chance alone could make it 29% to 42%: this can’t be told from 35%"),
    ],
)
def test_there_are_three_verdicts(counts, verdict, words):
    one = representativeness(counts, PLANS)[0]
    assert (one.verdict, sentence(one)) == (verdict, words)


def test_a_small_group_has_no_share_and_no_range_and_can_not_be_found_by_subtraction():
    small, next_smallest, large = representativeness({"a": 3, "b": 8, "c": 40}, {"a": 10, "b": 20, "c": 70})
    assert (small.count, small.share, small.verdict) == (None, None, None)
    assert (next_smallest.count, large.count) == (None, 40)
    assert sentence(small) == "Too few to show."


@pytest.mark.parametrize(("counts", "baseline"), [({}, PLANS), ({"autism": 2, "other": 1}, PLANS), ({"autism": 50}, {}), ({"autism": 50}, {"autism": 0})])
def test_where_there_is_nothing_to_compare_nothing_is_said(counts, baseline):
    assert representativeness(counts, baseline) == []


def test_a_rounded_number_widens_the_range_by_what_rounding_may_hide():
    exact, rounded_ = representativeness({"autism": 40, "other": 60}, PLANS)[0], compare({"autism": 40}, 100, PLANS, to=5)[0]
    assert rounded_.share.low < exact.share.low
    assert rounded_.share.high > exact.share.high
    assert sentence(rounded_) == "About 40 of 100 is 40%, and chance alone could make it 28% to 53%: this can’t be told from 35%"


def test_a_group_nobody_was_counted_in_is_hidden_and_one_that_is_everybody_is_not_more_than_everybody():
    assert compare({}, 100, PLANS, to=5)[0].share is None
    assert compare({"autism": 100}, 100, {"autism": 10}, to=5)[0].share.high == 1


def test_children_who_are_in_several_groups_are_compared_with_all_children():
    assert compare({"autism": 50}, 100, {"autism": 300, "speech": 400}, everybody=600)[0].expected == 0.5
