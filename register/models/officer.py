"""What officers do beside the answers: notes, exports, records put together, and what of it was reported."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from register.models.family import Family, FamilyQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class NoteCategory(models.TextChoices):
    CALL_BACK = "call-back", _("Asked to be called back")
    INTERPRETER = "interpreter", _("Needs an interpreter on the phone")
    WRONG_NUMBER = "wrong-number", _("The phone number is wrong")
    NO_ANSWER = "no-answer", _("We called and nobody answered")
    LETTER_BACK = "letter-back", _("A letter came back")
    PAPER = "paper", _("Waits for a paper form by post")
    OTHER_FORMAT = "other-format", _("Asked for something in another format")
    COMPLAINT = "complaint", _("Complained on the phone")
    DATA = "data", _("Asked about data on the phone")


class FamilyNoteQuerySet(models.QuerySet):
    def newest_first(self) -> "FamilyNoteQuerySet":
        return self.order_by("-pk")

    def with_key(self, key: int) -> "FamilyNoteQuerySet":
        """One row or none."""
        return self.filter(pk=key)

    def due(self, on: dt.date) -> "FamilyNoteQuerySet":
        """What is to be done by this day and is not."""
        return self.filter(done_at=None, due_on__lte=on)

    def coming(self, after: dt.date) -> "FamilyNoteQuerySet":
        """What is to be done on a later day."""
        return self.filter(done_at=None, due_on__gt=after)

    def undated(self) -> "FamilyNoteQuerySet":
        """What nobody gave a day to, and nobody has ticked off."""
        return self.filter(done_at=None, due_on=None)

    def families(self) -> FamilyQuerySet:
        """Families with one of these notes, which each has as `to_do`; what is due first stands first."""
        first = self.filter(family=models.OuterRef("pk")).order_by("due_on").values("due_on")[:1]
        found = Family.objects.filter(pk__in=self.values("family")).annotate(first=models.Subquery(first)).order_by("first", "created_at", "pk")
        notes: Any = self.order_by("due_on", "pk")
        return found.prefetch_related(models.Prefetch("notes", notes, to_attr="to_do"))


class FamilyNote(models.Model):
    """What an officer should know of a family, chosen from a list: nobody writes about a child here."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="notes", verbose_name=_("family"))
    category = models.CharField(_("what"), max_length=15, choices=NoteCategory)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    at = models.DateTimeField(_("written"), default=timezone.now)
    by = models.EmailField(_("by"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.EmailField(_("done by"), blank=True)

    wagtail_reference_index_ignore = True
    objects = FamilyNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        indexes = [models.Index(fields=["due_on"], condition=models.Q(done_at=None), name="note_to_be_done")]
        constraints = [
            models.CheckConstraint(condition=models.Q(category__in=NoteCategory.values), name="note_of_a_known_kind"),
            models.CheckConstraint(condition=models.Q(done_at=None, done_by="") | models.Q(done_at__isnull=False), name="note_done_by_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.get_category_display())

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.due_on is not None and self.done_at is None


class ExportQuerySet(InsertOnlyQuerySet):
    def newest_first(self) -> "ExportQuerySet":
        return self.order_by("-pk")

    def by_person(self, since: dt.datetime) -> models.QuerySet[Any, dict[str, Any]]:
        """Who exported since then, who took out most first: `who`, how many `files`, and the `families` in all of them."""
        counts = {"files": models.Count("pk"), "families": models.Sum("rows")}
        return self.filter(at__gt=since).order_by().values("who").annotate(**counts).order_by("-families", "who")

    def unreported(self) -> "ExportQuerySet":
        """Files with families in them that no report of their maker is newer than, however long ago."""
        newer = Anomaly.objects.filter(who=models.OuterRef("who"), kind=Anomaly.Kind.EXPORT, at__gte=models.OuterRef("at"))
        return self.filter(~models.Exists(newer), rows__gt=0)


class Export(InsertOnlyModel):
    """One file of families that left the portal: its number stands in the file and in its name."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    who = models.EmailField(_("who"))
    why = models.CharField(_("why"), max_length=200)
    columns = models.JSONField(_("columns"))
    filters = models.JSONField(_("which families"))
    kind = models.CharField(_("kind of file"), max_length=4)
    rows = models.PositiveIntegerField(_("families when it was begun"))

    wagtail_reference_index_ignore = True
    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        default_permissions = ("view",)
        permissions = [("export_family", "Can export families")]

    def __str__(self) -> str:
        return str(self.pk)


class MergeQuerySet(models.QuerySet):
    def undoable(self, now: dt.datetime) -> "MergeQuerySet":
        return self.filter(swallowed__isnull=False, at__gt=now - dt.timedelta(days=settings.REGISTER_UNDO_MERGE_DAYS))

    def of_sign_in(self, user: "User | AnonymousUser") -> "MergeQuerySet":
        """Those whose record that went was this user's, the last one first."""
        return self.filter(account_id=user.pk).newest_first()

    def to_forget(self, as_of: dt.datetime) -> "MergeQuerySet":
        """Those that can't be undone any more, and still hold what would be needed for it."""
        return self.filter(swallowed__isnull=False, at__lte=as_of - dt.timedelta(days=settings.REGISTER_UNDO_MERGE_DAYS))

    def newest_first(self) -> "MergeQuerySet":
        return self.select_related("kept").order_by("-pk")


class FamilyMerge(models.Model):
    """Two records that became one. The old reference leads to it for good; what undoing needs is kept for a while."""

    kept = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="merges", verbose_name=_("the record that stayed"))
    kept_reference = models.CharField(_("its reference then"), max_length=20)
    old_reference = models.CharField(_("the reference that leads to it"), max_length=20, unique=True)
    gone_id = models.UUIDField(_("the key of the record that went"))
    swallowed = EncryptedTextField(_("what undoing needs"), null=True, blank=True, help_text="JSON: both records as they were. NULL once it can't be undone.")
    account_id = models.BigIntegerField(_("the sign-in of the record that went"), null=True, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.EmailField(_("by"))

    wagtail_reference_index_ignore = True
    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("records put together")

    def __str__(self) -> str:
        return f"{self.old_reference} → {self.kept_reference}"

    @property
    def undo_until(self) -> dt.datetime:
        return self.at + dt.timedelta(days=settings.REGISTER_UNDO_MERGE_DAYS)


class KnownApartQuerySet(models.QuerySet):
    def newest_first(self) -> "KnownApartQuerySet":
        return self.select_related("first", "second").order_by("-pk")

    def of(self, family: Family) -> "KnownApartQuerySet":
        return self.filter(models.Q(first=family) | models.Q(second=family)).order_by("pk")

    def pairs_of(self, families: "Iterable[uuid.UUID]") -> set[frozenset[uuid.UUID]]:
        """The pairs among these that a person has looked at."""
        keys = list(families)
        return {frozenset(pair) for pair in self.filter(first__in=keys, second__in=keys).values_list("first_id", "second_id")}


class KnownApart(models.Model):
    """Two records that look like one and are two: a family with two homes, or two families of one name."""

    first = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.EmailField(_("by"))

    wagtail_reference_index_ignore = True
    objects = KnownApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("two families that look like one")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="known_apart_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="known_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class AnomalyQuerySet(InsertOnlyQuerySet):
    def last_at(self, who: str, kind: "Anomaly.Kind", since: dt.datetime) -> dt.datetime | None:
        """When this was last reported of this member of staff; None when it was not since then."""
        return self.filter(who=who, kind=kind, at__gt=since).aggregate(last=models.Max("at"))["last"]


class Anomaly(InsertOnlyModel):
    """An hour in which a member of staff took out more than usual, as it was reported. It names no family."""

    class Kind(models.TextChoices):
        VIEWS = "views", _("Opened, found or listed many records in an hour")
        EXPORT = "export", _("Exported families, in all files that were not reported yet")

    who = models.EmailField(_("who"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    hour = models.DateTimeField(_("hour"), help_text=_("In which it was noticed."))
    count = models.PositiveIntegerField(_("how many"))
    at = models.DateTimeField(_("reported"), help_text=_("What came later is for the next report."))

    wagtail_reference_index_ignore = True
    objects = AnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = _("unusual hour")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["who", "kind", "hour"], name="anomaly_reported_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.kind}"
