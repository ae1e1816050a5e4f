import json
import math
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from analytics.evaluation import (
    Caution,
    compare_totals,
    decompose,
    evaluate_cases,
    exact_rate_ratio,
    wilson,
)
from tests.analytics.windows import compared

WORKED = json.loads((Path(__file__).parent / "worked-cases.json").read_text(encoding="utf-8"))


def assert_same(actual: Any, expected: Any, where: str) -> None:
    """Same keys, same length, same kind; numbers within 1e-6 of each other."""
    if isinstance(expected, dict):
        assert actual.keys() == expected.keys(), where
        for key, value in expected.items():
            assert_same(actual[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), where
        for number, value in enumerate(expected):
            assert_same(actual[number], value, f"{where}[{number}]")
    elif isinstance(expected, float):
        assert actual == pytest.approx(expected, rel=1e-6, abs=0), where
    else:
        assert actual == expected, where


@pytest.mark.parametrize("case", WORKED["cases"], ids=lambda case: case["id"])
def test_a_worked_case_comes_out_to_six_figures(case):
    # Through JSON and back, as the command prints it.
    result = json.loads(json.dumps(evaluate_cases({"cases": [case]}), allow_nan=False))

    assert_same(result, {case["id"]: case["expected"]}, "result")


@pytest.mark.parametrize("case", WORKED["errors"], ids=lambda case: case["id"])
def test_a_worked_refusal_says_why(case):
    asked = {"id": case["id"], "function": "compare", "inputs": case["inputs"]}

    assert case["raises"] in evaluate_cases({"cases": [asked]})[case["id"]]["error"]


def test_a_result_cannot_be_changed_afterwards():
    result = wilson(8, 21)

    with pytest.raises(FrozenInstanceError):
        result.low = 0.3  # type: ignore[misc]


def test_unequal_windows_are_compared_by_the_week():
    result = compared([350] * 8, [700] * 4)

    assert result.this_year.adjusted.ratio == pytest.approx(2)
    assert result.this_year.adjusted.extra == pytest.approx(1400)


def test_a_fall_is_called_a_decrease():
    assert compared([700] * 4, [350] * 4).this_year.adjusted.verdict == "decrease"


def test_one_wild_week_among_tiny_ones_has_no_upper_limit_instead_of_a_crash():
    adjusted = compared([1, 1], [0, 10**7]).this_year.adjusted

    assert (adjusted.low, adjusted.high, adjusted.extra_low) == (0, None, None)
    assert adjusted.extra_high == 10**7
    assert adjusted.verdict == "no clear change"


def test_huge_counts_keep_their_digits():
    ratio = exact_rate_ratio(1, 10**12, 1, 1)

    # Exactly 1 / -ln(0.025) and so on, in the limit: the conditional interval of 1 count.
    assert ratio.high == pytest.approx(10**12 / -math.log(0.975), rel=1e-5)


def test_the_headline_is_more_visits_times_more_pages_a_visit():
    split = decompose(4181, 10793, 1473, 2234)

    assert split.page_views_ratio == pytest.approx(split.sessions_ratio * split.pages_a_session_ratio)
    assert [f"{part:.2f}" for part in split.as_dict().values()] == [
        "2.58",
        "1.52",
        "1.70",
        "2.84",
        "4.83",
    ]


def test_totals_try_several_spreads_and_make_up_none():
    result = compare_totals(1473, 2234, 1, 1)

    assert result.exact_poisson == exact_rate_ratio(1473, 2234, 1, 1)
    widths = [ratio.high - ratio.low for ratio in result.by_assumed_phi.values()]
    assert widths == sorted(widths)
    assert widths[0] > result.exact_poisson.high - result.exact_poisson.low
    assert result.warnings == (Caution.NO_SEASONAL_CHECK,)
    assert json.loads(json.dumps(result.as_dict()))["by_assumed_phi"][1]["phi"] == 3


def test_totals_of_nothing_are_said_to_be_so():
    assert compare_totals(0, 0, 28, 28).warnings[:2] == (Caution.ZERO_BEFORE, Caution.ZERO_AFTER)


def test_eight_of_twenty_one_cannot_be_told_from_thirty_five_percent():
    assert not wilson(8, 21).excludes(0.35)
    assert wilson(80, 210).excludes(0.25)


def test_nobody_and_everybody_are_exactly_0_and_1():
    assert {wilson(0, n).low for n in range(1, 500)} == {0}
    assert {wilson(n, n).high for n in range(1, 500)} == {1}
