import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.actions import roll_up
from analytics.models import DropDay, Import, PageDay, SiteDay
from home.models import HomePage
from portal.demo.figures import make_figures
from tests.analytics.beacons import ROBOT, send
from tests.analytics.staff import sign_in
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db


FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}


def days_of_february(site, *numbers):
    SiteDay.objects.bulk_create(
        SiteDay(site=site, day=dt.date(2026, 2, n), views=number * 3, sessions=number, status="complete") for n, number in enumerate(numbers, start=1) if number is not None
    )


def test_the_overview_shows_what_was_counted_today(site, analyst):
    page = GuidancePageFactory(parent=HomePage.objects.get(), title="Short breaks near you")
    for _view in range(3):
        send(page=str(page.pk))
    send(agent=ROBOT)
    roll_up()
    shown = analyst.get(reverse("statistics")).content.decode()

    assert "Short breaks near you" in shown
    assert re.search(r"<td>3</td>\s*<td>1</td>\s*<td>3.00</td>", shown)
    assert "4 messages arrived" in shown
    assert re.search(r"Robots</th>\s*<td>1</td>", shown)
    assert "A secret number, deleted after 48 hours" in shown


def test_a_missing_day_is_a_gap_in_the_line_and_a_dash_in_the_table(site, analyst):
    days_of_february(site, 5, 6, None, 7, 8, 0)
    shown = analyst.get(reverse("statistics"), FEBRUARY).content.decode()

    assert shown.count("<polyline") == 4
    assert shown.count(">Missing<") == 28 - 5
    assert "23 days were not measured." in shown


def test_imported_days_are_labelled_with_their_file(site, analyst):
    SiteDay.objects.create(
        site=site, day="2026-02-03", views=9, sessions=3, status="complete", imported=Import.objects.create(site=site, kind="totals", filename="ga4.csv", digest="0" * 64)
    )
    shown = analyst.get(reverse("statistics"), FEBRUARY).content.decode()

    assert shown.count("ga4.csv") == 2


def test_a_page_that_is_gone_keeps_its_number(site, analyst):
    PageDay.objects.create(site=site, day="2026-02-03", page="4711", source="direct", views=2, sessions=1)

    assert "A page that is gone (4711)" in analyst.get(reverse("statistics"), FEBRUARY).content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": "2026-02-28", "end": "2026-02-01"}, "The last day must not be before the first."),
        ({"start": "2001-01-01", "end": "2026-02-01"}, "Choose two years at most."),
        ({"start": "yesterday", "end": ""}, "Choose a day, or write it like this: 2026-05-31."),
        ({"start": "2026-02-01"}, "Fill this in."),
        ({"start": "9999-12-31", "end": "9999-12-31"}, "31 December 9999"),
        ({"start": "0001-01-01", "end": "0001-01-01"}, "1 January 0001"),
    ],
)
def test_an_odd_range_is_answered_kindly(site, analyst, asked, said):
    response = analyst.get(reverse("statistics"), asked)

    assert response.status_code == 200
    assert said in response.content.decode()


def test_no_figures_at_all_is_a_page_too(site, analyst):
    shown = analyst.get(reverse("statistics")).content.decode()

    assert "No page was counted in these days." in shown
    assert shown.count(">Missing<") == 28


def test_days_without_figures_lead_to_the_last_days_that_have_some(site, analyst):
    days_of_february(site, 5, 6)
    shown = analyst.get(reverse("statistics"), {"start": "2026-05-01", "end": "2026-05-28"}).content.decode()

    assert "Nothing was measured in these days." in shown
    assert "?start=2026-01-06&amp;end=2026-02-02" in shown
    assert "Nothing was measured" not in analyst.get(reverse("statistics"), FEBRUARY).content.decode()


def test_the_demos_figures_say_that_they_are_invented(site, analyst):
    make_figures(site)
    make_figures(site)
    shown = analyst.get(reverse("statistics")).content.decode()

    assert SiteDay.objects.count() == 2 * 18 * 7
    assert "Some days were imported from: Invented for this demo." in shown


