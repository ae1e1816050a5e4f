"""School holidays that the council enters, and bank holidays that are known: on charts, and in what a campaign's report says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.roles import ANALYST
from analytics import holidays
from analytics.charts import Line, draw, with_holidays
from analytics.models import SchoolHoliday
from home.models import Borough
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
HALF_TERM = {"name": "February half term", "first_day": dt.date(2027, 2, 15), "last_day": dt.date(2027, 2, 19)}
LIST = "/admin/reports/statistics/school-holidays/"


@pytest.fixture
def desk(site, client):
    set_up_desk()
    client.force_login(make_staff(ANALYST, email="figures@council.example"))
    return client


def entered():
    return [str(each) for each in SchoolHoliday.objects.all()]


@pytest.mark.parametrize(
    "text",
    [
        "February half term, 15/02/2027, 19/02/2027",
        "Name;First day;Last day\nFebruary half term;2027-02-15;2027-02-19\n\n",
        "February half term\t15 February 2027\t19 February 2027\t",
        "February half term: Monday 15 February 2027 to Friday 19 February 2027",
        "February half term from 15 Feb 2027 – 19 Feb 2027.",
    ],
    ids=["commas", "file with heads", "tabs", "as a page says it", "with a dash"],
)
def test_a_pasted_list_is_read_as_councils_write_it(desk, text):
    said = desk.post(LIST, {"text": text}, follow=True).content.decode()
    assert entered() == ["February half term: 15 to 19 February 2027"]
    assert "1 school holiday was added." in said


def test_the_same_list_twice_adds_nothing_and_a_borough_may_differ(desk):
    text = "Easter, 26/03/2027, 09/04/2027\nEaster, 26/03/2027, 12/04/2027, Hollowdean"
    desk.post(LIST, {"text": text})
    assert "0 school holidays were added." in desk.post(LIST, {"text": text}, follow=True).content.decode()
    assert entered() == ["Easter: 26 March to 9 April 2027", "Easter (Hollowdean): 26 March to 12 April 2027"]


def test_each_bad_line_is_said_with_its_number_and_nothing_is_taken_in_or_lost(desk):
    text = "Easter, 26/03/2027, 09/04/2027\nHalf term, 31/02/2027, 01/03/2027\nSummer, 20/07/2027\nMay, 31/05/2027, 28/05/2027\nAutumn, 25/10/2027, 29/10/2027, Atlantis\nOld, 1 May 0027, 2 May 0027"
    page = desk.post(LIST, {"text": text}).content.decode()
    assert "Line 2: “31/02/2027” is not a day of the calendar." in page
    assert "Line 3: Write a name, the first day and the last day, with a comma between them." in page
    assert "Line 4: The last day must not be before the first." in page
    assert "Line 5: “Atlantis” is no borough of this site." in page
    assert "Line 6: Look at the year" in page
    assert "Summer, 20/07/2027" in page
    assert entered() == []


def test_a_file_of_a_spreadsheet_is_taken_in_and_its_bad_lines_stand_in_the_box(desk):
    content = "Name,First day,Last day\nHalf term – spring,15/02/2027,19/02/2027\n".encode("cp1252")
    desk.post(LIST, {"file": SimpleUploadedFile("holidays.csv", content)})
    assert entered() == ["Half term – spring: 15 to 19 February 2027"]
    page = desk.post(LIST, {"file": SimpleUploadedFile("holidays.csv", "\ufeffEaster,soon,later\n".encode())}).content.decode()
    assert "Line 1: “soon” is not a date." in page
    assert "Easter,soon,later" in page


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": "\0"}, {"text": "a\n" * 501}, {"text": '"'}, {"file": SimpleUploadedFile("x.csv", b"\x81\x8d\x00")}, {"file": SimpleUploadedFile("x.csv", b"a" * 100_001)}],
)
def test_what_is_no_list_is_said_and_is_no_error(desk, sent):
    response = desk.post(LIST, sent)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert entered() == []


@pytest.mark.parametrize(
    "wrong",
    [{"last_day": dt.date(2027, 2, 14)}, {"first_day": dt.date(2027, 2, 16), "last_day": dt.date(2027, 2, 10)}, {"name": "Twice"}],
    ids=["ends before", "ends long before", "begins on the same day"],
)
def test_a_holiday_that_makes_no_sense_is_refused_by_the_form_and_by_the_database(site, wrong):
    SchoolHoliday.objects.create(**HALF_TERM)
    holiday = SchoolHoliday(**HALF_TERM | wrong)
    with pytest.raises(ValidationError):
        holiday.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        holiday.save()


def test_a_holiday_of_both_years_is_asked_about(site):
    with pytest.raises(ValidationError, match="longer than 100 days"):
        SchoolHoliday(name="Christmas", first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 12, 31)).full_clean()


def test_an_analyst_keeps_the_list_by_hand(desk):
    desk.post(reverse("schoolholiday:add"), HALF_TERM | {"borough": ""})
    page = desk.get(reverse("schoolholiday:index")).content.decode()
    assert "February half term" in page
    assert LIST in page


def test_bank_holidays_of_england_and_wales_are_known(site):
    named = {(each.first_day, each.name) for each in holidays.between(dt.date(2027, 3, 1), dt.date(2027, 5, 31)) if each.is_bank}
    assert {day.isoformat() for day, _name in named} == {"2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31"}
    assert (dt.date(2027, 3, 26), "Good Friday") in named


@pytest.mark.parametrize("year", [1, 1800, 9999])
def test_a_year_without_bank_holidays_has_none(year):
    assert holidays.bank_holidays(year) == ()


def test_a_day_is_a_school_holiday_when_the_schools_of_some_borough_are_shut(site):
    SchoolHoliday.objects.create(**HALF_TERM)
    SchoolHoliday.objects.create(**HALF_TERM | {"last_day": dt.date(2027, 2, 22), "borough": Borough.objects.first()})
    free = holidays.school_days(holidays.between(dt.date(2027, 2, 18), dt.date(2027, 5, 31)))
    assert dt.date(2027, 2, 22) in free
    assert dt.date(2027, 5, 3) not in free, "a bank holiday is none"


def test_holidays_stand_on_the_axis_and_inside_the_frame():
    days = [dt.date(2027, 3, 24) + dt.timedelta(n) for n in range(7)]
    free = [
        holidays.Holiday("Easter", dt.date(2027, 3, 26), dt.date(2027, 4, 9)),
        holidays.Holiday("Good Friday", days[2], days[2], is_bank=True),
        holidays.Holiday("Later", *[days[6] + dt.timedelta(1)] * 2),
    ]
    chart = with_holidays(draw("T", "S", days, [Line("V", [1] * 7)]), days, free)
    [strip], [triangle] = chart.school_holidays, chart.bank_holidays
    assert chart.left < strip.left < strip.left + strip.width <= chart.right
    assert triangle.points.count(f",{chart.bottom}") == 2


def test_the_overview_shows_and_lists_them(desk):
    SchoolHoliday.objects.create(**HALF_TERM)
    page = desk.get(reverse("statistics"), {"start": "2027-02-01", "end": "2027-03-31"}).content.decode()
    assert "February half term (15 to 19 February 2027): school holiday" in page
    assert "Good Friday (26 March 2027): bank holiday" in page
    assert page.count("<polygon") == 3, "two of the chart, one of its key"
    assert "Holiday" not in desk.get(reverse("statistics"), {"start": "2027-01-10", "end": "2027-01-20"}).content.decode().split("<main")[-1].replace("School holidays", "")
