"""Whether somebody looked lately enough for a family to go by what is said."""

import datetime as dt

from django.utils import timezone

from localoffer.freshness import clock
from localoffer.models import Service


def is_long_ago(checked_on: dt.date) -> bool:
    """Whether the council would have checked again since then."""
    return clock.due_after(checked_on) < timezone.localdate()


def may_be_old(service: Service) -> bool:
    """Whether nobody has checked it as far as we know, the last check is long ago, or the next one is overdue."""
    return service.checked_on is None or service.is_check_overdue or is_long_ago(service.checked_on)
