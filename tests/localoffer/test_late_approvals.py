"""What is approved days after it was proposed: nothing that was checked or changed meanwhile goes back, and what no longer fits is said in words."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from localoffer.freshness import actions, clock, facts, places, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare
from localoffer.models import AccessFact, Location, Proposal, Schedule, Service, ServiceAtLocation
from tests.accounts.factories import make_staff
from tests.localoffer.freshness import MAIL, day, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def propose(service: Service, *, ago: int = 0, is_full_check: bool = False, **now: object) -> Proposal:
    was = facts.read(service)
    changes = {name: {"was": was[name], "now": value} for name, value in now.items()}
    proposal = actions.propose(service, changes=changes, is_full_check=is_full_check, by=By(link_mark=recipients.mark(MAIL)))
    Proposal.objects.update(proposed_at=timezone.now() - dt.timedelta(days=ago))
    return Proposal.objects.get(pk=proposal.pk)


def approve(proposal: Proposal, **choices: str) -> Service:
    service = Service.objects.get(pk=proposal.service_id)
    return actions.approve(proposal, by=make_staff("Council editor"), seal=compare(proposal, service).seal, choices=choices)


def days(service: Service) -> dict[str, dt.date | None]:
    return dict(service.access_facts.values_list("kind", "checked_on"))


def test_an_old_check_takes_nothing_back_from_a_newer_one():
    service = make_service()
    proposal = propose(service, ago=20, is_full_check=True, summary="New.")
    Service.objects.update(checked_on=day(-3), checked_by="Short breaks team", verify_by=day(300))
    AccessFact.objects.filter(kind="step-free").update(checked_on=day(-2))
    AccessFact.objects.filter(kind="hoist").update(answer="no", checked_on=day(-90))
    approve(proposal)
    service = Service.objects.get()
    assert (service.summary, service.checked_on, service.checked_by, service.verify_by) == ("New.", day(-3), "Short breaks team", day(300))
    assert days(service) == {"step-free": day(-2), "hoist": day(-20)}, "each keeps the later of its two days"


def test_an_old_check_that_is_the_newest_counts_from_its_own_day():
    service = make_service()
    approve(propose(service, ago=20, is_full_check=True, summary="New."))
    service = Service.objects.get()
    assert (service.checked_on, service.checked_by, service.verify_by) == (day(-20), service.provider.name, clock.due_after(day(-20)))
    assert days(service) == {"step-free": day(-20), "hoist": None}


def test_what_an_editor_wrote_already_keeps_the_day_and_the_note_it_has():
    proposal = propose(make_service(), ago=20, summary="New.", access_hoist="no")
    AccessFact.objects.filter(kind="hoist").update(answer="no", checked_on=day(-1), note="Broken.")
    approve(proposal)
    assert AccessFact.objects.filter(kind="hoist", checked_on=day(-1), note="Broken.").exists()


@pytest.fixture
def at_the_pool():
    service, pool = make_service(), Location.objects.create(name="The pool", town="Kingston")
    service.at_locations = [ServiceAtLocation(location=pool), ServiceAtLocation(location=Location.objects.create(name="Hall"))]
    service.schedules = [Schedule(day="MO", opens_at=dt.time(16), location=pool)]
    service.save()
    return service


def later(service: Service) -> list[dict]:
    return [time | {"opens_at": "17:00"} for time in facts.read(service)["times"]]


def test_a_time_stays_at_its_place_that_was_taken_off_the_service_meanwhile(at_the_pool):
    """Else families would read that it is on everywhere."""
    proposal = propose(at_the_pool, times=later(at_the_pool))
    ServiceAtLocation.objects.filter(location__name="The pool").delete()
    approve(proposal)
    time = Schedule.objects.get()
    assert (time.opens_at, str(time.location)) == (dt.time(17), "The pool, Kingston")


def test_a_time_at_a_place_that_is_gone_is_not_approved(at_the_pool):
    proposal = propose(at_the_pool, times=later(at_the_pool))
    Schedule.objects.update(location=None)
    ServiceAtLocation.objects.filter(location__name="The pool").delete()
    Location.objects.filter(name="The pool").delete()
    with pytest.raises(actions.DoesNotFit, match="a place that is not there any more"):
        approve(proposal, times="theirs")
    assert Schedule.objects.get().opens_at == dt.time(16)


def test_a_row_that_breaks_a_rule_is_refused_in_words():
    service = make_service()
    [time] = facts.read(service)["times"]
    with pytest.raises(actions.DoesNotFit, match=r"^It must open before it closes\.$"):
        approve(propose(service, times=[time | {"opens_at": "19:00"}]))
    assert Service.objects.get().schedules.get().opens_at == dt.time(16)


def test_rows_that_break_a_rule_together_are_refused_in_words_too(at_the_pool):
    """Both names lead to the one place."""
    pool = Location.objects.get(name="The pool")
    name = places.name_of(pool)
    said = facts.read(at_the_pool)[name]
    proposal = propose(at_the_pool, **{name: said | {"note": "Side door."}})
    proposal.changes[f"{places.PLACE}{str(pool.pk).upper()}"] = {"was": None, "now": said}
    proposal.save()
    with pytest.raises(actions.DoesNotFit, match="do not fit what the service says by now"):
        approve(proposal)
    assert not Service.objects.get().at_locations.exclude(note="").exists()


def test_a_yes_by_the_link_counts_from_today_whatever_was_set_before():
    service = make_service(verify_by=day(300))
    with time_machine.travel(timezone.now(), tick=False):
        actions.confirm(service, cycle=day(300), seal=facts.seal(service), by=By())
    assert Service.objects.get().verify_by == clock.due_after(day(0))
