"""What a campaign is judged by: two windows of our own days, or two totals somebody published."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from analytics.phrases import OPENING, Metric

WINDOWS = ("before_start", "before_end", "after_start", "after_end")
TOTALS = ("total_before", "total_after")
LENGTHS = ("days_before", "days_after")
# Nobody counted visits of a website before, and what is planned is planned for some years at most.
YEARS = range(1995, 2101)
OUTSIDE_YEARS = _("Look at the year: it must be between 1995 and 2100.")
LONGEST_WINDOW = dt.timedelta(days=731)


def _all_set(*names: str) -> Q:
    return Q(**{f"{name}__isnull": False for name in names})


def _none_set(*names: str) -> Q:
    return Q(**{f"{name}__isnull": True for name in names})


class Evaluation(models.Model):
    """One number before and after a campaign."""

    campaign = ParentalKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="evaluations")
    metric = models.CharField(_("what is compared"), max_length=12, choices=[(metric.value, OPENING[metric]) for metric in Metric])
    before_start = models.DateField(_("before: first day"), null=True, blank=True)
    before_end = models.DateField(_("before: last day"), null=True, blank=True)
    after_start = models.DateField(_("after: first day"), null=True, blank=True)
    after_end = models.DateField(_("after: last day"), null=True, blank=True)
    total_before = models.PositiveIntegerField(_("total before"), null=True, blank=True, help_text=_("Only where the days are not known."))
    total_after = models.PositiveIntegerField(_("total after"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(_("days before"), null=True, blank=True, help_text=_("Days each total covers. Leave both empty where they are the same."))
    days_after = models.PositiveSmallIntegerField(_("days after"), null=True, blank=True)
    source = models.CharField(_("where the totals come from"), max_length=250, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-metric"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "metric"], name="evaluation_once_a_metric"),
            models.CheckConstraint(
                condition=(_all_set(*WINDOWS) & _none_set(*TOTALS)) | (_none_set(*WINDOWS) & _all_set(*TOTALS)),
                name="evaluation_windows_or_totals",
            ),
            models.CheckConstraint(
                condition=_none_set(*WINDOWS) | Q(before_start__lte=F("before_end"), before_end__lt=F("after_start"), after_start__lte=F("after_end")),
                name="evaluation_windows_in_order",
            ),
            models.CheckConstraint(condition=_none_set(*TOTALS) | ~Q(source=""), name="evaluation_totals_have_a_source"),
            models.CheckConstraint(
                condition=_none_set("days_before", "days_after") | (_all_set("days_before", "days_after") & Q(days_before__gte=1, days_after__gte=1)),
                name="evaluation_both_lengths_or_none",
            ),
        ]
        verbose_name = _("before and after")
        verbose_name_plural = _("before and after")

    def __str__(self) -> str:
        return str(self.get_metric_display())

    @property
    def windows(self) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]] | None:
        """First and last day before, first and last day after; None where only totals are known."""
        if self.before_start and self.before_end and self.after_start and self.after_end:
            return (self.before_start, self.before_end), (self.after_start, self.after_end)
        return None

    @property
    def totals(self) -> tuple[int, int]:
        """Before and after, as somebody published them; 0 and 0 where the days are known."""
        return self.total_before or 0, self.total_after or 0

    @property
    def lengths(self) -> tuple[int, int]:
        """Days each total covers; 1 and 1 says: as many."""
        return self.days_before or 1, self.days_after or 1

    @property
    def chosen(self) -> dict[str, str | int]:
        """The windows or the totals as they are written down: what is fixed, and what a change is a change of."""
        found = {name: getattr(self, name) for name in (*WINDOWS, *TOTALS, *LENGTHS)}
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items() if value is not None}

    @classmethod
    def of_chosen(cls, metric: str, chosen: Mapping[str, str | int]) -> "Evaluation":
        """An evaluation, of no campaign, with what was once written down."""
        return cls(metric=metric, **{name: dt.date.fromisoformat(str(value)) if name in WINDOWS else value for name, value in chosen.items()})

    def clean(self) -> None:
        windows = [getattr(self, name) for name in WINDOWS]
        totals = [getattr(self, name) for name in TOTALS]
        if any(windows) and any(total is not None for total in totals):
            raise ValidationError(_("Give the days, or the totals, not both."))
        if not any(windows) and not any(total is not None for total in totals):
            raise ValidationError(_("Give the first and last days, or the two totals."))
        if any(windows) and not all(windows):
            raise ValidationError(_("Give all four days: first and last day before, first and last day after."))
        if all(windows) and not (windows[0] <= windows[1] < windows[2] <= windows[3]):
            raise ValidationError(_("The days must be in order: before comes first, and the two do not overlap."))
        if any(windows):
            self._check_years(windows)
        else:
            self._check_totals(totals)

    def _check_years(self, windows: list[dt.date]) -> None:
        if any(day.year not in YEARS for day in windows):
            raise ValidationError(OUTSIDE_YEARS)
        if max(windows[1] - windows[0], windows[3] - windows[2]) > LONGEST_WINDOW:
            raise ValidationError(_("Choose two years at most, before and after."))

    def _check_totals(self, totals: list[int | None]) -> None:
        if any(total is None for total in totals):
            raise ValidationError(_("Give both totals."))
        if not self.source:
            raise ValidationError({"source": _("Say where the totals come from.")})
        if (self.days_before is None) != (self.days_after is None) or 0 in (self.days_before, self.days_after):
            raise ValidationError(_("Give the number of days for both totals, or for none."))
