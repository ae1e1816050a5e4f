"""What the database refuses, whoever writes: the form, a file, or a shell."""

import pytest
from django.db import IntegrityError, transaction

from analytics.models import IndicatorCorrection, IndicatorYear
from tests.analytics.indicators.made import FINAL, add, make

pytestmark = pytest.mark.django_db
FIGURES = [
    {},
    {"number": 5, "of": 3},
    {"number": 0, "of": 0},
    {"of": 3},
    {"number": 5, "value": 2},
    {"number": 5, "of": 9, "value": 2},
    {"value": -1},
]


def is_refused(create, **facts):
    """By a rule of the database itself."""
    try:
        with transaction.atomic():
            create(**facts)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("figure", FIGURES)
def test_a_year_is_one_figure_of_one_kind(figure):
    indicator = make()
    assert is_refused(IndicatorYear.objects.create, indicator=indicator, starts=2025, state=FINAL, **figure)
    assert is_refused(IndicatorCorrection.objects.create, year=add(indicator, 2025, 7), was_state=FINAL, **{f"was_{name}": value for name, value in figure.items()})


def test_a_year_is_there_once_and_is_a_year():
    indicator = make({2025: 7})
    assert is_refused(add, indicator=indicator, starts=2025, figure=8)
    assert is_refused(add, indicator=indicator, starts=25, figure=8)


@pytest.mark.parametrize("counted", [{"days": 365}, {"days": 365, "days_measured": 366, "counted_by": 1}, {"counted_from": "several"}, {"days": 365, "days_measured": 1}])
def test_a_year_that_this_site_counted_says_how(counted):
    assert is_refused(add, indicator=make(kind="number"), starts=2025, figure="7", **counted)


@pytest.mark.parametrize(
    "facts",
    [
        {"definition": ""},
        {"source": ""},
        {"kind": "likeness"},
        {"kind": "likeness", "expected_share": 35},
        {"kind": "likeness", "expected_share": 100, "expected_source": "Census"},
        {"kind": "likeness", "expected_source": "Census"},
        {"expected_share": 35, "expected_source": "Census"},
        {"own": "sessions"},
        {"own": "sessions", "kind": "number"},
        {"baseline_year": 22},
    ],
)
def test_an_indicator_says_what_it_is_and_with_what_it_is_compared(facts):
    assert is_refused(make, **facts)


def test_a_name_stands_once():
    make()
    assert is_refused(make)


def test_what_was_a_draft_is_no_correction():
    year = add(make(), 2025, 7)
    assert is_refused(IndicatorCorrection.objects.create, year=year, was_number=6, was_state="draft")
    assert not is_refused(IndicatorCorrection.objects.create, year=year, was_number=6, was_state=FINAL)
