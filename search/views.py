"""The search, the list of services (the same finder without words), and results as files."""

from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from analytics.screening import reason_to_drop
from home.guards import is_within
from home.models import HomePage
from home.page_cache import keep, not_kept
from search import counting, feeds, finding, forms, gaps, suggestions
from search.choices import Choices
from search.finding import Found
from search.forms import Asked
from search.limits import limited
from search.models import SearchDay, SearchEntry
from search.words import typed

# Of one address in a minute: a whole school may type at once.
MOST_SUGGESTIONS = 600
Answer = TypeVar("Answer", bound=HttpResponse)


@limited("search")
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
        _count(request, asked, found)
    return _for_one(render(request, "search/search.html", context))


@keep
@limited("search")
@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The directory to look through: the same finder, over services alone. What shows too little is made for each visitor, so that each is counted."""
    choices = Choices.read()
    asked = forms.read(request.GET, choices, only=SearchEntry.Kind.SERVICE)
    found = finding.find(asked, choices, request=request)
    response = render(request, "search/services.html", {"asked": asked, "found": found})
    if not asked.is_new or gaps.how_much(found) == SearchDay.Found.ENOUGH:
        return response
    _count(request, asked, found)
    return _for_one(not_kept(response))


@limited("files")
@require_safe
def results(request: HttpRequest, form: str) -> HttpResponse:
    """The same results as a file: rss, ics or csv."""
    asked = forms.read(request.GET, Choices.read())
    if asked.is_empty:
        raise Http404
    return _for_one(feeds.FORMS[form](asked, request))


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to 8 suggestions while somebody types; 429 when one address asks for very many."""
    if not is_within(MOST_SUGGESTIONS, seconds=60, what="suggest", request=request):
        return JsonResponse({"suggestions": []}, status=429)
    found = suggestions.suggest(typed(request.GET.get("q", "")), language=get_language() or "", today=timezone.localdate())
    return _for_one(JsonResponse({"suggestions": [{"text": one.text, "label": one.label} for one in found]}))


def _count(request: HttpRequest, asked: Asked, found: Found) -> None:
    if asked.is_new and reason_to_drop(request) is None:
        counting.count_search(gaps.counted(asked, found))


def _for_one(response: Answer) -> Answer:
    """An answer that no cache may keep, because it says what somebody looked for."""
    patch_cache_control(response, private=True, no_cache=True)
    return response
