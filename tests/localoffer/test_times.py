"""When a service is on, as people say it, and the days that follow from it."""

import datetime as dt

import pytest

from localoffer import times
from localoffer.models import Location, Schedule

TODAY = dt.date(2026, 11, 26)  # a Thursday
TEN, THREE = dt.time(10), dt.time(15)


def schedule(day="", opens=None, closes=None, **more) -> Schedule:
    return Schedule(day=day, opens_at=opens, closes_at=closes, **more)


def words(*schedules: Schedule) -> list[str]:
    return [line.words for line in times.lines(schedules, today=TODAY)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (schedule("WE", TEN, THREE, term_time_only=True, location=Location(name="The Hub")), "Every Wednesday, 10am to 3pm, term time only, at The Hub"),
        (schedule("MO", dt.time(9, 30), dt.time(12)), "Every Monday, 9.30am to midday"),
        (schedule("MO", dt.time(0), None), "Every Monday, from midnight"),
        (schedule("TU", interval=2, valid_from=dt.date(2026, 11, 3)), "Every second Tuesday"),
        (schedule("TU", interval=3, valid_from=dt.date(2026, 11, 3)), "Every 3 weeks on Tuesday"),
        (schedule("SA", TEN, None, freq="MONTHLY", week_of_month=1), "The first Saturday of every month, from 10am"),
        (schedule("TH", freq="MONTHLY", week_of_month=-1, interval=2), "The last Thursday of every second month"),
        (schedule("TH", freq="MONTHLY", week_of_month=2, interval=3), "The second Thursday, every 3 months"),
        (schedule("TH", freq="MONTHLY"), "Once a month on a Thursday"),
        (schedule("FR", valid_from=dt.date(2027, 1, 8), valid_to=dt.date(2027, 3, 26)), "Every Friday, from 8 January 2027, until 26 March 2027"),
        (schedule(description="Every day in the holidays"), "Every day in the holidays"),
        (schedule("FR", TEN, THREE, description="for under fives"), "Every Friday, 10am to 3pm, for under fives"),
    ],
)
def test_times_are_said_in_words(given, said):
    assert words(given) == [said]


def test_days_with_the_same_hours_stand_on_one_line():
    week = [schedule(day, TEN, THREE) for day in ("MO", "TU", "WE", "TH", "FR")]
    assert words(*week) == ["Monday to Friday, 10am to 3pm"]
    assert words(week[0], week[3]) == ["Every Monday and Thursday, 10am to 3pm"]
    assert words(week[0], week[1], week[3]) == ["Every Monday, Tuesday and Thursday, 10am to 3pm"]
    assert len(words(week[0], schedule("TU", TEN, dt.time(16)))) == 2


def test_a_hidden_address_is_not_named_in_the_times():
    assert words(schedule("WE", location=Location(name="Ash House", is_masked=True))) == ["Every Wednesday"]


def where(*places: Location, at: Location | None) -> str:
    (line,) = times.lines([schedule("WE", location=at)], today=TODAY, places=places)
    return line.words


def test_of_several_places_each_time_says_at_which_it_is():
    hub, hall = Location(name="The Hub", postcode="LK1 4QA"), Location(address="2 Hall Road\nEast side", town="Larkmere", postcode="LK2 1AB")
    assert where(hub, hall, at=hub) == "Every Wednesday, at The Hub"
    assert where(hub, hall, at=hall) == "Every Wednesday, at 2 Hall Road"
    assert where(hub, hall, at=None) == "Every Wednesday, at every place"
    assert where(hub, at=None) == "Every Wednesday"
    assert where(Location(), hub, at=Location()) == "Every Wednesday"


def test_places_of_the_same_name_are_told_apart():
    here, there = Location(name="Library", town="Larkmere", postcode="LK1 4QA"), Location(name="Library", town="Larkmere", postcode="LK2 1AB")
    assert where(here, there, at=there) == "Every Wednesday, at Library, LK2 1AB"


def test_of_a_hidden_address_among_several_only_the_town_is_named():
    hidden = Location(name="Ash House", address="1 Hidden Lane", town="Larkmere", postcode="LK9 9ZZ", is_masked=True)
    assert where(hidden, Location(name="The Hub"), at=hidden) == "Every Wednesday, at Larkmere"


def test_what_is_over_is_not_said_any_more():
    assert words(schedule("WE", valid_to=dt.date(2026, 11, 25))) == []
    assert words(schedule("WE", valid_to=TODAY)) != []


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (schedule("TH"), ["2026-11-26", "2026-12-03", "2026-12-10"]),
        (schedule("WE", interval=2, valid_from=dt.date(2026, 11, 4)), ["2026-12-02", "2026-12-16", "2026-12-30"]),
        (schedule("WE", interval=2, valid_from=dt.date(2026, 11, 11)), ["2026-12-09", "2026-12-23", "2027-01-06"]),
        (schedule("WE", interval=2, valid_from=dt.date(1, 1, 3)), ["2026-12-09", "2026-12-23", "2027-01-06"]),
        (schedule("SA", freq="MONTHLY", week_of_month=1), ["2026-12-05", "2027-01-02", "2027-02-06"]),
        (schedule("MO", freq="MONTHLY", week_of_month=-1), ["2026-11-30", "2026-12-28", "2027-01-25"]),
        (schedule("MO", freq="MONTHLY", week_of_month=5), ["2026-11-30", "2027-03-29", "2027-05-31"]),
        (schedule("TH", valid_from=dt.date(2026, 12, 4)), ["2026-12-10", "2026-12-17", "2026-12-24"]),
        (schedule("TH", valid_to=dt.date(2026, 12, 3)), ["2026-11-26", "2026-12-03"]),
    ],
)
def test_the_next_days_follow_the_rule(given, days):
    assert [day.isoformat() for day in times.next_days(given, today=TODAY)] == days


@pytest.mark.parametrize("given", [schedule("TU", interval=2), schedule("TU", freq="MONTHLY"), schedule(description="Ask us")])
def test_days_that_would_be_a_guess_are_not_told(given):
    assert times.next_days(given, today=TODAY) == []
