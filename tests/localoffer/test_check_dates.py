"""Every service that families see is to be checked by some day: what an import brings too, and nobody is surprised by it."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from accounts.models import QueuedMail
from localoffer import actions, importing
from localoffer.freshness import clock
from localoffer.freshness.reminders import send_reminders
from localoffer.models import AccessFact, Service, ServiceContact
from tests.accounts.factories import make_staff
from tests.factories import ProviderFactory, ServiceFactory
from tests.localoffer.freshness import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
TODAY = dt.date(2027, 3, 1)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock_on_the_wall:
        yield clock_on_the_wall


def bring_in(**said: object) -> Service:
    record = {"id": "a1b7e6c0-1111-4a5b-8c9d-000000000001", "name": "Saturday Club", "description": "Games.", "email": "us@club.example", "status": "active"} | said
    [row] = importing.import_services([record], source="larkmere")
    assert row.outcome != "refused", row.reasons
    return Service.objects.get(pk=row.service_id)


def soonest_and_latest(settings) -> tuple[dt.date, dt.date]:
    soonest = TODAY + dt.timedelta(days=settings.SERVICE_FIRST_CHECK_DAYS)
    return soonest, soonest + dt.timedelta(days=settings.SERVICE_FIRST_CHECK_SPREAD_DAYS)


@pytest.mark.parametrize("assured", ["2020-06-05", "", None, "not a day", "2028-12-31"])
def test_what_an_import_brings_has_time_to_answer_before_its_check_is_due(settings, assured):
    service = bring_in(assured_date=assured)
    soonest, latest = soonest_and_latest(settings)
    assert soonest <= service.verify_by <= latest
    assert not service.is_check_overdue
    assert service.verify_by + dt.timedelta(days=min(settings.SERVICE_REMINDER_DAYS)) > TODAY, "nobody is written to on the first day"


def test_what_its_feed_checked_lately_is_due_half_a_year_after_that():
    service = bring_in(assured_date="2027-02-20")
    assert (service.checked_on, service.verify_by) == (dt.date(2027, 2, 20), dt.date(2027, 8, 20))


def test_that_a_record_was_changed_is_no_check_of_it():
    """Feeds say so of a comma, and of every record when they move house: families would read "last checked"."""
    assert bring_in(last_modified="2027-02-20T10:00:00Z").checked_on is None


def test_what_families_do_not_see_needs_no_day():
    assert bring_in(status="defunct").verify_by is None


def test_hundreds_of_services_are_not_asked_on_one_day_and_one_recipient_is():
    rows = importing.import_services([{"name": f"Club {number}", "email": f"club{number}@swim.example"} for number in range(240)], source="larkmere")
    assert {row.outcome for row in rows} == {"new"}
    a_day = Counter(Service.objects.values_list("verify_by", flat=True))
    assert max(a_day.values()) <= 16
    assert len(a_day) > 45
    office = ProviderFactory(email="office@swim.example")
    days = {clock.first_due(ServiceFactory(provider=office), today=TODAY) for _ in range(9)}
    assert len(days) == 1


def test_over_time_it_is_asked_then_lower_then_hidden(settings, on_a_day):
    """The "AA Meeting" that was last checked in 2020 does not stay for ever."""
    service = bring_in(assured_date="2020-06-05")
    for days in settings.SERVICE_REMINDER_DAYS:
        on_a_day.move_to(dt.datetime.combine(service.verify_by + dt.timedelta(days=days), dt.time(12), dt.UTC))
        assert send_reminders() == 1, days
        assert Service.objects.listed().exists()
    assert Service.objects.get().is_check_overdue
    on_a_day.move_to(dt.datetime.combine(service.hide_on, dt.time(12), dt.UTC))
    assert not Service.objects.listed().exists()
    assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {"us@club.example"}


def test_a_feed_that_says_it_was_checked_again_moves_the_days_on_and_shows_it_again(on_a_day):
    service = bring_in(assured_date="2020-06-05")
    on_a_day.move_to(dt.datetime.combine(service.hide_on, dt.time(12), dt.UTC))
    assert not Service.objects.listed().exists()
    bring_in(assured_date=service.hide_on.isoformat())
    service = Service.objects.listed().get()
    assert (service.checked_on, service.verify_by) == (day(0), clock.due_after(day(0)))


def test_a_feed_moves_no_editors_day_back_and_puts_no_ones_name_on_its_own():
    service = bring_in(assured_date="2026-10-01")
    service.checked_on, service.checked_by, service.verify_by = dt.date(2027, 2, 1), "SEND team", dt.date(2028, 2, 1)
    service.save()
    for assured in ("2026-12-01", "2027-02-01", "2026-09-01", ""):
        service = bring_in(assured_date=assured)
        assert (service.checked_on, service.checked_by, service.verify_by) == (dt.date(2027, 2, 1), "SEND team", dt.date(2028, 2, 1)), assured
    service = bring_in(assured_date="2027-02-20")
    assert (service.checked_on, service.checked_by, service.verify_by) == (dt.date(2027, 2, 20), "", dt.date(2028, 2, 1))


def test_a_check_here_on_the_day_of_the_feeds_own_is_not_moved_back_with_it():
    service = bring_in(assured_date="2027-02-01")
    service.checked_by = "SEND team"
    service.save()
    assert bring_in(assured_date="2026-02-01").checked_on == dt.date(2027, 2, 1)


def test_a_feed_may_take_its_own_day_back():
    bring_in(assured_date="2027-02-01")
    assert bring_in(assured_date="2026-02-01").checked_on == dt.date(2026, 2, 1)
    assert bring_in(assured_date="").checked_on is None


def test_an_editor_who_takes_the_feeds_day_moves_the_next_check_on_too():
    service = bring_in(assured_date="2027-02-20")
    Service.objects.update(checked_on=dt.date(2026, 1, 1), checked_by="SEND team", verify_by=dt.date(2027, 3, 5))
    actions.take_from_feed(Service.objects.get(), "checked_on", by=make_staff())
    service = Service.objects.get()
    assert (service.checked_on, service.checked_by, service.verify_by) == (dt.date(2027, 2, 20), "", dt.date(2027, 8, 20))


def test_an_unchanged_record_leaves_the_days_alone(on_a_day):
    before = bring_in(assured_date="2020-06-05").verify_by
    on_a_day.shift(dt.timedelta(days=30))
    assert bring_in(assured_date="2020-06-05").verify_by == before
    assert bring_in(assured_date="2020-06-05", description="Other games.").verify_by == before


def test_what_had_no_day_gets_one_when_providers_are_asked_and_only_once(settings, on_a_day):
    service = ServiceFactory(email="us@club.example", checked_on=dt.date(2026, 1, 1))
    fresh = ServiceFactory(checked_on=dt.date(2027, 2, 20))
    for facts in ({"is_published": False}, {"status": "ended"}):
        ServiceFactory(**facts)
    changed = service.updated_at
    assert send_reminders() == 0
    soonest, latest = soonest_and_latest(settings)
    service.refresh_from_db()
    assert soonest <= service.verify_by <= latest
    assert service.updated_at == changed, "it says nothing new to families or to readers of the open data"
    fresh.refresh_from_db()
    assert fresh.verify_by == dt.date(2027, 8, 20)
    assert Service.objects.filter(verify_by=None).count() == 2
    on_a_day.shift(dt.timedelta(days=5))
    assert clock.begin_all() == 0
    assert list(ModelLogEntry.objects.values_list("object_id", flat=True).filter(action="localoffer.clock").order_by("object_id")) == sorted(map(str, (service.pk, fresh.pk)))


def test_a_service_that_is_shown_later_gets_its_day_then():
    service = ServiceFactory(is_published=False)
    clock.begin_all()
    Service.objects.update(is_published=True)
    assert clock.begin_all() == 1
    service.refresh_from_db()
    assert service.verify_by


def test_what_goes_wrong_with_one_keeps_no_other_waiting(monkeypatch, caplog):
    bad, good = sorted(ServiceFactory.create_batch(2), key=lambda service: service.pk)
    first_due = clock.first_due

    def stumble(service: Service, *, today: dt.date) -> dt.date:
        if service.pk == bad.pk:
            raise ValueError("club@swim.example")
        return first_due(service, today=today)

    monkeypatch.setattr(clock, "first_due", stumble)
    assert clock.begin_all() == 1
    good.refresh_from_db()
    assert good.verify_by
    assert str(bad.pk) in caplog.text
    assert "swim.example" not in caplog.text


def test_many_are_done_some_at_a_time():
    ServiceFactory.create_batch(3)
    assert [clock.begin_all(2), clock.begin_all(2), clock.begin_all(2)] == [2, 1, 0]


def test_a_contact_for_staff_decides_the_day_too():
    service = ServiceFactory(email="us@club.example")
    service.contacts = [ServiceContact(email="Manager@club.example", is_public=False)]
    other = ServiceFactory(email="manager@club.example", provider=None)
    assert clock.first_due(service, today=TODAY) == clock.first_due(other, today=TODAY)


def test_access_facts_keep_the_day_they_were_checked_on():
    service = bring_in(assured_date="2027-02-01")
    service.access_facts = [AccessFact(kind="hoist", answer="yes", checked_on=dt.date(2027, 2, 1))]
    service.save()
    service = bring_in(assured_date="2027-02-20")
    assert service.access_facts.get().checked_on == dt.date(2027, 2, 1)
