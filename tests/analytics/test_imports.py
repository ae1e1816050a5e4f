import datetime as dt
import gzip
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Site

from analytics import imports
from analytics.definitions import local_day
from analytics.importing.logs import read_log
from analytics.importing.readings import Unreadable
from analytics.models import Import, RawEvent, SiteDay
from tests.analytics.beacons import LAPTOP, PHONE, ROBOT

pytestmark = pytest.mark.django_db
CSV = "day,views,sessions\n2025-03-01,120,40\n2025-03-02,99,33\n"


def file_of(text):
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def preview(text, kind="totals", name="days.csv"):
    return imports.preview(site=Site.objects.get(is_default_site=True), file=file_of(text), filename=name, kind=kind)


def problems(text):
    return preview(text).problems


def line(moment, path="/", *, address="203.0.113.5", agent=PHONE, status=200, method="GET", offset="+0000"):
    return f'{address} - - [{moment:%d/%b/%Y:%H:%M:%S} {offset}] "{method} {path} HTTP/1.1" {status} 512 "-" "{agent}"\n'


def at(hour, minute=0, day=2, month=3):
    return dt.datetime(2025, month, day, hour, minute)


def totals(reading):
    return {day.isoformat(): (views, sessions) for _line, day, views, sessions in reading.rows}


def test_a_preview_counts_nothing_and_taking_it_in_counts_once(site):
    found = preview(CSV)
    assert not SiteDay.objects.exists()

    assert imports.apply(found) == 2
    assert SiteDay.objects.totals() == (219, 73)
    assert {(row.status, row.imported.filename) for row in SiteDay.objects.all()} == {("complete", "days.csv")}
    with pytest.raises(imports.AlreadyImported):
        imports.apply(found)
    assert SiteDay.objects.totals() == (219, 73)


def test_the_same_file_is_never_taken_in_twice_whatever_it_is_called(site):
    imports.apply(preview(CSV))

    with pytest.raises(imports.AlreadyImported):
        preview(CSV, name="other.csv")


def test_the_same_file_zipped_is_the_same_file(site):
    imports.apply(preview(CSV))

    with pytest.raises(imports.AlreadyImported):
        preview(gzip.compress(CSV.encode()), name="days.csv.gz")


def test_looking_twice_keeps_one_preview(site):
    preview(CSV)
    preview(CSV)

    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("last Tuesday,5,2", "“last Tuesday” is not a date. Write it like this: 2026-03-31."),
        ("2025-02-30,5,2", "not a day of the calendar"),
        ("2025-03-05,five,2", "“five” is not a whole number (views)"),
        ("2025-03-05,5,-2", "“-2” is not a whole number (sessions)"),
        ("2025-03-05,5,2.5", "not a whole number"),
        ("2025-03-05,5", "There must be 3 columns, not 2"),
        ("2025-03-05,5,9", "more sessions than views"),
        ("2025-03-01,5,2", "2025-03-01 is in line 2 already"),
        ("2099-03-01,5,2", "2099-03-01 is not over yet"),
        ("0001-03-01,5,2", "before there were websites"),
        ("2025-03-05,٣,٢", "not a whole number"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_good_rows_are_kept(site, row, said):
    found = preview(f"{CSV}{row}\n2025-03-09,7,3\n")

    assert [(number, said in text) for number, text in found.problems] == [(4, True)]
    assert imports.apply(found) == 3


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffday,views,sessions\r\n2025-03-01,120,40\r\n",
        "Day;Views;Sessions\n2025-03-01;120;40\n",
        'day,views,sessions\n2025-03-01,"120",40\n\n,,\n',
        "day\tviews\tsessions\n2025-03-01\t120\t40\n",
        "date,Page views,sessions\n1 Mar 2025,120,40\n",
        'day,views,sessions\n"March 1, 2025",120,40\n',
        "day,views,sessions\n2025-03-01,120,40\n".encode("utf-16"),
    ],
)
def test_what_spreadsheets_write_is_read(site, text):
    assert preview(text).days == [["2025-03-01", 120, 40]]


@pytest.mark.parametrize(
    "row",
    ['2025-03-01,"12,345","1,200"', "2025-03-01,12 345,1\u00a0200", "2025-03-01,12'345,1'200", "2025-03-01;12.345;1.200", "2025-03-01,12345,1200"],
)
def test_thousands_are_read(site, row):
    assert preview(f"{'day;views;sessions' if ';' in row else 'day,views,sessions'}\n{row}\n").days == [["2025-03-01", 12345, 1200]]


