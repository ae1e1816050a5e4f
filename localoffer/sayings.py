"""Figures in the words people say them in: a price, a distance."""

import re

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localoffer.models import CostOption

# Words that go on from an amount, as in “£6 a month”; what begins otherwise is the name of what it is for.
_GOES_ON = re.compile(r"(?:a|an|and|at|by|each|every|for|from|if|in|of|on|or|per|plus|to|when|with)\b", re.IGNORECASE)
NO_DISTANCE = 0.01  # miles, about 16 metres: the same door


def price(cost: CostOption) -> str:
    """“£6 a month”, “Free for the first visit”, “£12.50: swimming lesson”, or the words alone where there is no amount."""
    if cost.amount is None:
        return cost.description
    amount = _("£%(pounds)s") % {"pounds": number_format(cost.amount, 0 if cost.amount == int(cost.amount) else 2)} if cost.amount else _("Free")
    if _GOES_ON.match(cost.description):
        return f"{amount} {cost.description[0].lower()}{cost.description[1:]}"
    return f"{amount}: {cost.description}" if cost.description else amount


def distance(miles: float) -> str:
    """To a tenth of a mile."""
    tenths = round(miles, 1)
    if not tenths:
        return _("less than 0.1 miles")
    number = number_format(tenths, 0 if tenths == int(tenths) else 1)
    return ngettext("%(number)s mile", "%(number)s miles", 1 if tenths == 1 else 2) % {"number": number}
