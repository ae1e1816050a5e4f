"""What happens to what families tell us."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from feedback.models import Comment, Usefulness
from feedback.places import About, in_a_row
from home.models import Borough


def count_usefulness(*, about: About, is_useful: bool) -> None:
    """Add one answer to its total of today."""
    today = in_a_row(about) | {"day": timezone.localdate()}
    name = "yes" if is_useful else "no"
    Usefulness.objects.get_or_create(**today)
    Usefulness.objects.filter(**today).update(**{name: F(name) + 1})


def comment(*, form_id: uuid.UUID, kind: str, text: str, about: About | None = None, words: str = "", borough: Borough | None = None) -> None:
    """Keep a comment. The same form sent twice, even at once, is one comment."""
    where = in_a_row(about) if about else {}
    try:
        with transaction.atomic():
            Comment.objects.create(form_id=form_id, kind=kind, text=text, words=words, borough=borough, **where)
    except IntegrityError:
        if not Comment.objects.filter(form_id=form_id).exists():
            raise
