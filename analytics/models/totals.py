"""What is kept for good: numbers by day, and nobody in them."""

import datetime as dt
from typing import NamedTuple

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from analytics.definitions import DEFINITION, Act, Device, Reason, Source, Status, days_from
from analytics.models.imports import Import
from analytics.phrases import Metric
from analytics.windows import DayCount


class Totals(NamedTuple):
    views: int
    sessions: int

    @property
    def pages_a_session(self) -> float | None:
        return self.views / self.sessions if self.sessions else None


class SiteDayQuerySet(models.QuerySet["SiteDay"]):
    def between(self, site: Site, start: dt.date, end: dt.date) -> "SiteDayQuerySet":
        """The measured days from `start` to `end`, both counted, in order. Whoever asks for the file of each gets its name, not all that it held."""
        return self.filter(site=site, day__range=(start, end)).order_by("day").defer(*(f"imported__{name}" for name in Import.HEAVY))

    def origins(self) -> set[tuple[int, str, str]]:
        """By which rules these days were counted: version, and kind and name of the file they came from ("" and "" where we counted)."""
        rows = self.order_by().values_list("definition", "imported__kind", "imported__filename").distinct()
        return {(definition, kind or "", filename or "") for definition, kind, filename in rows}

    def totals(self) -> Totals:
        found = self.aggregate(views=Sum("views", default=0), sessions=Sum("sessions", default=0))
        return Totals(found["views"], found["sessions"])


class SiteDay(models.Model):
    """One local day of the site. A day without a row was not measured: missing, never 0."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("page views"), default=0)
    sessions = models.PositiveIntegerField(_("sessions"), default=0)
    visitors = models.PositiveIntegerField(_("visitors of the day"), default=0)
    noscript = models.PositiveIntegerField(_("page views without script"), default=0)
    status = models.CharField(_("measured"), max_length=10, choices=Status, default=Status.PARTIAL)
    definition = models.PositiveSmallIntegerField(_("definition"), default=DEFINITION)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.CASCADE, related_name="site_days", verbose_name=_("imported from"))

    objects = SiteDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="site_day_once")]
        verbose_name = _("day of the site")
        verbose_name_plural = _("days of the site")

    def __str__(self) -> str:
        return f"{self.day}: {self.views} / {self.sessions}"

    def number(self, metric: Metric) -> int:
        return self.views if metric == Metric.PAGE_VIEWS else self.sessions


def series(site: Site, start: dt.date, end: dt.date, metric: Metric) -> list[DayCount]:
    """One count a day from `start` to `end`; None where the day was measured in part or not at all."""
    whole = {row.day: row.number(metric) for row in SiteDay.objects.between(site, start, end).filter(status=Status.COMPLETE)}
    return [DayCount(day, whole.get(day)) for day in days_from(start, end)]


class PageDayQuerySet(models.QuerySet["PageDay"]):
    def imported_from(self, site: Site, start: dt.date, end: dt.date) -> dict[dt.date, Import]:
        """The file that each imported day of pages came from."""
        rows = self.filter(site=site, day__range=(start, end), imported__isnull=False).order_by()
        files = dict(rows.values_list("day", "imported").distinct())
        found = Import.objects.in_bulk(set(files.values()))
        return {day: found[pk] for day, pk in files.items()}


class PageDay(models.Model):
    """Views of one page on one local day. A session is counted once, at its entry row, so that sums add up."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    page = models.CharField(max_length=40)
    source = models.CharField(max_length=10, choices=Source)
    campaign = models.CharField(max_length=12, blank=True)
    definition = models.PositiveSmallIntegerField(default=DEFINITION)
    views = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.CASCADE, related_name="page_days", verbose_name=_("imported from"))

    objects = PageDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "page", "source", "campaign", "definition"], name="page_day_once"),
            models.CheckConstraint(condition=Q(sessions__lte=models.F("views")), name="page_day_sessions_have_views"),
        ]
        verbose_name = _("day of a page")
        verbose_name_plural = _("days of pages")


def days_by_page(site: Site, start: dt.date, end: dt.date) -> set[dt.date]:
    """The days whose pages are known: counted by ourselves in whole, or from a report by page. An imported total says nothing of any page."""
    ours = SiteDay.objects.between(site, start, end).filter(status=Status.COMPLETE, imported=None).values_list("day", flat=True)
    return {*ours, *PageDay.objects.imported_from(site, start, end)}


class PageMonth(models.Model):
    """The days of a page in one month that is over, added up, so that two years are read from 24 rows (`analytics.months`)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    page = models.CharField(max_length=40)
    source = models.CharField(max_length=10, choices=Source)
    campaign = models.CharField(max_length=12, blank=True)
    views = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "month", "page", "source", "campaign"], name="page_month_once")]
        verbose_name = _("month of a page")
        verbose_name_plural = _("months of pages")


class AddedMonth(models.Model):
    """A month whose days are all in `PageMonth`, so that none of them needs to be read."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "month"], name="added_month_once")]
        verbose_name = _("month added up")
        verbose_name_plural = _("months added up")


class DeviceDay(models.Model):
    """Views and sessions of one local day on phones, tablets and computers. Imported days have none."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    device = models.CharField(max_length=8, choices=Device)
    views = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "device"], name="device_day_once")]
        verbose_name = _("day of a kind of device")
        verbose_name_plural = _("days of kinds of devices")


class ActDay(models.Model):
    """How often something was done on a page on one local day. `detail`: which page of a form."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    act = models.CharField(max_length=20, choices=Act)
    page = models.CharField(max_length=40)
    detail = models.CharField(max_length=20, blank=True)
    campaign = models.CharField(max_length=12, blank=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "act", "page", "detail", "campaign"], name="act_day_once")]
        verbose_name = _("done on a day")
        verbose_name_plural = _("done by day")


class DropDay(models.Model):
    """How many arrivals of one local day were not counted, by reason: accepted and dropped make up all that was received."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "reason"], name="drop_day_once")]
        verbose_name = _("dropped on a day")
        verbose_name_plural = _("dropped by day")
