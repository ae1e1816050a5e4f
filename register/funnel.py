"""Where families stop on their way through the form: numbers by page, and nobody in them."""

import datetime as dt
from typing import Final

from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics import form_steps
from analytics.definitions import Act
from analytics.form_steps import BEGUN, SENT
from analytics.models import ActDay
from analytics.phrases import FEWEST_SHOWN, few, percent
from analytics.tables import Table
from register.journey import Journey
from register.questions import QUESTIONS, kind_of, number_of, titles_of

FORM: Final = "register"


def count_begun(request: HttpRequest, journey: Journey) -> None:
    form_steps.count(request, FORM, BEGUN, code=journey.source)


def count_answered(request: HttpRequest, journey: Journey, step: str) -> None:
    """For the first answer to a question, and of the questions about children to those about the first; to be asked before the answer is kept."""
    if step not in journey.answers and number_of(step) <= 1:
        form_steps.count(request, FORM, kind_of(step), code=journey.source)


def count_sent(request: HttpRequest, journey: Journey) -> None:
    form_steps.count(request, FORM, SENT, code=journey.source)


def table(site: Site, start: dt.date, end: dt.date) -> Table:
    """How many forms came past each page from `start` to `end`, both counted. Fewer than five are not told apart."""
    days = ActDay.objects.filter(site=site, day__range=(start, end), act=Act.FORM_STEP, page=FORM).order_by()
    found = dict(days.values_list("detail").annotate(Sum("times")))
    begun = found.get(BEGUN, 0)
    rows = [(name, few(found[step]), _share(found[step], begun)) for step, name in _names() if step in found]
    note = _("A form that was put away and sent later counts on both days. A page that is not asked of everybody, as the postal address, has fewer.")
    return Table(_("Joining the SEND Register, page by page"), (_("Page of the form"), _("Forms"), _("Of those begun")), rows, _("Nobody began the form in these days."), note)


def _names() -> list[tuple[str, str]]:
    """Each page in the form's order, with its title as families read it."""
    return [(BEGUN, _("Begun")), *titles_of(QUESTIONS), (SENT, _("Sent"))]


def _share(number: int, begun: int) -> str:
    return percent(number * 100 / begun) if min(number, begun) >= FEWEST_SHOWN else "–"
