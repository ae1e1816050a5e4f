"""A page and a state of it, and the ways to bring one about that many states share."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from playwright.sync_api import Page

from accounts.models import User

Act = Callable[[Page], None]


def _nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class State:
    """A page, and what somebody does on it before we look."""

    name: str
    path: str
    act: Act = _nothing
    status: int = 200
    has_session: bool = False

    @property
    def is_refusal(self) -> bool:
        """Whether the page says what is wrong with what was typed; its title then begins with it."""
        return self.name.endswith(("errors", "wrong code", "no answer chosen", ", too long"))


def reach(page: Page, state: State) -> None:
    """Do what brings the state about, on a page that stands at its address."""
    if state.act is not _nothing:
        state.act(page)
        page.wait_for_load_state("load")


def sign_in(page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": page.url}])


def signed_in(email: str, path: str) -> Act:
    """At `path`, as the person with this address."""

    def act(page: Page) -> None:
        sign_in(page, User.objects.get(email=email))
        page.goto(path)

    return act


def then(*acts: Act) -> Act:
    """One after the other."""

    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def go(path: str) -> Act:
    def act(page: Page) -> None:
        page.goto(path)

    return act


def with_texts(*acts: Act) -> Act:
    """On a portal that sends texts. They wait in their rows: no worker runs beside the browser."""

    def act(page: Page) -> None:
        with override_settings(TEXT_URL="file:/nowhere"):
            then(*acts)(page)
            page.wait_for_load_state("load")

    return act


def shown(page: Page, html: str, *, status: int = 200) -> None:
    """A page that the browser is given without asking for it."""
    page.route("**/shown/", lambda route: route.fulfill(status=status, body=html, content_type="text/html; charset=utf-8"))
    page.goto("/shown/")


def refused_with(answer: Callable[[HttpRequest], HttpResponse]) -> Act:
    """An answer that no address gives by itself, as the site's own view writes it."""

    def act(page: Page) -> None:
        request = RequestFactory().get("/refused/", HTTP_HOST=page.url.split("/")[2])
        request.user = AnonymousUser()
        given = answer(request)
        shown(page, given.content.decode(), status=given.status_code)

    return act
