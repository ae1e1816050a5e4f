"""What cannot be evaluated is refused with a sentence, never with a crash or a number."""

import copy
import datetime as dt
import json
import math

import pytest

from analytics.evaluation import DayCount, InvalidCounts, compare, evaluate_cases, exact_rate_ratio
from tests.analytics.windows import CAMPAIGN_STARTS, after, before, last_year

pytestmark = pytest.mark.same_on_any_server

STEADY = [350, 360, 340, 350]
RATIO = {"before": 10, "after": 20, "t_before": 1, "t_after": 1}
PHI = RATIO | {"phi_before": 3, "phi_after": 3}
SPLIT = {
    "page_views_before": 40,
    "page_views_after": 90,
    "sessions_before": 20,
    "sessions_after": 30,
}
NOT_COUNTS = [-1, 3.5, 3.0, True, False, None, "31", "", [], {}, math.nan, math.inf, -math.inf]
NOT_POSITIVE = [0, -1, 1e-9, 10**400, True, None, "1", [], math.nan, math.inf]


def rows(days):
    return [[day.isoformat(), number] for day, number in days]


def windows(**changed):
    return {"before": rows(before(STEADY)), "after": rows(after(STEADY))} | changed


def refusal(function, inputs):
    """The sentence a case is refused with. Fails when it is not refused."""
    result = evaluate_cases({"cases": [{"id": "it", "function": function, "inputs": inputs}]})
    assert list(result["it"]) == ["error"], result
    sentence = result["it"]["error"]
    assert sentence.endswith(".")
    assert len(sentence) < 200
    json.dumps(result, allow_nan=False)
    return sentence


@pytest.mark.parametrize("value", [*NOT_COUNTS, 10**13, 10**400])
@pytest.mark.parametrize(
    ("function", "inputs", "name"),
    [
        ("exact_rate_ratio", RATIO, "before"),
        ("exact_rate_ratio", RATIO, "after"),
        ("assumed_phi_ratio", PHI, "after"),
        ("wilson", {"x": 1, "n": 2}, "x"),
        ("wilson", {"x": 1, "n": 2}, "n"),
        ("decompose", SPLIT, "sessions_after"),
    ],
)
def test_a_count_is_a_whole_number_from_0(function, inputs, name, value):
    assert refusal(function, inputs | {name: value}).startswith(f"{name} must be ")


@pytest.mark.parametrize("value", [value for value in NOT_COUNTS if value is not None])
def test_a_day_holds_a_whole_number_from_0_or_null(value):
    days = rows(before(STEADY))
    days[3][1] = value

    assert "before, row 4 (2026-04-09) must be" in refusal("compare", windows(before=days))


@pytest.mark.parametrize("value", NOT_POSITIVE)
@pytest.mark.parametrize("name", ["t_before", "t_after", "phi_before", "phi_after"])
def test_a_time_or_a_spread_is_above_0(name, value):
    assert refusal("assumed_phi_ratio", PHI | {name: value}).startswith(f"{name} must be ")


@pytest.mark.parametrize("value", [0, 1, 0.2, 95, "0.95", None, math.nan])
def test_a_level_is_a_share(value):
    assert refusal("wilson", {"x": 1, "n": 2, "level": value}).startswith("level must be ")


def test_a_share_is_of_something_and_at_most_all_of_it():
    assert "nothing" in refusal("wilson", {"x": 0, "n": 0})
    assert "more than n" in refusal("wilson", {"x": 3, "n": 2})


def test_a_change_cannot_be_split_without_sessions():
    assert "at least 1" in refusal("decompose", SPLIT | {"sessions_before": 0})


@pytest.mark.parametrize("name", ["before", "after", "last_year_before", "last_year_after"])
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda days: [days[1], days[0], *days[2:]], "order of date"),
        (lambda days: [days[0], *days], "twice"),
        (lambda days: [*days[:5], *days[6:]], "leaves out the days between"),
        (lambda _: [], "at least one day"),
        (lambda _: "2026-04-06", "must be a list of days"),
        (dict, "must be a list of days"),
        (lambda days: [days[0][0], *days[1:]], "row 1 must be a date and a count"),
        (lambda days: [[*days[0], 1], *days[1:]], "row 1 must be a date and a count"),
        (lambda days: [[20260406, 1], *days[1:]], "not a date"),
        (lambda days: [["20260406", 1], *days[1:]], "not a date"),
        (lambda days: [["2026-W15-1", 1], *days[1:]], "not a date"),
        (lambda days: [["2026-02-30", 1], *days[1:]], "not a date"),
        (lambda days: [["06/04/2026", 1], *days[1:]], "not a date"),
        (lambda days: [["2026-04-06T00:00:00Z", 1], *days[1:]], "not a date"),
    ],
)
def test_a_window_is_every_day_once_in_order(name, spoil, why):
    inputs = windows(
        last_year_before=rows(last_year(before(STEADY), STEADY)),
        last_year_after=rows(last_year(after(STEADY), STEADY)),
    )
    inputs[name] = spoil(copy.deepcopy(inputs[name]))

    sentence = refusal("compare", inputs)

    assert why in sentence
    assert sentence.startswith(name)


