"""How numbers by day are drawn."""

import datetime as dt

import pytest

from analytics.bars import draw_shares
from analytics.charts import Line, Shade, draw
from analytics.intervals import wilson

pytestmark = pytest.mark.same_on_any_server

DAYS = [dt.date(2026, 2, 1) + dt.timedelta(n) for n in range(7)]


def test_a_line_breaks_where_a_day_is_missing_and_a_lone_day_is_a_dot():
    line = draw("Title", "Said", DAYS, [Line("Views", [1, 2, None, 5, None, 3, 4])]).lines[0]

    assert (len(line.runs), len(line.dots)) == (2, 1)


@pytest.mark.parametrize("numbers", [[0] * 7, [None] * 7, [1] * 7, [3, 0, 0, 0, 0, 0, 1], [10**9] * 7, [7, 13, 99, 101, 4999, 10_793, 12]])
def test_every_number_has_a_place_inside_the_frame(numbers):
    chart = draw("Title", "Said", DAYS, [Line("Views", numbers)])
    points = [point for drawn in chart.lines for run in drawn.runs for point in run.split()]

    assert all(chart.left <= float(x) <= chart.right and chart.top <= float(y) <= chart.bottom for x, y in (point.split(",") for point in points))
    assert len({label for label, _y in chart.levels}) == len(chart.levels)


def test_shades_stay_inside_the_chart_and_those_outside_are_left_out():
    chart = draw("T", "S", DAYS, [Line("V", [1] * 7)], [Shade("Before", DAYS[0] - dt.timedelta(9), DAYS[2]), Shade("Long ago", dt.date(2025, 1, 1), dt.date(2025, 1, 2))])

    [(shade, left, width)] = chart.shades
    assert shade.name == "Before"
    assert (left, left + width < chart.right, width > 0) == (chart.left, True, True)


def test_one_day_can_be_drawn_and_none_cannot():
    assert len(draw("T", "S", DAYS[:1], [Line("V", [5])], [Shade("After", DAYS[0], DAYS[0])]).lines[0].dots) == 1
    with pytest.raises(ValueError, match="at least one day"):
        draw("T", "S", [], [])


def test_a_day_measured_in_part_is_a_ring_to_which_the_line_does_not_fall():
    line = draw("Title", "Said", DAYS, [Line("Views", [5, 6, None, 7, 8, None, None], [None, None, 2, None, None, None, 1])]).lines[0]

    assert (len(line.runs), len(line.dots), len(line.rings)) == (2, 0, 2)


def test_the_highest_number_may_be_of_a_day_measured_in_part():
    chart = draw("Title", "Said", DAYS[:2], [Line("Views", [5, None], [None, 900])])

    assert chart.lines[0].rings[0][1] >= chart.top


def test_every_share_its_range_and_the_share_expected_have_a_place_on_one_scale():
    groups = [("A name that is much longer than a phone is wide, so it stands in two lines", wilson(30, 60), 0.41), ("Hidden", None, 0.05), ("All", wilson(9, 9), 0.9)]
    shares = draw_shares("T", "S", groups)

    assert [len(row.lines) for row in shares.rows] == [3, 1, 1]
    assert [(row.share, row.expected) for row in shares.rows] == [(50.0, 41.0), (None, 5.0), (100.0, 90.0)]
    assert all(0 <= row.low <= (row.share or 0) <= row.high <= 100 and row.top < shares.height for row in shares.rows)
    assert draw_shares("T", "S", [("Few", wilson(1, 900), 0.01)]).levels == [("0%", 0), ("5%", 50), ("10%", 100)]
