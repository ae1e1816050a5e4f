"""A signed message as everybody may read it: without a name, without the addresses that are one family's, and in the portal's own dress."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import nh3
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaigns.fields import HOLE, OF_ALL, OF_EACH
from campaigns.models import MailingVersion, SignOff
from campaigns.sending.filling import NotAsSigned, checked, fill
from localoffer.models import Language
from register.models import Channel, Format

TAGS: Final = {"a", "b", "blockquote", "br", "div", "em", "h2", "h3", "i", "img", "li", "ol", "p", "span", "strong", "ul"}
ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "*": {"lang", "dir"}}
SCHEMES: Final = {"http", "https", "mailto", "tel"}
HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
PORTALS: Final = re.compile(rf"\(\((?:{'|'.join((*OF_EACH, *OF_ALL))})\)\)")
# As plain words have it (`campaigns.writing.plain`).
HEADING: Final = re.compile(r"#{1,3} (.+)")
# In the order in which they are offered.
FIRST: Final = (Channel.EMAIL, Channel.POST, Channel.TEXT)


@dataclass(frozen=True)
class Shown:
    """`language`: BCP 47's name. `kind`: which of the messages it is, in words. `has_subject`: a text message has none, and its first words stand for it."""

    subject: str
    has_subject: bool
    html: SafeString
    language: str
    kind: str


@dataclass(frozen=True)
class Kind:
    """Which of a version's messages one is. `code` is empty for English."""

    key: str
    channel: Channel
    code: str
    form: Format
    wave: int
    language_name: str = ""

    @property
    def words(self) -> str:
        """Which way it comes, and its name."""
        reminder = [_("reminder %(number)s") % {"number": self.wave}] if self.wave else []
        return ", ".join([str(WAYS[self.channel]()), self.name, *reminder])

    @property
    def name(self) -> str:
        """Its language and how it is written."""
        return ", ".join([self.language_name or _("English"), *([str(self.form.label)] if self.form != Format.STANDARD else [])])

    @property
    def order(self) -> tuple[int, bool, str, str, int]:
        """English and the ordinary first, an e-mail before a letter."""
        return self.wave, bool(self.code), self.code, str(self.form != Format.STANDARD) + self.form, FIRST.index(self.channel)


WAYS: Final = {Channel.EMAIL: lambda: _("E-mail"), Channel.POST: lambda: _("Letter"), Channel.TEXT: lambda: _("Text message")}


def signers(version: MailingVersion) -> list[SignOff]:
    """Who signed exactly these words; nobody, where they are not as they were signed."""
    try:
        return checked(version)
    except NotAsSigned:
        return []


def kinds(version: MailingVersion) -> list[Kind]:
    """Its messages, in the order to read them; languages by their codes."""
    return sorted((_kind(key, said) for key, said in version.said["messages"].items()), key=lambda kind: kind.order)