def test_windows_may_not_overlap_or_be_in_the_wrong_order():
    why = "windows overlap or are in the wrong order"

    assert why in refusal("compare", windows(after=rows(before(STEADY))))
    assert why in refusal("compare", {"before": rows(after(STEADY)), "after": rows(before(STEADY))})


def test_windows_may_not_share_a_single_day():
    last_day = CAMPAIGN_STARTS - dt.timedelta(days=1)

    with pytest.raises(InvalidCounts, match="windows overlap"):
        compare(before(STEADY), after(STEADY, starts=last_day))


def test_last_year_is_both_windows_or_neither():
    half = rows(last_year(before(STEADY), STEADY))

    assert "go together" in refusal("compare", windows(last_year_before=half))


def test_last_year_is_the_same_weekdays_364_days_earlier():
    a_year_before = rows(before(STEADY, ends=CAMPAIGN_STARTS.replace(year=2025)))
    a_year_after = rows(after(STEADY, starts=CAMPAIGN_STARTS.replace(year=2025)))

    sentence = refusal("compare", windows(last_year_before=a_year_before, last_year_after=a_year_after))

    assert "364 days earlier" in sentence


def test_windows_longer_than_a_year_cannot_be_set_against_last_year():
    half = [350] * 26
    days_before, days_after = before(half), after(half)
    earlier_before, earlier_after = last_year(days_before, half), last_year(days_after, half)

    assert compare(days_before, days_after, earlier_before, earlier_after).ratio_of_ratios
    one_day_more = DayCount(days_after[-1].day + dt.timedelta(days=1), 50)
    last_year_too = DayCount(earlier_after[-1].day + dt.timedelta(days=1), 50)
    with pytest.raises(InvalidCounts, match="overlap this year's"):
        compare(days_before, [*days_after, one_day_more], earlier_before, [*earlier_after, last_year_too])


@pytest.mark.parametrize("missing", list(PHI))
def test_every_input_is_needed(missing):
    inputs = {name: value for name, value in PHI.items() if name != missing}

    assert refusal("assumed_phi_ratio", inputs) == f"inputs must also have {missing}."


@pytest.mark.parametrize("missing", ["before", "after"])
def test_both_windows_are_needed(missing):
    inputs = {name: value for name, value in windows().items() if name != missing}

    assert refusal("compare", inputs) == f"inputs must also have {missing}."


def test_a_name_that_is_not_known_is_not_passed_over():
    assert "'befor'" in refusal("exact_rate_ratio", RATIO | {"befor": 1})
    assert "'weather'" in refusal("compare", windows(circumstances={"weather": True}))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ([], "must be an object"),
        ({"shared_site": 1}, "must be true or false"),
        ({"school_holidays": "2026-04-06"}, "list of dates"),
        ({"school_holidays": ["Easter"]}, "not a date"),
    ],
)
def test_circumstances_are_read_as_strictly(fields, why):
    assert why in refusal("compare", windows(circumstances=fields))


def test_circumstances_of_a_file_reach_the_warnings():
    said = {"shared_site": True, "school_holidays": ["2026-05-04"]}
    case = {"id": "it", "function": "compare", "inputs": windows(circumstances=said)}

    warnings = evaluate_cases({"cases": [case]})["it"]["warnings"]

    assert warnings[-2:] == ["SHARED_SITE", "SCHOOL_HOLIDAY_DIFFERS"]


@pytest.mark.parametrize("function", ["regress", "", None, 1, [], {}, "__class__"])
def test_a_function_that_is_not_known_is_named(function):
    assert refusal(function, RATIO).startswith("function must be one of exact_rate_ratio,")


@pytest.mark.parametrize("inputs", [None, [], "before", 1])
def test_inputs_are_an_object(inputs):
    assert refusal("wilson", inputs).startswith("inputs must be an object")


@pytest.mark.parametrize("case", [None, 1, "case", [], {}, {"id": 7}, {"id": ""}, {"id": None}])
def test_a_case_that_has_no_id_is_answered_by_its_place(case):
    good = {"id": "good", "function": "wilson", "inputs": {"x": 8, "n": 21}}

    results = evaluate_cases({"cases": [good, case]})

    assert results["good"]["p"] == pytest.approx(8 / 21)
    assert "error" in results["#2"]


def test_one_bad_case_does_not_spoil_the_others():
    good = {"id": "good", "function": "wilson", "inputs": {"x": 8, "n": 21}}
    bad = {"id": "bad", "function": "wilson", "inputs": {"x": -8, "n": 21}}

    results = evaluate_cases({"cases": [bad, good]})

    assert "error" in results["bad"]
    assert "error" not in results["good"]


def test_an_id_used_twice_is_not_answered_with_either():
    first = {"id": "it", "function": "wilson", "inputs": {"x": 8, "n": 21}}
    second = {"id": "it", "function": "wilson", "inputs": {"x": 9, "n": 21}}

    assert "More than one case" in evaluate_cases({"cases": [first, second]})["it"]["error"]


@pytest.mark.parametrize("document", [None, [], "cases", {}, {"cases": {}}, {"cases": None}])
def test_a_document_holds_a_list_of_cases(document):
    with pytest.raises(InvalidCounts, match='a list called "cases"'):
        evaluate_cases(document)


def test_the_functions_refuse_by_themselves_too():
    with pytest.raises(InvalidCounts, match="before must be a whole number, not true"):
        exact_rate_ratio(True, 2, 1, 1)
