"""The overview's tables: read as an analyst reads them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from analytics import spans
from analytics.actions import roll_up
from analytics.breakdowns import act_sums, tables
from analytics.definitions import Device, device_of
from analytics.models import Annotation, PageDay, SiteDay
from analytics.reports import overview
from feedback.models import Usefulness
from home.models import Borough
from search.models import SearchDay
from tests.analytics.beacons import LAPTOP, PHONE, send
from tests.analytics.counted import at
from tests.analytics.staff import sign_in
from tests.campaigns.factories import CampaignFactory
from tests.factories import GuidancePageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1"
TABLET = "Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36"


def days(site, first: str, *sessions: int | None, status="complete"):
    start = dt.date.fromisoformat(first)
    SiteDay.objects.bulk_create(
        SiteDay(site=site, day=start + dt.timedelta(days=n), views=number * 3, sessions=number, status=status) for n, number in enumerate(sessions) if number is not None
    )


def rows_of(site, title: str, start="2026-03-02", end="2026-03-02") -> list[tuple[str, ...]]:
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    found = {table.title: table for table in tables(site, first, last, spans.spans(site, first, last), act_sums(site, first, last))}
    return list(found[title].rows)


def test_visits_by_where_they_began_where_they_came_from_what_they_were_read_on_and_campaign(site):
    code = CampaignFactory(name="Summer leaflet").code
    with at("2026-03-02 10:00"):
        send(page="services", r="www.google.co.uk")
        send(page="search", r="testserver")
        send(page="register", c=code, agent=LAPTOP, address="203.0.113.9")
        send(page="register", c="NOSUCH", agent=TABLET, address="203.0.113.10")
        roll_up()
    assert set(rows_of(site, "Where visits began")) == {("SEND Register: join", "2"), ("Service directory", "1")}
    assert rows_of(site, "Where visits came from") == [("Typed, bookmarked or unknown", "2", "2"), ("Search engine", "1", "2")]
    assert rows_of(site, "Visits with a campaign’s code") == [("Summer leaflet", "1", "1"), ("A code that nobody registered", "1", "1")]
    assert rows_of(site, "Phones, tablets and computers") == [("Phone", "1", "2"), ("Tablet", "1", "1"), ("Computer", "1", "1")]


@pytest.mark.parametrize(("agent", "device"), [(PHONE, Device.PHONE), (LAPTOP, Device.COMPUTER), (IPAD, Device.TABLET), (TABLET, Device.TABLET), ("", Device.COMPUTER)])
def test_a_device_is_a_phone_a_tablet_or_a_computer(agent, device):
    assert device_of(agent) == device


def test_pages_say_how_they_changed_only_where_every_day_was_measured(site):
    days(site, "2026-02-01", *[10] * 28)
    PageDay.objects.bulk_create(
        PageDay(site=site, day=day, page=page, source="direct", views=views)
        for day, page, views in (("2026-02-05", "search", 20), ("2026-02-20", "search", 25), ("2026-02-20", "a-to-z", 2))
    )
    assert rows_of(site, "Pages looked at most", "2026-02-15", "2026-02-28") == [("Search", "25", "0", "+25%"), ("A to Z", "2", "0", "new")]
    SiteDay.objects.filter(day="2026-02-02").delete()
    assert [row[3] for row in rows_of(site, "Pages looked at most", "2026-02-15", "2026-02-28")] == ["–", "–"]


def test_days_stand_beside_the_days_before_and_the_same_weekdays_a_year_earlier(site):
    days(site, "2025-03-03", *[5] * 7)
    days(site, "2026-02-23", *[8] * 7, *[10] * 7)
    with at("2026-04-01 10:00"):
        found = spans.spans(site, dt.date(2026, 3, 2), dt.date(2026, 3, 8))
    assert (found.before.start, found.last_year.start, found.last_year.end) == (dt.date(2026, 2, 23), dt.date(2025, 3, 3), dt.date(2025, 3, 9))
    assert [span.totals.sessions for _name, span in found.rows] == [70, 56, 35]
    assert found.sentences == ["Against the days before, sessions show a rise of 25%.", "Against the same weekdays a year earlier, sessions show a rise of 100%."]


def test_today_never_looks_like_a_fall(site):
    days(site, "2026-03-01", *[10] * 6)
    days(site, "2026-03-07", 1, status="partial")
    with at("2026-03-07 09:00"):
        found = spans.spans(site, dt.date(2026, 3, 4), dt.date(2026, 3, 7))
        assert (found.this.end, found.before.start) == (dt.date(2026, 3, 6), dt.date(2026, 3, 1))
        assert found.sentences[0] == "Against the days before, sessions show no change."
        assert spans.spans(site, dt.date(2026, 3, 7), dt.date(2026, 3, 7)) is None


def test_a_day_that_was_not_measured_lets_nobody_say_a_change(site):
    days(site, "2026-03-01", 10, 10, None, 10)
    with at("2026-04-01 10:00"):
        found = spans.spans(site, dt.date(2026, 3, 3), dt.date(2026, 3, 4))
    assert "was not measured in whole" in found.sentences[0]


def test_what_happened_is_numbered_on_the_chart_and_told_under_it(site, analyst):
    days(site, "2026-03-01", *[10] * 28)
    CampaignFactory(name="Summer leaflet", starts_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 20))
    Annotation.objects.create(site=site, first_day="2026-03-04", kind="outage", text="Down for two hours")
    Annotation.objects.create(site=site, first_day="2026-02-04", kind="outage", text="Long before")
    page = analyst.get(reverse("statistics"), {"start": "2026-03-01", "end": "2026-03-28"}).content.decode()
    assert re.findall(r'font-weight="700">(\d)</text>', page) == ["1", "2"]
    assert "<li>4 March 2026: Down for two hours (The website was down)</li>" in page
    assert "<li>9 to 20 March 2026: Summer leaflet (Campaign)</li>" in page
    assert "Long before" not in page


def test_a_campaign_stands_on_the_chart_as_its_days_are_and_one_without_an_end_goes_on(site):
    first, last = dt.date(2026, 3, 1), dt.date(2026, 3, 28)
    campaign = CampaignFactory(name="Leaflet", starts_on=dt.date(2026, 3, 9))
    ((mark, happened),) = overview(site, first, last).marks
    assert (mark.start, mark.end, happened.last_day) == (campaign.starts_on, last, None)
    campaign.ends_on = dt.date(2026, 3, 20)
    campaign.save()
    assert overview(site, first, last).marks[0][0].end == campaign.ends_on
    assert not overview(site, dt.date(2026, 4, 1), dt.date(2026, 4, 28)).marks
    campaign.delete()
    assert not overview(site, first, last).marks


def test_an_analyst_writes_down_what_happened(site, client):
    desk = sign_in(client, "access_admin", "view_annotation", "add_annotation", "change_annotation", "delete_annotation")
    told = {"site": site.pk, "first_day": "2026-03-09", "last_day": "2026-03-01", "kind": "press", "text": "On the radio"}
    assert "The last day must not be before the first." in desk.post(reverse("annotation:add"), told).content.decode()
    assert desk.post(reverse("annotation:add"), told | {"last_day": ""}).status_code == 302
    assert "On the radio" in desk.get(reverse("annotation:index")).content.decode()


def test_what_searches_found_and_whether_pages_were_useful_stand_there_too(site, analyst):
    for found, n in (("enough", 6), ("nothing", 2)):
        SearchDay.objects.create(day="2026-03-02", words=found, found=found, n=n)
    Usefulness.objects.create(place="services", day="2026-03-02", yes=3, no=1)
    page = analyst.get(reverse("statistics"), {"start": "2026-03-01", "end": "2026-03-28"}).content.decode()
    assert re.search(r"enough</th><td>6</td><td>75%</td>.*nothing</th><td>2</td><td>25%</td>", page)
    assert re.search(r"Yes</th><td>3</td>.*No</th><td>1</td>", page)


def test_pages_of_each_borough_are_told_apart_and_a_page_for_two_counts_for_both(site):
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")
    of_two = GuidancePageFactory(parent=site.root_page, boroughs=[larkmere, hollowdean])
    news = NewsPageFactory(parent=site.root_page, borough=larkmere)
    with at("2026-03-02 10:00"):
        for page in (of_two.pk, news.pk, "search"):
            send(page=str(page))
        roll_up()
    assert rows_of(site, "Pages of each borough") == [("Hollowdean", "1", "1"), ("Larkmere", "2", "1"), ("everyone", "1", "0")]
