"""How the API answers: JSON for everything, open to every site, and "nothing new" for who asks again, before a row is read."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from home import guards, page_cache
from home.build import build
from localoffer.api import parameters
from localoffer.api.parameters import WrongParameter
from localoffer.models import Service

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
# From one address; what somebody has already is not counted. Enough to ask for each of a council's services, or for 24,000 in full pages.
STRETCH_SECONDS, MOST_ANSWERS, MOST_IN_FULL = 300, 1_200, 120

Content = dict[str, Any]
Asked = dict[str, Any]


class NotThere(Exception):
    """No such thing; the message says of what kind."""


class Version(NamedTuple):
    """What stands for the answer without its rows. `tag` is empty while the cache does not answer; `changed` is in seconds, None when more may change in it."""

    tag: str
    changed: int | None


class OpenData:
    """A view that gets the request and what was asked, and returns the content of its answer. It raises WrongParameter or NotThere."""

    csrf_exempt = True  # nothing can be changed here

    def __init__(self, write: Callable[..., Content], allowed: tuple[str, ...]) -> None:
        update_wrapper(self, write)
        self._write, self._allowed = write, allowed

    def __call__(self, request: HttpRequest, **of_address: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=OPEN | PREFLIGHT)
        if request.method not in {"GET", "HEAD"}:
            return _json({"error": f"Only {METHODS} are answered."}, status=405, headers={"Allow": METHODS})
        try:
            return self._answer(request, **of_address)
        except WrongParameter as problem:
            return _json({"error": f"{problem.name}: {problem}.", "parameter": problem.name}, status=400)
        except NotThere as problem:
            return _json({"error": str(problem)}, status=404)

    def content(self, request: HttpRequest, **of_address: Any) -> Content:
        """What is answered, however often it is asked for: for our own check of it."""
        return self._content(request, self._read(request), **of_address)

    def _answer(self, request: HttpRequest, **of_address: Any) -> HttpResponse:
        asked = self._read(request)
        version = _version(request)
        is_sure_to_be_there = bool(self._allowed) and not of_address and "postcode" not in asked
        if _has_it(request, version, by_date=is_sure_to_be_there):
            return _with_validators(HttpResponseNotModified(), version)
        if not _is_calm(request, asked):
            wait = guards.seconds_left(STRETCH_SECONDS)
            return _json({"error": f"That was very much at once. Ask again in {wait} seconds."}, status=429, headers={"Retry-After": str(wait)})
        response = _json(self._content(request, asked, **of_address))
        version = version if version.tag else version._replace(tag=_tag(response.content))
        answer = get_conditional_response(request, etag=version.tag, last_modified=version.changed, response=response)
        return _with_validators(answer or response, version)

    def _read(self, request: HttpRequest) -> Asked:
        return parameters.read(request.GET, self._allowed) if self._allowed else {}

    def _content(self, request: HttpRequest, asked: Asked, **of_address: Any) -> Content:
        with translation.override(settings.LANGUAGE_CODE):
            return self._write(request, asked, **of_address)


def open_data(*allowed: str) -> Callable[[Callable[..., Content]], OpenData]:
    """A view of the API that may be asked for these parameters; with none, whatever is asked is passed over."""
    return lambda write: OpenData(write, allowed)


def _json(content: Content, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8", headers=OPEN | {"Cache-Control": "no-cache"} | (headers or {}))


def _is_calm(request: HttpRequest, asked: Asked) -> bool:
    """Whether this address may have one more answer now."""
    is_in_full = asked.get("full") or asked.get("full_service")
    return guards.is_within(MOST_ANSWERS, seconds=STRETCH_SECONDS, what="open-data", request=request) and (
        not is_in_full or guards.is_within(MOST_IN_FULL, seconds=STRETCH_SECONDS, what="open-data-in-full", request=request)
    )


def _version(request: HttpRequest) -> Version:
    """Read before any row is, so that an answer is at least as new as it says. One query, whatever was asked.

    The stamp of the kept pages is another with each change of anything shown, and each day, for at midnight what is long overdue leaves the lists.
    The services' own last change comes to it, in case the cache could not be told of one.
    """
    stamp, (many, latest) = page_cache.stamp_now(), Service.objects.latest_change()
    now = timezone.localtime()
    midnight = dt.datetime.combine(now.date(), dt.time.min, tzinfo=now.tzinfo)
    changed = int(max(page_cache.changed_at(), midnight.timestamp(), latest.timestamp() if latest else 0))
    tag = _tag(f"{stamp}|{many}|{latest}|{build()}|{request.build_absolute_uri()}".encode()) if stamp else ""
    return Version(tag, changed if changed < int(now.timestamp()) else None)


def _tag(made_of: bytes) -> str:
    return f'W/"{hashlib.blake2b(made_of, digest_size=16).hexdigest()}"'


def _has_it(request: HttpRequest, version: Version, *, by_date: bool) -> bool:
    """Whether the reader has this answer already. A tag was only ever given with the answer; a date may be anybody's, so it counts when there is one for sure."""
    if tags := parse_etags(request.headers.get("If-None-Match", "")):
        return bool(version.tag) and version.tag.removeprefix("W/") in {tag.removeprefix("W/") for tag in tags}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return by_date and version.changed is not None and since is not None and version.changed <= since


def _with_validators(response: HttpResponse, version: Version) -> HttpResponse:
    response["ETag"] = version.tag
    if version.changed:
        response["Last-Modified"] = http_date(version.changed)
    for name, value in (OPEN | {"Cache-Control": "no-cache"}).items():
        response.headers.setdefault(name, value)
    return response
