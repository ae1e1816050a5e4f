"""What happened on some days that a reader of the figures has to know."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def between(self, site: Site, start: dt.date, end: dt.date) -> "AnnotationQuerySet":
        """Those with a day from `start` to `end`, both counted, in order."""
        return self.filter(Q(last_day__gte=start) | Q(last_day=None, first_day__gte=start), site=site, first_day__lte=end)

    def for_everybody(self) -> "AnnotationQuerySet":
        return self.filter(is_for_everybody=True)


class Annotation(models.Model):
    """One day, or several, and what happened: shown on every chart of those days."""

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("Campaign")
        RELEASE = "release", _("Change of the website")
        OUTAGE = "outage", _("The website was down")
        FILTER = "filter", _("Change of what is counted")
        PRESS = "press", _("Newspapers, radio, social media")
        OTHER = "other", _("Something else")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True, help_text=_("Leave empty if it was one day."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("what happened"), max_length=120)

    is_for_everybody = models.BooleanField(
        _("may be shown to everybody"), default=False, help_text=_("The words then stand on the public page of statistics, where the site settings switch it on.")
    )

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="annotation_ends_after_it_starts"),
        ]
        verbose_name = _("annotation")

    def __str__(self) -> str:
        return f"{formats.date_format(self.first_day)}: {self.text}"

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day must not be before the first.")})
