"""What a page's script sends, read without trusting a byte of it."""

import json
import re
from dataclasses import dataclass
from typing import Final

LONGEST_BODY: Final = 2_000
VIEW_ID: Final = re.compile(r"[0-9a-f]{32}")
PAGE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOST: Final = re.compile(r"[a-z0-9.-]{1,253}")
LONGEST_CODE: Final = 40


class Malformed(ValueError):
    """Not what our script sends."""


@dataclass(frozen=True)
class View:
    """One page view as the browser tells it; `page` and `code` are claims still to be checked."""

    view_id: str
    page: str
    code: str = ""
    referrer: str = ""
    is_webdriver: bool = False


def parse(body: bytes) -> View:
    """The view in a beacon's body. Raises Malformed. Where the visitor came from is left out when it can't be read."""
    if len(body) > LONGEST_BODY:
        raise Malformed("too long")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Malformed("not JSON") from problem
    if not isinstance(fields, dict):
        raise Malformed("not an object")
    referrer = fields.get("r", "")
    return View(
        view_id=_text(fields, "v", VIEW_ID),
        page=_text(fields, "p", PAGE),
        code=_code(fields.get("c", "")),
        referrer=_host(referrer),
        is_webdriver=bool(fields.get("w", False)),
    )


def _text(fields: dict[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Malformed(name)
    return value


def _code(value: object) -> str:
    """A campaign's code as typed; anything of another kind is a code that nobody registered."""
    if not isinstance(value, str):
        return "?" if value else ""
    return value.strip()[:LONGEST_CODE].upper()


def _host(value: object) -> str:
    if not isinstance(value, str):
        return ""
    host = re.sub(r":[0-9]{1,5}$", "", value.lower())
    return host if HOST.fullmatch(host) else ""
