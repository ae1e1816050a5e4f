"""Feeds read again each night; what an editor changed stays, and the difference is shown until somebody chooses."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import roles
from localoffer import actions, facts, fetching, importing, nightly
from localoffer.fetching import CannotFetch, Fetched
from localoffer.models import CostOption, Feed, Service, ServiceContact
from localoffer.openreferral.publish import terms
from portal.jobs import JOBS
from tests.accounts.factories import make_staff
from tests.factories import BoroughFactory, CategoryFactory, LanguageFactory, LocationFactory, NeedFactory, ServiceFactory
from tests.localoffer.test_import_services import club
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
ADDRESS = "https://feeds.example/services"
DIFFERENCES = "/admin/reports/feed-differences/"


def bring_in(*records, source: str = "play trust") -> list[importing.ImportedRow]:
    return list(importing.import_services(records, source=source))


def different() -> list[str]:
    service = Service.objects.get()
    return [difference.name for difference in facts.differences(service, service.imported.said)]


@pytest.fixture
def web(monkeypatch):
    """What the feed's address holds; an exception stands for a host that fails."""
    answer = {"body": b"[]"}

    def fetch(address: str) -> Fetched:
        if isinstance(answer["body"], Exception):
            raise answer["body"]
        return Fetched(address, answer["body"], "application/json")

    monkeypatch.setattr(fetching, "fetch", fetch)
    return answer


@pytest.fixture
def feed(db):
    return Feed.objects.create(name="Play Trust", source=ADDRESS)


# What an editor changed ---------------------------------------------------------------------------------------------


def test_a_field_an_editor_changed_is_not_overwritten_and_shows_as_a_difference():
    bring_in(club())
    Service.objects.update(email="right@club.example")
    (row,) = bring_in(club(email="new@club.example", description="New words."))
    service = Service.objects.get()
    assert row.outcome == "changed"
    assert (service.email, service.description) == ("right@club.example", "New words.")
    assert different() == ["email"]
    assert service.imported.differs


def test_a_correction_that_the_feed_takes_over_is_no_difference_any_more():
    bring_in(club())
    Service.objects.update(email="right@club.example")
    bring_in(club(email="right@club.example"))
    assert different() == []
    assert not Service.objects.get().imported.differs
    bring_in(club(email="later@club.example"))
    assert Service.objects.get().email == "later@club.example", "then the feed may change it again"


def test_costs_times_and_contacts_an_editor_changed_stay():
    times = [{"byday": "MO", "freq": "WEEKLY", "opens_at": "10:00", "closes_at": "11:00"}]
    contacts = [{"name": "Desk", "phones": [{"number": "020 7946 0001"}]}]
    bring_in(club(schedules=times, contacts=contacts))
    service = Service.objects.get()
    service.cost_options = [CostOption(amount=3)]
    service.schedules.all()[0].opens_at = dt.time(9)
    row = service.schedules.get()
    row.opens_at = dt.time(9)
    service.schedules = [row]
    service.contacts = [*service.contacts.all(), ServiceContact(name="Manager", is_public=False)]
    service.save()
    bring_in(club(fees="£9", schedules=[times[0] | {"opens_at": "10:30"}], contacts=[contacts[0] | {"name": "Front desk"}]))
    service = Service.objects.get()
    assert [cost.amount for cost in service.cost_options.all()] == [3]
    assert service.schedules.get().opens_at == dt.time(9)
    assert {contact.name for contact in service.contacts.all()} == {"Front desk", "Manager"}, "a contact for staff is ours alone"
    assert different() == ["costs", "times"]


def test_needs_an_editor_added_stay_and_those_the_feed_dropped_go():
    one, two, ours = NeedFactory(code="one"), NeedFactory(code="two"), NeedFactory(code="ours")
    said = {need.code: {"taxonomy_term_id": terms.need(need).id} for need in (one, two)}
    bring_in(club(attributes=[said["one"], said["two"]]))
    service = Service.objects.get()
    service.needs.add(ours)
    service.save()
    bring_in(club(attributes=[said["two"]]))
    assert {need.code for need in Service.objects.get().needs.all()} == {"two", "ours"}
    assert different() == []


