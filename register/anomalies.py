"""Hours in which a member of staff took out more than usual: read off the access log, and told to the people who check how data is used."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from register import access
from register.models import AccessLogEntry, Anomaly, Export

HOUR = dt.timedelta(hours=1)


def report() -> int:
    """Report what is new in the last hour; how many reports. Of one officer each kind once an hour, and one mail an hour."""
    now = timezone.now()
    return sum(_report(who, kind, many, now) for who, kind, many in list(_unusual(now - HOUR)))


def _unusual(since: dt.datetime) -> Iterator[tuple[str, Anomaly.Kind, int]]:
    for who, many in AccessLogEntry.objects.many_opened(since, settings.REGISTER_VIEWS_AN_HOUR):
        yield who, Anomaly.Kind.VIEWS, many
    for taken in Export.objects.by_person(since):
        yield taken["who"], Anomaly.Kind.EXPORT, taken["families"]


@transaction.atomic
def _report(who: str, kind: Anomaly.Kind, many: int, now: dt.datetime) -> bool:
    """False when the last hour's report says so already."""
    lately = Anomaly.objects.filter(who=who, at__gt=now - HOUR)
    if lately.filter(kind=kind).exists():
        return False
    is_told = lately.exists()
    _row, is_new = Anomaly.objects.get_or_create(who=who, kind=kind, hour=now.replace(minute=0, second=0, microsecond=0), defaults={"count": many})
    if is_new and not is_told:
        _tell(who, kind, many)
    return is_new


def _tell(who: str, kind: Anomaly.Kind, many: int) -> None:
    """To everyone who reads the access log. No family is named."""
    context = {"who": who, "what": kind.label, "many": many, "link": settings.SITE_URL + reverse("register_access_log")}
    text = render_to_string("emails/register/anomaly.txt", context)
    for auditor in access.holders(access.READ_ACCESS_LOG):
        EmailMessage(_("SEND Register: please look at what was opened or exported"), text, None, [auditor.email or ""]).send()
