"""What readers answered to "Was this page useful?", for the overview of the statistics."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.phrases import number
from analytics.tables import Table
from feedback.models import Usefulness


def table(site: Site, start: dt.date, end: dt.date) -> Table:
    """Answers from `start` to `end`, both counted: nothing about who answered."""
    found = Usefulness.objects.filter(day__range=(start, end)).aggregate(yes=Sum("yes", default=0), no=Sum("no", default=0))
    rows = [(label, number(found[name])) for name, label in (("yes", _("Yes")), ("no", _("No")))] if any(found.values()) else []
    return Table(_("Was this page useful?"), (_("Answer"), _("Times")), rows, empty=_("Nobody answered in these days."))