def test_a_need_an_editor_took_away_does_not_come_back():
    need = NeedFactory(code="one")
    attributes = [{"link_type": "send_need", "taxonomy_term": {"code": "one"}}]
    bring_in(club(attributes=attributes))
    service = Service.objects.get()
    service.needs.remove(need)
    service.save()
    bring_in(club(attributes=attributes, description="New words."))
    assert not Service.objects.get().needs.exists()
    assert different() == ["needs"]


def test_what_an_editor_added_where_the_feed_is_silent_is_no_difference():
    bring_in(club())
    Service.objects.update(criteria="Live in Larkmere.", areas_served="the north")
    bring_in(club(description="New words."))
    assert different() == []


def test_that_somebody_here_checked_it_later_is_no_difference():
    bring_in(club(assured_date="2025-05-04"))
    Service.objects.update(checked_on="2026-05-04")
    assert different() == []


def test_a_new_fact_fills_a_blank_and_leaves_what_is_there():
    bring_in(club(email=""))
    kept = Service.objects.get().imported
    del kept.said["keywords"], kept.said["criteria"]
    kept.save()
    Service.objects.update(criteria="Ours")
    bring_in(club(email="", eligibility_description="The feed's", pc_targetAudience=[{"audienceType": "Parents"}]))
    service = Service.objects.get()
    assert (service.criteria, service.keywords) == ("Ours", "Parents")


def test_a_provider_an_editor_corrected_is_not_overwritten_when_the_feed_changes_it():
    bring_in(club())
    provider = Service.objects.get().provider
    provider.email = "right@play.example"
    provider.save()
    bring_in(club(organization=club()["organization"] | {"email": "wrong@play.example", "description": "New"}))
    provider.refresh_from_db()
    assert (provider.email, provider.description) == ("right@play.example", "New")


def test_version_3_says_more_and_all_of_it_comes_in():
    BoroughFactory(name="Larkmere", slug="larkmere")
    LanguageFactory(code="ur", name="Urdu")
    category = CategoryFactory(code="clubs")
    place = {"id": "b2c7e6c0-2222-4a5b-8c9d-000000000001", "name": "Mill", "accessibility": [{"id": "x", "description": "Hoist: yes"}, {"id": "y", "description": "A ramp"}]}
    bring_in(
        club(
            assured_date="2026-05-04",
            eligibility_description="<p>Live in Larkmere.</p>",
            service_at_locations=[{"id": "here", "location": place}],
            schedules=[
                {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "10:00Z", "closes_at": "11:30:00", "service_at_location_id": "here", "valid_from": "2026-01-05"},
                {"freq": "MONTHLY", "byday": "-1SA"},
                {"description": "In the holidays too"},
                {"freq": "DAILY"},
            ],
            languages=[{"name": "Urdu"}, {"code": "pl", "name": "Polish"}, {"name": "English"}, {"name": "Klingon"}],
            contacts=[{"name": "Desk", "email": "desk@club.example", "phones": [{"number": "020 7946 0190"}]}],
            phones=[{"number": "020 7946 0190"}, {"number": "020 7946 0191"}],
            service_areas=[{"name": "Larkmere"}, {"name": "Northside"}],
            attributes=[{"taxonomy_term": {"id": terms.category(category).id}}, {"link_type": "suitability", "taxonomy_term": {"code": "bsl"}}, {"taxonomy_term": None}],
        )
    )
    service = Service.objects.get()
    monday = service.schedules.first()
    assert [(row.day, row.freq, row.week_of_month) for row in service.schedules.all()] == [
        ("MO", "WEEKLY", None),
        ("WE", "WEEKLY", None),
        ("SA", "MONTHLY", -1),
        ("", "WEEKLY", None),
    ]
    assert (monday.opens_at, monday.closes_at, str(monday.location_id), monday.valid_from) == (dt.time(10), dt.time(11, 30), place["id"], dt.date(2026, 1, 5))
    assert {row.code for row in service.languages.all()} == {"ur", "pl"}
    assert [(row.name, row.phone) for row in service.contacts.all()] == [("Desk", "020 7946 0190"), ("", "020 7946 0191")]
    assert ([row.slug for row in service.boroughs.all()], service.areas_served) == (["larkmere"], "Northside")
    assert service.criteria == "Live in Larkmere."
    assert {fact.kind: (fact.answer, str(fact.checked_on)) for fact in service.access_facts.all()} == {"hoist": ("yes", "2026-05-04"), "bsl": ("yes", "2026-05-04")}
    assert [row.code for row in service.categories.all()] == ["clubs"]
    assert different() == []


