"""The public page of statistics: what families read there, what is never on it, what it costs, and when the kept page is dropped."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse
from wagtail.models import PageViewRestriction

from analytics import months
from analytics.models import Annotation, DeviceDay, Import, PageDay, SiteDay
from analytics.public_report import FEWEST_VIEWS
from feedback.models import Usefulness
from home.models import HomePage, SiteSettings
from home.page_cache import STAMP
from search.days import SearchDay
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db

PAGE = "/statistics/"
FILE = "/statistics/days.csv"


@pytest.fixture(autouse=True)
def in_march():
    """The last whole month is February 2026, the first of the twelve March 2025."""
    with time_machine.travel(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def open_site(site):
    SiteSettings.objects.update_or_create(site=site, defaults={"shows_statistics": True})
    return site


def days(site, first, count, **more):
    SiteDay.objects.bulk_create(SiteDay(**({"site": site, "day": first + dt.timedelta(n), "views": 30, "sessions": 10, "status": "complete"} | more)) for n in range(count))


def seen(site, page, views, **more):
    PageDay.objects.create(**({"site": site, "day": "2026-02-03", "page": str(page), "source": "search", "views": views, "sessions": views // 2} | more))


def words(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_sees_it_until_the_council_shows_it(client, site, django_capture_on_commit_callbacks):
    assert [client.get(address).status_code for address in (PAGE, FILE)] == [404, 404]
    assert PAGE not in words(client, "/") + words(client, reverse("stats_choice")) + words(client, "/sitemap-views.xml")

    settings = SiteSettings.for_site(site)
    settings.shows_statistics = True
    with django_capture_on_commit_callbacks(execute=True):
        settings.save()
    assert [client.get(address).status_code for address in (PAGE, FILE)] == [200, 200]
    for address in ("/", reverse("stats_choice"), "/sitemap-views.xml"):
        assert PAGE in words(client, address), address

    settings.shows_statistics = False
    with django_capture_on_commit_callbacks(execute=True):
        settings.save()
    assert client.get(PAGE).status_code == 404


def test_a_family_reads_the_last_month_and_twelve_months_with_pages_a_visit(client, open_site):
    days(open_site, dt.date(2026, 2, 1), 28)
    days(open_site, dt.date(2026, 3, 1), 9, views=9_999)
    html = words(client)

    assert "In February 2026 our pages were read 840 times, in 280 visits." in html
    assert html.count('<th scope="row">March 2025</th>') == 1
    assert "March 2026" not in html
    assert "9,999" not in html
    assert '<td data-label="Pages a visit">3.0</td>' in html


def test_a_month_without_a_measured_day_is_said_and_never_0(client, open_site):
    days(open_site, dt.date(2026, 2, 1), 27)
    days(open_site, dt.date(2026, 2, 28), 1, views=500, sessions=400, status="partial")
    html = words(client)

    assert html.count("Not measured") == 22
    assert "not measured</tspan>" in html
    assert "February 2026 (27 of 28 days): <tspan" in html.replace("\n", "")
    assert "read 810 times" in html
    assert ">0<" not in html
    assert "do not compare it" in html


def test_no_figures_at_all_is_a_page_too(client, open_site):
    html = words(client)
    assert "We have no numbers for the last 12 months yet." in html
    assert "We did not count in February 2026." in html


def test_each_chart_has_a_title_a_description_and_the_table(client, open_site):
    days(open_site, dt.date(2026, 2, 1), 28)
    html = words(client)

    assert html.count('role="img"') == 2
    assert "<title" in html
    assert "A bar for each month. The numbers are in the table below." in html
    assert "The same numbers as a table" in html


def test_only_pages_that_anybody_may_read_are_named_and_only_those_many_have_seen(client, open_site):
    home = HomePage.objects.get()
    titles = ("Short breaks", "Hardly read", "For members", "Taken down")
    pages = {title: GuidancePageFactory(parent=home, title=title, live=title != "Taken down") for title in titles}
    PageViewRestriction.objects.create(page=pages["For members"], restriction_type="login")
    for title, page in pages.items():
        seen(open_site, page.pk, FEWEST_VIEWS - 1 if title == "Hardly read" else 500)
    for key in ("register", "my-family", "elsewhere", "4711"):
        seen(open_site, key, 300)
    html = words(client)

    assert '<th scope="row">Short breaks</th><td data-label="Page views">500</td>' in html
    assert '<th scope="row">SEND Register: join</th>' in html
    for never in (*titles[1:], "SEND Register: my family", "Addresses that this site does not have", "4711"):
        assert f'<th scope="row">{never}' not in html


def test_few_visits_are_not_told_apart(client, open_site):
    seen(open_site, "search", 200)
    seen(open_site, "search", 6, source="social")
    DeviceDay.objects.create(site=open_site, day="2026-02-03", device="phone", views=90, sessions=30)
    DeviceDay.objects.create(site=open_site, day="2026-02-03", device="tablet", views=9, sessions=4)
    html = words(client)

    assert '<th scope="row">Social network</th><td data-label="Visits">fewer than 5</td><td data-label="Share">–</td>' in html
    assert '<th scope="row">Search engine</th><td data-label="Visits">100</td><td data-label="Share">97%</td>' in html
    assert '<th scope="row">Tablet</th><td data-label="Visits">fewer than 5</td>' in html


def test_searches_and_answers_are_there_and_the_registers_form_is_not(client, open_site):
    SearchDay.objects.create(day="2026-02-03", found="nothing", n=5)
    Usefulness.objects.create(day="2026-02-03", page=HomePage.objects.get(), yes=7, no=2)
    html = words(client)

    assert "What searches found" in html
    assert '<th scope="row">Yes</th><td data-label="Times">7</td>' in html
    assert "page by page" not in html


def test_only_what_an_editor_wrote_for_everybody_is_shown(client, open_site):
    Annotation.objects.create(site=open_site, first_day="2026-02-03", kind="outage", text="No website for an hour", is_for_everybody=True)
    Annotation.objects.create(site=open_site, first_day="2026-02-04", kind="press", text="Ask Sam about the radio")
    html = words(client)

    assert "<strong>3 February 2026</strong>: No website for an hour (The website was down)" in html
    assert "Ask Sam" not in html


def test_imported_days_name_the_program_and_never_the_file(client, open_site):
    found = Import.objects.create(site=open_site, kind="ga4-days", filename="sam-smith.csv", digest="0" * 64)
    days(open_site, dt.date(2026, 1, 1), 31, imported=found)

    assert "Google Analytics 4, by day: 31 days from 1 January 2026 to 31 January 2026" in words(client)
    assert "sam-smith" not in words(client) + words(client, FILE)


def test_the_file_has_a_line_for_each_day_and_no_number_where_nothing_was_measured(client, open_site):
    days(open_site, dt.date(2026, 2, 1), 1)
    response = client.get(FILE)
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert rows[0] == ["day", "page_views", "sessions", "measured", "counted_by", "definition"]
    assert (len(rows), rows[1][0], rows[-1][0]) == (366, "2025-03-01", "2026-02-28")
    assert rows[338] == ["2026-02-01", "30", "10", "complete", "this website", "1"]
    assert rows[339] == ["2026-02-02", "", "", "missing", "", ""]


@pytest.mark.parametrize("are_added_up", [False, True])
def test_two_years_of_figures_cost_no_more_queries_than_a_month(count_queries, open_site, are_added_up):
    days(open_site, dt.date(2026, 2, 1), 28)
    seen(open_site, "search", 90)
    months.add_up() if are_added_up else None
    one = count_queries(PAGE)
    days(open_site, dt.date(2024, 3, 1), 600)
    for n in range(24):
        seen(open_site, GuidancePageFactory(parent=HomePage.objects.get()).pk, 90, day=dt.date(2024, 3, 1) + dt.timedelta(n * 30))
    months.add_up() if are_added_up else None

    assert count_queries(PAGE) <= one + are_added_up
    assert one <= 12


def test_a_kept_page_costs_nothing_and_is_dropped_when_something_on_it_changes(client, open_site, django_assert_num_queries, django_capture_on_commit_callbacks):
    words(client)
    with django_assert_num_queries(0):
        words(client)
    before = caches["pages"].get(STAMP)
    with django_capture_on_commit_callbacks(execute=True):
        Annotation.objects.create(site=open_site, first_day="2026-02-03", kind="outage", text="Down", is_for_everybody=True)
    assert caches["pages"].get(STAMP) != before
    assert "Down" in words(client)


def test_it_is_read_and_never_written(client, open_site):
    assert client.post(PAGE).status_code == 405
    assert not client.get(PAGE).cookies
