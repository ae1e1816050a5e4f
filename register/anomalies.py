"""Hours in which a member of staff took out more than usual: read off the access log, and told to the people who check how data is used."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from register import access
from register.models import AccessLogEntry, Anomaly, Export

HOUR = dt.timedelta(hours=1)
EVERY = dt.timedelta(minutes=5)  # so often the worker looks
Found = tuple[Anomaly.Kind, int]


def report() -> int:
    """Report what is new; how many reports. Of one officer each kind once an hour, counted from the last report of it; what is found at once is one mail."""
    now = timezone.now()
    found: dict[str, list[Found]] = defaultdict(list)
    for who, kind, many in (*_seen(now), *_exported()):
        found[who].append((kind, many))
    return sum(_report(who, kinds, now) for who, kinds in found.items())


def _seen(now: dt.datetime) -> Iterator[tuple[str, Anomaly.Kind, int]]:
    """Many different records within an hour or, right after an hour of silence, since its report: else what was seen in it would fall between two."""
    for who in AccessLogEntry.objects.seen_since(now - 2 * HOUR).people():
        since = Anomaly.objects.last_at(who, Anomaly.Kind.VIEWS, since=now - 2 * HOUR) or now - HOUR
        many = AccessLogEntry.objects.seen_since(since).records_of(who)
        if many >= settings.REGISTER_VIEWS_AN_HOUR:
            yield who, Anomaly.Kind.VIEWS, many


def _exported() -> Iterator[tuple[str, Anomaly.Kind, int]]:
    for who, many in Export.objects.unreported().order_by().values_list("who").annotate(families=Sum("rows")):
        yield who, Anomaly.Kind.EXPORT, many


@transaction.atomic
def _report(who: str, found: list[Found], now: dt.datetime) -> int:
    """How many of these are new: not those that were reported less than an hour ago, or by another worker a moment ago."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    new: list[Found] = []
    for kind, many in found:
        if not Anomaly.objects.last_at(who, kind, since=now - HOUR):
            _row, is_new = Anomaly.objects.get_or_create(who=who, kind=kind, hour=hour, defaults={"count": many, "at": now})
            new += [(kind, many)] if is_new else []
    if new:
        _tell(who, new)
    return len(new)


def _tell(who: str, found: list[Found]) -> None:
    """To everyone who reads the access log. No family is named."""
    what = [(kind.label, many) for kind, many in found]
    text = render_to_string("emails/register/anomaly.txt", {"who": who, "what": what, "link": settings.SITE_URL + reverse("register_access_log")})
    for auditor in access.holders(access.READ_ACCESS_LOG):
        EmailMessage(_("SEND Register: please look at what was opened or exported"), text, None, [auditor.email or ""]).send()
