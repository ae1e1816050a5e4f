"""Pages of the frame: errors, forms that went stale, and where sign-in leads."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.static import serve
from redis.exceptions import RedisError

from accounts.middleware import cache_is_down
from accounts.roles import PROVIDER
from analytics.visitors import is_from_our_pages
from register.views import assisted
from register.views.coming_back import save_came_late
from register.views.refusals import came_late

WORTH_COPYING = 30
OF_THE_REGISTERS_FORM = {"register_question": came_late, "register_children": came_late, "register_check": came_late, "register_save": save_came_late}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def not_there(request: HttpRequest) -> HttpResponse:
    """An address that a library brings and we do not want."""
    raise Http404


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed. A Redis that is down gets its own words, wherever it was asked."""
    if isinstance(sys.exception(), RedisError):
        return cache_is_down()
    return render(None, "errors/500.html", status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent after its session ended: kind words and the way back, for nothing was wrong with the answers.

    The register's forms keep what was typed. Elsewhere the page shows what somebody wrote at length, to be copied.
    """
    page = request.resolver_match
    if page and page.view_name in OF_THE_REGISTERS_FORM and is_from_our_pages(request):
        return OF_THE_REGISTERS_FORM[page.view_name](request, **page.kwargs)
    if page and page.view_name == "register_assisted" and assisted.keep_written(request):
        return redirect("register_assisted")
    written = [text for text in request.POST.values() if len(text) >= WORTH_COPYING and " " in text] if is_from_our_pages(request) else []
    return render(request, "errors/stale_form.html", {"written": written}, status=403)


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture that Wagtail made from an upload; a name that no file can have is not found, like any other."""
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as problem:
        raise Http404 from problem
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # of a mail that is read in a browser, it stands on the mail program's page
    return response


@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """Staff go to the editors' desk, providers to their services, families to their own page."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return redirect("my_services" if request.user.groups.filter(name=PROVIDER).exists() else "my_family")
