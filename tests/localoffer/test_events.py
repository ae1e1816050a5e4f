"""What is on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from localoffer.models import EventPage
from tests.factories import BoroughFactory, EventIndexPageFactory, EventPageFactory, LocationFactory

pytestmark = pytest.mark.django_db


def at(days: int, hour: int = 10) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days), dt.time(hour)))


@pytest.fixture
def index(site):
    return EventIndexPageFactory(parent=site.root_page, title="Events", slug="events")


def test_families_see_what_is_coming_and_not_what_is_over(client, index):
    EventPageFactory(parent=index, title="Yesterday’s fair", starts_at=at(-1))
    EventPageFactory(parent=index, title="This morning’s talk", starts_at=at(0, 0))
    EventPageFactory(parent=index, title="Camp under way", starts_at=at(-2), ends_at=at(1))
    html = client.get("/events/").content.decode()
    assert "Yesterday’s fair" not in html
    assert "This morning’s talk" in html
    assert "Camp under way" in html


def test_events_stand_under_their_month_the_soonest_first(client, index):
    first, later = EventPageFactory(parent=index, title="Sooner", starts_at=at(3)), EventPageFactory(parent=index, title="Later", starts_at=at(70))
    EventPageFactory(parent=index, title="Soonest", starts_at=at(1))
    html = client.get("/events/").content.decode()
    assert html.index("Soonest") < html.index("Sooner<") < html.index("Later")
    for event in (first, later):
        assert f"{event.starts_on:%B %Y}" in html


def test_more_events_cost_no_more_queries(count_queries, index):
    EventPageFactory(parent=index, location=LocationFactory())
    one = count_queries("/events/")
    for _number in range(19):
        EventPageFactory(parent=index, location=LocationFactory())
    assert count_queries("/events/") == one <= 12


def test_the_borough_narrows_events(client, index):
    EventPageFactory(parent=index, title="For all")
    EventPageFactory(parent=index, title="Far away", borough=BoroughFactory(slug="faraway"))
    html = client.get("/events/?borough=larkmere").content.decode()
    assert "For all" in html
    assert "Far away" not in html


def test_an_event_says_what_a_family_asks(client, index):
    event = EventPageFactory(parent=index, title="Fair", place="Town hall", cost="Free", booking_phone="020 7946 0301", organiser="The forum")
    html = client.get(event.url).content.decode()
    for words in ("Town hall", "Free", 'href="tel:02079460301"', "The forum", "All ages", f"/events/{event.pk}.ics"):
        assert words in html


def test_what_nobody_said_of_an_event_is_not_known(client, index):
    assert client.get(EventPageFactory(parent=index, cost="").url).content.decode().count("Not known. Please ask.") == 2, "cost and how to take part"


def test_an_event_at_a_hidden_place_does_not_give_it_away(client, index):
    refuge = LocationFactory(name="Ash House", address="1 Hidden Lane", town="Larkmere", is_masked=True)
    event = EventPageFactory(parent=index, location=refuge, place="")
    for address in ("/events/", event.url, "/events/events.ics", "/events/events.rss", "/"):
        assert "Ash House" not in client.get(address).content.decode()


def test_the_home_page_shows_the_next_three(client, index):
    for number in range(1, 5):
        EventPageFactory(parent=index, title=f"Day {number} out", starts_at=at(number))
    html = client.get("/").content.decode()
    assert "Day 3 out" in html
    assert "Day 4 out" not in html


def test_the_feed_has_what_is_coming(client, index):
    EventPageFactory(parent=index, title="Fair")
    EventPageFactory(parent=index, title="Over", starts_at=at(-5))
    feed = client.get("/events/events.rss").content.decode()
    assert "<title>Fair</title>" in feed
    assert "Over" not in feed


def test_a_sign_that_no_feed_may_hold_takes_no_event_away(client, index):
    EventPageFactory(parent=index, title="Fun\x0bday", summary="Come\x01 along", place="Town\x1fhall")
    feed = client.get("/events/events.rss").content.decode()
    assert "<title>Fun day</title>" in feed
    assert "Town hall. Come along" in feed


def test_an_event_can_not_end_before_it_starts_or_be_nowhere(index):
    with pytest.raises(ValidationError, match="before it starts"):
        EventPage(title="Fair", starts_at=at(2), ends_at=at(1), place="Hall").clean()
    with pytest.raises(ValidationError, match="where it is"):
        EventPage(title="Fair", starts_at=at(2)).clean()


def test_kept_pages_are_made_afresh_after_midnight(client, index, monkeypatch):
    EventPageFactory(parent=index, title="Today’s fair", starts_at=at(0))
    assert "Today’s fair" in client.get("/events/").content.decode()
    from home import page_cache

    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: tomorrow if value is None else value.date())
    page_cache.nearby.forget()
    assert "Today’s fair" not in client.get("/events/").content.decode()


@pytest.mark.parametrize("address", ["/events/0.ics", "/events/99999999999999999999.ics"])
def test_an_event_nobody_has_is_not_found(client, index, address):
    assert client.get(address).status_code == 404
