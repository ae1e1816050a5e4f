from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from analytics.screening import reason_to_drop
from home.models import Borough, HomePage
from search import actions, finding, forms


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search/?q=&type=&borough=&page=`: results, help when there are none, help when nothing was typed."""
    asked = forms.read(request.GET)
    borough = Borough.objects.chosen(request.GET) if request.GET.get("borough") else None
    context: dict[str, Any] = {"asked": asked, "borough": borough}
    if asked.text:
        context["found"] = found = finding.find(asked, borough=borough, request=request)
        if asked.page == 1 and not asked.kind and reason_to_drop(request) is None:
            actions.count_search(asked.text, borough=borough.slug if borough else "", results=found.total)
    else:
        context["home"] = HomePage.objects.live().first()
    response = render(request, "search/search.html", context)
    patch_cache_control(response, private=True, no_cache=True)
    return response
