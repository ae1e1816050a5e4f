from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic import EditView

from accounts.models import User
from analytics.admin_views import chart_file
from analytics.chart_files import file_name
from campaigns import actions, report_csv
from campaigns.forms import SAY_WHY, CampaignForm
from campaigns.models import Campaign
from campaigns.report_pdf import as_pdf
from campaigns.reports import report
from home.spreadsheets import download

may_see = permission_required("campaigns.view_campaign")
may_change = permission_required("campaigns.change_campaign")


@require_safe
@may_see
def campaign_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What the campaign did to page views and sessions, how sure we are, and what was not checked."""
    campaign = get_object_or_404(Campaign.objects.select_related("target_page", "owner"), pk=pk)
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("campaign:index"), "label": _("Campaigns")},
        {"url": request.path, "label": campaign.name},
    ]
    context = {"page_title": campaign.name, "header_title": campaign.name, "header_icon": "history", "breadcrumbs_items": trail, "report": report(campaign)}
    return render(request, "campaigns/report.html", context)


@require_safe
@may_see
def campaign_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole report as PDF, or its numbers as CSV."""
    campaign = get_object_or_404(Campaign, pk=pk)
    name = file_name(campaign.name)
    if kind == "csv":
        return download("csv", name=name, headings=report_csv.headings(), rows=report_csv.rows(report(campaign)))
    if kind != "pdf":
        raise Http404
    made = as_pdf(report(campaign), by=staff_of(request).staff_email)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'})


@require_safe
@may_see
def campaign_chart(request: HttpRequest, pk: int, metric: str, kind: str) -> HttpResponse:
    """One chart of the report as SVG or PNG."""
    campaign = get_object_or_404(Campaign, pk=pk)
    drawn = next((part for part in report(campaign).parts if part.daily and part.evaluation.metric == metric), None)
    if drawn is None or drawn.daily is None:
        raise Http404
    return chart_file(drawn.daily.chart, kind, f"{campaign.name} {drawn.title}", drawn.daily.notes)


@require_POST
@may_change
def propose_windows(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in whole weeks before the campaign's first day and from it on."""
    try:
        actions.propose_windows(campaign=get_object_or_404(Campaign, pk=pk))
    except actions.NoFirstDay:
        messages.error(request, _("Fill in the campaign’s first day. Windows are whole weeks before it and from it on."))
    except actions.NothingToPropose:
        messages.error(request, _("Something is chosen for sessions and for page views. Change it in the form of the campaign."))
    else:
        messages.success(request, _("Windows are proposed. Read them below. Then fix them, or change them in the form of the campaign."))
    return redirect("campaign_report", pk)


@require_POST
@may_change
def fix_windows(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on each change of the windows is kept and shown."""
    try:
        actions.fix_windows(campaign=get_object_or_404(Campaign, pk=pk), by=staff_of(request))
    except actions.NothingToFix:
        messages.error(request, _("There is nothing to fix: no windows or totals are chosen that are not fixed."))
    else:
        messages.success(request, _("Fixed. Whoever changes it from now on has to say why, and the report shows it."))
    return redirect("campaign_report", pk)


def staff_of(request: HttpRequest) -> User:
    """Who does it. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class CampaignEditView(EditView):
    """Keeps what changed of fixed windows, with the reason, in the transaction that saves the form."""

    def form_valid(self, form: CampaignForm) -> HttpResponse:
        """Somebody may have changed the windows between the form's check and its saving: then it asks as well."""
        try:
            return super().form_valid(form)
        except actions.ReasonMissing:
            form.add_error(None, SAY_WHY)
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Campaign:
        campaign = super().save_instance()
        actions.note_changes(campaign=campaign, by=staff_of(self.request), why=self.form.cleaned_data.get("reason", ""))
        return campaign
