"""Words with `((name))` where a field of each recipient stands."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from campaigns.carriers.base import Words

HOLE = re.compile(r"\(\(([a-z][a-z0-9_]*)\)\)")
# What GOV.UK Notify would take for a field of its own.
OPENED = re.compile(r"\(\([^()]{0,40}")


class Missing(Exception):
    """A recipient has no such field; the words say which, to an operator."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The field “%(name)s” of this person is missing.") % {"name": name})


def split(words: str) -> list[str]:
    """Words, name, words, name … words: the odd ones are names of fields."""
    return HOLE.split(words)


def check(words: Words) -> None:
    """Raises ValueError for what looks like a field and is none."""
    for text in (words.subject, words.text, words.html):
        if found := OPENED.search(HOLE.sub("", text)):
            raise ValueError(_("“%(words)s” is not a field. A field is written like ((first_name)).") % {"words": found[0]})


def fill(pieces: Sequence[str], fields: Mapping[str, str], change: Callable[[str], str] = str) -> str:
    """What `split` gave, with the fields in it, each changed so that it fits there. Raises Missing. A field's own `((name))` stays as it is."""
    return "".join(change(value_of(piece, fields)) if place % 2 else piece for place, piece in enumerate(pieces))


def value_of(name: str, fields: Mapping[str, str]) -> str:
    """Raises Missing."""
    try:
        return fields[name]
    except KeyError:
        raise Missing(name) from None
