"""Readers do not wait for families who join, nor families for readers."""

import threading

import pytest
from django.http import HttpRequest, HttpResponse
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
