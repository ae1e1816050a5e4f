"""What holds for every file of statistics, shown on plain totals by day."""

import gzip
import io

import pytest
from django.utils import timezone
from wagtail.models import Site

from analytics import imports
from analytics.importing.readings import Unreadable
from analytics.models import Import, RawEvent, SiteDay

pytestmark = pytest.mark.django_db
CSV = "day,views,sessions\n2025-03-01,120,40\n2025-03-02,99,33\n"


def file_of(text):
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def preview(text, kind="totals", name="days.csv"):
    return imports.preview(site=Site.objects.get(is_default_site=True), file=file_of(text), filename=name, kind=kind)


def problems(text):
    return preview(text).problems


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
