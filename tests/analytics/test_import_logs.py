"""A web server's access log, counted by our own rules."""

import datetime as dt
import gzip

import pytest

from analytics.definitions import local_day
from analytics.importing.logs import read_log
from analytics.importing.readings import Unreadable
from analytics.models import Import
from tests.analytics.beacons import LAPTOP, PHONE, ROBOT
from tests.analytics.test_imports import file_of, preview

pytestmark = pytest.mark.django_db


def line(moment, path="/", *, address="203.0.113.5", agent=PHONE, status=200, method="GET", offset="+0000"):
    return f'{address} - - [{moment:%d/%b/%Y:%H:%M:%S} {offset}] "{method} {path} HTTP/1.1" {status} 512 "-" "{agent}"\n'


def at(hour, minute=0, day=2, month=3):
    return dt.datetime(2025, month, day, hour, minute)


def totals(reading):
    return {day.isoformat(): (views, sessions) for _line, day, views, sessions in reading.rows}


def test_a_log_is_counted_by_our_own_rules():
    log = "".join(
        [
            line(at(10)),
            line(at(10, 30), "/guidance/?q=anna"),
            line(at(11, 1), "/guidance/"),
            line(at(11, 1), address="203.0.113.6", agent=LAPTOP),
            line(at(11, 2), "/static/css/main.css"),
            line(at(11, 2), "/robots.txt"),
            line(at(11, 2), "/admin/pages/"),
            line(at(11, 2), "/gone/", status=404),
            line(at(11, 2), "/services/", status=304),
            line(at(11, 2), "/feedback/", method="POST"),
            line(at(11, 2), "/", agent=ROBOT),
            line(at(11, 2), "/", agent="-"),
        ]
    )
    reading = read_log(file_of(log))

    assert totals(reading) == {"2025-03-02": (4, 3)}
    assert reading.left_out == {"not-a-page": 6, "robot": 2}
    assert 4 + sum(reading.left_out.values()) == reading.lines == 12


def test_a_zipped_log_is_the_same_log():
    log = (line(at(10)) + line(at(12))).encode()

    assert totals(read_log(file_of(gzip.compress(log)))) == totals(read_log(file_of(log))) == {"2025-03-02": (2, 2)}


def test_a_zipped_log_that_breaks_off_is_refused(site):
    with pytest.raises(Unreadable):
        preview(gzip.compress((line(at(10)) * 900).encode())[:-20], kind="access-log")


def test_a_log_in_another_time_zone_is_counted_by_the_day_in_london():
    log = line(at(23, 30, month=6), offset="+0000") + line(at(1, 0, day=3, month=6), offset="+0200")

    assert totals(read_log(file_of(log))) == {"2025-06-03": (2, 1)}
    assert local_day(dt.datetime(2025, 6, 2, 23, 30, tzinfo=dt.UTC)).isoformat() == "2025-06-03"


def test_a_session_in_a_log_crosses_midnight():
    log = line(at(23, 50)) + line(at(0, 5, day=3))

    assert totals(read_log(file_of(log))) == {"2025-03-02": (1, 1), "2025-03-03": (1, 0)}


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        # The clocks go forward on 30 March 2025 and back on 26 October 2025.
        (line(at(22, 59, 30)) + line(at(23, 1, 30)), {"2025-03-30": (1, 1), "2025-03-31": (1, 0)}),
        (
            line(at(22, 59, 25, 10)) + line(at(23, 1, 25, 10)) + line(at(23, 59, 26, 10)) + line(at(0, 1, 27, 10)),
            {"2025-10-25": (1, 1), "2025-10-26": (2, 1), "2025-10-27": (1, 0)},
        ),
    ],
)
def test_days_of_23_and_25_hours_are_whole_days(log, expected):
    assert totals(read_log(file_of(log))) == expected


def test_an_hour_that_comes_twice_is_two_hours():
    """01:30 British Summer Time and 01:30 Greenwich Mean Time are an hour apart, though a clock shows the same."""
    log = line(at(1, 30, 26, 10), offset="+0100") + line(at(1, 30, 26, 10), offset="+0000")

    assert totals(read_log(file_of(log))) == {"2025-10-26": (2, 2)}


def test_two_servers_logs_one_after_the_other_keep_the_rule():
    log = line(at(10)) + line(at(15)) + line(at(10, 10)) + line(at(15, 10))

    assert totals(read_log(file_of(log))) == {"2025-03-02": (4, 4)}


def test_a_log_that_names_its_host_first_is_read_by_the_visitors_address():
    log = "www.example.org:443 " + line(at(10)) + "www.example.org:443 " + line(at(10), address="2001:db8::7")

    assert totals(read_log(file_of(log))) == {"2025-03-02": (2, 2)}
    assert totals(read_log(file_of(line(at(10), address="2001:db8::7")))) == {"2025-03-02": (1, 1)}


def test_a_day_with_robots_only_is_0_and_a_day_without_a_line_is_missing():
    log = line(at(10)) + line(at(10, day=4), agent=ROBOT)

    assert totals(read_log(file_of(log))) == {"2025-03-02": (1, 1), "2025-03-04": (0, 0)}


def test_binary_and_endless_lines_in_a_log_are_named_and_cost_no_other_line():
    log = line(at(10)).encode() + b"\n\x00\xff\xfe garbage\n" + b"[" * 200_000 + b"\n"
    log += b'a - - [99/Xyz/2025:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x"\n' + line(at(12)).encode()
    reading = read_log(file_of(log))

    assert totals(reading) == {"2025-03-02": (2, 2)}
    assert [problem.line for problem in reading.problems] == [3, 4, 5]
    assert reading.left_out == {"malformed": 3}


def test_many_bad_lines_are_all_counted_and_the_first_are_shown():
    reading = read_log(file_of("nonsense\n" * 1_000))

    assert (reading.problem_count, len(reading.problems)) == (1_000, 200)


def test_nothing_of_a_visitor_is_kept_from_a_log(site):
    preview(line(at(10), "/guidance/?q=anna"), kind="access-log", name="access.log")

    assert not [word for word in ("203.0.113.5", "anna", "iPhone") if word in repr(list(Import.objects.values()))]
