"""Page views and sessions of a year, from this site's own days: marked where days are missing, never silently low."""

import datetime as dt

import pytest
import time_machine
from wagtail.models import Site

from analytics.definitions import days_from
from analytics.indicators.actions import count_own
from analytics.models import Import, IndicatorCorrection, IndicatorYear, SiteDay
from tests.analytics.indicators.made import add, make

pytestmark = pytest.mark.django_db
WHOLE = (dt.date(2024, 9, 1), dt.date(2025, 8, 31))


@pytest.fixture
def pages():
    return make(kind="number", unit="pages", own="page_views", counts_people=False, year_kind="school")


def measured(first, last, *, views=10, **facts):
    site = Site.objects.get(is_default_site=True)
    SiteDay.objects.bulk_create(SiteDay(**{"site": site, "day": day, "views": views, "sessions": 3, "status": "complete"} | facts) for day in days_from(first, last))


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2025-12-01 12:00", tick=False):
        yield


def test_a_whole_year_is_the_sum_of_its_days_and_final(pages):
    measured(*WHOLE)
    assert count_own() == 1
    year = IndicatorYear.objects.get()
    assert (year.starts, year.value, year.state, year.days, year.days_measured, year.way) == (2024, 3650, "final", 365, 365, (1, ""))


def test_a_year_that_is_not_over_or_not_measured_in_whole_says_so(pages):
    measured(dt.date(2025, 9, 1), dt.date(2025, 11, 20))
    measured(dt.date(2025, 11, 21), dt.date(2025, 11, 30), status="partial")
    count_own()
    year = IndicatorYear.objects.get()
    assert (year.value, year.state, year.days_measured, year.is_whole) == (810, "provisional", 81, False)


def test_counting_again_changes_nothing(pages):
    measured(*WHOLE)
    count_own()
    assert count_own() == 0


def test_days_that_came_from_a_file_are_named(pages):
    site = Site.objects.get(is_default_site=True)
    file = Import.objects.create(site=site, kind="ga4-days", filename="a.csv", digest="a")
    measured(WHOLE[0], dt.date(2024, 12, 31), imported=file)
    count_own()
    assert IndicatorYear.objects.get().way == (1, "ga4-days")
    measured(dt.date(2025, 1, 1), WHOLE[1])
    count_own()
    assert IndicatorYear.objects.get().way == (1, "several")


def test_a_figure_that_somebody_entered_stays(pages):
    measured(*WHOLE)
    add(pages, 2024, "99")
    assert count_own() == 0
    assert IndicatorYear.objects.get().value == 99


def test_a_final_year_that_comes_out_otherwise_leaves_a_correction(pages):
    measured(*WHOLE)
    count_own()
    SiteDay.objects.filter(day=WHOLE[0]).update(views=110)
    count_own()
    assert [correction.was_value for correction in IndicatorCorrection.objects.all()] == [3650]


def test_a_year_that_goes_on_leaves_none(pages):
    measured(dt.date(2025, 9, 1), dt.date(2025, 11, 29))
    count_own()
    measured(dt.date(2025, 11, 30), dt.date(2025, 11, 30))
    assert count_own() == 1
    assert not IndicatorCorrection.objects.exists()


def test_nothing_is_counted_before_the_first_day(pages):
    assert count_own() == 0
    assert not IndicatorYear.objects.exists()
