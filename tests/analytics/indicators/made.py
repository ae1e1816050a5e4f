"""Indicators and their years, made for a test in one line."""

from typing import Any

from wagtail.models import Site

from analytics.indicators.reading import Reading, read_all
from analytics.models import Indicator, IndicatorYear

FINAL, PROVISIONAL, DRAFT = IndicatorYear.State.FINAL, IndicatorYear.State.PROVISIONAL, IndicatorYear.State.DRAFT
WORDS = {
    "name": "EHC plans finished in 20 weeks",
    "kind": "share",
    "definition": "New plans.",
    "unit": "plans",
    "source": "The council",
    "responsible": "SEND team",
    "baseline_year": 2022,
}


def make(years: dict[int, Any] | None = None, **facts: Any) -> Indicator:
    """With a final figure for each year: (how many, of how many), how many, or a text for a plain value."""
    site = Site.objects.get(is_default_site=True)
    indicator = Indicator.objects.create(**{"site": site} | WORDS | facts)
    for starts, figure in (years or {}).items():
        add(indicator, starts, figure)
    return indicator


def add(indicator: Indicator, starts: int, figure: Any, **facts: Any) -> IndicatorYear:
    return IndicatorYear.objects.create(**{"indicator": indicator, "starts": starts, "state": FINAL} | as_columns(figure) | facts)


def as_columns(figure: Any) -> dict[str, Any]:
    match figure:
        case (number, of):
            return {"number": number, "of": of}
        case int():
            return {"number": figure}
    return {"value": figure}


def reading(indicator: Indicator) -> Reading:
    return read_all([indicator])[0]


def said(indicator: Indicator) -> str:
    return reading(indicator).sentence
