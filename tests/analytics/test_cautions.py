"""Every caution, produced by its cause and by nothing else."""

import datetime as dt

import pytest

from analytics.evaluation import Caution, Circumstances, compare, compare_totals
from tests.analytics.windows import CAMPAIGN_STARTS, after, before, compared, last_year, unmeasured

pytestmark = pytest.mark.same_on_any_server

STEADY = [350, 360, 340, 350]


def test_nothing_to_warn_of_when_four_even_weeks_meet_last_years():
    days_before, days_after = before(STEADY), after(STEADY)

    result = compare(days_before, days_after, last_year(days_before, STEADY), last_year(days_after, STEADY))

    assert result.warnings == ()


def test_a_missing_day_drops_its_week_and_is_never_a_zero():
    result = compare(unmeasured(before([350, 9, 350, 350, 350]), 8), after(STEADY))

    assert Caution.MISSING_DAYS in result.warnings
    assert result.this_year.before.weekly == (350, 350, 350, 350)
    assert result.this_year.before.weeks_dropped_missing == 1
    assert result.this_year.after.days_missing == 0


def test_a_day_missing_last_year_is_said_too():
    days_before, days_after = before(STEADY), after(STEADY)
    earlier = unmeasured(last_year(days_before, STEADY), 0)

    result = compare(days_before, days_after, earlier, last_year(days_after, STEADY))

    assert result.warnings == (Caution.MISSING_DAYS,)


def test_days_beyond_whole_weeks_are_left_out_at_the_far_ends():
    days_before = before([7000, 350, 350, 350, 350])[4:]
    days_after = after([350, 350, 350, 350, 7000])[:-5]

    result = compare(days_before, days_after)

    assert Caution.PARTIAL_WEEKS_NOT_USED in result.warnings
    assert (result.this_year.before.days_unused, result.this_year.after.days_unused) == (3, 2)
    assert result.this_year.before.weekly == result.this_year.after.weekly == (350,) * 4
    assert result.this_year.before.total_all == 1400 + 3000


@pytest.mark.parametrize(("earliest", "latest"), [(3, 28), (0, 26)])
def test_a_part_of_a_week_on_either_side_is_said(earliest, latest):
    result = compare(before(STEADY)[earliest:], after(STEADY)[:latest])

    assert Caution.PARTIAL_WEEKS_NOT_USED in result.warnings


@pytest.mark.parametrize(("count", "is_short"), [(3, True), (4, False)])
def test_fewer_than_four_weeks_is_a_short_window(count, is_short):
    assert (Caution.SHORT_WINDOW in compared(STEADY, [350] * count).warnings) is is_short


def test_one_week_gives_only_the_exact_interval():
    result = compared(STEADY, [500])

    assert Caution.NOT_ENOUGH_WEEKS in result.warnings
    assert result.this_year.adjusted is None
    assert result.this_year.exact_poisson.ratio == pytest.approx(500 / 350)


def test_two_weeks_are_enough_for_an_interval():
    result = compared([350, 360], [500, 510])

    assert Caution.NOT_ENOUGH_WEEKS not in result.warnings
    assert result.this_year.adjusted is not None


def test_less_than_a_week_gives_no_interval_at_all():
    result = compare(before(STEADY), after(STEADY)[:6])

    assert result.this_year.exact_poisson.as_dict() == {"ratio": None, "low": None, "high": None}
    assert Caution.NOT_ENOUGH_WEEKS in result.warnings
    assert Caution.ZERO_AFTER not in result.warnings


def test_no_day_measured_is_not_a_count_of_zero():
    result = compare(unmeasured(before(STEADY), *range(28)), after(STEADY))

    assert Caution.ZERO_BEFORE not in result.warnings
    assert result.this_year.before.weeks_used == 0


def test_a_gap_between_the_windows_is_said():
    later = CAMPAIGN_STARTS + dt.timedelta(days=1)

    result = compare(before(STEADY), after(STEADY, starts=later))

    assert Caution.WINDOWS_NOT_ADJACENT in result.warnings


