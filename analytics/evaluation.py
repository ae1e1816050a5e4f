"""Did the campaign work? The one door to the statistics: no database, no Django.

The method, its formulas and its sources: docs/evaluation.md.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from analytics.comparison import compare, compare_totals
from analytics.counts import InvalidCounts, shown
from analytics.intervals import (
    LEVEL,
    AssumedRatio,
    Count,
    Decomposition,
    Difference,
    RateRatio,
    Share,
    assumed_phi_ratio,
    decompose,
    exact_count,
    exact_rate_ratio,
    share_difference,
    wilson,
)
from analytics.results import (
    Adjusted,
    Caution,
    Circumstances,
    Comparison,
    Pair,
    SeasonChecked,
    TotalsComparison,
    Verdict,
)
from analytics.windows import DayCount, Window, read_date, read_days, read_flag

__all__ = [
    "Adjusted",
    "AssumedRatio",
    "Caution",
    "Circumstances",
    "Comparison",
    "Count",
    "DayCount",
    "Decomposition",
    "Difference",
    "InvalidCounts",
    "Pair",
    "RateRatio",
    "SeasonChecked",
    "Share",
    "TotalsComparison",
    "Verdict",
    "Window",
    "assumed_phi_ratio",
    "compare",
    "compare_totals",
    "decompose",
    "evaluate_cases",
    "exact_count",
    "exact_rate_ratio",
    "share_difference",
    "wilson",
]


class Result(Protocol):
    def as_dict(self) -> dict[str, Any]: ...


def evaluate_cases(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The result of each of the document's `cases`, or `{"error": sentence}`, by its id.

    A case without a usable id is answered under its place in the list: "#3".
    Raises InvalidCounts when the document holds no list of cases.
    """
    cases = document.get("cases") if isinstance(document, Mapping) else None
    if not isinstance(cases, list):
        raise InvalidCounts('The document must be an object with a list called "cases".')
    results: dict[str, dict[str, Any]] = {}
    for number, case in enumerate(cases, start=1):
        name = _name(case, number)
        if name in results:
            results[name] = {"error": f"More than one case has the id {shown(name)}."}
            continue
        try:
            results[name] = _evaluate(case, name).as_dict()
        except InvalidCounts as refusal:
            results[name] = {"error": str(refusal)}
    return results


def _name(case: object, number: int) -> str:
    name = case.get("id") if isinstance(case, dict) else None
    return name if isinstance(name, str) and name else f"#{number}"


def _evaluate(case: object, name: str) -> Result:
    if not isinstance(case, dict):
        raise InvalidCounts(f"A case must be an object, not {shown(case)}.")
    if case.get("id") != name:
        raise InvalidCounts("A case must have an id, as text.")
    function, inputs = case.get("function"), case.get("inputs")
    if not isinstance(function, str) or function not in FUNCTIONS:
        known = ", ".join(FUNCTIONS)
        raise InvalidCounts(f"function must be one of {known}, not {shown(function)}.")
    if not isinstance(inputs, dict):
        raise InvalidCounts(f"inputs must be an object, not {shown(inputs)}.")
    _check_names("inputs", FUNCTIONS[function], inputs)
    return FUNCTIONS[function](**inputs)


def _check_names(name: str, function: Callable[..., object], given: dict[str, Any]) -> None:
    wanted = inspect.signature(function).parameters
    missing = [key for key, parameter in wanted.items() if parameter.default is parameter.empty and key not in given]
    if missing:
        raise InvalidCounts(f"{name} must also have {', '.join(missing)}.")
    unknown = [shown(key) for key in given if key not in wanted]
    if unknown:
        raise InvalidCounts(f"{name} has {unknown[0]}, which is not known.")


def _compare_rows(
    before: object,
    after: object,
    last_year_before: object = None,
    last_year_after: object = None,
    circumstances: object = None,
    level: float = LEVEL,
) -> Comparison:
    """`compare`, for windows as they stand in a JSON file."""
    earlier = {"last_year_before": last_year_before, "last_year_after": last_year_after}
    return compare(
        read_days("before", before),
        read_days("after", after),
        **{name: read_days(name, rows) for name, rows in earlier.items() if rows is not None},
        circumstances=_read_circumstances(circumstances),
        level=level,
    )


def _read_circumstances(fields: object) -> Circumstances:
    if fields is None:
        return Circumstances()
    if not isinstance(fields, dict):
        raise InvalidCounts(f"circumstances must be an object, not {shown(fields)}.")
    _check_names("circumstances", Circumstances, fields)
    holidays = fields.get("school_holidays", [])
    if not isinstance(holidays, list):
        raise InvalidCounts(f"school_holidays must be a list of dates, not {shown(holidays)}.")
    return Circumstances(
        definition_changed=read_flag("definition_changed", fields),
        shared_site=read_flag("shared_site", fields),
        other_campaign_overlaps=read_flag("other_campaign_overlaps", fields),
        school_holidays=frozenset(read_date("school_holidays", day) for day in holidays),
    )


FUNCTIONS: Final[dict[str, Callable[..., Result]]] = {
    "exact_rate_ratio": exact_rate_ratio,
    "assumed_phi_ratio": assumed_phi_ratio,
    "wilson": wilson,
    "share_difference": share_difference,
    "exact_count": exact_count,
    "compare": _compare_rows,
    "decompose": decompose,
}
