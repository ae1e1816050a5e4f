"""What happens to what families tell us."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.mailboxes import mailbox_for
from feedback.models import Comment, Usefulness
from feedback.places import About, in_a_row
from home.models import Borough
from localoffer.models import Service
from localoffer.signals import Moved

A_MOMENT = dt.timedelta(minutes=10)
NOWHERE = {"page": None, "service": None, "place": ""}


def count_usefulness(*, about: About, is_useful: bool) -> None:
    """Add one answer to its total of today."""
    today = in_a_row(about) | {"day": timezone.localdate()}
    name = "yes" if is_useful else "no"
    Usefulness.objects.get_or_create(**today)
    Usefulness.objects.filter(**today).update(**{name: F(name) + 1})


def comment(*, form_id: uuid.UUID, kind: str, text: str, about: About | None = None, words: str = "", borough: Borough | None = None) -> None:
    """Keep a comment, and tell the mailbox that hears of the service. The same form sent twice, even at once, is one comment and one mail.

    So are the same words about the same thing within ten minutes: who goes back from the thanks finds the old words in a new form.
    """
    where = in_a_row(about) if about else {}
    if Comment.objects.since(timezone.now() - A_MOMENT).filter(kind=kind, text=text, words=words, borough=borough, **NOWHERE | where).exists():
        return
    try:
        with transaction.atomic():
            kept = Comment.objects.create(form_id=form_id, kind=kind, text=text, words=words, borough=borough, **where)
            if isinstance(about, Service) and (mailbox := mailbox_for(about)):
                _tell(mailbox, about, kept)
    except IntegrityError:
        if not Comment.objects.filter(form_id=form_id).exists():
            raise


def _tell(mailbox: str, service: Service, kept: Comment) -> None:
    """A mail that a comment waits, and where: never its words, because people name children in them."""
    words = {
        "service": service,
        "is_team": mailbox == service.owner_email,
        "kind": kept.get_kind_display(),
        "page": settings.SITE_URL + service.get_absolute_url(),
        "link": settings.SITE_URL + reverse("comments:inspect", args=[kept.pk]),
    }
    subject = _("A family wrote about %s") % service.name
    EmailMessage(subject, render_to_string("emails/feedback/about_service.txt", words), None, [mailbox]).send()


@transaction.atomic
def follow_merged(kept: Service, other: Service, **signal: object) -> Moved:
    """Two services became one: what families said of the other is said of the one that is kept."""
    comments = list(Comment.objects.filter(service=other).values_list("pk", flat=True))
    Comment.objects.filter(pk__in=comments).update(service=kept)
    days = list(Usefulness.objects.filter(service=other).order_by("day").values_list("day", "yes", "no"))
    for day, yes, no in days:
        _add(kept, day, yes, no)
    Usefulness.objects.filter(service=other).delete()
    return Moved(rows={"feedback.Comment.service": comments}, own={"usefulness": [[day.isoformat(), yes, no] for day, yes, no in days]})


@transaction.atomic
def follow_undone(kept: Service, other: Service, own: dict[str, Any], **signal: object) -> None:
    """They are two again: the other gets its daily totals back, and the kept one keeps what was said of it since."""
    for written, yes, no in own.get("usefulness", []):
        day = dt.date.fromisoformat(written)
        Usefulness.objects.filter(service=kept, day=day).update(yes=Greatest(F("yes") - yes, 0), no=Greatest(F("no") - no, 0))
        Usefulness.objects.filter(service=kept, day=day, yes=0, no=0).delete()
        _add(other, day, yes, no)


def _add(service: Service, day: dt.date, yes: int, no: int) -> None:
    Usefulness.objects.get_or_create(service=service, day=day)
    Usefulness.objects.filter(service=service, day=day).update(yes=F("yes") + yes, no=F("no") + no)
