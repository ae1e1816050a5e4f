"""Where a request comes from: one of our own pages, and which network address. The one place in the project that decides it."""

from django.conf import settings
from django.http import HttpRequest


def is_from_our_pages(request: HttpRequest) -> bool:
    """False when the browser says that another site sent this (Fetch Metadata, or the Origin header of older ones)."""
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site:
        return site in {"same-origin", "none"}
    origin = request.META.get("HTTP_ORIGIN")
    return origin is None or origin.partition("://")[2] == request.get_host()


def client_address(request: HttpRequest) -> str:
    """The address that our outermost proxy saw.

    Each of our proxies adds one address at the end of X-Forwarded-For; what stands before those is the visitor's own claim.
    A header shorter than our row of proxies did not come through all of them, so none of it is believed.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
