"""The starter content's plain files made into what Wagtail keeps: Markdown to rich text, lists to blocks."""

import re
from collections.abc import Callable
from typing import Any

from markdown import markdown

FindPage = Callable[[str], int]
PAGE_LINK = re.compile(r'<a href="page:([^"#]+)(?:#[^"]*)?">')
PLACE_LINKS = {"/register/": "register", "/services/": "service_list", "/search/": "search", "/feedback/": "comment"}
# A word in a contact's name, and which contact of the site settings it means.
CONTACTS = {"sendiass": "sendiass", "forum": "forum", "local offer team": "team"}
# The editor's own names for what Markdown writes.
TAGS = [("<strong>", "<b>"), ("</strong>", "</b>"), ("<em>", "<i>"), ("</em>", "</i>")]


def rich_text(text: str, find_page: FindPage) -> str:
    """Wagtail rich text for some Markdown; `page:section/slug` links become links to those pages' numbers.

    Raises whatever `find_page` raises for a page that is not there.
    """
    html = markdown(text.strip())
    for ours, editors in TAGS:
        html = html.replace(ours, editors)
    return PAGE_LINK.sub(lambda match: f'<a linktype="page" id="{find_page(match[1])}">', html)


def stream(blocks: list[dict[str, Any]], find_page: FindPage) -> list[dict[str, Any]]:
    """The raw value of a body StreamField for the `body` list of a content file."""
    return [{"type": kind, "value": _value(kind, value, find_page)} for block in blocks for kind, value in block.items()]


def _value(kind: str, value: Any, find_page: FindPage) -> Any:
    if isinstance(value, str):
        return rich_text(value, find_page)
    if kind in OWN_SHAPE:
        return OWN_SHAPE[kind](value, find_page)
    return {name: rich_text(part or "", find_page) if name == "text" else part or "" for name, part in value.items()}


def _steps(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    items = [{"heading": item["heading"], "text": rich_text(item.get("text") or "", find_page)} for item in value["items"]]
    return {"title": value.get("title") or "", "items": items}


def _table(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    table = {
        "columns": [{"type": "text", "heading": heading} for heading in value["header"]],
        "rows": [{"values": [rich_text(str(cell), find_page) for cell in row]} for row in value["rows"]],
        "caption": value.get("caption") or "",
    }
    return {"table": table}


def _related(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    return {"title": value.get("title") or "", "pages": [find_page(path) for path in value["pages"]], "services": []}


def _contact(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    return {name: part or "" for name, part in value.items()} | {"who": _who(value)}


def _who(value: dict[str, Any]) -> str:
    """Which contact of the site settings a card without a number of its own means."""
    if value.get("phone") or value.get("email") or value.get("website"):
        return ""
    name = value["name"].casefold()
    return next((who for word, who in CONTACTS.items() if word in name), "")


def _to_fill_in(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    return {"what": value["what"], "text": rich_text(value.get("text") or "", find_page), "told_by": value.get("told_by") or ""}


def _action(value: dict[str, Any], find_page: FindPage) -> dict[str, Any]:
    page, url = value.get("page"), value.get("url") or ""
    place = PLACE_LINKS.get(url, "")
    return {"label": value["label"], "page": find_page(page) if page else None, "place": place, "url": "" if place else url, "note": value.get("note") or ""}


OWN_SHAPE = {"action": _action, "contact": _contact, "related": _related, "steps": _steps, "table": _table, "to_fill_in": _to_fill_in}
