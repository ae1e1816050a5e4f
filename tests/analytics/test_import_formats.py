"""Files as other programs export them, each with what is peculiar to it."""

import datetime as dt
import io
import random

import pytest
from django.utils import timezone
from wagtail.models import Site

from analytics import imports
from analytics.importing.kinds import recognise
from analytics.importing.readings import Unreadable
from analytics.models import Import, PageDay, RawEvent, SiteDay
from analytics.models.imports import DateOrder
from home.models import HomePage
from tests.analytics.log_maker import days_adding_up_to, line, log_lines
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db

RULE = "# ----------------------------------------\n"
GA4_TOP = f"{RULE}# Free form 1\n# Example council - GA4\n# 20240101-20240131\n{RULE}\n"
GA4_DAYS = f"{GA4_TOP}Date,Sessions,Views,Active users\n,70,300,60,Grand total\n20240131,30,120,25\n20240130,40,180,38\n"
GA4_PAGES = f"{GA4_TOP}Date,Page path and screen class,Views,Entrances\n,,18,10,Grand total\n20240130,/short-breaks/,9,4\n20240130,/short-breaks,1,1\n20240130,/old/anna-smith/,5,5\n20240131,/,3,0\n"
GA4_REPORT = (
    f"{RULE}# Reports snapshot\n# Account: Example council\n{RULE}#\n# All Users\n# Start date: 20240130\n# End date: 20240131\n"
    "Nth day,Sessions,Views\n0000,40,180\n0001,30,120\n\n"
    "Country,Views,Sessions\nUnited Kingdom,300,70\n"
)
MATOMO_DAYS = "date,nb_uniq_visitors,nb_visits,nb_actions,bounce_rate\n2024-01-30,35,40,190,50%\n2024-01-31,25,30,130,40%\n"
MATOMO_API = "Date,Visits,Unique visitors,Actions,Pageviews,Bounce Rate\n2024-01-30,40,35,190,180,50%\n2024-01-31,30,25,130,120,40%\n"
MATOMO_PAGES = "date,label,nb_visits,nb_hits,entry_nb_visits,url\n2024-01-30,/short-breaks/index,9,10,5,https://www.example.org/short-breaks/\n2024-01-30,Others,5,5,,\n2024-01-31,/index,3,3,,https://www.example.org/\n"
GOATCOUNTER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date\n"
    '/,"Home, sweet home",false,Firefox,Firefox 120,Linux,abc1,0,,,"1920,1080,1",GB,true,2024-06-30T22:50:00Z\n'
    "/guidance/,Guidance,false,Firefox,Firefox 120,Linux,abc1,0,,,,GB,true,2024-06-30T23:10:00Z\n"
    "/guidance/,Guidance,false,Firefox,Firefox 120,Linux,abc1,1,,,,GB,false,2024-07-01T08:00:00Z\n"
    "call-us,Call us,true,Firefox,Firefox 120,Linux,abc1,0,,,,GB,true,2024-07-01T08:01:00Z\n"
    "/,Home,false,Bot,,,def2,3,,,,GB,true,2024-07-01T09:00:00Z\n"
    "/,Home,false,Firefox,,,,0,,,,GB,true,2024-07-01T09:00:00Z\n"
    "/,Home,false,Firefox,,,abc1,0,,,,GB,true,yesterday\n"
)
TWO_DAYS = [["2024-01-30", 180, 40], ["2024-01-31", 120, 30]]


def preview(content, name="export.csv", **options):
    content = content if isinstance(content, bytes) else content.encode()
    return imports.preview(site=Site.objects.get(is_default_site=True), file=io.BytesIO(content), filename=name, **options)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("day,views,sessions\n2024-01-30,1,1\n", "totals"),
        (GA4_DAYS, "ga4-days"),
        (GA4_PAGES, "ga4-pages"),
        (GA4_REPORT, "ga4-days"),
        ("Date,Views,Sessions,Users\n20240130,3,2,1\n", "ga4-days"),
        (MATOMO_DAYS, "matomo-days"),
        (MATOMO_API, "matomo-days"),
        (MATOMO_PAGES, "matomo-pages"),
        (GOATCOUNTER, "goatcounter"),
        ("\x00\x01 torn\n" + line(timezone.now(), "/", "203.0.113.5", "Firefox"), "access-log"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_file_is_shows_in_its_content(content, kind, encoding):
    if encoding == "utf-8" or kind != "access-log":
        assert recognise(io.BytesIO(content.encode(encoding))) == kind


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "Page title,Views\nHome,3\n", "Date,Views\n20240101,5\n", "{}"])
def test_a_file_we_do_not_know_is_refused_with_what_we_read(site, content):
    with pytest.raises(Unreadable, match="We do not know this kind of file"):
        preview(content)


