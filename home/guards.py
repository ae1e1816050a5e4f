"""Guards for forms that anyone may send without a session: where they come from, and how many."""

import hashlib
import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_from_our_pages(request: HttpRequest) -> bool:
    """False when the browser says that another site sent the form (Fetch Metadata, or the Origin header of older ones)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def is_within(limit: int, *, seconds: int, what: str, request: HttpRequest) -> bool:
    """Count one more of `what` from this address; False when there were more than `limit` in this stretch of time.

    Limits are set for a whole school behind one address. The address is kept only as a keyed hash, and only in the cache.
    """
    mark = hmac.new(settings.SECRET_KEY.encode(), client_address(request).encode(), hashlib.sha256).hexdigest()[:24]
    key = f"count:{what}:{mark}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it ran out between the two lines
        return True


def client_address(request: HttpRequest) -> str:
    """The visitor's address: X-Forwarded-For is believed only as far as the proxies we know of."""
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
