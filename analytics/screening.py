"""Who is asking, and whether it is a person who may be counted."""

from functools import lru_cache

import crawleruseragents
from django.conf import settings
from django.http import HttpRequest

from analytics.definitions import Reason

OBJECTION_COOKIE = "statistics"
OBJECTION_VALUE = "no"
LONGEST_AGENT = 1_000
LOADED_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")
OBJECTIONS = ("HTTP_SEC_GPC", "HTTP_DNT")
STAFF_PERMISSION = "wagtailadmin.access_admin"


def reason_to_drop(request: HttpRequest) -> Reason | None:
    """Why this request may not be counted, by its headers and cookies; None when it may. An objection goes first: nothing else is looked at."""
    if objects(request):
        return Reason.OBJECTION
    if is_robot(agent_of(request)):
        return Reason.ROBOT
    if any("prefetch" in request.META.get(name, "").lower() for name in LOADED_AHEAD):
        return Reason.PREFETCH
    if is_staff(request):
        return Reason.STAFF
    return None


def objects(request: HttpRequest) -> bool:
    """True when the browser (Global Privacy Control, Do Not Track) or the person (our page) says not to count."""
    return asks_by_browser(request) or has_said_no(request)


def asks_by_browser(request: HttpRequest) -> bool:
    return any(request.META.get(name, "").strip() == "1" for name in OBJECTIONS)


def has_said_no(request: HttpRequest) -> bool:
    return request.COOKIES.get(OBJECTION_COOKIE) == OBJECTION_VALUE


def is_staff(request: HttpRequest) -> bool:
    """True for someone signed in who may enter the admin; a visitor without a session costs no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm(STAFF_PERMISSION)


def agent_of(request: HttpRequest) -> str:
    return request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT]


@lru_cache(maxsize=10_000)
def is_robot(agent: str) -> bool:
    """True for a program on the kept list (crawler-user-agents), and for one that gives no name."""
    return not agent.strip("- ") or crawleruseragents.is_crawler(agent)
