"""A proposal beside the service as it is now: what differs, word by word, and where an editor changed the same fact meanwhile."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from localoffer.freshness import facts
from localoffer.models import Proposal, Service

WORD = re.compile(r"\s+|\w+|[^\w\s]")
LINE = re.compile(r"\n|[^\n]+")
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether the other side has others here."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Difference:
    """One fact that the proposal changes, `now` its proposed value. Three ways only when the service says something else by now than the provider saw."""

    name: str
    label: str
    was: str
    is_conflict: bool
    standing: list[Piece]
    proposed: list[Piece]
    now: Any

    @property
    def is_return(self) -> bool:
        """Whether a place or a contact was taken off the service meanwhile, and would be there again."""
        return self.is_conflict and facts.is_row(self.name) and not self.standing

    @property
    def how(self) -> str:
        """What happens to the fact, in a word."""
        if self.is_return:
            return _("Comes back")
        if not self.standing:
            return _("Added")
        return _("Changed") if self.proposed else _("Taken away")


@dataclass(frozen=True)
class Comparison:
    """`seal` stands for what is compared: whoever decides sends it back, so that nobody decides what they did not see. `places`: what those of now are called."""

    differences: list[Difference]
    seal: str
    places: Sequence[str] = ()

    @property
    def conflicts(self) -> list[Difference]:
        return [each for each in self.differences if each.is_conflict]


def compare(proposal: Proposal, service: Service | None) -> Comparison:
    """What the proposal would change of the service; of a new one (None), everything it says."""
    now = facts.read(service) if service else facts.of_nothing()
    changes = facts.changes_of(proposal)
    found = []
    for name, change in changes.items():
        standing = now.get(name)
        if standing == change["now"] and service:
            continue  # an editor wrote the same already
        is_gone = standing is None and facts.is_standing_row(name)
        is_conflict = service is not None and (standing != change["was"] or is_gone)
        found.append(_difference(name, change, standing, is_conflict=is_conflict))
    what = [str(proposal.pk), proposal.version, {name: now.get(name) for name in changes}]
    return Comparison(found, hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest(), facts.titles_of_places(now))


def compare_then(proposal: Proposal) -> Comparison:
    """What a decided proposal would have changed, or did: beside what the provider saw."""
    return Comparison([_difference(name, change, change["was"], is_conflict=False) for name, change in proposal.changes.items()], "")


def marked(old: str, new: str, *, piece: re.Pattern[str] = WORD) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, the words (or lines) that differ marked."""
    before, after = piece.findall(old), piece.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece(old, is_changed=True)], [Piece(new, is_changed=True)]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    left = [Piece("".join(before[start:end]), kind != "equal") for kind, start, end, _from, _to in steps]
    right = [Piece("".join(after[start:end]), kind != "equal") for kind, _from, _to, start, end in steps]
    return _said(left), _said(right)


def _difference(name: str, change: dict[str, Any], standing: Any, *, is_conflict: bool) -> Difference:
    """A list is compared by its lines: of two names that share a word, neither is the other changed."""
    old, new, was = (facts.words(name, value) for value in (standing, change["now"], change["was"]))
    both = marked(old, new, piece=LINE if name in facts.LINES else WORD)
    return Difference(name, facts.label(name, standing, change["now"], change["was"]), was, is_conflict, *both, change["now"])


def _said(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.text]