def test_a_feed_that_names_no_borough_says_none_and_one_that_names_it_later_is_heard():
    BoroughFactory(slug="larkmere", name="Larkmere", council="Larkmere Borough Council")
    bring_in(club())
    assert Service.objects.silent_about_boroughs().exists()
    bring_in(club(service_areas=[{"name": "The world"}]))
    assert Service.objects.silent_about_boroughs().exists()
    bring_in(club(service_areas=[{"name": "Larkmere Borough Council"}]))
    assert Service.objects.get().codes_of_boroughs == ["larkmere"]


def test_a_feed_that_names_one_borough_takes_nothing_from_a_service_for_every_borough():
    """As with a list of our own that is longer than the feed's: what we know beyond the feed is no difference."""
    BoroughFactory(slug="larkmere", name="Larkmere")
    bring_in(club())
    Service.objects.update(is_for_every_borough=True)
    bring_in(club(service_areas=[{"name": "Larkmere"}]))
    service = Service.objects.get()
    assert (service.is_for_every_borough, list(service.boroughs.all()), different()) == (True, [], [])


def test_version_1_says_its_times_by_names_and_numbers():
    bring_in(club(regular_schedules=[{"weekday": "Tuesday", "opens_at": "09:00", "closes_at": "08:00"}, {"weekday": "7"}, {"weekday": "Someday"}]))
    assert [(row.day, row.opens_at, row.closes_at) for row in Service.objects.get().schedules.all()] == [("TU", dt.time(9), None), ("SU", None, None)]


def test_access_without_a_day_on_which_it_was_checked_is_not_believed():
    (row,) = bring_in(club(attributes=[{"link_type": "suitability", "taxonomy_term": {"code": "hoist"}}]))
    assert not Service.objects.get().access_facts.exists()
    assert any("when it was checked" in reason for reason in row.reasons)


# Each night ---------------------------------------------------------------------------------------------------------


def test_a_feed_is_read_and_each_row_is_told(feed, web):
    web["body"] = b'[{"name": "One"}, {"name": "Two", "email": "nothing"}, 5]'
    nightly.read(feed)
    assert (feed.last_result, feed.last_words) == ("read", "2 new, 0 changed, 0 unchanged, 1 refused, 0 gone")
    assert [(row.number, row.name, row.outcome) for row in feed.rows.all()] == [(1, "One", "new"), (2, "Two", "new"), (3, "", "refused")]
    assert "e-mail" in feed.rows.get(number=2).reasons


def test_a_service_that_left_its_feed_stays_and_is_told(feed, web):
    web["body"] = b'[{"name": "One"}, {"name": "Two"}]'
    nightly.read(feed)
    web["body"] = b'[{"name": "One"}]'
    nightly.read(feed)
    assert Service.objects.published().count() == 2
    assert [(row.name, row.outcome) for row in feed.rows.filter(outcome="gone")] == [("Two", "gone")]


@pytest.mark.parametrize(("body", "result"), [(CannotFetch("feeds.example answered 500."), "failed"), (b"{not json", "failed"), (b"[5]", "no-feed")])
def test_a_feed_that_fails_says_so_and_nothing_is_gone(feed, web, body, result):
    web["body"] = b'[{"name": "One"}]'
    nightly.read(feed)
    web["body"] = body
    nightly.read(feed)
    feed.refresh_from_db()
    assert feed.last_result == result
    assert not feed.rows.filter(outcome="gone").exists()
    assert Service.objects.count() == 1


