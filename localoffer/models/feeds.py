"""Feeds that are read again each night, and what they last said of each service."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from localoffer import fetching
from localoffer.models.editing import OldAddress

NIGHT_HOUR = 2
is_web_address = URLValidator(schemes=["http", "https"])


class FeedQuerySet(models.QuerySet):
    def due(self, now: dt.datetime | None = None) -> "FeedQuerySet":
        """Feeds that are switched on and were not read since two o'clock at night, those never read first."""
        now = timezone.localtime(now)
        night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
        last_night = night if now >= night else night - dt.timedelta(days=1)
        return self.filter(models.Q(last_run=None) | models.Q(last_run__lt=last_night), is_on=True).order_by(models.F("last_run").asc(nulls_first=True), "name")


class Feed(models.Model):
    """A list of services that another organisation publishes, read each night while it is switched on."""

    class Result(models.TextChoices):
        NEVER = "", _("Not read yet")
        READ = "read", _("Read to the end")
        NO_FEED = "no-feed", _("Nothing in it was a service")
        FAILED = "failed", _("Could not be read")

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Keep it: services remember which feed they came from by this name."))
    source = models.CharField(_("web address"), max_length=500, help_text=_("Where the list is: an Open Referral UK feed (version 1 or 3) or a CSV file, open to everybody."))
    asks_each = models.BooleanField(_("ask for each service by its id"), default=False, help_text=_("For feeds whose list leaves out places, costs and times. It takes longer."))
    is_on = models.BooleanField(_("read it each night"), default=True)
    last_run = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    last_result = models.CharField(_("how it went"), max_length=10, choices=Result, default=Result.NEVER, blank=True, editable=False)
    last_words = models.CharField(_("in words"), max_length=500, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("feed")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        try:
            is_web_address(self.source)
        except ValidationError:
            raise ValidationError({"source": _("Give a web address that begins with https:// or http://.")}) from None
        if fetching.is_surely_private(self.source):
            raise ValidationError({"source": _("This address is inside a private network, which a feed may not reach.")})


class FeedRow(models.Model):
    """What became of one record of a feed at its last reading."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")
        GONE = "gone", _("gone")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=255, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome)
    reasons = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("row of a feed")
        constraints = [models.UniqueConstraint(fields=["feed", "number"], name="feed_row_once")]


class ImportedRecordQuerySet(models.QuerySet):
    def perhaps_different(self) -> "ImportedRecordQuerySet":
        """Those whose service may say something else than its feed: known to differ, or changed since the last import. Not those that became one with another."""
        differ = self.filter(models.Q(differs=True) | models.Q(service__updated_at__gt=models.F("imported_at")))
        return differ.exclude(models.Exists(OldAddress.objects.filter(slug=models.OuterRef("service__slug"))), service__is_published=False)


class ImportedRecord(models.Model):
    """Where a service came from: the record word for word, and what we read in it, so that the next import knows what an editor changed."""

    service = models.OneToOneField("localoffer.Service", on_delete=models.CASCADE, related_name="imported")
    source = models.CharField(_("imported from"), max_length=200)
    record = models.JSONField(_("record as it was imported"))
    said = models.JSONField(_("what we read in it"), default=dict)
    differs = models.BooleanField(_("the service says something else"), default=False)
    turned_down = models.JSONField(
        _("values of the feed that an editor turned down"), default=dict, help_text="By the name of the fact. Another value of the feed is a difference again."
    )
    imported_at = models.DateTimeField(_("last changed by an import"), auto_now=True)

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported record")
        indexes = [models.Index(fields=["source"], name="imported_record_by_source")]

    def __str__(self) -> str:
        return self.source
