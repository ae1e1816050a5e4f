"""School holidays: visits differ in them, whatever a campaign does."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.phrases import span

LONGEST = dt.timedelta(days=100)
BEGINS_ALREADY = _("A holiday begins on this day already.")


class SchoolHolidayQuerySet(models.QuerySet["SchoolHoliday"]):
    def between(self, start: dt.date, end: dt.date) -> "SchoolHolidayQuerySet":
        """Those with a day from `start` to `end`, both counted, in order."""
        return self.filter(first_day__lte=end, last_day__gte=start).select_related("borough")

    def entered(self) -> set[tuple[int, int | None]]:
        """In which year each begins, and of which borough (None: of all): a Christmas holiday that reaches into a year says nothing of the rest of it."""
        return set(self.order_by().values_list("first_day__year", "borough").distinct())


class SchoolHoliday(models.Model):
    """Days on which schools are shut: of every borough, or of one whose schools differ."""

    name = models.CharField(_("name"), max_length=80, help_text=_("As families know it: February half term."))
    first_day = models.DateField(_("first day"), help_text=_("The first day without school."))
    last_day = models.DateField(_("last day"), help_text=_("The last day without school. Weekends at either end need not be in it."))
    borough = models.ForeignKey(
        "home.Borough",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("borough"),
        help_text=_("Only if its schools have other holidays than the rest."),
    )

    objects = SchoolHolidayQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("school holiday")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="school_holiday_ends_after_it_starts"),
            models.UniqueConstraint(fields=["first_day", "borough"], name="school_holiday_once_a_borough", violation_error_message=BEGINS_ALREADY),
            models.UniqueConstraint(fields=["first_day"], condition=Q(borough=None), name="school_holiday_once", violation_error_message=BEGINS_ALREADY),
        ]

    def __str__(self) -> str:
        named = f"{self.name} ({self.borough})" if self.borough else self.name
        return f"{named}: {span(self.first_day, self.last_day)}"

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day must not be before the first.")})
        if self.first_day and self.last_day and self.last_day - self.first_day > LONGEST:
            raise ValidationError({"last_day": _("No school holiday is longer than 100 days. Look at both years.")})
