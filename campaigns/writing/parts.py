"""What a message says, part by part, before it is known whether it will be a mail or paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from bs4 import Tag
from wagtail.models import Page

from campaigns.models import Mailing, Message
from campaigns.writing import addresses, readability, runs
from campaigns.writing.runs import Runs, clean
from register.models import Format

# A mail's column is so wide; twice that for sharp screens.
PICTURE_WIDTH = 552
PICTURE = f"width-{2 * PICTURE_WIDTH}"


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    runs: Runs


@dataclass(frozen=True)
class Points:
    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """`alt` is empty for one that only decorates; `width` is how wide it stands in a mail, in pixels."""

    kind: ClassVar[str] = "picture"
    address: str
    alt: str
    width: int


@dataclass(frozen=True)
class Button:
    kind: ClassVar[str] = "button"
    label: str
    address: str


@dataclass(frozen=True)
class Event:
    kind: ClassVar[str] = "event"
    what: str
    when: str
    where: str


@dataclass(frozen=True)
class Beside:
    """Easy read: a picture, and the sentences that it shows."""

    kind: ClassVar[str] = "beside"
    picture: Picture
    lines: tuple[Paragraph, ...]


Part = Heading | Paragraph | Points | Picture | Button | Event | Beside


def parts_of(message: Message) -> list[Part]:
    """In their order; blocks without words are left out."""
    found = [part for block in message.body for part in _MAKE[block.block_type](block.value, message.mailing)]
    return list(_easy(found)) if message.reading_format == Format.EASY_READ else found


def _heading(value: str, mailing: Mailing) -> list[Part]:
    return [Heading(clean(value))] if clean(value) else []


def _text(value: Any, mailing: Mailing) -> list[Part]:
    return [Paragraph(each) for each in runs.paragraphs(value.source, lambda link: address_of(link, mailing))]


def _points(value: Any, mailing: Mailing) -> list[Part]:
    items = tuple(clean(item) for item in value if clean(item))
    return [Points(items)] if items else []


def _picture(value: Any, mailing: Mailing) -> list[Part]:
    """A picture whose file is lost is left out: its words stay in the draft, and the checks say so."""
    if not value:
        return []
    try:
        made = value.get_rendition(PICTURE)
    except OSError:
        return []
    alt = "" if value.decorative else clean(value.contextual_alt_text or "")
    return [Picture(addresses.whole(made.url), alt, min(PICTURE_WIDTH, made.width))]


def _button(value: Any, mailing: Mailing) -> list[Part]:
    address = addresses.of_button(value["page"], value["url"] or "", mailing)
    return [Button(clean(value["label"]), address)] if clean(value["label"]) and address else []


def _event(value: Any, mailing: Mailing) -> list[Part]:
    what, when, where = (clean(value[name] or "") for name in ("what", "when", "where"))
    return [Event(what, when, where)] if what or when else []


_MAKE: dict[str, Callable[[Any, Mailing], list[Part]]] = {"heading": _heading, "text": _text, "points": _points, "picture": _picture, "button": _button, "event": _event}


def address_of(link: Tag, mailing: Mailing) -> str:
    """Where a link of rich text leads; empty where it leads nowhere: its words stay."""
    if link.get("linktype") == "page":
        number = str(link.get("id", ""))
        return addresses.of_page(Page.objects.filter(pk=number).first() if number.isdecimal() else None, mailing.campaign)
    href = str(link.get("href", ""))
    return addresses.with_code(href, mailing.campaign) if addresses.may_lead(href) else ""


def _easy(found: list[Part]) -> Iterator[Part]:
    """One sentence a line; a picture stands beside the text that comes after it."""
    waiting: Picture | None = None
    lines: list[Paragraph] = []
    for part in [*found, None]:
        if isinstance(part, Paragraph):
            lines += _sentences(part)
            continue
        if waiting:
            yield Beside(waiting, tuple(lines)) if lines else waiting
        else:
            yield from lines
        waiting, lines = (part, []) if isinstance(part, Picture) else (None, [])
        if part and not waiting:
            yield part


def _sentences(paragraph: Paragraph) -> list[Paragraph]:
    text, lengths, start = runs.text_of(paragraph.runs), [], 0
    said = readability.sentences(text)
    for each, following in zip(said, [*said[1:], ""], strict=True):
        end = text.find(following, start + len(each)) if following else len(text)
        lengths.append(end - start)
        start = end
    return [Paragraph(line) for line in runs.cut(paragraph.runs, lengths)]
