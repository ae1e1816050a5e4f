"""What the directory promises about services, places and costs, whoever writes the rows."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from home.models import Borough
from localoffer.models import AccessFact, AgePhase, CostOption, Location, Service
from tests.factories import AgePhaseFactory, BoroughFactory, LocationFactory, NeedFactory, ServiceFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)


def refused_by_database(write) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return str(refusal.value)


def names(services) -> set[str]:
    return {service.name for service in services}


@pytest.mark.parametrize(
    ("ages", "constraint"),
    [
        ({"min_age": 12, "max_age": 11}, "service_age_range_in_order"),
        ({"min_age": 131}, "service_min_age_of_a_person"),
        ({"max_age": 131}, "service_max_age_of_a_person"),
    ],
)
def test_ages_that_no_child_has_are_refused(ages, constraint):
    assert constraint in refused_by_database(lambda: ServiceFactory(**ages))


@pytest.mark.parametrize("ages", [{"min_age": 11, "max_age": 11}, {"min_age": 130}, {"max_age": 0}, {}])
def test_one_age_an_open_end_and_no_age_are_fine(ages):
    assert Service.objects.filter(pk=ServiceFactory(**ages).pk, **ages).exists()


@pytest.mark.parametrize("field", ["verify_by", "checked_on", "wait_told_on"])
def test_a_day_from_which_none_can_be_counted_is_refused(field):
    """Else one slip of the hand breaks the service's page, every list with it and the search index."""
    with pytest.raises(IntegrityError, match=f"service_{field}_of_our_time"):
        ServiceFactory(**{field: dt.date(9999, 12, 31)})


def test_access_was_not_checked_in_the_far_future():
    with pytest.raises(IntegrityError, match="access_fact_checked_on_of_our_time"):
        AccessFact.objects.create(service=ServiceFactory(), kind="hoist", answer="yes", checked_on=dt.date(9999, 12, 31))


def test_two_services_never_share_an_address():
    ServiceFactory(slug="swimming")
    assert "slug" in refused_by_database(lambda: ServiceFactory(slug="swimming"))


@pytest.mark.parametrize("place", [{"latitude": 51.5}, {"longitude": -0.1}, {"latitude": 91, "longitude": 0}, {"latitude": 51, "longitude": 181}])
def test_a_place_has_both_coordinates_on_earth_or_none(place):
    assert "location_both_coordinates_on_earth" in refused_by_database(lambda: LocationFactory(**place))


def test_a_place_may_stand_at_the_corner_of_the_map():
    assert Location.objects.filter(pk=LocationFactory(latitude=-90, longitude=180).pk, latitude=-90).exists()


def test_a_cost_below_nothing_is_refused():
    service = ServiceFactory()
    assert "cost_not_negative" in refused_by_database(lambda: CostOption.objects.create(service=service, amount=-1))


def test_a_cost_that_says_nothing_is_refused():
    service = ServiceFactory()
    assert "cost_says_something" in refused_by_database(lambda: CostOption.objects.create(service=service))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_yes_and_no_about_access_need_the_day_someone_checked(answer):
    service = ServiceFactory()
    assert "access_fact_known_was_checked" in refused_by_database(lambda: AccessFact.objects.create(service=service, kind="hoist", answer=answer))


def test_an_access_fact_is_not_known_until_someone_says_so():
    assert AccessFact.objects.create(service=ServiceFactory(), kind="hoist").answer == "not-known"


def test_an_access_fact_stands_once_in_a_service():
    service = ServiceFactory()
    AccessFact.objects.create(service=service, kind="hoist", answer="yes", checked_on=TODAY)
    refusal = refused_by_database(lambda: AccessFact.objects.create(service=service, kind="hoist", answer="no", checked_on=TODAY))
    assert "access_fact_once_a_service" in refusal or "localoffer_accessfact.kind" in refusal, "PostgreSQL and SQLite name it differently"


def test_a_provider_with_services_is_not_deleted_by_accident():
    service = ServiceFactory()
    with pytest.raises(ProtectedError):
        service.provider.delete()


def test_an_age_phase_ends_at_25_and_runs_forward():
    for ages in ({"min_age": 19, "max_age": 26}, {"min_age": 12, "max_age": 11}):
        assert "age_phase_in_order_up_to_25" in refused_by_database(lambda ages=ages: AgePhaseFactory(**ages))
    assert not AgePhase.objects.exists()


@pytest.mark.parametrize(
    ("amounts", "is_free"),
    [([], None), (["0"], True), (["0", "0.00"], True), (["0", "2.50"], False), (["2.50"], False), ([None], None), (["0", None], None), (["2.50", None], False)],
)
def test_free_is_a_fact_and_never_a_guess(amounts, is_free):
    service = ServiceFactory()
    for amount in amounts:
        CostOption.objects.create(service=service, amount=amount, description="a visit")
    assert Service.objects.get(pk=service.pk).is_free is is_free