@pytest.mark.parametrize("content", [GA4_DAYS, GA4_REPORT, MATOMO_API, MATOMO_API.encode("utf-16"), GA4_DAYS.replace(",", "\t"), GA4_DAYS.encode("utf-16")])
def test_a_report_by_day_brings_its_days(site, content):
    found = preview(content)

    assert (sorted(found.days), found.problems, found.notes) == (TWO_DAYS, [], [])
    assert imports.apply(found) == 2


def test_rows_that_google_left_out_of_its_export_are_missed(site):
    assert preview(GA4_DAYS.replace(",300,", ",1300,")).notes[0].startswith("Google says 1,300 views in all, but the rows add up to 300.")


def test_a_report_without_its_first_day_is_told_so(site):
    found = preview("# Reports snapshot\nNth day,Sessions,Views\n0000,40,180\n")

    assert "does not say which that is" in found.problems[0][1]


def test_matomos_actions_are_no_page_views_and_it_says_so(site):
    found = preview(MATOMO_DAYS)

    assert found.days == [["2024-01-30", 190, 40], ["2024-01-31", 130, 30]]
    assert "This report counts actions" in found.notes[0]


@pytest.mark.parametrize("content", [GA4_PAGES, MATOMO_PAGES])
def test_a_report_by_page_brings_pages_we_have_and_one_bucket_for_all_others(site, content):
    page = GuidancePageFactory(parent=HomePage.objects.get(), title="Short breaks", slug="short-breaks")
    found = preview(content)
    imports.apply(found)

    assert {(row.day.day, row.page, row.views, row.sessions) for row in PageDay.objects.all()} == {
        (30, str(page.pk), 10, 5),
        (30, "elsewhere", 5, 5 if content == GA4_PAGES else 0),
        (31, str(HomePage.objects.get().pk), 3, 0),
    }
    assert not SiteDay.objects.exists()
    assert "anna" not in repr(list(Import.objects.values()))


def test_pages_of_a_day_go_with_its_imported_totals_but_never_with_our_own_count(site):
    imports.apply(preview(GA4_DAYS))
    RawEvent.objects.create(site=site, kind="noscript", at=timezone.now(), day="2024-01-31")
    found = preview(GA4_PAGES)

    assert [text for _line, text in found.problems] == ["We counted 2024-01-31 ourselves, and those figures stay."]
    assert imports.apply(found) == 1
    assert "2024-01-30 was imported before, from Google Analytics 4, by page and day: export.csv." in [text for _line, text in preview(GA4_PAGES + "\n").problems]


def test_goatcounters_views_are_cut_into_sessions_by_our_rule_in_local_days(site):
    found = preview(GOATCOUNTER)

    assert found.days == [["2024-06-30", 1, 1], ["2024-07-01", 2, 1]]
    assert found.left_out == {"event": 1, "robot": 1}
    assert [(number, text[:26]) for number, text in found.problems] == [(7, "This view has no session: "), (8, "“yesterday” is not a momen")]


def test_another_version_of_goatcounter_is_refused(site):
    with pytest.raises(Unreadable, match="another version of GoatCounter"):
        preview(GOATCOUNTER.replace("2Path", "3Path"))


@pytest.mark.parametrize(("order", "day"), [(DateOrder.DAY_FIRST, "2024-04-03"), (DateOrder.MONTH_FIRST, "2024-03-04")])
def test_dates_that_cannot_be_told_apart_are_asked_about_and_never_guessed(site, order, day):
    found = preview("day,views,sessions\n03/04/2024,5,2\n05/05/2024,7,3\nx,1,1\n")
    assert found.asks_for_dates
    assert found.days == []
    with pytest.raises(imports.NothingToTakeIn):
        imports.apply(found)

    imports.answer_dates(found, DateOrder.DAY_FIRST)
    found = imports.answer_dates(found, order)
    assert found.days == [[day, 5, 2], ["2024-05-05", 7, 3]]
    assert found.problem_count == 1
    assert imports.apply(found) == 2
    assert Import.objects.get().date_order == order
    with pytest.raises(imports.AlreadyImported):
        imports.answer_dates(found, order)


