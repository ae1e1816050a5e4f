"""Every answer of the API asked for and checked, in this process: no web server is needed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve

from localoffer.api.description import LISTS
from localoffer.openreferral.publish.checks import Checks

BASE = "/api/open-referral/v3"


@dataclass
class Checked:
    """How many records of an address are as they should be, and what is wrong with the others."""

    address: str
    valid: int = 0
    invalid: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, record: dict[str, Any], wrong: list[str]) -> None:
        self.valid += not wrong
        self.invalid += bool(wrong)
        self.problems += [f"{self.address} {record.get('id', '')}: {problem}" for problem in wrong]


def every_answer(checks: Checks) -> Iterator[Checked]:
    """The root, then for each list its items as listed, its items in full, and each item by its id."""
    root = Checked("/")
    answer = ask("/")
    root.add(answer, checks.wrong("api_details", answer))
    yield root
    for name, (one, allowed) in LISTS.items():
        for query in ["", "full=true"] if "full" in allowed else [""]:
            yield _listed(name, one, query, checks)
        yield _one_by_one(name, one, checks)


def ask(address: str) -> dict[str, Any]:
    """The content of the answer at `address` of the API."""
    site = urlsplit(settings.SITE_URL)
    path, _, query = f"{BASE}{address}".partition("?")
    request = RequestFactory().get(path, QUERY_STRING=query, SERVER_NAME=site.hostname or "localhost", SERVER_PORT=str(site.port or 80), secure=site.scheme == "https")
    view, positional, named = resolve(path)
    return json.loads(json.dumps(view.content(request, *positional, **named)))


def _contents(name: str, query: str = "") -> Iterator[dict[str, Any]]:
    number, is_last = 1, False
    while not is_last:
        page = ask(f"/{name}?per_page=200&page={number}&{query}")
        yield from page["contents"]
        number, is_last = number + 1, page["last_page"]


def _listed(name: str, one: str, query: str, checks: Checks) -> Checked:
    checked = Checked(f"/{name}{'?' if query else ''}{query}")
    for record in _contents(name, query):
        checked.add(record, checks.wrong(one, record))
    return checked


def _one_by_one(name: str, one: str, checks: Checks) -> Checked:
    checked = Checked(f"/{name}/{{id}}")
    for listed in _contents(name):
        record = ask(f"/{name}/{listed['id']}")
        checked.add(record, checks.wrong(one, record))
    return checked
