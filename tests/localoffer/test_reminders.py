"""Providers are asked in time, once a step, in one mail; clocks, crashes and second workers make no second mail."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError

from accounts.models import QueuedMail
from localoffer.freshness import letters, recipients, reminders
from localoffer.freshness.reminders import send_reminders, step
from localoffer.models import CheckReminder, Service, ServiceContact
from tests.factories import ProviderFactory, ServiceFactory
from tests.localoffer.freshness import day, link_to, links_in, say_yes
from tests.localoffer.test_proposals import propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(("days_to_go", "asked_at"), [(31, None), (30, -30), (8, -30), (7, -7), (0, -7), (-6, -7), (-7, 7), (-29, 7), (-30, 30), (-400, 30)])
def test_the_newest_step_that_has_come(days_to_go, asked_at):
    today = dt.date(2027, 3, 28)
    assert step(today + dt.timedelta(days=days_to_go), today) == asked_at


def test_over_a_whole_cycle_a_provider_is_asked_four_times_on_the_set_days(settings):
    due = dt.date(2027, 3, 28)  # the day when the clocks go forward in London
    ServiceFactory(email="club@swim.example", verify_by=due)
    asked = []
    with time_machine.travel(dt.datetime(2027, 2, 1, 0, 30, tzinfo=LONDON), tick=False) as clock:
        while clock and (now := dt.datetime.now(tz=LONDON)).date() < dt.date(2027, 6, 1):
            before = QueuedMail.objects.count()
            send_reminders()
            if QueuedMail.objects.count() > before:
                asked.append((now.date() - due).days)
            clock.move_to(now + dt.timedelta(hours=12))
    assert asked == list(settings.SERVICE_REMINDER_DAYS)


@pytest.mark.parametrize("midnight", [dt.datetime(2027, 3, 28, tzinfo=LONDON), dt.datetime(2027, 10, 31, tzinfo=LONDON)], ids=["23 hours", "25 hours"])
def test_the_day_is_londons_on_days_of_23_and_25_hours(midnight):
    ServiceFactory(email="club@swim.example", verify_by=midnight.date() + dt.timedelta(days=8))
    next_midnight = dt.datetime.combine(midnight.date() + dt.timedelta(days=1), dt.time(), LONDON)
    with time_machine.travel(midnight, tick=False) as clock:
        send_reminders()  # the step of 30 days
        clock.move_to(next_midnight - dt.timedelta(seconds=1))
        assert send_reminders() == 0
        clock.move_to(next_midnight)
        assert send_reminders() == 1


def test_run_again_and_again_it_asks_once():
    ServiceFactory(email="club@swim.example", verify_by=day(7))
    assert [send_reminders() for _ in range(3)] == [1, 0, 0]
    assert QueuedMail.objects.count() == 1


def test_a_second_worker_at_the_same_moment_writes_no_second_mail(monkeypatch):
    """It read the rows before the first one wrote its own."""
    service = ServiceFactory(email="club@swim.example", verify_by=day(7))
    seen_before = list(Service.objects.to_ask(day(30)))
    assert send_reminders() == 1
    assert reminders._ask("club@swim.example", seen_before, day(0)) is False
    with pytest.raises(IntegrityError):
        CheckReminder.objects.create(service=service, cycle=service.verify_by, days=-7)


def test_a_crash_between_the_note_and_the_mail_loses_neither(monkeypatch):
    ServiceFactory(email="club@swim.example", verify_by=day(7))

    def crash(*args: object, **kwargs: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(letters, "ask_to_check", crash)
        assert send_reminders() == 0
    assert not CheckReminder.objects.exists()
    assert send_reminders() == 1


def test_one_recipient_who_cannot_be_written_to_keeps_nobody_else_waiting(monkeypatch, caplog):
    services = [ServiceFactory(email=f"club{number}@swim.example", verify_by=day(number)) for number in (5, 6, 7)]
    ask = letters.ask_to_check

    def stumble(email: str, *args: object, **kwargs: object) -> None:
        if email == "club5@swim.example":
            raise ValueError(f"{email} is no address")
        ask(email, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "ask_to_check", stumble)
        assert send_reminders() == 2
    assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {"club6@swim.example", "club7@swim.example"}
    assert str(services[0].pk) in caplog.text
    assert "swim.example" not in caplog.text
    assert send_reminders() == 1, "and it is tried again"


def test_one_mail_lists_all_services_of_one_recipient_each_with_its_link(client):
    provider = ProviderFactory(email="Office@Swim.example")
    for name in ("Swimming", "Diving"):
        ServiceFactory(name=name, provider=provider, verify_by=day(7))
    ServiceFactory(name="Other", email="other@club.example", verify_by=day(-7))
    assert send_reminders() == 2
    mail = QueuedMail.objects.to("office@swim.example").get()
    assert "2 services" in mail.subject
    found = links_in(mail)
    assert len(found) == 2
    assert all(client.get(address).status_code == 200 for address in found)
    assert "was due on" in QueuedMail.objects.to("other@club.example").get().text


def test_after_a_pause_only_the_newest_step_is_sent():
    ServiceFactory(email="club@swim.example", verify_by=day(-40))
    assert send_reminders() == 1
    assert list(CheckReminder.objects.values_list("days", flat=True)) == [30]


def test_a_new_cycle_begins_the_steps_again(client):
    service = ServiceFactory(email="club@swim.example", verify_by=day(7))
    send_reminders()
    say_yes(client, link_to(service))
    assert send_reminders() == 0
    Service.objects.update(verify_by=day(6))
    assert send_reminders() == 1


def test_who_answered_with_a_change_is_not_asked_again_while_it_waits():
    service = ServiceFactory(email="club@swim.example", verify_by=day(7))
    propose(service, summary="New.")
    assert send_reminders() == 0


@pytest.mark.parametrize("fields", [{"status": "ended"}, {"is_published": False}, {"verify_by": None}, {"email": ""}])
def test_nobody_is_asked_about_what_nobody_sees_or_where_nobody_is_known(fields):
    ServiceFactory(**{"email": "club@swim.example", "verify_by": day(0)} | fields)
    assert send_reminders() == 0


def test_whom_we_write_to_first_a_contact_for_staff_then_the_provider_then_the_service():
    service = ServiceFactory(email="service@swim.example", provider=ProviderFactory(email="provider@swim.example"))
    assert recipients.recipient(service) == "provider@swim.example"
    service.contacts = [ServiceContact(email="families@swim.example"), ServiceContact(email="Manager@swim.example", is_public=False)]
    service.save()
    assert recipients.addresses(Service.objects.get()) == ["manager@swim.example", "provider@swim.example", "service@swim.example", "families@swim.example"]


def test_an_hour_in_which_nobody_is_to_be_asked_costs_a_few_questions_whatever_there_is(django_assert_max_num_queries):
    provider = ProviderFactory(email="office@swim.example")
    ServiceFactory.create_batch(10, provider=provider, verify_by=day(7))
    send_reminders()
    with django_assert_max_num_queries(6):
        assert send_reminders() == 0