@pytest.mark.parametrize("number", ["1.234", "1 23", '"1,23"', '"1,2345"', "1e3", "12345678901"])
def test_what_may_be_no_thousand_is_asked_back_not_read(site, number):
    assert "is not a whole number (views)" in problems(f"day,views,sessions\n2025-03-01,{number},1\n")[0][1]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"date,pageviews\n", b"day,views,sessions\n\x00", b"\x89PNG\r\n", b"x" * 5_000_001, b'day,views,sessions\n"' + b"x" * 200_000]
)
def test_a_file_that_is_no_such_csv_is_refused_with_a_sentence(site, content):
    with pytest.raises(Unreadable, match=r"\w"):
        preview(content)
    assert not Import.objects.exists()


def test_days_we_counted_ourselves_stay(site):
    SiteDay.objects.create(site=site, day="2025-03-01", views=5, sessions=5)
    RawEvent.objects.create(site=site, kind="noscript", at=timezone.now(), day="2025-03-02")
    found = preview(CSV + "2025-03-03,10,5\n")

    assert [(number, text[:30]) for number, text in found.problems] == [(2, "We counted 2025-03-01 ourselve"), (3, "We counted 2025-03-02 ourselve")]
    assert imports.apply(found) == 1
    assert SiteDay.objects.get(day="2025-03-01").views == 5


def test_a_day_that_was_counted_between_preview_and_import_stays(site):
    found = preview(CSV)
    SiteDay.objects.create(site=site, day="2025-03-01", views=5, sessions=5)

    assert imports.apply(found) == 1
    assert SiteDay.objects.get(day="2025-03-01").views == 5


def test_days_of_another_import_stay(site):
    imports.apply(preview(CSV))

    assert "imported before, from days.csv" in problems("day,views,sessions\n2025-03-01,1,1\n")[0][1]


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


def test_the_command_says_what_it_did(site, tmp_path, capsys):
    file = tmp_path / "days.csv"
    file.write_text(CSV + "2025-3-3,1,1\n")

    call_command("import_statistics", file, kind="totals", preview=True)
    assert not SiteDay.objects.exists()
    call_command("import_statistics", file, kind="totals")
    said = capsys.readouterr()

    assert "line 4: “2025-3-3” is not a date" in said.err
    assert "2 days taken in." in said.out
    with pytest.raises(CommandError, match="taken in before"):
        call_command("import_statistics", file, kind="totals")
    call_command("import_statistics", file, undo=True)
    assert not SiteDay.objects.exists()
    with pytest.raises(CommandError, match="was not taken in"):
        call_command("import_statistics", file, undo=True)
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_statistics", tmp_path / "none.csv", kind="totals")
    file.write_text("what\n")
    with pytest.raises(CommandError, match="The first line must be: day,views,sessions"):
        call_command("import_statistics", file, kind="totals")


def answer(monkeypatch, said):
    def ask(question):
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr("builtins.input", ask)


def test_the_command_finds_out_what_the_file_is_and_asks(site, tmp_path, capsys, monkeypatch):
    file = tmp_path / "days.csv"
    file.write_text(CSV)
    for said in ("", "no"):
        answer(monkeypatch, said)
        call_command("import_statistics", file)
    answer(monkeypatch, EOFError())
    with pytest.raises(CommandError, match=r"nobody could be asked\. Say --kind totals"):
        call_command("import_statistics", file)
    assert not SiteDay.objects.exists()
    answer(monkeypatch, "y")
    call_command("import_statistics", file)

    assert "Totals by day" in capsys.readouterr().out
    assert SiteDay.objects.count() == 2


def test_the_command_asks_for_the_order_of_dates_by_an_option(site, tmp_path, capsys):
    file = tmp_path / "days.csv"
    file.write_text("day,views,sessions\n03/04/2025,5,2\n")
    with pytest.raises(CommandError, match="--dates day-first or --dates month-first"):
        call_command("import_statistics", file, no_input=True)
    assert "--dates month-first: The month comes first" in capsys.readouterr().out
    call_command("import_statistics", file, no_input=True, dates="month-first")

    assert SiteDay.objects.get().day == dt.date(2025, 3, 4)


def test_the_command_shows_how_far_it_is_where_somebody_looks(site, tmp_path):
    file, screen = tmp_path / "access.log", io.StringIO()
    screen.isatty = lambda: True
    file.write_text(line(at(10)) * 12_000)
    call_command("import_statistics", file, preview=True, stderr=screen)

    assert [int(done) for done in re.findall(r"(\d+)%", screen.getvalue())] == [42, 83]
