"""A feed's HTML and texts made into plain words."""

import html
import re
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag

from localoffer.openreferral.lines import joined

LONGEST_DESCRIPTION, LONGEST_LINK = 20_000, 200
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PARAGRAPHS = {"p", "div", "ul", "ol", "table", *HEADINGS}
KEPT_TAGS = {*PARAGRAPHS, "br", "li", "a", "tbody", "tr", "td", "th"}
A_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
LAYOUT_TAG = re.compile(r"<(?:p|br|div|li|tr|h[1-6])\b", re.IGNORECASE)
LEFT_BEHIND = re.compile(r"data:image|<(?:script|style|iframe|img|video|object|embed|form)\b", re.IGNORECASE)


def text(value: Any) -> str:
    """The value when it is a text, without spaces around it; otherwise nothing."""
    return value.strip() if isinstance(value, str) else ""


def line(value: Any, *, longest: int, what: str, repairs: list[str]) -> str:
    """The value as plain words on one line, cut to `longest` letters."""
    words = " ".join(plain(value, what=what, repairs=repairs).split())
    if len(words) > longest:
        repairs.append(f"{what} cut to {longest} letters")
    return words[:longest].rstrip()


def plain(value: Any, *, what: str, repairs: list[str]) -> str:
    """The words of some HTML, an empty line between paragraphs; scripts, styles, pictures and line ends in the middle of sentences are gone."""
    given = text(value)
    if LEFT_BEHIND.search(given):
        repairs.append(f"pictures, scripts or forms taken out of the {what}")
    if not A_TAG.search(given):  # plain words, or HTML that somebody escaped once too often
        given = html.unescape(given)
    words = _without_tags(given) if A_TAG.search(given) else given
    lines = [" ".join(part.split()) for part in words.split("\n")]
    words = joined(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())
    if len(words) > LONGEST_DESCRIPTION:
        repairs.append(f"{what} cut to {LONGEST_DESCRIPTION} letters")
        words = words[: LONGEST_DESCRIPTION - 1].rsplit(maxsplit=1)[0] + "…"
    return words


def without_title(description: str, name: str) -> str:
    """The description without a first line that only repeats the name."""
    first, _end, rest = description.partition("\n")
    return rest.strip() if rest.strip() and _title(first) == _title(name) else description


def _title(words: str) -> str:
    return " ".join(words.split()).rstrip(" .:").casefold()


def _without_tags(given: str) -> str:
    if LAYOUT_TAG.search(given):  # then line ends in the source mean nothing, as in a browser
        given = " ".join(given.split())
    clean = nh3.clean(given, tags=KEPT_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    soup = BeautifulSoup(clean, "html.parser")
    for tag in soup.find_all(name=True):
        _lay_out(tag)
    return soup.get_text()


def _lay_out(tag: Tag) -> None:
    """Say with spaces and line ends what the tag said by how it looked; a link says where it leads."""
    if tag.name == "br":
        tag.append("\n")
    elif tag.name == "li":
        tag.insert(0, "• ")
        tag.append("\n")
    elif tag.name in {"td", "th"}:
        tag.append(" ")
    elif tag.name == "tr":
        tag.append("\n")
    elif tag.name == "a":
        address = str(tag.get("href") or "")
        if len(address) <= LONGEST_LINK and address.startswith("http") and "." not in tag.get_text():
            tag.append(f" ({address})")
    elif tag.name in PARAGRAPHS:
        tag.append("\n\n")