def test_nothing_before_has_no_ratio_but_a_lower_limit():
    result = compared([0, 0, 0, 0], STEADY)

    assert Caution.ZERO_BEFORE in result.warnings
    assert result.this_year.adjusted is None
    assert result.this_year.exact_poisson.ratio is None
    assert result.this_year.exact_poisson.low > 300
    assert result.this_year.exact_poisson.high is None


def test_nothing_after_is_a_ratio_of_zero_with_an_upper_limit():
    result = compared(STEADY, [0, 0, 0, 0])

    assert Caution.ZERO_AFTER in result.warnings
    assert result.this_year.exact_poisson.ratio == result.this_year.exact_poisson.low == 0
    assert 0 < result.this_year.exact_poisson.high < 0.01


def test_weeks_that_differ_widely_are_overdispersed():
    assert Caution.OVERDISPERSED in compared([200, 500, 300, 400], STEADY).warnings


@pytest.mark.parametrize(("total", "is_low"), [(49, True), (50, False)])
def test_under_fifty_is_a_low_count(total, is_low):
    fourth = total - 36

    assert (Caution.LOW_COUNTS in compared([12, 12, 12, fourth], STEADY).warnings) is is_low
    assert (Caution.LOW_COUNTS in compared(STEADY, [12, 12, 12, fourth]).warnings) is is_low
    assert (Caution.LOW_COUNTS in compare_totals(total, 900, 1, 1).warnings) is is_low
    assert (Caution.LOW_COUNTS in compare_totals(900, total, 1, 1).warnings) is is_low


def test_without_last_year_the_season_is_not_checked():
    assert Caution.NO_SEASONAL_CHECK in compared(STEADY, STEADY).warnings


def test_last_year_without_enough_weeks_checks_no_season():
    days_before, days_after = before(STEADY), after(STEADY)
    earlier = unmeasured(last_year(days_before, STEADY), 0, 7, 14)

    result = compare(days_before, days_after, earlier, last_year(days_after, STEADY))

    assert result.ratio_of_ratios is None
    assert Caution.NO_SEASONAL_CHECK in result.warnings


@pytest.mark.parametrize(
    ("circumstances", "caution"),
    [
        (Circumstances(definition_changed=True), Caution.DEFINITION_CHANGED),
        (Circumstances(shared_site=True), Caution.SHARED_SITE),
        (Circumstances(other_campaign_overlaps=True), Caution.OTHER_CAMPAIGN_OVERLAPS),
        (
            Circumstances(school_holidays=frozenset({CAMPAIGN_STARTS})),
            Caution.SCHOOL_HOLIDAY_DIFFERS,
        ),
    ],
)
def test_what_the_counts_cannot_tell_is_said(circumstances, caution):
    assert caution in compared(STEADY, STEADY, circumstances).warnings
    assert caution not in compared(STEADY, STEADY).warnings


def test_the_same_share_of_holidays_on_both_sides_is_no_caution():
    one_each = frozenset({CAMPAIGN_STARTS, CAMPAIGN_STARTS - dt.timedelta(days=1)})

    result = compared(STEADY, STEADY, Circumstances(school_holidays=one_each))

    assert Caution.SCHOOL_HOLIDAY_DIFFERS not in result.warnings


def test_warnings_keep_the_order_of_the_list():
    everything = Circumstances(True, True, True, frozenset({CAMPAIGN_STARTS}))

    result = compare(unmeasured(before([9, 1, 5, 2])[3:], 0), after([30, 2]), circumstances=everything)

    assert list(result.warnings) == [
        "MISSING_DAYS",
        "PARTIAL_WEEKS_NOT_USED",
        "SHORT_WINDOW",
        "OVERDISPERSED",
        "LOW_COUNTS",
        "NO_SEASONAL_CHECK",
        "DEFINITION_CHANGED",
        "SHARED_SITE",
        "OTHER_CAMPAIGN_OVERLAPS",
        "SCHOOL_HOLIDAY_DIFFERS",
    ]