def test_half_a_letter_in_a_name_does_not_break_the_report(feed, web):
    web["body"] = json.dumps([club(), {"name": "Club \ud800\0", "x": nested(50)}]).encode()
    nightly.read(feed)
    good, odd = feed.rows.all()
    assert (good.outcome, odd.outcome, odd.name.strip()) == ("new", "refused", "Club")
    assert feed.last_result == Feed.Result.READ


def nested(deep: int) -> list:
    return [nested(deep - 1)] if deep else []


def test_a_feed_that_breaks_our_reading_is_told_as_failed_and_the_next_one_is_read(feed, web, caplog):
    web["body"] = RuntimeError("nobody thought of this")
    nightly.read(feed)
    feed.refresh_from_db()
    assert (feed.last_result, feed.last_words) == (Feed.Result.FAILED, nightly.BROKEN_WORDS)
    assert "nobody thought of this" in caplog.text


def test_each_feed_is_read_once_a_night(feed, web):
    with time_machine.travel("2026-05-04T20:00:00+01:00", tick=False) as clock:
        assert nightly.read_next_due() == feed, "a new feed does not wait for the night"
        assert nightly.read_next_due() is None
        clock.move_to(dt.datetime.fromisoformat("2026-05-05T01:59:00+01:00"))
        assert nightly.read_next_due() is None
        clock.move_to(dt.datetime.fromisoformat("2026-05-05T02:01:00+01:00"))
        assert nightly.read_next_due() == feed
        assert nightly.read_next_due() is None


def test_a_feed_that_is_off_is_not_read(feed, web):
    Feed.objects.update(is_on=False)
    assert nightly.read_next_due() is None


def test_two_workers_never_read_the_same_feed(feed, web, monkeypatch):
    """The other one takes it between our look and our claim."""
    look = Feed.objects.due

    class Found(list):
        def filter(self, **kwargs):
            return look().filter(**kwargs)

    def due():
        found = Found(look())
        Feed.objects.update(last_run=timezone.now())
        return found

    monkeypatch.setattr(type(Feed.objects), "due", lambda self: due(), raising=False)
    monkeypatch.setattr(Feed.objects, "due", due, raising=False)
    assert nightly.read_next_due() is None


def test_the_worker_reads_feeds():
    assert nightly.read_next_due in [job.run for job in JOBS]


def test_the_command_reads_all_or_those_that_are_named(feed, web, capsys):
    Feed.objects.create(name="Off", source="https://off.example/", is_on=False)
    web["body"] = b'[{"name": "One"}]'
    call_command("import_feeds")
    assert "Play Trust: Read to the end. 1 new" in capsys.readouterr().out
    call_command("import_feeds", "Off")
    assert Feed.objects.get(name="Off").last_result == "read"
    with pytest.raises(CommandError, match="no feed called Nobody"):
        call_command("import_feeds", "Nobody")
    web["body"] = CannotFetch("no")
    with pytest.raises(CommandError, match="Not read: Play Trust"):
        call_command("import_feeds")


@pytest.mark.parametrize("source", ["/etc/passwd", "file:///etc/passwd", "feeds.example", "ftp://feeds.example/"])
def test_an_editor_can_only_name_a_web_address(source):
    with pytest.raises(ValidationError, match="web address"):
        Feed(name="X", source=source).full_clean()


@pytest.mark.parametrize("source", ["http://127.0.0.1:8000/", "https://[::1]/", "http://10.0.0.8/x", "http://localhost/"])
def test_an_address_of_a_private_network_is_refused_when_it_is_written(source):
    with pytest.raises(ValidationError, match="private network"):
        Feed(name="X", source=source).full_clean()


# The desk -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(site, client):
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR, email="editor@council.example"))
    return client


def an_edited_service() -> Service:
    bring_in(club(), source="Play Trust")
    Service.objects.update(email="right@club.example", updated_at=timezone.now() + dt.timedelta(seconds=5))
    return Service.objects.get()


