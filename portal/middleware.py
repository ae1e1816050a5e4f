"""What stands around every request: limits for strangers, and the editors' own content policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

PUBLIC_BYTES = 1_000_000
PUBLIC_FIELDS, PROVIDER_FIELDS = 200, 4_000
PROVIDERS = ("/services/check/", "/services/mine/")  # a form with a row of many fields for each time, place and contact
LONGEST_ADDRESS = 4_000
EDITORS = ("/admin/",)

GetResponse = Callable[[HttpRequest], HttpResponse]


def public_limits(get_response: GetResponse) -> GetResponse:
    """Refuse what no family would send: a body over 1 MB, more than 200 fields (4,000 of a provider), a very long address, an odd method."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST", "OPTIONS"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return render(request, "errors/414.html", status=414)
        if request.method == "POST" and not request.path.startswith(EDITORS):
            try:
                is_too_big = _is_too_big(request)
            except UnreadablePostError:  # the line broke while it was sent: nobody reads the answer
                return HttpResponse(status=400)
            if is_too_big:
                return render(request, "errors/413.html", status=413)
        return get_response(request)

    return middleware


def admin_policy(get_response: GetResponse) -> GetResponse:
    """Give the editors' pages the looser content policy that Wagtail needs; everyone else keeps the strict one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(EDITORS):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
            response["Cache-Control"] = "no-store, private"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def _is_too_big(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > PUBLIC_BYTES:
        return True
    most = PROVIDER_FIELDS if request.path.startswith(PROVIDERS) else PUBLIC_FIELDS
    if request.content_type == "multipart/form-data":
        return request.body.count(b"Content-Disposition:") > most
    return request.body.count(b"&") >= most
