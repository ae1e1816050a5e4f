from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.models import Campaign


@require_safe
@never_cache
def go(request: HttpRequest, code: str) -> HttpResponse:
    """From a leaflet to the registered page, with the code; it leads nowhere else, whatever the address says."""
    campaign = Campaign.objects.with_code(code).select_related("target_page").first()
    if campaign is None:
        return render(request, "campaigns/not_found.html", {"code": code[:20]}, status=404)
    if campaign.has_ended:
        return render(request, "campaigns/ended.html", {"campaign": campaign}, status=410)
    return redirect(f"{campaign.target}?c={campaign.code}")
