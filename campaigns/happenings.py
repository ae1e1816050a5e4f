"""When campaigns ran, for the charts of the statistics."""

import datetime as dt

from django.utils.translation import gettext as _

from analytics.happenings import Happening
from campaigns.models import Campaign


def campaigns_between(start: dt.date, end: dt.date) -> list[Happening]:
    """The campaigns that ran on any day from `start` to `end`, both counted."""
    return [Happening(each.starts_on, each.ends_on, each.name, _("Campaign")) for each in Campaign.objects.overlapping(start, end) if each.starts_on]
