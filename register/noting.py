"""Notes on a record, from a list: what an officer should know before they call."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from register.correcting import Work
from register.models import AccessLogEntry, FamilyNote, NoteCategory


@transaction.atomic
def write(work: Work, category: NoteCategory, due_on: dt.date | None = None) -> FamilyNote:
    """The same note that is still to be done is not written twice."""
    same = work.family.notes.filter(category=category, due_on=due_on, done_at=None, due_on__isnull=False).first()
    note = same or FamilyNote.objects.create(family=work.family, category=category, due_on=due_on, by=work.by.staff_email)
    work.note(str(category.label), AccessLogEntry.Action.NOTE)
    return note


@transaction.atomic
def finish(work: Work, note: FamilyNote) -> None:
    """What was to be done is done. Twice changes nothing."""
    note = FamilyNote.objects.select_for_update().get(pk=note.pk)
    if note.done_at is None:
        note.done_at, note.done_by = timezone.now(), work.by.staff_email
        note.save(update_fields=["done_at", "done_by"])
        work.note(_("done: %(note)s") % {"note": note.get_category_display()}, AccessLogEntry.Action.NOTE)
