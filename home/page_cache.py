"""Whole pages kept for anonymous visitors, and dropped the moment something on them changes.

One stamp stands for the content of the whole site. A page is kept with the stamp that was read before it was made, and is
shown only while the stamp is still the same; publishing anything changes the stamp. See docs/decisions/page-cache.md.
"""

import contextlib
import gzip
import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from operator import itemgetter
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from home.build import build
from home.caches import CACHE_GONE, tell
from home.nearby import Nearby

STAMP = "stamp"
KEEP_SECONDS = 60 * 60
# What a cached page may depend on beside its path. A query with any other name is answered fresh.
PARAMETERS = set(
    "access age borough category cost day delivery kind need page phase runs self_referral sort topic year".split()  # noqa: SIM905 (so many quoted words are no easier to read)
)
# Names that campaigns and social networks add, which change nothing on a page.
IGNORED = {"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "fbclid", "gclid", "c"}
LONGEST_QUERY = 200
# How many addresses with a query are kept: whoever makes up parameters pushes out other lists, but neither pages nor counters.
VARIANTS = 2_000

log = logging.getLogger(__name__)
nearby = Nearby()
T = TypeVar("T")
GetResponse = Callable[[HttpRequest], HttpResponse]
_watched: set[type[models.Model]] = set()
_is_held_back: ContextVar[bool] = ContextVar("page_cache_is_held_back", default=False)


class PageCacheMiddleware:
    """Answers an anonymous visitor's GET from the cache when it can, and keeps what may be kept.

    Stands first, so that what is kept is the finished answer with every header.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = _place(request)
        if place is None:
            return self.get_response(request)
        try:
            mark, kept = _find(*place)
        except CACHE_GONE as problem:
            tell("Pages are made afresh.", problem)
            return self.get_response(request)
        if kept is None or kept[0] != mark:
            response = self.get_response(request)
            if not getattr(response, "may_be_kept", False) or response.status_code != 200 or response.cookies:
                return response
            kept = (mark, _headers(response), gzip.compress(response.content, 6))
            with contextlib.suppress(*CACHE_GONE):
                caches["pages"].set(place[0], kept, KEEP_SECONDS)
        return _answer(request, *kept[1:])


def keep(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose answer is the same for every anonymous visitor until something is published."""

    @wraps(view)
    def marked(*args: object, **kwargs: object) -> HttpResponse:
        response = view(*args, **kwargs)
        if not hasattr(response, "may_be_kept"):
            response.may_be_kept = True  # type: ignore[attr-defined]
        return response

    return marked


def not_kept(response: HttpResponse) -> HttpResponse:
    """An answer of a marked view that is made for each visitor all the same."""
    response.may_be_kept = False  # type: ignore[attr-defined]
    return response


def remembered(name: str, make: Callable[[], T]) -> T:
    """What `make` returns, kept like a page under the same stamp: for what stands on every page, such as the menu."""
    key = f"part:{build()}:{name}"
    try:
        mark, kept = _find(key)
        if kept is None or kept[0] != mark:
            kept = (mark, make())
            caches["pages"].set(key, kept, KEEP_SECONDS)
    except CACHE_GONE:
        return nearby.briefly(key, make)
    return kept[1]


def stamp_now() -> str:
    """What stands for all that pages show today: another as soon as anything of it changes. Empty while the cache does not say."""
    try:
        stamp = nearby.stamp(_read_stamp)
    except CACHE_GONE:
        return ""
    return stamp if stamp[:1].isdigit() else ""


def changed_at() -> int:
    """When anything that pages show last changed, in whole seconds; now, when the cache does not say."""
    made = stamp_now().partition("-")[0]
    return int(made) if made else int(time.time())


def drop_pages() -> None:
    """Show no kept page again, from the commit of the running transaction on."""
    transaction.on_commit(_new_stamp)


@contextmanager
def held_back() -> Iterator[None]:
    """Rows changed inside drop nothing: who changes many calls `drop_pages` once, at the end, whatever happened."""
    token = _is_held_back.set(True)
    try:
        yield
    finally:
        _is_held_back.reset(token)


def is_held_back() -> bool:
    """Whether many rows are being changed one after another, so that what follows from each may wait for the last."""
    return _is_held_back.get()


def watch(*kinds: type[models.Model]) -> None:
    """Drop the kept pages whenever a row of one of these models is saved, deleted or joined to another."""
    _watched.update(kinds)


def watch_content() -> None:
    """Listen to the models that pages show; called once when the apps are ready."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_row_changed, dispatch_uid="page_cache")
    for signal in (page_published, page_unpublished, post_page_move, page_slug_changed):
        signal.connect(_page_changed, dispatch_uid="page_cache")


def _row_changed(sender: type[models.Model], instance: object = None, update_fields: object = None, **kwargs: object) -> None:
    is_draft = isinstance(instance, Page) and update_fields is not None  # Wagtail notes a draft on the live row
    if isinstance(instance, tuple(_watched)) and not is_draft and not _is_held_back.get():
        drop_pages()


def _page_changed(sender: type[models.Model], **kwargs: object) -> None:
    drop_pages()


def _new_stamp() -> None:
    nearby.forget()
    try:
        caches["pages"].set(STAMP, _fresh_stamp(), None)
    except CACHE_GONE:
        log.exception("The page cache could not be told of a change; a kept page may be old for up to %s seconds.", KEEP_SECONDS)


def _fresh_stamp() -> str:
    """When it was made, and a part that nobody else's stamp of the same second has."""
    return f"{int(time.time())}-{secrets.token_hex(8)}"


def _find(key: str, name: str = "") -> tuple[str, Any]:
    """The mark that a kept thing of that name must bear now, and what is kept under `key` with whatever mark: from this process, else from the cache."""
    mark = f"{nearby.stamp(_read_stamp)}{name}"
    kept = nearby.things.get(key)
    if kept is None or kept[0] != mark:
        kept = caches["pages"].get(key)
        nearby.hold(key, kept)
    return mark, kept


def _read_stamp() -> str:
    """The stamp with today's date: what is on, what is overdue and what is hidden change at midnight without anybody's doing."""
    cache = caches["pages"]
    stamp = cache.get(STAMP)
    if stamp is None:  # the cache was emptied; two processes that look at once get the same new stamp
        cache.add(STAMP, _fresh_stamp(), None)
        stamp = cache.get(STAMP)
    return f"{stamp}-{timezone.localdate():%Y%m%d}"


def _place(request: HttpRequest) -> tuple[str, str] | None:
    """Where a page is kept, and its name there; None when the answer depends on who asks, or on more than we know.

    A name holds the version of the portal, and the values of a parameter in their order, since a view that takes one takes the last.
    Addresses with a query share VARIANTS places, so that there is an end to what is kept.
    """
    if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in IGNORED]
    if any(name not in PARAMETERS for name, _value in pairs):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    address = f"{build()} {request.scheme}://{host}{request.path}?{urlencode(sorted(pairs, key=itemgetter(0)))}"
    name = hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return (f"variant:{int(name, 16) % VARIANTS}" if pairs else name), name


def _headers(response: HttpResponse) -> dict[str, str]:
    """The page's headers, with a tag that is another as soon as a letter of them or of the body is."""
    headers = {name: value for name, value in response.items() if name not in {"Content-Length", "Vary"}}
    digest = hashlib.blake2b(repr(sorted(headers.items())).encode(), digest_size=16)
    digest.update(response.content)
    return headers | {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie", "ETag": f'W/"{digest.hexdigest()}"'}


def _answer(request: HttpRequest, headers: dict[str, str], squeezed: bytes) -> HttpResponse:
    tag = headers["ETag"]
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": "no-cache", "Vary": headers["Vary"]})
    takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = squeezed if takes_gzip else gzip.decompress(squeezed)
    response = HttpResponse(body, headers=headers)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(body))
    return response
