"""What came with a campaign's codes, its own and those of its links: visits, forms of the register, families in it, and what each cost."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.db.models import Sum
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import Act
from analytics.form_steps import BEGUN, SENT
from analytics.models import ActDay, PageDay
from analytics.phrases import FEWEST_SHOWN, few, number
from campaigns.models import Campaign, TrackedLink
from register.models import Figures

REGISTER: Final = "register"
ROUNDED: Final = 2


def brought(site: Site, campaign: Campaign, links: Sequence[TrackedLink] = ()) -> list[tuple[str, str]]:
    """Each number with its name, over all days, of the campaign's own code and its `links` together.

    Fewer than five forms or families are not told apart, and then neither is what one cost.
    """
    codes = [campaign.code, *(link.code for link in links)]
    visits = PageDay.objects.filter(site=site, campaign__in=codes).aggregate(sessions=Sum("sessions", default=0), views=Sum("views", default=0))
    forms = dict(ActDay.objects.filter(site=site, campaign__in=codes, act=Act.FORM_STEP, page=REGISTER).order_by().values_list("detail").annotate(Sum("times")))
    begun, sent = forms.get(BEGUN, 0), forms.get(SENT, 0)
    figures = Figures.objects.newest()
    families = figures.families_by_code(campaign.code) if figures else None
    rows = [
        (_("Visits that began with the code"), number(visits["sessions"])),
        (_("Pages read in visits with the code"), number(visits["views"])),
        (_("Forms of the SEND Register begun"), few(begun)),
        (_("Forms of the SEND Register sent, not all confirmed"), few(sent)),
    ]
    if figures:
        as_of = _("Families in the SEND Register with the code, to the nearest 5, on %(day)s") % {"day": formats.date_format(timezone.localdate(figures.at), "j F Y")}
        rows.append((as_of, number(families) if families else _("fewer than 5, or not shown")))
    return [*rows, *_cost(campaign, sent, families)]


def _cost(campaign: Campaign, sent: int, families: int | None) -> list[tuple[str, str]]:
    """Nothing where the council entered none."""
    if campaign.cost is None:
        return []
    rows = [(_("What the campaign cost"), _pounds(campaign.cost))]
    if sent >= FEWEST_SHOWN:
        rows.append((_("What each form that was sent cost"), _pounds(campaign.cost / sent)))
    if families:
        rows.append((_("What each family in the register cost: their number is rounded, so it lies between"), _each_family(campaign.cost, families)))
    return rows


def _each_family(cost: Decimal, families: int) -> str:
    """Families to the nearest 5 may be two more or two fewer."""
    most, least = (_pounds(cost / (families + off)) for off in (-ROUNDED, ROUNDED))
    return _("%(least)s and %(most)s") % {"least": least, "most": most}


def _pounds(amount: Decimal) -> str:
    return _("£%(amount)s") % {"amount": formats.number_format(amount, decimal_pos=2, force_grouping=True)}