def test_two_years_cost_no_more_queries_than_a_month(site, analyst, django_assert_num_queries, django_assert_max_num_queries):
    SiteDay.objects.bulk_create(SiteDay(site=site, day=dt.date(2024, 3, 1) + dt.timedelta(n), views=30, sessions=10) for n in range(700))
    PageDay.objects.bulk_create(PageDay(site=site, day="2024-03-05", page=str(n), source="direct", views=1) for n in range(40))
    DropDay.objects.create(site=site, day="2024-03-05", reason="robot", dropped=4)
    analyst.get(reverse("statistics"))
    with django_assert_max_num_queries(30) as month:
        analyst.get(reverse("statistics"), {"start": "2024-03-01", "end": "2024-03-28"})
    with django_assert_num_queries(len(month)):
        analyst.get(reverse("statistics"), {"start": "2024-03-01", "end": "2026-02-28"})


def test_a_long_time_is_told_by_months_that_lead_to_their_days(site, analyst):
    SiteDay.objects.bulk_create(SiteDay(site=site, day=dt.date(2024, 3, 1) + dt.timedelta(n), views=30, sessions=10, status="complete") for n in range(40))
    quarter = analyst.get(reverse("statistics"), {"start": "2024-03-01", "end": "2024-05-31"})
    assert not quarter.context["report"].months
    longer = analyst.get(reverse("statistics"), {"start": "2024-03-01", "end": "2024-06-10"})
    assert [(month.views, month.sessions, month.days_whole, month.days) for month in longer.context["report"].months] == [
        (930, 310, 31, 31),
        (270, 90, 9, 30),
        (0, 0, 0, 31),
        (0, 0, 0, 10),
    ]
    assert f'{reverse("statistics")}?start=2024-04-01&amp;end=2024-04-30">April 2024</a>' in longer.content.decode()
    assert "9 of 30 days" in longer.content.decode()


@pytest.mark.parametrize("name", ["statistics", "statistics_import_file"])
def test_only_those_who_may_see_statistics_do(site, client, name):
    assert client.get(reverse(name))["Location"].startswith("/accounts/login/")

    refused = sign_in(client, "access_admin", "view_campaign").get(reverse(name))
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


def test_statistics_are_in_the_menu_of_reports(site, analyst):
    assert reverse("statistics") in analyst.get(reverse("wagtailadmin_home")).content.decode()


def test_today_counts_so_far_and_is_compared_with_no_whole_day(site, analyst):
    today = timezone.localdate()
    SiteDay.objects.bulk_create(SiteDay(site=site, day=today - dt.timedelta(n), views=300, sessions=100, status="complete") for n in (1, 2))
    SiteDay.objects.create(site=site, day=today - dt.timedelta(3), views=40, sessions=20, status="partial")
    SiteDay.objects.create(site=site, day=today, views=9, sessions=3)
    shown = analyst.get(reverse("statistics")).content.decode()

    assert shown.count("<polyline") == 2
    assert shown.count('r="4" fill="none"') == 4
    assert "A ring is a day measured in part, as today is." in shown
    assert "Today is counted so far." in shown
    assert "2 days were measured in whole. On average, such a day had 300 page views and 100 sessions." in shown
    assert "Page views so far: 9. Sessions so far: 3." in shown
    assert shown.count("<td>So far</td>") == 1
    assert shown.count("<td>In part</td>") == 1
    assert re.search(r"<td>649</td>\s*<td>223</td>\s*<td>2.91</td>\s*<td>0</td>\s*<td>24</td>\s*<td>1</td>", shown)


def test_days_without_today_say_nothing_of_it(site, analyst):
    days_of_february(site, 5, 6)
    shown = analyst.get(reverse("statistics"), FEBRUARY).content.decode()

    assert "Today" not in shown
    assert "A ring" not in shown


def test_today_is_measured_in_part(site, analyst):
    roll_up()

    assert SiteDay.objects.get(day=timezone.localdate()).status == "partial"
    assert "So far" in analyst.get(reverse("statistics")).content.decode()
