"""What stands between us and the carriers: how fast each is used, and the batches of letters that a print room gets."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.mailing import Mailing


class Throttle(models.Model):
    """How fast one carrier may be used, by all workers together: a bucket that fills up again, and what stops it for a while or until a person has looked."""

    carrier = models.CharField(_("carrier"), max_length=20, primary_key=True)
    a_second = models.FloatField(_("messages a second"), default=40)
    bucket = models.FloatField(default=0)
    filled_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_because = models.CharField(_("because"), max_length=250, blank=True)
    is_stopped = models.BooleanField(_("stopped until a person has looked"), default=False)

    class Meta:
        verbose_name = _("speed of a carrier")
        verbose_name_plural = _("speeds of carriers")
        constraints = [models.CheckConstraint(condition=Q(a_second__gt=0, bucket__gte=0, bucket__lte=F("a_second")), name="throttle_within_its_bucket")]

    def __str__(self) -> str:
        return self.carrier


class PrintBatch(models.Model):
    """Letters in one file for a print room. The file has names and addresses in it: it is fetched by an officer, and deleted once they are in the post."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="batches", verbose_name=_("messages of"))
    letters = models.PositiveIntegerField(_("letters"), default=0, help_text="0 until its file is there.")
    pages = models.PositiveIntegerField(_("pages"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    fetched_at = models.DateTimeField(_("fetched"), null=True)
    posted_at = models.DateTimeField(_("posted"), null=True)
    deleted_at = models.DateTimeField(_("file deleted"), null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