def test_families_see_services_that_are_published_and_have_not_ended():
    for name, facts in {
        "open": {},
        "waiting": {"status": "waiting-list"},
        "closed for now": {"status": "closed-for-now"},
        "ended": {"status": "ended"},
        "hidden": {"is_published": False},
    }.items():
        ServiceFactory(name=name, **facts)
    assert names(Service.objects.published()) == {"open", "waiting", "closed for now"}


def test_both_ends_of_the_ages_count():
    ServiceFactory(name="5 to 11", min_age=5, max_age=11)
    ServiceFactory(name="from 11", min_age=11)
    ServiceFactory(name="to 4", max_age=4)
    ServiceFactory(name="all")
    assert names(Service.objects.for_ages(4, 4)) == {"to 4", "all"}
    assert names(Service.objects.for_ages(5, 5)) == {"5 to 11", "all"}
    assert names(Service.objects.for_ages(11, 11)) == {"5 to 11", "from 11", "all"}
    assert names(Service.objects.for_ages(12, 12)) == {"from 11", "all"}


def test_a_phase_finds_services_for_any_age_in_it():
    primary = AgePhaseFactory(min_age=5, max_age=11)
    for name, (low, high) in {"early": (0, 5), "late": (11, 16), "before": (0, 4), "after": (12, 16), "silent": (None, None)}.items():
        ServiceFactory(name=name, min_age=low, max_age=high)
    assert names(Service.objects.for_phase(primary)) == {"early", "late"}, "one that says no age is not guessed at"


def test_a_need_finds_its_services_and_those_for_every_need_once_each_and_none_that_says_nothing():
    autism, sight, hearing = NeedFactory(), NeedFactory(), NeedFactory()
    ServiceFactory(name="autism and more", needs=[autism, sight, hearing])
    ServiceFactory(name="sight", needs=[sight])
    ServiceFactory(name="everyone", is_for_every_need=True)
    ServiceFactory(name="silent")
    found = [service.name for service in Service.objects.for_need(autism).order_by("name")]
    assert found == ["autism and more", "everyone"]
    assert [service.name for service in Service.objects.silent_about_needs()] == ["silent"]


def test_a_borough_finds_its_services_and_those_for_every_borough_once_each_and_none_that_says_nothing():
    here, there = BoroughFactory(), BoroughFactory()
    ServiceFactory(name="both", boroughs=[here, there])
    ServiceFactory(name="there", boroughs=[there])
    ServiceFactory(name="all of them", is_for_every_borough=True)
    ServiceFactory(name="silent")
    assert [service.name for service in Service.objects.for_borough(here).order_by("name")] == ["all of them", "both"]
    assert [service.name for service in Service.objects.for_borough(here).naming_first(here)] == ["both", "all of them"]
    assert [service.name for service in Service.objects.silent_about_boroughs()] == ["silent"]
    assert [(service.name, service.is_silent) for service in Service.objects.not_for_others(here).silent_last()] == [("all of them", False), ("both", False), ("silent", True)]
    assert Service.objects.for_borough(None).count() == Service.objects.not_for_others(None).count() == 4
    assert Borough.objects.count() == 2


def test_a_service_whose_only_borough_is_gone_says_nothing_of_boroughs():
    here, there = BoroughFactory(), BoroughFactory()
    ServiceFactory(boroughs=[here])
    here.delete()
    assert not Service.objects.for_borough(there).exists()
    assert Service.objects.silent_about_boroughs().exists()


def test_no_borough_has_the_name_that_stands_for_all_of_them():
    with pytest.raises(IntegrityError, match="borough_slug_not_every"):
        BoroughFactory(slug="every")


def test_checks_that_are_due_come_longest_overdue_first():
    ServiceFactory(name="today", verify_by=TODAY)
    ServiceFactory(name="long ago", verify_by=TODAY - dt.timedelta(days=90))
    ServiceFactory(name="tomorrow", verify_by=TODAY + dt.timedelta(days=1))
    ServiceFactory(name="ended", verify_by=TODAY, status="ended")
    ServiceFactory(name="never")
    assert [service.name for service in Service.objects.check_due(TODAY)] == ["long ago", "today"]


def test_a_check_is_overdue_the_day_after():
    today = timezone.localdate()
    assert not ServiceFactory(verify_by=today).is_check_overdue
    assert ServiceFactory(verify_by=today - dt.timedelta(days=1)).is_check_overdue
    assert not ServiceFactory().is_check_overdue


def test_a_masked_place_tells_its_town_only():
    place = Location(name="Ash House", address="1 Hidden Lane\nBack door", town="Larkmere", postcode="LK1 4QA")
    assert place.lines == ["Ash House", "1 Hidden Lane", "Back door", "Larkmere", "LK1 4QA"]
    place.is_masked = True
    assert place.lines == ["Larkmere"]
    assert Location(name="Ash House", is_masked=True).lines == []
