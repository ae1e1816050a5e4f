"""Statistics that came from elsewhere: which file, what it held, what was wrong with it."""

import datetime as dt
from collections import Counter
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Problem(NamedTuple):
    """What is wrong with one line (counted from 1; 0 where many lines make a day), in a sentence."""

    line: int
    text: str


class DateOrder(models.TextChoices):
    """What 03/04/2024 means: the file cannot say, so a person does."""

    DAY_FIRST = "day-first", _("The day comes first, as in the United Kingdom")
    MONTH_FIRST = "month-first", _("The month comes first, as in the United States")


class ImportQuerySet(models.QuerySet["Import"]):
    def taken_in(self, site: Site) -> "ImportQuerySet":
        """The files whose days count now, newest first."""
        return self.filter(site=site, applied_at__isnull=False).with_days_in().defer(*Import.HEAVY).select_related("made_by").order_by("-applied_at")

    def with_days_in(self) -> "ImportQuerySet":
        """Each with `days_in`: how many of its days are in the statistics now. A file brings days of the site or of pages, never both."""
        return self.annotate(days_in=Count("site_days", distinct=True) + Count("page_days__day", distinct=True))


class Import(models.Model):
    """One file: first looked at (preview), then taken in, once, until somebody takes it out again."""

    class Kind(models.TextChoices):
        TOTALS = "totals", _("Totals by day (CSV with day, views, sessions)")
        GA4_DAYS = "ga4-days", _("Google Analytics 4, by day")
        GA4_PAGES = "ga4-pages", _("Google Analytics 4, by page and day")
        MATOMO_DAYS = "matomo-days", _("Matomo, by day")
        MATOMO_PAGES = "matomo-pages", _("Matomo, by page and day")
        GOATCOUNTER = "goatcounter", _("GoatCounter, every page view")
        ACCESS_LOG = "access-log", _("Web server’s access log (combined format)")

    # What only a preview needs: not read with every day that came from the file.
    HEAVY = ("days", "pages", "problems", "left_out", "notes", "readings")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    filename = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, unpacked: the same file is never taken in twice.")
    days = models.JSONField(default=list, help_text="[day, views, sessions] of each good day.")
    pages = models.JSONField(default=list, help_text="[day, page, views, sessions that began there], where the file tells of pages.")
    problems = models.JSONField(default=list, help_text="[line, sentence] of each bad row.")
    problem_count = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict, help_text="How many lines are no page view, by reason.")
    notes = models.JSONField(default=list, help_text="Sentences that a person should read before the file is taken in.")
    lines = models.PositiveIntegerField(default=0)
    date_order = models.CharField(_("dates"), max_length=12, choices=DateOrder, blank=True, help_text="What a person answered. Empty: the file left no doubt.")
    readings = models.JSONField(default=dict, help_text="What the file says with each order of its dates, when only a person can tell.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("looked at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "digest"], name="import_file_once"),
            models.CheckConstraint(condition=models.Q(applied_at__isnull=True) | models.Q(readings={}) | ~models.Q(date_order=""), name="import_dates_are_clear_when_taken_in"),
        ]
        verbose_name = _("import")

    def __str__(self) -> str:
        """How every chart and table names its source."""
        return self.filename if self.kind == self.Kind.TOTALS else f"{self.get_kind_display()}: {self.filename}"

    @property
    def asks_for_dates(self) -> bool:
        """True while nobody has said which number of a date is the month."""
        return bool(self.readings) and not self.date_order

    @property
    def is_of_pages(self) -> bool:
        """True of a file that tells how often each page was shown, and not how many sessions a day had."""
        return self.kind in {self.Kind.GA4_PAGES, self.Kind.MATOMO_PAGES}

    @property
    def rows(self) -> list[list[Any]]:
        return self.pages if self.is_of_pages else self.days

    @property
    def day_list(self) -> list[dt.date]:
        """Each day that the file brings, in order."""
        return sorted({dt.date.fromisoformat(row[0]) for row in self.rows})

    @property
    def views(self) -> int:
        return sum(row[-2] for row in self.rows)

    @property
    def sessions(self) -> int:
        return sum(row[-1] for row in self.rows)

    def top_pages(self, limit: int) -> list[tuple[str, int, int]]:
        """Page, views and sessions that began there, over all days, of the pages with the most views."""
        views: Counter[str] = Counter()
        sessions: Counter[str] = Counter()
        for _day, page, shown, begun in self.pages:
            views[page] += shown
            sessions[page] += begun
        return [(page, number, sessions[page]) for page, number in views.most_common(limit)]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Each order of the dates that is possible, with its words and the days that it would bring."""
        found = []
        for order, facts in self.readings.items():
            days = sorted({dt.date.fromisoformat(row[0]) for row in facts["days"] + facts["pages"]})
            brings = _("%(label)s: from %(first)s to %(last)s (days: %(days)s)") if days else _("%(label)s: no day could be taken in")
            names = {"first": formats.date_format(days[0], "j F Y"), "last": formats.date_format(days[-1], "j F Y"), "days": len(days)} if days else {}
            found.append((order, str(brings) % ({"label": DateOrder(order).label} | names)))
        return found
