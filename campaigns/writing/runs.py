"""Rich text of the editor as plain runs of words, so that HTML, plain text and paper are made of the same; and so that saving without a change changes nothing."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from bs4 import BeautifulSoup, NavigableString, Tag

STRONG = {"b", "strong"}
PARAGRAPHS = ["p", "li", "h2", "h3", "h4"]
Address = Callable[[Tag], str]


@dataclass(frozen=True)
class Run:
    """Words that are alike: ordinary or strong, and where they lead."""

    text: str
    is_strong: bool = False
    address: str = ""


Runs = tuple[Run, ...]


def clean(text: str) -> str:
    """Words in one line, in Unicode's normal form C: what an editor's keyboard or browser does differently is the same afterwards."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paragraphs(source: str, address_of: Address) -> list[Runs]:
    """The paragraphs of Wagtail's rich text that have words; a line break begins a new one. `address_of` says where a link leads."""
    soup = BeautifulSoup(unicodedata.normalize("NFC", source), "html.parser")
    found = [line for block in (soup.find_all(PARAGRAPHS) or [soup]) for line in _lines(block, address_of)]
    return [line for line in map(_tidied, found) if line]


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def cut(runs: Runs, lengths: list[int]) -> list[Runs]:
    """The runs in pieces of so many signs each, without the spaces at their ends."""
    pieces: list[list[Run]] = [[] for _length in lengths]
    place, left = 0, lengths[0] if lengths else 0
    for run in runs:
        text = run.text
        while text and place < len(lengths):
            pieces[place].append(replace(run, text=text[:left]))
            text, left = text[left:], left - len(text[:left])
            if left == 0:
                place += 1
                left = lengths[place] if place < len(lengths) else 0
    return [line for line in (_tidied(piece) for piece in pieces) if line]


def _lines(block: Tag, address_of: Address) -> Iterator[list[Run]]:
    line: list[Run] = []
    for part in block.descendants:
        if isinstance(part, Tag) and part.name == "br":
            yield line
            line = []
        elif isinstance(part, NavigableString):
            line.append(_run(part, block, address_of))
    yield line


def _run(text: NavigableString, block: Tag, address_of: Address) -> Run:
    within = list(takewhile(lambda parent: parent is not block, text.parents))
    link = next((parent for parent in within if parent.name == "a"), None)
    return Run(str(text), any(parent.name in STRONG for parent in within), address_of(link) if link else "")


def _tidied(line: list[Run]) -> Runs:
    """One space between words, none at the ends, and runs that are alike joined: however the editor tore them."""
    joined: list[Run] = []
    is_after_space = True
    for run in line:
        text = ("" if is_after_space else " " * run.text[:1].isspace()) + clean(run.text) + " " * (run.text[-1:].isspace() and bool(run.text.strip()))
        if not text:
            continue
        is_after_space = text.endswith(" ")
        if joined and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    if joined and joined[-1].text.endswith(" "):
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(run for run in joined if run.text)