def test_editors_see_the_last_report_row_by_row(desk, feed, web):
    web["body"] = b'[{"name": "One"}, 5]'
    nightly.read(feed)
    assert f"/admin/reports/feeds/{feed.pk}/" in desk.get("/admin/snippets/localoffer/feed/").content.decode()
    html = desk.get(f"/admin/reports/feeds/{feed.pk}/").content.decode()
    assert "this is not a service record" in html
    assert "One" in html
    assert "this is not a service record" not in desk.get(f"/admin/reports/feeds/{feed.pk}/?outcome=new").content.decode()
    assert desk.get(f"/admin/reports/feeds/{feed.pk}/?outcome=%00&p=x").status_code == 200


def test_a_button_asks_for_the_feed_to_be_read_again(desk, feed, web):
    nightly.read(feed)
    assert not Feed.objects.due().exists()
    assert desk.post(f"/admin/reports/feeds/{feed.pk}/").status_code == 302
    assert Feed.objects.due().get() == feed


def test_differences_are_listed_with_ours_and_the_feeds(desk):
    an_edited_service()
    html = desk.get(DIFFERENCES).content.decode()
    for words in ("Saturday Club", "E-mail", "right@club.example", "us@club.example", "Play Trust"):
        assert words in html


def test_the_list_of_differences_names_places_and_providers_and_not_their_ids(desk):
    bring_in(club())
    service = Service.objects.get()
    service.at_locations = []
    service.provider = ServiceFactory().provider
    service.save()
    html = desk.get(DIFFERENCES).content.decode()
    assert "Mill, Larkmere, LK1 4QA" in html
    assert "Play Trust" in html


def test_taking_the_feeds_value_is_in_the_history_with_who_did(desk):
    service = an_edited_service()
    response = desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "email"}, follow=True)
    service.refresh_from_db()
    assert service.email == "us@club.example"
    assert service.revisions.latest("created_at").user.email == "editor@council.example"
    assert "Nothing here." in response.content.decode()
    bring_in(club(email="later@club.example"), source="Play Trust")
    assert Service.objects.get().email == "later@club.example", "from now on the feed keeps it right"


@pytest.mark.parametrize("form", [{}, {"service": "x", "fact": "email"}, {"service": "\0", "fact": "email"}, {"service": "9" * 300, "fact": "email"}])
def test_a_form_about_no_service_is_not_found(desk, form):
    assert desk.post(DIFFERENCES, form).status_code == 404


@pytest.mark.parametrize("fact", ["", "name", "banana", "rows", "\0"])
def test_a_difference_that_is_not_there_is_said(desk, fact):
    service = an_edited_service()
    assert "no such difference" in desk.post(DIFFERENCES, {"service": str(service.pk), "fact": fact}, follow=True).content.decode()


def test_a_value_that_does_not_fit_the_rest_is_not_taken(desk):
    bring_in(club(minimum_age=5, maximum_age=11))
    Service.objects.update(min_age=1, max_age=3, updated_at=timezone.now() + dt.timedelta(seconds=5))
    service = Service.objects.get()
    assert "does not fit" in desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "min_age"}, follow=True).content.decode()
    service.refresh_from_db()
    assert service.min_age == 1


def test_a_place_is_added_to_ours_and_none_is_lost():
    bring_in(club())
    service = Service.objects.get()
    service.at_locations = []
    service.save()
    service.at_locations.create(location=LocationFactory(name="Hall"))
    service.save()
    actions.take_from_feed(Service.objects.get(), "places", by=make_staff(roles.COUNCIL_EDITOR))
    assert {place.name for place in Service.objects.get().places} == {"Hall", "Mill"}


def test_only_council_editors_see_feeds_and_differences(site, client, feed):
    set_up_desk()
    client.force_login(make_staff(roles.PCF_EDITOR))
    for address in (DIFFERENCES, f"/admin/reports/feeds/{feed.pk}/"):
        assert client.get(address).headers["Location"] == "/admin/"
        assert client.post(address, {}).headers["Location"] == "/admin/"


def test_the_list_of_differences_reads_only_what_may_differ(django_assert_max_num_queries, desk):
    bring_in(*({"name": f"Club {number}"} for number in range(30)))
    with django_assert_max_num_queries(40):
        desk.get(DIFFERENCES)
