"""Asking providers at set days around the day a check is due: each service once a step, each recipient in one mail."""

import datetime as dt
import logging
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from localoffer.freshness import clock, letters, recipients
from localoffer.models import CheckReminder, Service

log = logging.getLogger(__name__)


def send_reminders() -> int:
    """Give services without a check-by date one, and ask for every check whose next step has come; how many mails were written.

    Only the newest step counts, so that after a pause nobody gets four mails at once. Run twice, or by two workers, it writes nothing twice.
    What goes wrong with one recipient is logged, and the others are asked.
    """
    clock.begin_all()
    today = timezone.localdate()
    due: dict[str, list[Service]] = defaultdict(list)
    for service in Service.objects.to_ask(today + dt.timedelta(days=-min(settings.SERVICE_REMINDER_DAYS))):
        if email := recipients.recipient(service):
            due[email].append(service)
    return sum(_try_to_ask(email, services, today) for email, services in due.items())


def step(verify_by: dt.date, today: dt.date) -> int | None:
    """The newest step that has come, as its days; None before the first."""
    return max((days for days in settings.SERVICE_REMINDER_DAYS if verify_by + dt.timedelta(days=days) <= today), default=None)


def _try_to_ask(email: str, services: list[Service], today: dt.date) -> bool:
    try:
        return _ask(email, services, today)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others are asked; no traceback, which may name the address
        log.error("A provider could not be asked (%s); the service: %s", type(fault).__name__, services[0].pk)
        return False


@transaction.atomic
def _ask(email: str, services: list[Service], today: dt.date) -> bool:
    """The rows and the mail that they tell of, together or not at all."""
    new = [service for service in services if _note(service, today)]
    if new:
        letters.ask_to_check(email, new, today=today)
    return bool(new)


def _note(service: Service, today: dt.date) -> bool:
    """Whether this step was not noted before."""
    assert service.verify_by is not None  # noqa: S101 - the question asks for those that have one
    days = step(service.verify_by, today)
    if days is None or any(reminder.cycle == service.verify_by and reminder.days >= days for reminder in service.check_reminders.all()):
        return False
    return CheckReminder.objects.get_or_create(service=service, cycle=service.verify_by, days=days, defaults={"sent_on": today})[1]
