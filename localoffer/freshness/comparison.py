"""A proposal beside the service as it is now: what differs, word by word, and where an editor changed the same fact meanwhile."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from localoffer.freshness import facts
from localoffer.models import Proposal, Service

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether the other side has others here."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Difference:
    """One fact that the proposal changes. Three ways only when the service says something else by now than the provider saw."""

    name: str
    label: str
    was: str
    is_conflict: bool
    standing: list[Piece]
    proposed: list[Piece]


@dataclass(frozen=True)
class Comparison:
    """`seal` stands for what is compared: whoever decides sends it back, so that nobody decides what they did not see."""

    differences: list[Difference]
    seal: str

    @property
    def conflicts(self) -> list[Difference]:
        return [each for each in self.differences if each.is_conflict]


def compare(proposal: Proposal, service: Service | None) -> Comparison:
    """What the proposal would change of the service; of a new one (None), everything it says."""
    now = facts.read(service) if service else facts.of_nothing()
    found = []
    for name, change in proposal.changes.items():
        standing = now.get(name)
        if standing == change["now"] and service:
            continue  # an editor wrote the same already
        old, new = facts.words(name, standing), facts.words(name, change["now"])
        is_conflict = service is not None and standing != change["was"]
        found.append(Difference(name, facts.label(name, service), facts.words(name, change["was"]), is_conflict, *marked(old, new)))
    what = [str(proposal.pk), proposal.version, {name: now.get(name) for name in proposal.changes}]
    return Comparison(found, hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest())


def compare_then(proposal: Proposal) -> Comparison:
    """What a decided proposal would have changed, or did: beside what the provider saw."""
    found = []
    for name, change in proposal.changes.items():
        was, now = facts.words(name, change["was"]), facts.words(name, change["now"])
        found.append(Difference(name, facts.label(name, proposal.service), was, False, *marked(was, now)))  # noqa: FBT003 - a field of the row
    return Comparison(found, "")


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, the words that differ marked."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece(old, is_changed=True)], [Piece(new, is_changed=True)]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = [Piece("".join(before[start:end]), kind != "equal") for kind, start, end, _from, _to in steps]
    right = [Piece("".join(after[start:end]), kind != "equal") for kind, _from, _to, start, end in steps]
    return _said(left), _said(right)


def _said(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]
