"""What is kept for a short time while counting: nothing here is older than 48 hours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from analytics.definitions import Act, Device, Reason, Source


class DaySecret(models.Model):
    """The 32 random bytes behind one day's visitor keys. Whoever has them could test a known address: never back this table up."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    secret = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="day_secret_one_a_day")]
        verbose_name = _("day secret")


class Session(models.Model):
    """Page views of one visitor with gaps of at most 30 minutes. In the database, so that every process sees it and a kill loses none."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    secret_day = models.DateField()
    visitor = models.CharField(max_length=16)
    is_active = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)
    source = models.CharField(max_length=10, choices=Source)
    campaign = models.CharField(max_length=12, blank=True)
    minute_started_at = models.DateTimeField()
    minute_views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "visitor", "secret_day"], condition=Q(is_active=True), name="session_one_active_a_visitor"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=models.F("started_at")), name="session_ends_after_it_starts"),
        ]
        verbose_name = _("session")


class RawEvent(models.Model):
    """One thing that arrived: a page view, a view without script, something done on a page, or something dropped with the reason. The roll-up deletes it."""

    class Kind(models.TextChoices):
        VIEW = "view", _("Page view")
        NOSCRIPT = "noscript", _("Page view without script")
        ACT = "act", _("Something done on a page")
        DROPPED = "dropped", _("Dropped")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    day = models.DateField()
    view_id = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001  # many rows have none
    page = models.CharField(max_length=40, blank=True)
    is_entry = models.BooleanField(default=False)
    is_new_visitor = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source, blank=True)
    campaign = models.CharField(max_length=12, blank=True)
    device = models.CharField(max_length=8, choices=Device, blank=True)
    act = models.CharField(max_length=20, choices=Act, blank=True)
    detail = models.CharField(max_length=20, blank=True, help_text="Which page of a form.")
    reason = models.CharField(max_length=12, choices=Reason, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="view") | (Q(view_id__isnull=False) & ~Q(page="") & ~Q(source="")), name="raw_event_view_says_what"),
            models.CheckConstraint(condition=~Q(kind="act") | (~Q(act="") & ~Q(page="")), name="raw_event_act_says_what"),
            models.CheckConstraint(condition=Q(kind="dropped", reason__gt="") | (~Q(kind="dropped") & Q(reason="")), name="raw_event_dropped_says_why"),
        ]
        verbose_name = _("raw event")


class CountedView(models.Model):
    """A view the roll-up has counted, remembered for two hours so that sending it again changes nothing."""

    view_id = models.CharField(max_length=32, primary_key=True)
    counted_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("counted view")


class Heartbeat(models.Model):
    """One hour (UTC) in which counting was working. A day with every hour is complete."""

    hour = models.DateTimeField(unique=True)

    class Meta:
        verbose_name = _("heartbeat")
