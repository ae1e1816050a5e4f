"""Notes on a record, from a list: what an officer should know before they call."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from register.correcting import Work
from register.models import AccessLogEntry, Family, FamilyNote, NoteCategory


@transaction.atomic
def write(work: Work, category: NoteCategory, due_on: dt.date | None = None) -> FamilyNote:
    """The same note, of the same day or of none, that nobody has ticked off yet is not written twice."""
    list(Family.objects.filter(pk=work.family.pk).select_for_update())  # of two presses at the same moment the second waits
    if same := work.family.notes.filter(category=category, due_on=due_on, done_at=None).first():
        return same
    work.note(str(category.label), AccessLogEntry.Action.NOTE)
    return FamilyNote.objects.create(family=work.family, category=category, due_on=due_on, by=work.by.staff_email)


@transaction.atomic
def finish(work: Work, note: FamilyNote) -> None:
    """What was to be done is done. Twice changes nothing."""
    note = FamilyNote.objects.select_for_update().get(pk=note.pk)
    if note.done_at is None:
        note.done_at, note.done_by = timezone.now(), work.by.staff_email
        note.save(update_fields=["done_at", "done_by"])
        work.note(_("done: %(note)s") % {"note": note.get_category_display()}, AccessLogEntry.Action.NOTE)