def test_one_date_that_is_clear_makes_all_clear_and_it_says_which(site):
    found = preview("day,views,sessions\n03/04/2024,5,2\n13/04/2024,7,3\n")

    assert found.days == [["2024-04-03", 5, 2], ["2024-04-13", 7, 3]]
    assert found.notes == ["The day comes first in all dates: line 3 says 13/04/2024."]


def test_a_file_with_both_orders_is_refused_with_the_two_lines(site):
    with pytest.raises(Unreadable, match=r"line 3: 13/04/2024.*line 4: 04/14/2024"):
        preview("day,views,sessions\n03/04/2024,5,2\n13/04/2024,7,3\n04/14/2024,7,3\n")


@pytest.mark.parametrize("content", [GA4_DAYS, GA4_PAGES])
def test_a_wrong_file_is_taken_out_again_and_can_come_back(site, content):
    SiteDay.objects.create(site=site, day="2024-02-01", views=5, sessions=5)
    found = preview(content)
    imports.apply(found)

    assert imports.undo(found) == 2
    assert imports.undo(found) == 0
    assert (SiteDay.objects.count(), PageDay.objects.count()) == (1, 0)
    assert imports.apply(preview(content)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GA4_REPORT.replace("0001,", "999999999,"), "more than ten years after the first"),
        (GA4_PAGES.replace(",9,4", ",999999999,0"), "more views in a day than there are people"),
        (GOATCOUNTER.replace("yesterday", "9999-12-31T23:59:59-12:00"), "is not a moment"),
        (GOATCOUNTER.replace("yesterday", "0001-01-01T00:00:00Z"), "is not a moment"),
        (GA4_DAYS.replace("20240131", "00000131"), "is not a day of the calendar"),
    ],
)
def test_numbers_that_no_calendar_and_no_column_holds_are_named_by_line(site, content, said):
    GuidancePageFactory(parent=HomePage.objects.get(), slug="short-breaks")

    assert said in " ".join(text for _line, text in preview(content).problems)


@pytest.mark.parametrize("start", ["", GA4_TOP, GA4_DAYS, GA4_PAGES, MATOMO_PAGES, GOATCOUNTER, "day;views;sessions\n"])
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_sentence(site, start):
    chance = random.Random(start)
    for _time in range(30):
        noise = bytes(chance.choice(b'0123456789,;\t\n\r"#/-.:\x00\xff\xfe\x1f\x8bTZa ') for _byte in range(300))
        try:
            found = preview(start.encode() + noise)
        except Unreadable as refused:
            assert str(refused).endswith((".", "?")), "a sentence for the person who chose the file"
        else:
            assert found.pk and found.applied_at is None


MONTHS = [(dt.date(2024, 9, 1), dt.date(2024, 9, 30), 4_181, 1_473), (dt.date(2024, 10, 1), dt.date(2024, 10, 31), 10_793, 2_234)]


def test_two_months_of_a_servers_log_give_the_registers_headline(site):
    """October 2024 has a day of 25 hours."""
    days = days_adding_up_to(*MONTHS[0]) | days_adding_up_to(*MONTHS[1])
    imports.apply(preview("".join(log_lines(days)), name="access.log"))

    assert [SiteDay.objects.between(site, first, last).totals() for first, last, *_totals in MONTHS] == [(4_181, 1_473), (10_793, 2_234)]
    assert {row.day: (row.views, row.sessions) for row in SiteDay.objects.all()} == days


def test_totals_by_day_give_the_registers_headline(site):
    days = days_adding_up_to(*MONTHS[0]) | days_adding_up_to(*MONTHS[1])
    imports.apply(preview("day,views,sessions\n" + "".join(f"{day},{views},{sessions}\n" for day, (views, sessions) in days.items())))

    assert [SiteDay.objects.between(site, first, last).totals() for first, last, *_totals in MONTHS] == [(4_181, 1_473), (10_793, 2_234)]
