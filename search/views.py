"""The search, the list of services (the same finder without words), and results as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from analytics.screening import reason_to_drop
from home.models import HomePage
from home.page_cache import keep
from search import actions, feeds, finding, forms
from search.choices import Choices
from search.models import SearchEntry


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results, help when there are none, help when nothing was asked."""
    choices = Choices.read()
    asked = forms.read(request.GET, choices)
    context: dict[str, Any] = {"asked": asked}
    if asked.is_empty:
        context["home"] = HomePage.objects.live().first()
    else:
        context["found"] = found = finding.find(asked, choices, request=request)
        if asked.is_new and reason_to_drop(request) is None:
            actions.count_search(asked.text, borough=asked.borough, results=found.total)
    return _for_one(render(request, "search/search.html", context))


@keep
@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The directory to look through: the same finder, over services alone."""
    choices = Choices.read()
    asked = forms.read(request.GET, choices, only=SearchEntry.Kind.SERVICE)
    return render(request, "search/services.html", {"asked": asked, "found": finding.find(asked, choices, request=request)})


@require_safe
def results(request: HttpRequest, form: str) -> HttpResponse:
    """The same results as a file: rss, ics or csv."""
    asked = forms.read(request.GET, Choices.read())
    if asked.is_empty:
        raise Http404
    return _for_one(feeds.FORMS[form](asked, request))


def _for_one(response: HttpResponse) -> HttpResponse:
    """An answer that no cache may keep, because it says what somebody looked for."""
    patch_cache_control(response, private=True, no_cache=True)
    return response
