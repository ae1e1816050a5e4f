"""When the check of a service is due: counted from its last check, with a fair beginning for what is new to us."""

import datetime as dt
import hashlib
import logging

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from home import page_cache
from localoffer import versions
from localoffer.freshness import recipients
from localoffer.models import AccessFact, Service

AT_ONCE = 200
log = logging.getLogger(__name__)


def due_after(checked_on: dt.date) -> dt.date:
    """The day by which a service that was checked then is to be checked again."""
    return checked_on + relativedelta(months=settings.SERVICE_CHECK_MONTHS)


def first_due(service: Service, *, today: dt.date) -> dt.date:
    """The day of the first check that we ask for: when the last one is too old, or was never, its provider has time to answer before it leaves a list.

    These days are spread out, all services of one recipient on the same day, so that an import of hundreds writes to some of them each day.
    """
    whose = recipients.recipient(service) or str(service.pk)
    share = int.from_bytes(hashlib.blake2b(whose.encode(), digest_size=4).digest()) % (settings.SERVICE_FIRST_CHECK_SPREAD_DAYS + 1)
    soonest = today + dt.timedelta(days=settings.SERVICE_FIRST_CHECK_DAYS + share)
    return max(soonest, due_after(service.checked_on)) if service.checked_on else soonest


def begin(service: Service, *, today: dt.date) -> None:
    """Give a service that families see and that has no check-by date its first one. The caller saves."""
    if service.verify_by is None and service.is_published and service.status != Service.Status.ENDED:
        service.verify_by = first_due(service, today=today)


def mark_checked(service: Service, *, on: dt.date, by: str) -> None:
    """Somebody checked all of it that day: every fact, so the known ones about access too. Whatever was checked later keeps its day. The caller saves."""
    if service.checked_on is None or service.checked_on <= on:
        service.checked_on, service.checked_by = on, by
    rows = list(service.access_facts.all())
    for row in rows:
        if row.answer != AccessFact.Answer.NOT_KNOWN:
            row.checked_on = max(row.checked_on or on, on)
    service.access_facts = rows


def move_on(service: Service, *, checked_on: dt.date) -> None:
    """Somebody else says that it was checked: the next check is due later, and never sooner than it was. The caller saves."""
    if service.verify_by:
        service.verify_by = max(service.verify_by, due_after(checked_on))


def begin_all(limit: int = AT_ONCE) -> int:
    """Give the published services without a check-by date their first one, whoever added them; returns how many got one.

    Twice changes nothing, two workers at once write once, and what fails with one is logged.
    """
    today = timezone.localdate()
    keys = list(Service.objects.published().by_check("never").order_by("pk").values_list("pk", flat=True)[:limit])
    with page_cache.held_back():
        given = sum(_try_to_begin(key, today) for key in keys)
    if given:
        page_cache.drop_pages()
    return given


def _try_to_begin(key: object, today: dt.date) -> bool:
    try:
        return _begin(key, today)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others get theirs
        log.error("A service got no check-by date (%s): %s", type(fault).__name__, key)
        return False


@transaction.atomic
def _begin(key: object, today: dt.date) -> bool:
    service = Service.objects.select_for_update().filter(pk=key).first()
    if service is None or service.verify_by:
        return False
    versions.keep_first(service)
    begin(service, today=today)
    if service.verify_by is None:  # hidden or ended meanwhile
        return False
    service.save(update_fields=["verify_by"])
    versions.keep(service, how=versions.BY_CLOCK, words=f"{service.verify_by:%-d %B %Y}")
    return True
