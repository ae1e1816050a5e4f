"""What is approved days after it was proposed: nothing that was checked or changed meanwhile goes back, and what no longer fits is said in words."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from localoffer import addresses
from localoffer.freshness import actions, clock, facts, places, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare
from localoffer.freshness.forms import change_form
from localoffer.models import AccessFact, Location, Proposal, Schedule, Service, ServiceAtLocation
from tests.accounts.factories import make_staff
from tests.localoffer.freshness import MAIL, day, make_service
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def propose(service: Service, *, ago: int = 0, is_full_check: bool = False, **now: object) -> Proposal:
    was = facts.read(service)
    changes = {name: {"was": was[name], "now": value} for name, value in now.items()}
    proposal = actions.propose(service, changes=changes, is_full_check=is_full_check, seen=facts.seal(service), by=By(link_mark=recipients.mark(MAIL)))
    Proposal.objects.update(proposed_at=timezone.now() - dt.timedelta(days=ago))
    return Proposal.objects.get(pk=proposal.pk)


def approve(proposal: Proposal, **choices: str) -> Service:
    service = Service.objects.get(pk=proposal.service_id)
    editor = User.objects.filter(email="ed@council.example").first() or make_staff("Council editor", email="ed@council.example")
    return actions.approve(proposal, by=editor, seal=compare(proposal, service).seal, choices=choices)


def days(service: Service) -> dict[str, dt.date | None]:
    return dict(service.access_facts.values_list("kind", "checked_on"))


def test_an_old_check_takes_nothing_back_from_a_newer_one():
    service = make_service()
    AccessFact.objects.filter(kind="hoist").update(answer="no", checked_on=day(-90))
    proposal = propose(Service.objects.get(), ago=20, is_full_check=True, summary="New.")
    Service.objects.update(checked_on=day(-3), checked_by="Short breaks team", verify_by=day(300))
    AccessFact.objects.filter(kind="step-free").update(checked_on=day(-2))
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
    twice = f"{places.PLACE}{str(pool.pk).upper()}"
    proposal.changes[twice] = {"was": None, "now": said}
    proposal.save()
    with pytest.raises(actions.DoesNotFit, match="do not fit what the service says by now"):
        approve(proposal, **{twice: "theirs"})
    assert not Service.objects.get().at_locations.exclude(note="").exists()


def move(service: Service, place: str, **words: str) -> Location:
    """The place gets another address, as by an editor's file; what it has become."""
    row = next(row for row in service.at_locations.all() if row.location.name == place)
    another = addresses.changed(row.location, words, service=service)
    addresses.let_times_follow(service, {row.location_id: another})
    service.at_locations = [ServiceAtLocation(location=another) if other == row else other for other in service.at_locations.all()]
    service.save()
    return another


def test_a_place_whose_address_changed_meanwhile_is_a_conflict_and_does_not_come_back_beside_the_new_one(at_the_pool):
    name = places.name_of(Location.objects.get(name="The pool"))
    said = facts.read(at_the_pool)[name]
    proposal = propose(at_the_pool, **{name: said | {"note": "Side door."}})
    moved = move(Service.objects.get(), "The pool", town="Surbiton")
    [conflict] = compare(proposal, Service.objects.get()).conflicts
    assert (conflict.name, conflict.is_return) == (places.name_of(moved), False)
    assert [piece.text for piece in conflict.standing if piece.is_changed] == ["Surbiton"]
    with pytest.raises(actions.Undecided):
        approve(proposal)
    approve(proposal, **{conflict.name: "theirs"})
    assert sorted((row.location.town, row.note) for row in ServiceAtLocation.objects.all()) == [("", ""), ("Kingston", "Side door.")]


def test_what_is_not_about_the_place_that_moved_is_approved_without_a_question(at_the_pool):
    """A time at it is at the new address then."""
    proposal = propose(at_the_pool, times=later(at_the_pool), summary="New.")
    moved = move(Service.objects.get(), "The pool", town="Surbiton")
    approve(proposal)
    time = Schedule.objects.get()
    assert (time.opens_at, time.location) == (dt.time(17), moved)
    assert sorted(row.location.town for row in ServiceAtLocation.objects.all()) == ["", "Surbiton"]


def test_that_a_place_is_gone_is_a_conflict_where_it_moved_meanwhile(at_the_pool):
    proposal = propose(at_the_pool, **{places.name_of(Location.objects.get(name="The pool")): None}, times=[])
    moved = move(Service.objects.get(), "The pool", town="Surbiton")
    [conflict] = compare(proposal, Service.objects.get()).conflicts
    approve(proposal, **{conflict.name: "theirs"})
    assert not ServiceAtLocation.objects.filter(location=moved).exists()


def test_a_place_that_an_editor_took_off_comes_back_only_when_they_say_so(at_the_pool, client):
    name = places.name_of(Location.objects.get(name="The pool"))
    said = facts.read(at_the_pool)[name] | {"note": "Side door."}
    proposal = propose(at_the_pool, **{name: said})
    ServiceAtLocation.objects.filter(location__name="The pool").delete()
    proposal = actions.propose(Service.objects.get(), changes={name: {"was": None, "now": said}}, is_full_check=False, by=By(link_mark=recipients.mark(MAIL)))
    set_up_desk()
    client.force_login(make_staff("Council editor", email="editor@council.example"))
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "Comes back" in html
    assert "The service’s places now: Hall." in html
    with pytest.raises(actions.Undecided):
        approve(proposal)
    assert [row.location.name for row in ServiceAtLocation.objects.all()] == ["Hall"]


def test_the_providers_form_shows_a_place_that_moved_once(at_the_pool):
    name = places.name_of(Location.objects.get(name="The pool"))
    proposal = propose(at_the_pool, **{name: facts.read(at_the_pool)[name] | {"note": "Side door."}})
    moved = move(Service.objects.get(), "The pool", town="Surbiton")
    proposal = Proposal.objects.get(pk=proposal.pk)
    rows = change_form(None, service=proposal.service, proposal=proposal).places.rows
    assert places.name_of(moved) in [row.fact for row in rows]
    assert name not in [row.fact for row in rows]


def test_a_yes_by_the_link_counts_from_today_whatever_was_set_before():
    service = make_service(verify_by=day(300))
    with time_machine.travel(timezone.now(), tick=False):
        actions.confirm(service, cycle=day(300), seal=facts.seal(service), by=By())
    assert Service.objects.get().verify_by == clock.due_after(day(0))
