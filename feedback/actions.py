"""What happens to what families tell us."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
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
    """Keep a comment. The same form sent twice, even at once, is one comment."""
    page = about if isinstance(about, Page) else None
    service = about if isinstance(about, Service) else None
    try:
        with transaction.atomic():
            Comment.objects.create(form_id=form_id, kind=kind, text=text, page=page, service=service, words=words, borough=borough)
    except IntegrityError:
        if not Comment.objects.filter(form_id=form_id).exists():
            raise
