"""Files of figures, in the editors' admin: a blank one out, and one in, looked at before anything is entered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from analytics.admin_views import own_site, show
from analytics.indicators import actions, plan
from analytics.models import Indicator, IndicatorYear
from home.impact.forms import FiguresForm
from home.spreadsheets import download

INDICATORS = "wagtailsnippets_analytics_indicator:list"
STAYS = gettext_lazy(
    "Nothing was deleted. Families have seen figures of: %(names)s. They stay, with what was corrected. Take an indicator off its pages if it should no longer be shown there."
)
may_change = permission_required("analytics.change_indicator")


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def figures_file(request: HttpRequest) -> HttpResponse:
    """First what each line would bring; the second press enters it, if no line has a problem."""
    form = FiguresForm(own_site(request), request.POST, request.FILES) if request.method == "POST" else FiguresForm(own_site(request))
    if form.is_valid() and form.plan and "enter" in request.POST and _enter(request, form.plan, form.cleaned_data["seen"]):
        return redirect(INDICATORS)
    return show(request, "wagtailadmin/indicators/file.html", _("Figures from a file"), form=form, plan=form.plan, guide=_guide())


@require_safe
@may_change
def blank_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The columns, and a line for the next year of each indicator."""
    rows = [[indicator.name, indicator.next_year, "", "", IndicatorYear.State.DRAFT.value] for indicator in Indicator.objects.at(own_site(request)).with_newest()]
    return download(kind, name="figures", headings=plan.COLUMNS, rows=rows, guide=_guide())


def _enter(request: HttpRequest, found: plan.Plan, seen: str) -> bool:
    try:
        years = actions.take_in(found, seen=seen, by=request.user)
    except actions.HasProblems:
        messages.error(request, _("Nothing was entered: a line has a problem."))
        return False
    except actions.MeanwhileChanged:
        messages.error(request, _("Nothing was entered: figures were changed meanwhile. Look at the lines again."))
        return False
    messages.success(request, ngettext("%(years)s figure entered.", "%(years)s figures entered.", years) % {"years": years})
    return True


def _guide() -> list[tuple[str, str]]:
    """Each column, and what stands in it."""
    words = (
        _("The name of an indicator, as it stands in the list."),
        _("A calendar year like 2025. A school or financial year like 2024 to 2025."),
        _("How many; of an average, the average. Thousands may be written 1,234. In a file with semicolons between its cells 1.234 is a thousand and 12,5 is twelve and a half."),
        _("Of a share: of how many. Never a percentage. Empty for a count and for an average."),
        _("draft, provisional or final. A draft is not shown to families."),
        _("Only if it is another than the indicator’s own. May be empty."),
        _("Shown to families beside the figure. May be empty."),
    )
    return list(zip(plan.COLUMNS, words, strict=True))
