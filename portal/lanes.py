"""Who is served at the same moment by one process: families who fill in forms, and everybody else, each in a lane of their own.

In the minutes after a campaign's mail hundreds of families fill in the register's form. The web server has a thread for each of them, so that nobody is
refused; but only a few of a lane work at once, and the others wait. So people who read never wait behind them, and the database sees few connections.
Nobody is in a lane while a slow phone sends or takes what it has to: that would keep the others out.
"""

import tempfile
import threading
from collections.abc import Callable
from wsgiref.util import FileWrapper

from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

FORMS = ("/register/",)
# A question to the process itself is answered whatever anybody waits for.
NO_LANE = ("/health/",)
FORMS_AT_ONCE, OTHERS_AT_ONCE = 2, 4
# What is more than this waits for its reader on the disk.
IN_MEMORY = 1_000_000

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def two_lanes(get_response: GetResponse) -> GetResponse:
    """Make a request wait until fewer than FORMS_AT_ONCE, or OTHERS_AT_ONCE, of its kind are being answered. A kept page was answered before this."""
    forms, others = threading.BoundedSemaphore(FORMS_AT_ONCE), threading.BoundedSemaphore(OTHERS_AT_ONCE)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(NO_LANE):
            return get_response(request)
        try:
            _read(request)
        # From editors: all else was read, and its fields counted, in `public_limits`. No one place can do: around a middleware Django has made a 500 of what it raises.
        except UnreadablePostError:  # the line broke while it was sent: nobody reads the answer
            return HttpResponse(status=400)
        with forms if request.path.startswith(FORMS) else others:
            response = get_response(request)
            _finish(response)
            _let_go()
            return response

    return middleware


def _read(request: HttpRequest) -> None:
    """All that was sent, before its turn comes: files go to the disk, anything else may be as long as Django allows."""
    if request.method == "POST":
        _all = request.POST if request.content_type == "multipart/form-data" else request.body


def _let_go() -> None:
    """Give the connection back to the pool now, and not when the last byte is taken. Only a test asks from within its own transaction."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _finish(response: HttpResponseBase) -> None:
    """Make the whole of an answer that would ask the database for more while it is being taken."""
    if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
        return
    whole = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the response
    for part in response:
        whole.write(part)
    whole.seek(0)
    response.streaming_content = FileWrapper(whole)
