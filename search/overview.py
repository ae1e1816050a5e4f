"""How many searches there were and what they found, for the overview of the statistics."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.phrases import number, percent
from analytics.tables import Table
from search.days import SearchDay

TOLD = (SearchDay.Found.ENOUGH, SearchDay.Found.LITTLE, SearchDay.Found.NOTHING)


def table(site: Site, start: dt.date, end: dt.date) -> Table:
    """Searches from `start` to `end`, both counted, by what they found; never what was searched for."""
    found = dict(SearchDay.objects.within(start, end).order_by().values_list("found").annotate(Sum("n")))
    every = sum(found.values())
    rows = [(str(each.label), number(found.get(each, 0)), percent(found.get(each, 0) * 100 / every)) for each in TOLD if every]
    return Table(_("What searches found"), (_("Found"), _("Searches"), _("Share")), rows, empty=_("Nobody searched in these days."))
