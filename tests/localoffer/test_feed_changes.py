"""What an editor changed stays when a feed is read again, and what the feed changed comes."""

import datetime as dt

import pytest

from home.models import EVERY_ONE, Borough
from localoffer import actions, facts
from localoffer.models import CostOption, Need, Service, ServiceContact
from localoffer.openreferral.publish import terms
from tests.accounts.factories import make_staff
from tests.factories import BoroughFactory, CategoryFactory, LanguageFactory, NeedFactory
from tests.localoffer.feeding import bring_in, different
from tests.localoffer.test_import_services import club

pytestmark = pytest.mark.django_db


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


WHOLE = [{"name": "every"}]
LARKMERE, HOLLOWDEAN = [{"name": "Larkmere"}], [{"name": "Hollowdean"}]


@pytest.mark.parametrize(
    ("before", "ours", "now"),
    [
        ([], ["hollowdean"], WHOLE),
        (LARKMERE, ["hollowdean"], WHOLE),
        (LARKMERE, ["larkmere", "hollowdean"], WHOLE),
        ([], ["every"], LARKMERE),
        (HOLLOWDEAN, ["every"], LARKMERE),
        (WHOLE, ["hollowdean"], LARKMERE),
    ],
)
def test_whether_it_is_for_every_borough_is_the_editors_answer_and_the_feeds_is_a_difference(before, ours, now):
    for slug in ("larkmere", "hollowdean"):
        BoroughFactory(slug=slug, name=slug.title())
    bring_in(club(service_areas=before))
    service = Service.objects.get()
    service.choose("boroughs", EVERY_ONE if ours == ["every"] else list(Borough.objects.filter(slug__in=ours)))
    service.save()
    bring_in(club(service_areas=now))
    assert sorted(Service.objects.get().codes_of_boroughs) == sorted(ours)
    assert different() == ["boroughs"]
    actions.take_from_feed(Service.objects.get(), "boroughs", by=make_staff())
    said, whole = {row["name"].casefold() for row in now}, {"every"}
    assert {*Service.objects.get().codes_of_boroughs} == (said if whole in ({*ours}, said) else {*ours, *said}), "single ones are added, and “every” is the whole answer"
    assert different() == []


@pytest.mark.parametrize(("before", "now"), [(LARKMERE, WHOLE), (WHOLE, LARKMERE), ([], WHOLE), ([*WHOLE, *LARKMERE], HOLLOWDEAN)])
def test_the_feed_may_change_what_nobody_here_changed_from_one_borough_to_every_and_back(before, now):
    for slug in ("larkmere", "hollowdean"):
        BoroughFactory(slug=slug, name=slug.title())
    bring_in(club(service_areas=before))
    bring_in(club(service_areas=now))
    assert Service.objects.get().codes_of_boroughs == [row["name"].casefold() for row in now]
    assert different() == []


def test_needs_an_editor_chose_are_not_lost_to_a_feed_that_says_every_need():
    NeedFactory(code="one")
    bring_in(club())
    service = Service.objects.get()
    service.choose("needs", list(Need.objects.all()))
    service.save()
    bring_in(club(attributes=[{"link_type": "send_need", "taxonomy_term": {"code": terms.EVERY.code}}]))
    assert Service.objects.get().codes_of_needs == ["one"]
    [difference] = facts.differences(service := Service.objects.get(), service.imported.said)
    assert difference.lines_of_theirs == ["For every need"]


def test_only_in_term_time_is_an_editors_word_that_a_feed_does_not_wipe():
    times = [{"byday": "MO", "freq": "WEEKLY", "opens_at": "10:00", "closes_at": "11:00"}]
    bring_in(club(schedules=times))
    service = Service.objects.get()
    row = service.schedules.get()
    row.term_time_only = True
    service.schedules = [row]
    service.save()
    bring_in(club(schedules=[times[0] | {"opens_at": "10:30"}]))
    row = Service.objects.get().schedules.get()
    assert (row.term_time_only, row.opens_at) == (True, dt.time(10))
    [difference] = facts.differences(service := Service.objects.get(), service.imported.said)
    assert "only in term time" in difference.lines_of_ours[0]
    assert "False" not in difference.lines_of_theirs[0]


def test_version_1_says_its_times_by_names_and_numbers():
    bring_in(club(regular_schedules=[{"weekday": "Tuesday", "opens_at": "09:00", "closes_at": "08:00"}, {"weekday": "7"}, {"weekday": "Someday"}]))
    assert [(row.day, row.opens_at, row.closes_at) for row in Service.objects.get().schedules.all()] == [("TU", dt.time(9), None), ("SU", None, None)]


def test_access_without_a_day_on_which_it_was_checked_is_not_believed():
    (row,) = bring_in(club(attributes=[{"link_type": "suitability", "taxonomy_term": {"code": "hoist"}}]))
    assert not Service.objects.get().access_facts.exists()
    assert any("when it was checked" in reason for reason in row.reasons)
