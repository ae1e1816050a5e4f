"""How the API answers: JSON for everything, open to every site, and "nothing new" for who asks again."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from home import page_cache
from localoffer.api.parameters import WrongParameter

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}


class NotThere(Exception):
    """No such thing; the message says of what kind."""


def open_data(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that returns the content of its answer, and raises WrongParameter or NotThere."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **of_address: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OPEN | PREFLIGHT)
        if request.method not in {"GET", "HEAD"}:
            return _json({"error": f"Only {METHODS} are answered."}, status=405, headers={"Allow": METHODS})
        try:
            with translation.override(settings.LANGUAGE_CODE):
                content = view(request, **of_address)
        except WrongParameter as problem:
            return _json({"error": f"{problem.name}: {problem}.", "parameter": problem.name}, status=400)
        except NotThere as problem:
            return _json({"error": str(problem)}, status=404)
        return _with_validators(request, _json(content))

    return answered


def _json(content: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8", headers=OPEN | {"Cache-Control": "no-cache"} | (headers or {}))


def _with_validators(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With ETag and Last-Modified, or 304 when the reader has it already."""
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    changed = _last_change()
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed)
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
    for name, value in OPEN.items():
        answer.headers.setdefault(name, value)
    return answer


def _last_change() -> int | None:
    """When anything here last changed, in seconds; None within the same second, because more may change in it.

    At midnight what is long overdue for a check leaves the lists, so a day's first moment counts as a change.
    """
    now = timezone.localtime()
    midnight = dt.datetime.combine(now.date(), dt.time.min, tzinfo=now.tzinfo)
    changed = max(page_cache.changed_at(), int(midnight.timestamp()))
    return changed if changed < int(now.timestamp()) else None
