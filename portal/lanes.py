"""Who is served at the same moment by one process: families who fill in forms, and everybody else, each in a lane of their own.

In the minutes after a campaign's mail hundreds of families fill in the register's form. The web server has a thread for each of them, so that nobody is
refused; but only a few of a lane work at once, and the others wait. So people who read never wait behind them, and the database sees few connections.
"""

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FORMS = ("/register/",)
# A question to the process itself is answered whatever anybody waits for.
NO_LANE = ("/health/",)
FORMS_AT_ONCE, OTHERS_AT_ONCE = 2, 4

GetResponse = Callable[[HttpRequest], HttpResponse]


def two_lanes(get_response: GetResponse) -> GetResponse:
    """Make a request wait until fewer than FORMS_AT_ONCE, or OTHERS_AT_ONCE, of its kind are being answered. A kept page was answered before this."""
    forms, others = threading.BoundedSemaphore(FORMS_AT_ONCE), threading.BoundedSemaphore(OTHERS_AT_ONCE)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NO_LANE):
            return get_response(request)
        with forms if request.path.startswith(FORMS) else others:
            return get_response(request)

    return middleware
