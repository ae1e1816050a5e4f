"""What a check found, before it is known whose message it is; and the texts of a message with the place where each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Message
from campaigns.writing import runs
from register.models import Channel


@dataclass(frozen=True)
class Found:
    is_error: bool
    where: str
    what: str
    do: str


def error(where: str, what: str, do: str) -> Found:
    """What must be mended before anybody signs."""
    return Found(is_error=True, where=where, what=what, do=do)


def hint(where: str, what: str, do: str) -> Found:
    """What could be better."""
    return Found(is_error=False, where=where, what=what, do=do)


@dataclass(frozen=True)
class Said:
    """Paragraphs that stand at one place of a message."""

    where: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def texts_of(message: Message) -> Iterator[Said]:
    """Each text a family will read, as it was written, with its place: “Subject”, “Part 2 (Text)”."""
    if message.channel == Channel.TEXT:
        yield Said(_("Words of the text message"), tuple(message.text.splitlines()))
        return
    if message.subject:
        yield Said(_("Subject"), (message.subject,))
    for where, block in places(message):
        if lines := tuple(line for line in _LINES[block.block_type](block.value) if line.strip()):
            yield Said(where, lines)


def places(message: Message) -> Iterator[tuple[str, Any]]:
    """Each block, and what to call it."""
    for number, block in enumerate(message.body, 1):
        yield _("Part %(number)s (%(kind)s)") % {"number": number, "kind": block.block.label}, block


def _button(value: Any) -> list[str]:
    return [value["label"]]


def _picture(value: Any) -> list[str]:
    return [value.contextual_alt_text or ""] if value and not value.decorative else []


_LINES: dict[str, Any] = {
    "heading": lambda value: [value],
    "text": lambda value: [runs.text_of(each) for each in runs.paragraphs(value.source, lambda _link: "")],
    "points": list,
    "picture": _picture,
    "button": _button,
    "event": lambda value: [value[name] or "" for name in ("what", "when", "where")],
}
