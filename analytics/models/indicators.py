"""Numbers by year that the council publishes beside a baseline, each with its source and what it measures."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import PreviewableMixin, Site

from analytics.phrases import OPENING, Metric

FIRST_YEAR, LAST_YEAR = 1990, 2100
IN_RANGE: Final = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
SEVERAL: Final = "several"
WHICH_COLUMNS: Final = _("Fill in “how many” and “of how many” for a share, “how many” alone for a count, and “value” alone for a plain number. A part is not more than its whole.")


class Figure(NamedTuple):
    """What a year says: how many (`number`), of how many (`of`), or a plain `value`."""

    number: int | None
    of: int | None
    value: Decimal | None


class YearKind(models.TextChoices):
    CALENDAR = "calendar", _("Calendar year")
    SCHOOL = "school", _("School year, from September")
    FINANCIAL = "financial", _("Financial year, from April")

    def label_of(self, starts: int) -> str:
        """ "2024", or "2024 to 2025" """
        return str(starts) if self == YearKind.CALENDAR else gettext("%(first)s to %(last)s") % {"first": starts, "last": starts + 1}

    def in_words(self, starts: int) -> str:
        """The year as it stands in a sentence, after "in"."""
        if self == YearKind.SCHOOL:
            return gettext("the school year %(years)s") % {"years": self.label_of(starts)}
        if self == YearKind.FINANCIAL:
            return gettext("the financial year %(years)s") % {"years": self.label_of(starts)}
        return str(starts)

    def days(self, starts: int) -> tuple[dt.date, dt.date]:
        """Its first and its last day."""
        month = {YearKind.CALENDAR: 1, YearKind.SCHOOL: 9, YearKind.FINANCIAL: 4}[self]
        return dt.date(starts, month, 1), dt.date(starts + 1, month, 1) - dt.timedelta(days=1)

    def year_of(self, day: dt.date) -> int:
        """The year in which the year of this day begins."""
        return day.year if day >= self.days(day.year)[0] else day.year - 1


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def at(self, site: Site) -> "IndicatorQuerySet":
        return self.filter(site=site).order_by("name")

    def with_newest(self) -> "IndicatorQuerySet":
        """Each with `last_starts`: in which year its newest year begins; None without a year."""
        return self.annotate(last_starts=Max("years__starts"))

    def shown_once(self) -> "IndicatorQuerySet":
        """Those of which families have seen a year, though it may have been taken back since."""
        seen = ~Q(state=IndicatorYear.State.DRAFT) | Q(corrections__isnull=False)
        return self.filter(Exists(IndicatorYear.objects.filter(seen, indicator=OuterRef("pk")))).order_by("name")

    def counted_here(self) -> "IndicatorQuerySet":
        """Those whose figures come from the statistics of this site."""
        return self.exclude(own="").select_related("site")


class Indicator(PreviewableMixin, ClusterableModel):
    """One thing that is measured every year."""

    class Kind(models.TextChoices):
        SHARE = "share", _("A share: so many of so many")
        COUNT = "count", _("How often something happened")
        NUMBER = "number", _("An average, or another plain number")
        LIKENESS = "likeness", _("A share beside a share that is known: are they alike?")

    class Wanted(models.TextChoices):
        MORE = "more", _("It should rise")
        FEWER = "fewer", _("It should fall")
        NEITHER = "neither", _("Neither")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=120, help_text=_("As families would say it: “EHC plans finished in 20 weeks”."))
    kind = models.CharField(_("what kind of number"), max_length=10, choices=Kind)
    definition = models.TextField(_("what it measures"), max_length=600, help_text=_("Who and what is counted, and what is not. It stands beside the number."))
    unit = models.CharField(_("what is counted"), max_length=60, help_text=_("In the plural, as it stands after a number: “plans”, “families who answered”, “days”."))
    wanted = models.CharField(_("which way is better"), max_length=10, choices=Wanted, default=Wanted.NEITHER)
    counts_people = models.BooleanField(
        _("people can be counted in it"),
        default=True,
        help_text=_("Children, families, plans, answers. Then no number under 5 is shown, and none from which one could be worked out."),
    )
    year_kind = models.CharField(_("kind of year"), max_length=10, choices=YearKind, default=YearKind.CALENDAR)
    baseline_year = models.PositiveSmallIntegerField(
        _("year to compare with"), null=True, blank=True, validators=IN_RANGE, help_text=_("The year in which it begins. Choose it before you know the later figures.")
    )
    source = models.CharField(_("where the figures come from"), max_length=250)
    source_address = models.URLField(_("web address of the source"), blank=True)
    responsible = models.CharField(_("who is responsible"), max_length=120, help_text=_("A team, not a person: it is not shown to families."))
    expected_share = models.DecimalField(
        _("known share in percent"), max_digits=4, decimal_places=1, null=True, blank=True, help_text=_("Only for a share beside one that is known.")
    )
    expected_source = models.CharField(_("whose share that is, and where it comes from"), max_length=250, blank=True)
    own = models.CharField(
        _("counted by this site"),
        max_length=12,
        blank=True,
        choices=[(metric.value, OPENING[metric]) for metric in Metric],
        help_text=_("Then the figures of each year are taken from the statistics every night."),
    )

    last_starts: int | None
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="indicator_name_once", violation_error_message=_("There is an indicator of this name already.")),
            models.CheckConstraint(condition=~Q(definition="") & ~Q(source=""), name="indicator_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(kind="likeness", expected_share__isnull=False, expected_share__gt=0, expected_share__lt=100, expected_source__gt="")
                | (~Q(kind="likeness") & Q(expected_share__isnull=True, expected_source="")),
                name="indicator_known_share_has_a_source",
            ),
            models.CheckConstraint(condition=Q(own="") | Q(kind="number", counts_people=False), name="indicator_counted_here_is_a_plain_number"),
            models.CheckConstraint(condition=Q(baseline_year__isnull=True) | Q(baseline_year__range=(FIRST_YEAR, LAST_YEAR)), name="indicator_baseline_is_a_year"),
        ]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name

    @property
    def years_are(self) -> YearKind:
        return YearKind(self.year_kind)

    @property
    def newest(self) -> str:
        """Of one that was asked for `with_newest`."""
        return self.years_are.label_of(self.last_starts) if self.last_starts else ""

    @property
    def next_year(self) -> str:
        """The year after the newest; the one before this when there is none. Of one that was asked for `with_newest`."""
        return self.years_are.label_of(self.last_starts + 1 if self.last_starts else self.years_are.year_of(timezone.localdate()) - 1)

    def takes(self, figure: Figure) -> bool:
        """Whether a figure is of this kind of number."""
        if self.kind == self.Kind.NUMBER:
            return figure.value is not None
        return figure.number is not None and (figure.of is None) == (self.kind == self.Kind.COUNT)

    def clean(self) -> None:
        has_known = self.expected_share is not None or bool(self.expected_source)
        if self.kind == self.Kind.LIKENESS and not (self.expected_share and 0 < self.expected_share < 100 and self.expected_source):
            raise ValidationError({"expected_share": _("Give the known share (more than 0, less than 100), and say whose it is and where it comes from.")})
        if self.kind != self.Kind.LIKENESS and has_known:
            raise ValidationError({"expected_share": _("Only a share beside one that is known has this. Leave it and its source empty.")})
        if self.own and (self.kind != self.Kind.NUMBER or self.counts_people):
            raise ValidationError(
                {"own": _("What this site counts is a plain number, and no person can be counted in it: choose “An average, or another plain number”, and untick the people.")}
            )

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "analytics/indicator_preview.html"


def _one_shape(was: str = "") -> Q:
    """Of the three columns of a figure only those that belong together are filled, and a part is not more than its whole."""
    number, of, value = (f"{was}{name}" for name in Figure._fields)
    return (
        Q(**{f"{number}__isnull": False, f"{of}__gte": 1, f"{number}__lte": F(of), f"{value}__isnull": True})
        | Q(**{f"{number}__isnull": False, f"{of}__isnull": True, f"{value}__isnull": True})
        | Q(**{f"{number}__isnull": True, f"{of}__isnull": True, f"{value}__isnull": False, f"{value}__gte": 0})
    )


class IndicatorYearQuerySet(models.QuerySet["IndicatorYear"]):
    def of_all(self, indicators: Iterable[Indicator]) -> "IndicatorYearQuerySet":
        """Every year of these indicators with its corrections, in two queries however many there are."""
        return self.filter(indicator__in=indicators).order_by("indicator", "starts").prefetch_related("corrections")


class IndicatorYear(models.Model):
    """The figure of one year. A draft is not shown to families."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft: not shown to families")
        PROVISIONAL = "provisional", _("Shown, not final")
        FINAL = "final", _("Shown, final")

    indicator = ParentalKey(Indicator, on_delete=models.CASCADE, related_name="years")
    starts = models.PositiveSmallIntegerField(_("year"), validators=IN_RANGE, help_text=_("The year in which it begins: 2024 for the school year 2024 to 2025."))
    number = models.PositiveIntegerField(_("how many"), null=True, blank=True, help_text=_("Of a share or of a count."))
    of = models.PositiveIntegerField(_("of how many"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Of a share."))
    value = models.DecimalField(
        _("value"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], help_text=_("Of an average or a plain number.")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    source = models.CharField(_("source, if it is another"), max_length=250, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True, help_text=_("Shown to families beside the figure."))
    changed_on = models.DateField(_("figure of"), default=timezone.localdate, editable=False)
    days = models.PositiveSmallIntegerField(_("days of the year"), null=True, blank=True, editable=False)
    days_measured = models.PositiveSmallIntegerField(_("days measured"), null=True, blank=True, editable=False)
    counted_by = models.PositiveSmallIntegerField(_("definition"), null=True, blank=True, editable=False)
    counted_from = models.CharField(max_length=12, blank=True, editable=False, help_text="Kind of file that the days came from; several; empty: counted here.")

    objects = IndicatorYearQuerySet.as_manager()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "starts"], name="indicator_year_once", violation_error_message=_("This year is there twice.")),
            models.CheckConstraint(
                condition=_one_shape(), name="indicator_year_one_figure", violation_error_message=_("Give “how many” with or without “of how many”, or the value alone.")
            ),
            models.CheckConstraint(condition=Q(starts__range=(FIRST_YEAR, LAST_YEAR)), name="indicator_year_is_a_year"),
            models.CheckConstraint(
                condition=Q(days__isnull=True, days_measured__isnull=True, counted_by__isnull=True, counted_from="")
                | Q(days__isnull=False, days_measured__isnull=False, days_measured__lte=F("days"), counted_by__isnull=False, value__isnull=False),
                name="indicator_year_counted_here_says_how",
            ),
        ]
        verbose_name = _("year of an indicator")
        verbose_name_plural = _("years of indicators")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.indicator.years_are.label_of(self.starts)

    @property
    def figure(self) -> Figure:
        return Figure(self.number, self.of, self.value)

    @property
    def is_public(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def is_whole(self) -> bool:
        """False where the site counted, and days are missing."""
        return self.days is None or self.days_measured == self.days

    @property
    def is_over(self) -> bool:
        return self.indicator.years_are.days(self.starts)[1] < timezone.localdate()

    @property
    def way(self) -> tuple[int | None, str]:
        """How it was counted: years of two ways are not compared."""
        return self.counted_by, self.counted_from


class IndicatorCorrection(models.Model):
    """What a published figure was before it was changed. Families see it for good."""

    year = models.ForeignKey(IndicatorYear, on_delete=models.CASCADE, related_name="corrections")
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    was_number = models.PositiveIntegerField(null=True, blank=True)
    was_of = models.PositiveIntegerField(null=True, blank=True)
    was_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    was_state = models.CharField(max_length=12, choices=IndicatorYear.State)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_one_shape("was_"), name="indicator_correction_one_figure"),
            models.CheckConstraint(condition=~Q(was_state="draft"), name="indicator_correction_was_published"),
        ]
        verbose_name = _("correction of an indicator")
        verbose_name_plural = _("corrections of indicators")

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def was(self) -> Figure:
        return Figure(self.was_number, self.was_of, self.was_value)
