"""A service's times and events in a family's own calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from localoffer import calendars
from localoffer.models import Schedule, Service
from tests.factories import EventIndexPageFactory, EventPageFactory, LocationFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LONDON = ZoneInfo("Europe/London")


def with_times(*schedules: Schedule, **facts) -> Service:
    service = ServiceFactory(**facts)
    service.schedules = list(schedules)
    service.save()
    return service


def entries(file: bytes) -> list:
    return [part for part in Calendar.from_ical(file).walk() if part.name == "VEVENT"]


def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change(client):
    """The day with 23 hours is 28 March 2027, the one with 25 is 31 October."""
    service = with_times(Schedule(day="SU", opens_at=dt.time(10), closes_at=dt.time(15)))
    file = calendars.of_service(service, today=dt.date(2027, 3, 1))
    (entry,) = entries(file)
    assert entry["dtstart"].params["TZID"] == "Europe/London"
    assert entry.decoded("dtstart").replace(tzinfo=None) == dt.datetime(2027, 3, 7, 10)
    assert b"BEGIN:VTIMEZONE" in file
    assert file.count(b"TZOFFSETTO:+0100") >= 1
    for day, utc_hour in ((dt.date(2027, 3, 21), 10), (dt.date(2027, 3, 28), 9), (dt.date(2027, 10, 24), 9), (dt.date(2027, 10, 31), 10)):
        assert dt.datetime.combine(day, dt.time(10), LONDON).astimezone(dt.UTC).hour == utc_hour


@pytest.mark.parametrize(
    ("schedule", "rule"),
    [
        (Schedule(day="WE", opens_at=dt.time(10)), "FREQ=WEEKLY;BYDAY=WE;WKST=MO"),
        (Schedule(day="WE", interval=2, valid_from=dt.date(2026, 11, 4)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=MO"),
        (Schedule(day="SA", freq="MONTHLY", week_of_month=1), "FREQ=MONTHLY;BYDAY=1SA;WKST=MO"),
        (Schedule(day="SA", freq="MONTHLY", week_of_month=-1, interval=3, valid_from=dt.date(2026, 11, 1)), "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SA;WKST=MO"),
    ],
)
def test_every_rule_of_the_directory_is_a_rule_of_the_calendar(schedule, rule):
    (entry,) = entries(calendars.of_service(with_times(schedule), today=dt.date(2026, 11, 26)))
    said = set(entry["rrule"].to_ical().decode().replace("INTERVAL=1;", "").split(";"))
    assert said == set(rule.split(";"))


def test_the_last_day_is_still_in_the_calendar():
    last = dt.date(2026, 12, 16)
    (entry,) = entries(calendars.of_service(with_times(Schedule(day="WE", opens_at=dt.time(18), valid_to=last)), today=dt.date(2026, 11, 26)))
    assert entry["rrule"]["UNTIL"][0] > dt.datetime.combine(last, dt.time(18), LONDON)


def test_a_hidden_address_stands_in_no_calendar(client):
    refuge = LocationFactory(name="Ash House", address="1 Hidden Lane", town="Larkmere", postcode="LK9 9ZZ", is_masked=True)
    service = with_times(Schedule(day="WE", opens_at=dt.time(10)), locations=[refuge])
    file = client.get(f"/services/{service.slug}.ics").content.decode()
    assert "LOCATION:Larkmere" in file
    for secret in ("Ash House", "Hidden Lane", "LK9"):
        assert secret not in file


def test_a_service_offers_a_calendar_only_when_there_is_something_in_it(client):
    service = with_times(Schedule(description="Ask us"))
    assert ".ics" not in client.get(service.get_absolute_url()).content.decode()
    assert client.get(f"/services/{service.slug}.ics").status_code == 404
    closed = with_times(Schedule(day="WE"), status="closed-for-now")
    assert client.get(f"/services/{closed.slug}.ics").status_code == 404
    good = with_times(Schedule(day="WE"))
    assert f"/services/{good.slug}.ics" in client.get(good.get_absolute_url()).content.decode()
    assert client.get(f"/services/{good.slug}.ics")["Content-Type"].startswith("text/calendar")


def test_words_from_a_feed_break_no_calendar(client):
    service = with_times(Schedule(day="WE", opens_at=dt.time(10)), name="Club\r\nEND:VCALENDAR\x07; , \\")
    (entry,) = entries(client.get(f"/services/{service.slug}.ics").content)
    assert "Club" in entry["summary"]


def test_an_event_is_in_the_calendar_at_its_london_time(client, site):
    index = EventIndexPageFactory(parent=site.root_page)
    summer = timezone.make_aware(dt.datetime(timezone.localdate().year + 1, 7, 1, 14, 0))
    event = EventPageFactory(parent=index, title="Picnic", starts_at=summer, ends_at=summer + dt.timedelta(hours=2), place="The park")
    for address in ("/events/events.ics", f"/events/{event.pk}.ics"):
        (entry,) = entries(client.get(address).content)
        assert entry.decoded("dtstart").hour == 14
        assert entry["dtstart"].params["TZID"] == "Europe/London"
        assert entry["location"] == "The park"
