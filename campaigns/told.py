"""What was sent to one family, for the register's pages (`register.messages_sent`), and for how long that is known."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import DEAD_LETTERS, OPEN, Delivery, DeliveryState, MailingVersion, SignOff
from campaigns.shown import title_of
from campaigns.tokens import token_of
from register.messages_sent import MessageSent, Sender
from register.models import Family

AT_ONCE: Final = 1_000
Words = tuple[int, str, str]


def messages_to(family: Family, since: dt.datetime | None) -> Iterator[MessageSent]:
    """What a carrier took, and what came back; what waits or was never sent is not told."""
    sent = Delivery.objects.filter(Q(accepted_at__isnull=False) | Q(state__in=DEAD_LETTERS), family=family).select_related("version").defer("version__plan")
    if since is not None:
        sent = sent.filter(Q(accepted_at__gte=since) | Q(accepted_at=None, over_at__gte=since))
    rows = list(sent)
    signed_by = _signed_by(rows)
    for row in rows:
        yield MessageSent(
            subject=title_of(row.version.said["messages"][row.message_key]),
            at=row.accepted_at or row.over_at or row.try_after,
            channel=str(row.get_channel_display()),
            signed_by=tuple(signed_by[_words(row.version)]),
            became=_became(row),
            address=reverse("message_on_the_web", args=[token_of(row.pk)]),
            check=reverse("signed", args=[row.version.fingerprint]),
        )


def _signed_by(rows: Iterable[Delivery]) -> dict[Words, list[str]]:
    """The organisations that signed, by the words that they signed."""
    found: dict[Words, list[str]] = defaultdict(list)
    mailings = {row.mailing_id for row in rows}
    for each in SignOff.objects.given().filter(mailing__in=mailings).select_related("organisation").order_by("organisation") if mailings else ():
        found[each.mailing_id, each.content_digest, each.plan_digest].append(each.organisation.name)
    return found


def _words(version: MailingVersion) -> Words:
    return version.mailing_id, version.content_digest, version.plan_digest


def _became(row: Delivery) -> str:
    if row.state == DeliveryState.DELIVERED:
        return _("It arrived")
    if row.state == DeliveryState.RETURNED:
        return _("The letter came back to us")
    return _("It did not arrive") if row.state in DEAD_LETTERS else _("Sent")


def keys_of(family: Family) -> list[str]:
    return [str(pk) for pk in Delivery.objects.filter(family=family).values_list("pk", flat=True)]


def move(keys: Iterable[str], to: Family) -> None:
    """One that goes to a family twice stays where it is: it has it once."""
    rows = Delivery.objects.filter(pk__in=list(keys)).exclude(family=to)
    has = Delivery.objects.filter(family=to)
    taken = {name: OuterRef(name) for name in ("mailing", "wave", "channel")}
    free = rows.filter(~Exists(has.filter(**taken)))
    Delivery.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(family=to)


SENDER: Final = Sender(messages_to, keys_of, move)


def forget_families(as_of: dt.datetime | None = None) -> int:
    """Part deliveries from their families MESSAGE_FAMILY_MONTHS after they were sent; how many. What became of each stays, as numbers need it."""
    before = (as_of or timezone.now()) - relativedelta(months=settings.MESSAGE_FAMILY_MONTHS)
    done = 0
    while some := _forget_some(before):
        done += some
    return done


@transaction.atomic
def _forget_some(before: dt.datetime) -> int:
    old = Delivery.objects.filter(family__isnull=False, try_after__lt=before).exclude(state__in=OPEN)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Delivery.objects.filter(pk__in=keys).update(family=None, invitation=None)
    return len(keys)
