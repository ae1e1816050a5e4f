"""Readers do not wait for families who join, nor families for readers."""

import io
import threading

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from portal import lanes

PATIENCE = 10


class Door:
    """A view that counts who is inside and lets nobody out before it is opened."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.opened = threading.Event()
        self.answered: list[str] = []
        self.middleware = lanes.two_lanes(self.view)

    def view(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            self.inside.release()
            assert self.opened.wait(PATIENCE)
        self.answered.append(request.path)
        return HttpResponse()

    def crowd(self, path: str, count: int) -> list[threading.Thread]:
        """So many who come at once and stay, of whom as many are inside as may be."""
        threads = [threading.Thread(target=self.middleware, args=(RequestFactory().post(path),)) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads


@pytest.mark.parametrize(
    ("crowded", "at_once", "free"),
    [("/register/check/", lanes.FORMS_AT_ONCE, ["/search/", "/admin/", "/health/live"]), ("/search/", lanes.OTHERS_AT_ONCE, ["/register/home/", "/health/live"])],
)
def test_a_crowd_works_a_few_at_a_time_while_the_others_are_answered_and_nobody_is_lost(crowded: str, at_once: int, free: list[str]):
    door = Door()
    threads = door.crowd(crowded, 20)
    for _ in range(at_once):
        assert door.inside.acquire(timeout=PATIENCE)
    for path in free:
        door.middleware(RequestFactory().get(path))
    assert door.answered == free
    assert not door.inside.acquire(blocking=False)
    door.opened.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert door.answered.count(crowded) == 20


def test_a_view_that_fails_leaves_its_place():
    middleware = lanes.two_lanes(lambda request: 1 / 0)
    for _ in range(lanes.FORMS_AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError):
            middleware(RequestFactory().get("/register/"))


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_phones_that_send_slowly_keep_nobody_out(kind: str):
    started, arrives = threading.Semaphore(0), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            started.release()
            arrives.wait(PATIENCE)
            return b""

    middleware = lanes.two_lanes(lambda request: HttpResponse(request.body if kind == "text/plain" else str(request.POST)))

    def send() -> None:
        request = RequestFactory().generic("POST", "/register/home/", b"a=b" * 20, content_type=kind)
        request._stream = request.META["wsgi.input"] = Slow()
        middleware(request)

    phones = [threading.Thread(target=send) for _ in range(lanes.FORMS_AT_ONCE)]
    for phone in phones:
        phone.start()
    for _ in phones:
        assert started.acquire(timeout=PATIENCE)
    assert middleware(RequestFactory().get("/register/home/")).status_code == 200
    arrives.set()
    for phone in phones:
        phone.join(PATIENCE)


def test_a_line_that_breaks_is_no_error_of_ours():
    class Broken(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the line broke")

    request = RequestFactory().post("/admin/", {"a": "b"})
    request._stream = request.META["wsgi.input"] = Broken()
    assert lanes.two_lanes(lambda request: HttpResponse())(request).status_code == 400


def test_a_long_file_is_made_before_it_is_taken(db):
    """Whoever takes it slowly holds neither a place in the lane nor a connection."""
    asked = []

    def rows():
        for number in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            asked.append(number)
            yield f"{number}\n"

    response = lanes.two_lanes(lambda request: StreamingHttpResponse(rows()))(RequestFactory().get("/services/directory.csv"))
    assert asked == [0, 1, 2]
    assert response.getvalue() == b"0\n1\n2\n"
    response.close()
