"""What a page's script sends, read without trusting a byte of it."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from analytics.definitions import SHOWN, TAPS, Act

LONGEST_BODY: Final = 2_000
VIEW_ID: Final = re.compile(r"[0-9a-f]{32}")
PAGE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOST: Final = re.compile(r"[a-z0-9.-]{1,253}")
CODE: Final = re.compile(r"[A-Z0-9]{1,40}")


class Malformed(ValueError):
    """Not what our script sends."""


@dataclass(frozen=True)
class View:
    """One page view as the browser tells it; `page` and `code` are claims still to be checked. `act`: what showing this page means, or nothing."""

    view_id: str
    page: str
    code: str = ""
    referrer: str = ""
    is_webdriver: bool = False
    act: str = ""


@dataclass(frozen=True)
class Tap:
    """Something on a page was tapped; `page` is a claim still to be checked."""

    view_id: str
    page: str
    act: str
    is_webdriver: bool = False


def parse(body: bytes) -> View | Tap:
    """The view, or the tap, in a beacon's body. Raises Malformed. Where the visitor came from is left out when it can't be read."""
    if len(body) > LONGEST_BODY:
        raise Malformed("too long")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Malformed("not JSON") from problem
    if not isinstance(fields, dict):
        raise Malformed("not an object")
    view_id, page, is_webdriver = _text(fields, "v", VIEW_ID), _text(fields, "p", PAGE), bool(fields.get("w", False))
    if "t" in fields:
        return Tap(view_id, page, _act(fields["t"], TAPS), is_webdriver)
    act = _act(fields["a"], SHOWN) if fields.get("a") else ""
    return View(view_id, page, _code(fields.get("c", "")), _host(fields.get("r", "")), is_webdriver, act)


def _act(value: object, possible: Collection[Act]) -> str:
    """Raises Malformed."""
    if value not in [act.value for act in possible]:
        raise Malformed("act")
    return str(value)


def _text(fields: dict[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Malformed(name)
    return value


def _code(value: object) -> str:
    """A campaign's code as typed; anything of another kind is a code that nobody registered, and no question to a database that could fail."""
    if not value:
        return ""
    code = value.strip().upper() if isinstance(value, str) else ""
    return code if CODE.fullmatch(code) else "?"


def _host(value: object) -> str:
    if not isinstance(value, str):
        return ""
    host = re.sub(r":[0-9]{1,5}$", "", value.lower())
    return host if HOST.fullmatch(host) else ""
