"""The parts of a message as plain text: headings stand out, lists are lists, and each address is written out.

Headings and lists have the marks that GOV.UK Notify makes headings and lists of, and that everybody else can read as they are.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from campaigns.writing import parts
from campaigns.writing.foot import Foot
from campaigns.writing.parts import Part
from campaigns.writing.runs import Runs


def mail(subject: str, said: list[Part], foot: Foot) -> str:
    """The plain part of a mail."""
    return _together([heading(subject, 1), *_blocks(said, 2), "---", *_mail_foot(foot)])


def letter(said: list[Part], foot: Foot) -> str:
    """The words of a letter under its subject. Pictures are left out: whoever prints it has only words."""
    on_paper = [part.lines if isinstance(part, parts.Beside) else (part,) for part in said if not isinstance(part, parts.Picture)]
    check = f"{foot.check} ((check))"
    return _together([*_blocks([each for some in on_paper for each in some], 1), f"{foot.signed}\n((signatures))", check, f"{foot.why}\n{foot.on_paper}"])


def heading(words: str, level: int) -> str:
    return f"{'#' * level} {words}"


def line_of(runs: Runs) -> str:
    """Each address stands after its words, unless they are the address."""
    said = []
    for address, linked in groupby(runs, key=lambda run: run.address):
        words = "".join(run.text for run in linked)
        bare = words.strip()
        said.append(words.replace(bare, f"{bare} ({address})") if address and bare and not _says(bare, address) else words)
    return "".join(said)


def _says(words: str, address: str) -> bool:
    bare = address.removeprefix("mailto:").removeprefix("tel:").removeprefix("https://").removeprefix("http://").rstrip("/")
    return words.removeprefix("https://").removeprefix("http://").rstrip("/") == bare


def _blocks(said: list[Part], level: int) -> list[str]:
    """`level`: of the headings among them."""
    return [text for part in said if (text := heading(part.text, level) if isinstance(part, parts.Heading) else _SAY[part.kind](part))]


def _mail_foot(foot: Foot) -> list[str]:
    links = [f"{words}:\n(({hole}))" for words, hole in ((foot.web, "web"), (foot.wishes, "wishes"), (foot.stop, "stop"))]
    return [f"{foot.signed}\n((signatures))", f"{foot.check}\n((check))", "\n".join(each for each in (foot.why, foot.phone) if each), *links]


def _together(blocks: list[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _picture(part: parts.Picture) -> str:
    return _("[Picture: %(alt)s]") % {"alt": part.alt} if part.alt else ""


def _event(part: parts.Event) -> str:
    rows = ((_("What"), part.what), (_("When"), part.when), (_("Where"), part.where))
    return "\n".join(f"{name}: {value}" for name, value in rows if value)


def _beside(part: parts.Beside) -> str:
    lines = "\n".join(line_of(each.runs) for each in part.lines)
    return f"{_picture(part.picture)}\n{lines}" if part.picture.alt else lines


_SAY: dict[str, Callable[[Any], str]] = {
    "paragraph": lambda part: line_of(part.runs),
    "points": lambda part: "\n".join(f"- {item}" for item in part.items),
    "picture": _picture,
    "button": lambda part: f"{part.label}:\n{part.address}",
    "event": _event,
    "beside": _beside,
}
