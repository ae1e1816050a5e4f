"""Which days can stand in the directory."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LAST = dt.date(2100, 1, 1)


def is_not_to_come(day: dt.date) -> None:
    """Raises ValidationError: nobody has checked or told anything on a day after today. No constraint can say it, for today is another each day."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Give the day on which it was."))


def of_our_time(field: str, name: str) -> models.CheckConstraint:
    """No day is so late that no day can be counted from it."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__lte": LAST}), name=name, violation_error_message=_("No day can be later than 1 January 2100."))
