"""What came with a campaign's code: visits, forms of the register, and what each cost."""

from decimal import Decimal
from typing import Final

from django.db.models import Sum
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import Act
from analytics.form_steps import BEGUN, SENT
from analytics.models import ActDay, PageDay
from analytics.phrases import FEWEST_SHOWN, few, number
from campaigns.models import Campaign

REGISTER: Final = "register"


def brought(site: Site, campaign: Campaign) -> list[tuple[str, str]]:
    """Each number with its name, over all days. Fewer than five forms are not told apart, and then neither is what one cost."""
    visits = PageDay.objects.filter(site=site, campaign=campaign.code).aggregate(sessions=Sum("sessions", default=0), views=Sum("views", default=0))
    forms = dict(ActDay.objects.filter(site=site, campaign=campaign.code, act=Act.FORM_STEP, page=REGISTER).order_by().values_list("detail").annotate(Sum("times")))
    begun, sent = forms.get(BEGUN, 0), forms.get(SENT, 0)
    rows = [
        (_("Visits that began with the code"), number(visits["sessions"])),
        (_("Pages read in visits with the code"), number(visits["views"])),
        (_("Forms of the SEND Register begun"), few(begun)),
        (_("Forms of the SEND Register sent"), few(sent)),
    ]
    if campaign.cost is not None:
        rows.append((_("What the campaign cost"), _pounds(campaign.cost)))
        if sent >= FEWEST_SHOWN:
            rows.append((_("What each form that was sent cost"), _pounds(campaign.cost / sent)))
    return rows


def _pounds(amount: Decimal) -> str:
    return _("£%(amount)s") % {"amount": formats.number_format(amount, decimal_pos=2, force_grouping=True)}
