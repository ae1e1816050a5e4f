"""How the pack was made, so that whoever reads it knows what it can be held to."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from analytics.definitions import DEFINITION
from analytics.disclosure import LEAST
from home.build import build
from portal.inspection.parts import Occasion, Part


def section(occasion: Occasion) -> list[Part]:
    moment = formats.date_format(timezone.localtime(occasion.at), "j F Y, H:i")
    return [
        Part(
            sentences=(
                _("The website made this pack by itself on %(moment)s, from what it held at that moment.") % {"moment": moment},
                _("It was asked for by somebody with the role: %(role)s. The website keeps who it was.") % {"role": occasion.role or _("none")},
                _("Nobody edited it. Each table is also a CSV file in the same ZIP, and all of it is a web page that screen readers read well."),
                _("It has totals only. It has no family’s record, no comment’s own words, and no name or address of a member of staff."),
                _("Numbers about people that are under %(least)s, or that would give such a one away, are hidden.") % {"least": LEAST},
                _("Version of the software: %(build)s. Version of the rules of counting: %(definition)s.") % {"build": build(), "definition": DEFINITION},
            )
        )
    ]
