"""A pack that somebody asked for: who, when, what became of it, and the file as long as it is kept."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InspectionPackQuerySet(models.QuerySet["InspectionPack"]):
    def for_list(self) -> "InspectionPackQuerySet":
        """Newest first, with who asked and without the files."""
        return self.select_related("asked_by").defer("content").order_by("-pk")

    def waiting(self) -> "InspectionPackQuerySet":
        """Asked for, and nobody makes it yet."""
        return self.filter(state=InspectionPack.State.ASKED, begun_at=None).order_by("pk")

    def interrupted(self, now: dt.datetime) -> "InspectionPackQuerySet":
        """Begun so long ago that whoever made it has ended."""
        return self.filter(state=InspectionPack.State.ASKED, begun_at__lte=now - InspectionPack.LONGEST_MAKING)

    def outdated(self, now: dt.datetime) -> "InspectionPackQuerySet":
        """Kept longer than a pack is kept."""
        return self.filter(state=InspectionPack.State.READY, made_at__lte=now - InspectionPack.KEPT_FOR)


class InspectionPack(models.Model):
    """The row stays as the log of who made a pack and when; its file goes after 90 days, or when somebody deletes it.

    The file stands in the database: there it is private, web and worker both reach it, and no folder needs a lock of its own.
    """

    KEPT_FOR = dt.timedelta(days=90)
    LONGEST_MAKING = dt.timedelta(minutes=30)

    class State(models.TextChoices):
        ASKED = "asked", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        DELETED = "deleted", _("File deleted")

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("asked for by"))
    asked_as = models.CharField(_("role"), max_length=200)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    begun_at = models.DateTimeField(_("begun"), null=True)
    made_at = models.DateTimeField(_("made"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    problem = models.TextField(_("problem"), blank=True, help_text="In words, for whoever asked.")
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    content = models.BinaryField(_("file"), null=True)

    objects = InspectionPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection pack")
        default_permissions = ()
        permissions = [("make_inspectionpack", "Can make and read inspection packs")]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="asked"), name="inspection_pack_one_at_a_time"),
            models.CheckConstraint(condition=Q(state="ready", content__isnull=False) | (~Q(state="ready") & Q(content__isnull=True)), name="inspection_pack_ready_has_a_file"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_being_made(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def file_name(self) -> str:
        """Dated by the day on which it was made."""
        return f"inspection-pack-{timezone.localdate(self.made_at or self.asked_at):%Y-%m-%d}.zip"

    @property
    def kept_until(self) -> dt.date | None:
        return timezone.localdate(self.made_at + self.KEPT_FOR) if self.made_at else None
