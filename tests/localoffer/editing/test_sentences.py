"""A time and a fact about access are one cell each: what is written can be read, and what people write is understood."""

import datetime as dt

import pytest

from localoffer.editing.columns import Unreadable
from localoffer.editing.sentences import EMPTY_TIME, access_text, read_access, read_time, time_text

TEN, NOON = dt.time(10), dt.time(12)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"day": "MO", "opens_at": TEN, "closes_at": NOON}, "Monday 10:00-12:00"),
        ({"day": "SU"}, "Sunday"),
        ({"day": "FR", "opens_at": dt.time(9, 30)}, "Friday from 09:30"),
        ({"opens_at": TEN, "description": "By appointment"}, "from 10:00 (By appointment)"),
        ({"description": "Monday to Friday, every week (not in August)"}, "(Monday to Friday, every week (not in August))"),
        ({"day": "TU", "interval": 2, "valid_from": dt.date(2026, 9, 1), "valid_to": dt.date(2027, 7, 1)}, "Tuesday, every 2 weeks, first day 2026-09-01, last day 2027-07-01"),
        ({"day": "WE", "freq": "MONTHLY"}, "Wednesday, every month"),
        (
            {"day": "TH", "freq": "MONTHLY", "interval": 3, "week_of_month": -1, "term_time_only": True, "place": "place 2"},
            "Thursday, every 3 months, the last, term time only, at place 2",
        ),
        ({"day": "SA", "place": "other place 1", "description": "Bring a towel"}, "Saturday, at other place 1 (Bring a towel)"),
        ({}, ""),
    ],
)
def test_a_time_is_written_and_read(said, text):
    assert time_text(EMPTY_TIME | said) == text
    assert read_time(text) == EMPTY_TIME | said


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mondays 10am to 12", "Monday 10:00-12:00"),
        ("Tue 2-4pm", "Tuesday 14:00-16:00"),
        ("Wed 10-2pm", "Wednesday 10:00-14:00"),
        ("Thurs 9.30am – 12pm", "Thursday 09:30-12:00"),
        ("Friday 12am-1am, from 01/09/2026, until 2026-09-30", "Friday 00:00-01:00, first day 2026-09-01, last day 2026-09-30"),
        ("SUNDAY, every month, the first one in the month, term time", "Sunday, every month, the first, term time only"),
    ],
)
def test_what_people_write_for_a_time_is_understood(text, written):
    assert time_text(read_time(text)) == written


@pytest.mark.parametrize(
    "text", ["By appointment", "Monday 2-4", "Monday 25:00", "Monday 10:99", "Mo 10:00", "Monday 13pm", "Monday, at the hall", "Monday (open", "Monday, first day soon"]
)
def test_what_is_no_time_is_not_guessed_at(text):
    with pytest.raises(Unreadable):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", None),
        ("yes 2026-06-01: In the big room: left", {"answer": "yes", "checked_on": dt.date(2026, 6, 1), "note": "In the big room: left"}),
        ("no 2026-06-01", {"answer": "no", "checked_on": dt.date(2026, 6, 1), "note": ""}),
        ("not known", {"answer": "not-known", "checked_on": None, "note": ""}),
        ("not known: Ask", {"answer": "not-known", "checked_on": None, "note": "Ask"}),
    ],
)
def test_a_fact_about_access_is_written_and_read(text, said):
    assert access_text(said) == text
    assert read_access(text) == said


def test_a_british_day_and_capitals_are_read_in_a_fact_about_access():
    assert access_text(read_access("Yes, 01/06/2026 : big")) == "yes 2026-06-01: big"


@pytest.mark.parametrize("text", ["yes", "no: never", "perhaps 2026-06-01", "yes soon", "yes 2026-13-01"])
def test_an_answer_about_access_is_never_guessed_nor_without_its_day(text):
    with pytest.raises(Unreadable):
        read_access(text)
