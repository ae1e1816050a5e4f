"""Statistics in the editors' admin: the overview, and the frame of its other pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.models import Site

from analytics.forms import RangeForm
from analytics.reports import overview, usual_range

may_see = permission_required("analytics.view_siteday")


@require_safe
@may_see
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures of a range of days; a range that can't be read shows the last four weeks and says what is wrong."""
    start, end = usual_range()
    form = RangeForm(request.GET if "start" in request.GET or "end" in request.GET else None, initial={"start": start, "end": end})
    if form.is_bound and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    return show(request, "analytics/statistics.html", _("Statistics"), form=form, report=overview(own_site(request), start, end))


def own_site(request: HttpRequest) -> Site:
    """The site whose figures the pages of this request show."""
    return Site.find_for_request(request)


def show(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    """A page of the statistics, with its trail."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("statistics"), "label": _("Statistics")}]
    if request.path != reverse("statistics"):
        trail.append({"url": request.path, "label": title})
    return render(request, template, {"page_title": title, "header_title": title, "header_icon": "view", "breadcrumbs_items": trail} | context)
