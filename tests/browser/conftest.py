"""Real Chromium against a real server: one browser and one site for all of a worker's browser tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portal import env
from tests.browser import html_checker
from tests.browser.site import Place, build_site
from tests.browser.watching import Watch

HERE = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
NOT_RUN = "BROWSER TESTS NOT RUN"
STYLES = env.ROOT / "static" / "build" / "main.css"
IS_REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
# The tests of every page are the most of the work: two groups, so that two workers share them.
SHARED_BY_TWO = "test_every_page"


def find_chromium() -> str | None:
    """The browser to use: the one that CHROMIUM names, or the first of the usual names."""
    wanted = os.environ.get("CHROMIUM")
    return wanted or next(filter(None, map(shutil.which, NAMES)), None)


def what_is_missing() -> str:
    """Why no browser test can run here; empty when all of them can."""
    if not find_chromium():
        return f"no Chromium was found (looked for {', '.join(NAMES)}; CHROMIUM=/path/to/it names another)"
    if not (env.ROOT / "node_modules" / "axe-core" / "axe.min.js").exists() or not STYLES.exists():
        return "axe-core or the styles are not there (run `make install`)"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for place, item in enumerate(item for item in items if HERE in item.path.parents):
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))
        stem = item.path.stem
        half = f"-{place % 2}" if stem == SHARED_BY_TWO else ""
        item.add_marker(pytest.mark.xdist_group(f"browser-{stem}{half}"))


@pytest.fixture(scope="session")
def executable() -> str:
    missing = what_is_missing()
    if missing:
        stop = pytest.fail if IS_REQUIRED else pytest.skip
        stop(f"{NOT_RUN}: {missing}")
    return find_chromium()


@pytest.fixture(scope="package")
def place(executable: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """A served site, built once for all browser tests of this worker; afterwards the database is as the migrations left it."""

    class Rows(TransactionTestCase):
        serialized_rollback = True

    with django_db_blocker.unblock():
        Rows.setUpClass()
        rows = Rows(methodName="__init__")
        rows._pre_setup()
        server = LiveServer("127.0.0.1")
        try:
            yield build_site(server.url)
        finally:
            server.stop()
            rows._post_teardown()
            Rows.tearDownClass()
            Rows.doClassCleanups()
            rows._fixture_setup()


@pytest.fixture
def _django_db_helper(place: Place) -> None:
    """In place of pytest-django's, which empties the database after every test: `place` does so after the last."""


@pytest.fixture(scope="package")
def browser(executable: str, place: Place) -> Iterator[Browser]:
    """Started after the site and stopped before it goes: Playwright keeps an event loop in this thread, in which Django has connections of its own."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def context_of(browser: Browser, place: Place) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser with the given settings (viewport, java_script_enabled, forced_colors…); closed at the test's end.

    Calm mode by default, so that no colour is measured half-way to another.
    """
    made: list[BrowserContext] = []

    def make(*, width: int = 1280, height: int = 900, **settings: object) -> BrowserContext:
        context = browser.new_context(base_url=place.url, viewport={"width": width, "height": height}, locale="en-GB", **{"reduced_motion": "reduce"} | settings)
        context.set_default_timeout(20_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def html_problems() -> Iterator[html_checker.Check]:
    """Asks the HTML checker."""
    if missing := html_checker.what_is_missing():
        (pytest.fail if IS_REQUIRED else pytest.skip)(f"{NOT_RUN}: {missing}")
    with html_checker.started() as check:
        yield check


@pytest.fixture
def watches() -> list[Watch]:
    """One for each page that `visit` opened."""
    return []


@pytest.fixture
def visit(context_of: Callable[..., BrowserContext], watches: list[Watch]) -> Iterator[Callable[..., Page]]:
    """Opens a page as an anonymous reader: at the end the test fails if a page asked another host for something,
    wrote an error or a policy violation to the console, or set a cookie.

    `may_have_cookies=True` for a family that is filling in a form with a session.
    """

    def go(path: str = "/", *, may_have_cookies: bool = False, **settings: object) -> Page:
        page = context_of(**settings).new_page()
        watches.append(Watch(page, may_have_cookies=may_have_cookies))
        page.goto(path)
        return page

    yield go
    found = [problem for watch in watches for problem in watch.problems()]
    assert not found, "\n".join(found)


@pytest.fixture
def reader(visit: Callable[..., Page]) -> Page:
    """A page at 1280 pixels, on the home page."""
    return visit("/")
