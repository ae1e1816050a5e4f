"""The counter's public doors: the beacon, the image for browsers without scripts, and everybody's choice."""

import base64
import logging
from collections.abc import Callable
from functools import wraps

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from analytics import collecting, events, known
from analytics.definitions import DEFINITIONS, Reason
from analytics.screening import OBJECTION_COOKIE, OBJECTION_VALUE, agent_of, asks_by_browser, has_said_no, reason_to_drop
from analytics.visitors import client_address, is_from_our_pages

DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
YEAR = 365 * 24 * 60 * 60
log = logging.getLogger(__name__)
View = Callable[[HttpRequest], HttpResponse]


def _unless_database_fails(view: View) -> View:
    """The counter is never a reason for an error page: 503 says that this view was not counted."""

    @wraps(view)
    def careful(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Error as problem:
            log.warning("A page view was not counted: %s.", type(problem).__name__)
            return HttpResponse(status=503, headers={"Retry-After": "5"})

    return careful


@csrf_exempt  # it carries no right, and a page kept for everyone holds no token
@cache_control(no_store=True)
@require_POST
@_unless_database_fails
def receive(request: HttpRequest) -> HttpResponse:
    """204: what was sent, a view or a tap, is committed (counted, or dropped with its reason). 400: it could not be read."""
    site = known.site_of(request)
    reason = reason_to_drop(request)
    if reason is None:
        try:
            seen = events.parse(_body(request))
        except events.Malformed:
            reason = Reason.MALFORMED
    if reason is not None:
        collecting.drop(site=site, reason=reason)
        return HttpResponse(status=400 if reason == Reason.MALFORMED else 204)
    visitor = collecting.Visitor(client_address(request), agent_of(request))
    collecting.accept(site=site, seen=seen, visitor=visitor, host=request.get_host().lower().partition(":")[0])
    return HttpResponse(status=204)


@require_safe
@never_cache
def without_script(request: HttpRequest) -> HttpResponse:
    """A dot for a page in a browser without scripts: counted apart, since it can make no session."""
    _count_without_script(request)
    return HttpResponse(DOT, content_type="image/gif")


@_unless_database_fails
def _count_without_script(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    reason = reason_to_drop(request)
    if reason is None:
        collecting.count_without_script(site=site)
    else:
        collecting.drop(site=site, reason=reason)
    return HttpResponse(status=204)


@csrf_exempt  # it changes nothing but the sender's own cookie; another site's page is refused below
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choice(request: HttpRequest) -> HttpResponse:
    """Statistics and your choice: one button says no, and one takes it back."""
    if request.method == "POST":
        return _choose(request)
    context = {"has_said_no": has_said_no(request), "asks_by_browser": asks_by_browser(request), "definitions": DEFINITIONS}
    return render(request, "analytics/choice.html", context)


def _choose(request: HttpRequest) -> HttpResponse:
    if not is_from_our_pages(request):
        return HttpResponse(status=403)
    response = redirect("stats_choice")
    if request.POST.get("count") == OBJECTION_VALUE:
        response.set_cookie(OBJECTION_COOKIE, OBJECTION_VALUE, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(OBJECTION_COOKIE, samesite="Lax")
    return response


def _body(request: HttpRequest) -> bytes:
    """The body, at most one byte longer than is allowed. Raises Malformed."""
    if not is_from_our_pages(request):
        raise events.Malformed("from another site")
    return request.read(events.LONGEST_BODY + 1)
