"""GOV.UK Notify through its own client: who we are there, and what an error of it says about one message and about all others.

The client makes a 503 of "no answer"; only its missing response tells it from a 503 of theirs. A 502 or 504 is a gateway's word, which knows as little.
"""

import datetime as dt
import enum
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

NOTIFY = "https://api.notifications.service.gov.uk"
ANSWER_SECONDS = 10


class Says(enum.Enum):
    """What an error means. After the first nobody knows if the message was taken; after any other it surely was not."""

    NOBODY_KNOWS = enum.auto()
    NEVER_LEFT = enum.auto()
    NOT_ALLOWED = enum.auto()
    TOO_MANY_THIS_MINUTE = enum.auto()
    TOO_MANY_TODAY = enum.auto()
    NOT_THIS_ONE = enum.auto()
    NOT_NOW = enum.auto()


def client() -> NotificationsAPIClient:
    """One keeps its connection, and is for one thread."""
    return NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=urlsplit(settings.TEXT_URL).path or NOTIFY, timeout=ANSWER_SECONDS)


def meaning(error: APIError) -> Says:
    if isinstance(error, InvalidResponse):  # a 2xx with no JSON in it
        return Says.NOBODY_KNOWS
    if error.response is None:
        return Says.NEVER_LEFT if _never_left(error) else Says.NOBODY_KNOWS
    if error.status_code == 429:
        return Says.TOO_MANY_TODAY if "TooManyRequestsError" in error.response.text else Says.TOO_MANY_THIS_MINUTE  # that is a RateLimitError
    by_number = {400: Says.NOT_THIS_ONE, 401: Says.NOT_ALLOWED, 403: Says.NOT_ALLOWED, 502: Says.NOBODY_KNOWS, 504: Says.NOBODY_KNOWS}
    return by_number.get(error.status_code, Says.NOT_NOW)


def next_day() -> dt.datetime:
    """Notify's daily limit begins anew at midnight UTC; five minutes more, for clocks."""
    tomorrow = timezone.now().astimezone(dt.UTC).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(0, 5), dt.UTC)


def _never_left(error: BaseException | None) -> bool:
    """Whether the call ended before anything was sent: nobody listened, or the name was not found. Trying again is then safe."""
    while error is not None:
        if isinstance(error, (ConnectionRefusedError, socket.gaierror)):
            return True
        error = error.__cause__ or error.__context__
    return False
