from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.links.actions import CodeGone, UnknownCode, lead
from campaigns.models import Campaign, read_code


@require_safe
@never_cache
def go(request: HttpRequest, code: str) -> HttpResponse:
    """From a leaflet to the registered page, with the code; it leads nowhere else, whatever the address says. Nothing is counted here (docs/decisions/campaign-links.md)."""
    try:
        found = lead(code)
    except UnknownCode:
        return render(request, "campaigns/not_found.html", {"code": code[:20]}, status=404)
    except CodeGone:
        return render(request, "campaigns/ended.html", status=410)
    if found.has_ended:
        return render(request, "campaigns/ended.html", {"campaign": found if isinstance(found, Campaign) else found.campaign}, status=410)
    return redirect(f"{found.target}?c={found.code}")


@require_safe
@never_cache
def type_code(request: HttpRequest) -> HttpResponse:
    """For who has the address without its code, or typed another one."""
    typed = request.GET.get("code", "").strip()
    if code := read_code(typed):
        return redirect("go", code)
    return render(request, "campaigns/not_found.html" if typed else "campaigns/type_code.html", {"code": typed[:20]}, status=404 if typed else 200)
