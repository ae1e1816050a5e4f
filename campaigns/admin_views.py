from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from campaigns.models import Campaign
from campaigns.reports import report


@require_safe
@permission_required("campaigns.view_campaign")
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
