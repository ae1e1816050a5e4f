"""What a first visit costs a family's data, and what the browser is asked to fetch."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Response

ALREADY_SMALL = ("image/png", "image/jpeg", "image/webp", "video/", "font/")


def fetch(context: BrowserContext, path: str) -> list[Response]:
    page = context.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)  # Playwright can't listen with a list's own method

    page.on("response", keep)
    page.goto(path, wait_until="networkidle")
    return answers


def transferred(answer: Response) -> int:
    """Bytes over the wire: everything that is text is sent gzipped."""
    body = answer.body()
    return len(body) if answer.header_value("content-type").startswith(ALREADY_SMALL) else len(gzip.compress(body, 6))


@pytest.mark.parametrize("path", ["/", "/health/", "/services/", "/search/?q=autism", "/you-said-we-did/"])
def test_a_first_view_is_small(path: str, context_of: Callable[..., BrowserContext]) -> None:
    answers = [answer for answer in fetch(context_of(), path) if answer.request.method == "GET" and answer.ok]
    sizes = {answer.url: transferred(answer) for answer in answers}
    scripts = sum(size for url, size in sizes.items() if url.split("?")[0].endswith(".js"))
    assert len(sizes) >= 3, sizes
    assert sum(sizes.values()) < 100_000, sizes
    assert scripts < 30_000, sizes


def test_no_font_is_fetched(context_of: Callable[..., BrowserContext]) -> None:
    kinds = [answer.request.resource_type for answer in fetch(context_of(), "/health/everything/")]
    assert "stylesheet" in kinds
    assert "font" not in kinds


def test_everything_a_page_names_is_there(context_of: Callable[..., BrowserContext]) -> None:
    for path in ("/", "/health/everything/", "/register/", "/search/?q=autism"):
        missing = [f"{answer.status} {answer.url}" for answer in fetch(context_of(), path) if answer.status >= 400]
        assert not missing
