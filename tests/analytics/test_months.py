"""Months that are over are added up once; what the overview reads is the same as day by day."""

import datetime as dt

import pytest

from analytics import imports, months, rollup
from analytics.actions import add_up_months
from analytics.models import AddedMonth, Import, PageDay, PageMonth
from tests.analytics.beacons import send
from tests.analytics.counted import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(site):
    """Two pages from 20 January to 10 April 2026."""
    days = [dt.date(2026, 1, 20) + dt.timedelta(days=n) for n in range(81)]
    rows = [
        PageDay(site=site, day=day, page=page, source=source, campaign=code, views=day.day, sessions=1)
        for day in days
        for page, source, code in (("1", "direct", ""), ("2", "search", "ABC123"))
    ]
    PageDay.objects.bulk_create(rows)
    return site


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-20", "2026-04-10"),
        ("2026-02-01", "2026-02-28"),
        ("2026-02-01", "2026-03-31"),
        ("2026-02-02", "2026-03-30"),
        ("2026-03-05", "2026-03-05"),
        ("2025-01-01", "2027-01-01"),
    ],
)
def test_sums_are_the_same_before_and_after_months_are_added_up(measured, start, end):
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    before = months.page_sums(measured, first, last)
    expected = sum(row.views for row in PageDay.objects.filter(page="1", day__range=(first, last)))
    assert before["1", "direct", ""][0] == expected > 0
    with at("2026-04-12 12:00"):
        assert add_up_months() == 3
        assert add_up_months() == 0
    assert months.page_sums(measured, first, last) == before
    assert set(months.sums_by(before, "source")) == {"direct", "search"}


def test_whole_months_are_read_without_their_days(measured, django_assert_num_queries):
    with at("2026-04-12 12:00"):
        add_up_months()
    PageDay.objects.filter(day__month=2).delete()
    with django_assert_num_queries(2):
        assert months.page_sums(measured, dt.date(2026, 2, 1), dt.date(2026, 2, 28))["1", "direct", ""] == (406, 28)


def test_a_month_waits_three_days_for_what_comes_late(measured):
    with at("2026-04-03 12:00"):
        add_up_months()
    assert list(AddedMonth.objects.order_by("month").values_list("month", flat=True)) == [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]


def test_a_view_rolled_up_long_after_its_day_is_in_its_month(site):
    with at("2026-02-20 10:00"):
        send()
        rollup.move_batch()
    with at("2026-03-05 10:00"):
        add_up_months()
    assert PageMonth.objects.get().views == 1
    with at("2026-02-20 10:00"):
        send(address="203.0.113.77")
    with at("2026-03-20 10:00"):
        rollup.move_batch()
        assert not AddedMonth.objects.exists()
        assert months.page_sums(site, dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == {("search", "direct", ""): (2, 2)}
        assert add_up_months() == 1
        assert months.page_sums(site, dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == {("search", "direct", ""): (2, 2)}


def test_a_file_that_is_taken_in_or_out_takes_its_months_apart(measured):
    with at("2026-04-12 12:00"):
        add_up_months()
        file = Import.objects.create(site=measured, kind=Import.Kind.TOTALS, filename="days.csv", digest="1", days=[["2026-01-03", 5, 2]])
        imports.apply(file)
        assert set(AddedMonth.objects.values_list("month", flat=True)) == {dt.date(2026, 2, 1), dt.date(2026, 3, 1)}
        add_up_months()
        imports.undo(file)
        assert set(AddedMonth.objects.values_list("month", flat=True)) == {dt.date(2026, 2, 1), dt.date(2026, 3, 1)}
