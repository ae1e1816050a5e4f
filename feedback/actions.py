"""What happens to what families tell us."""

import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from feedback.models import Comment, PageUsefulness
from home.models import Borough
from localoffer.models import Service


def count_usefulness(*, page: Page, is_useful: bool) -> None:
    """Add one answer to the page's total of today."""
    day = timezone.localdate()
    name = "yes" if is_useful else "no"
    PageUsefulness.objects.get_or_create(page=page, day=day)
    PageUsefulness.objects.filter(page=page, day=day).update(**{name: F(name) + 1})


def comment(*, form_id: uuid.UUID, kind: str, text: str, about: Page | Service | None = None, words: str = "", borough: Borough | None = None) -> None:
    """Keep a comment, and tell the mailbox that keeps the service right. The same form sent twice, even at once, is one comment and one mail."""
    page = about if isinstance(about, Page) else None
    service = about if isinstance(about, Service) else None
    try:
        with transaction.atomic():
            kept = Comment.objects.create(form_id=form_id, kind=kind, text=text, page=page, service=service, words=words, borough=borough)
            if service and service.owner_email:
                _tell_owner(service, kept)
    except IntegrityError:
        if not Comment.objects.filter(form_id=form_id).exists():
            raise


def _tell_owner(service: Service, kept: Comment) -> None:
    """A mail that a comment waits, and where: never its words, because people name children in them."""
    words = {
        "service": service,
        "kind": kept.get_kind_display(),
        "page": settings.SITE_URL + service.get_absolute_url(),
        "link": settings.SITE_URL + reverse("comments:inspect", args=[kept.pk]),
    }
    subject = _("A family wrote about %s") % service.name
    EmailMessage(subject, render_to_string("emails/feedback/about_service.txt", words), None, [service.owner_email]).send()