def named(found: Iterable[Kind]) -> list[Kind]:
    """The same with the names of their languages."""
    every = list(found)
    codes = [kind.code for kind in every if kind.code]
    names = dict(Language.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [replace(kind, language_name=names.get(kind.code, kind.code)) for kind in every]


def _kind(key: str, said: Mapping[str, Any]) -> Kind:
    """The language's code stands in the key alone, between the channel and the format."""
    end = f"-{said['reading_format']}-{said['wave']}"
    code = key.removeprefix(f"{said['channel']}-").removesuffix(end)
    return Kind(key, Channel(said["channel"]), "" if code == "en" else code, Format(said["reading_format"]), int(said["wave"]))


def shown(version: MailingVersion, kind: Kind, *, names: Mapping[str, str] | None = None) -> Shown:
    """`names`: what stands for a family's name and its reference; as to whom it is not for, if it is not said."""
    said = version.said["messages"][kind.key]
    values = _nobody(said["language"]) if names is None else names
    subject = _without_name(said["subject"], values) or title_of(said)
    html = _of_html(said["html"], said["subject"], values) if said["html"] else _of_text(said["text"], said["subject"], values)
    return Shown(subject, bool(said["subject"]), html, said["language"], kind.words)


def _nobody(language: str) -> dict[str, str]:
    return {"first_name": _("there") if language.startswith("en") else "", "reference": "…"}


def blanks() -> dict[str, str]:
    """What somebody reads who has the letter itself in hand."""
    return {"first_name": _("[your first name]"), "reference": _("[your reference]")}


def title_of(said: Mapping[str, Any]) -> str:
    """The subject or, of a text message, its first words; for everybody."""
    values = _nobody(said["language"])
    if said["subject"]:
        return _without_name(said["subject"], values)
    lines = [line.strip() for line in _without_name(said["text"], values).splitlines() if line.strip() and not PORTALS.search(line)]
    return Truncator(lines[0] if lines else "").words(9)


def _without_name(text: str, values: Mapping[str, str]) -> str:
    """A name that nothing stands for takes the space before it along."""
    gone = [name for name, value in values.items() if not value]
    for name in gone:
        text = re.sub(rf"[ \t]*\(\({name}\)\)", "", text)
    return fill(text, dict(values))


def _of_html(source: str, subject: str, values: Mapping[str, str]) -> SafeString:
    """The mail's own words without its dress: styles, tables and what only mail programs read."""
    soup = BeautifulSoup(_without_name(source, values), "html.parser")
    for tag in soup.find_all(["style", "script", "head", "title"]):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        tag.decompose()
    for tag in list(soup.find_all(_is_the_portals)):
        if not tag.decomposed:
            tag.decompose()
    _below_our_heading(soup, _without_name(subject, values))
    _only_our_pictures(soup)
    clean = nh3.clean(str(soup.body or soup), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return mark_safe(re.sub(r"<div>\s*</div>", "", clean))  # noqa: S308 - nh3 has left nothing but the tags above


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(HIDDEN.search(str(tag.get("style", ""))))


def _is_the_portals(tag: Tag) -> bool:
    """The smallest part with an address of a family's own or with the signatures, which the page itself shows."""
    is_small = tag.name in {"p", "li"} or (tag.name in {"a", "td", "div"} and not tag.find(["p", "li", "td", "div"]) and not tag.find_parent(["p", "li"]))
    return is_small and bool(PORTALS.search(str(tag)))


def _below_our_heading(soup: BeautifulSoup, subject: str) -> None:
    """The page's heading is the subject."""
    for tag in soup.find_all("h1"):
        if " ".join(tag.get_text(" ").split()) == " ".join(subject.split()):
            tag.decompose()
        else:
            tag.name = "h2"


def _only_our_pictures(soup: BeautifulSoup) -> None:
    """No page asks another host for anything."""
    for tag in soup.find_all("img"):
        address = str(tag.get("src", "")).removeprefix(settings.SITE_URL)
        if address.startswith("/") and not address.startswith("//"):
            tag["src"] = address
        else:
            tag.replace_with(str(tag.get("alt", "")))


def _of_text(source: str, subject: str, values: Mapping[str, str]) -> SafeString:
    """Plain words as paragraphs, headings and lists."""
    blocks = [_block(lines, _without_name(subject, values)) for lines in _blocks(_without_name(source, values))]
    return format_html_join("\n", "{}", ((block,) for block in blocks))


def _blocks(text: str) -> Iterator[list[str]]:
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        kept = [line for line in lines if not PORTALS.search(line)]
        if len(kept) < len(lines) and kept and kept[-1].endswith(":"):  # it said what the address was
            kept.pop()
        if kept and kept != ["---"]:
            yield kept


def _block(lines: list[str], subject: str) -> SafeString:
    words, rest = _heading(lines)
    if words:
        heading = format_html("<h2>{}</h2>", words) if words != subject else SafeString("")
        return heading + (_block(rest, subject) if rest else SafeString(""))
    if all(line.startswith("- ") for line in lines):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_linked(line[2:]),) for line in lines)))
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((_linked(line),) for line in lines)))


def _heading(lines: list[str]) -> tuple[str, list[str]]:
    """Its words and what comes after it. Empty for what is none."""
    found = HEADING.fullmatch(lines[0])
    return (found[1], lines[1:]) if found else ("", lines)


def _linked(line: str) -> SafeString:
    """With its addresses as links. What is left between brackets is nobody's."""
    return mark_safe(urlize(HOLE.sub("", line), autoescape=True))  # noqa: S308 - urlize escapes


def one_of(found: Iterable[Kind], key: str) -> Kind | None:
    return next((kind for kind in found if kind.key == key), None)
