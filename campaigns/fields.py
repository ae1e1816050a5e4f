"""What stands in a message in the place of `((name))`: the few things of a family that words may name, and what the portal itself puts there."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from campaigns.carriers.base import Words

# What an editor may write into a message. Nothing else of the register ever goes into one.
PERSONAL: Final = {"first_name": _("First name"), "reference": _("Reference in the register")}
# And the link to the survey, where the messages ask for answers: a text message has no button.
SURVEY: Final = "survey"
# Put in by the layout of a message, for each family: what stops this kind of message, where wishes are changed, the same on the web, the link of a survey.
OF_EACH: Final = ("stop", "wishes", "web", SURVEY)
# The same for all who get it: who signed, a line each, and where that can be checked.
OF_ALL: Final = ("signatures", "check")
HOLE: Final = re.compile(r"\(\(([a-z_]+)\)\)")
# What an editor meant as one, however it was written.
MEANT: Final = re.compile(r"\(\(([^()]*)\)\)")


def holes(text: str) -> list[str]:
    """The names that stand in a text between double brackets, in their order."""
    return HOLE.findall(text)


def unknown(text: str) -> list[str]:
    """What stands between double brackets and an editor may not write, each once: also `First name` for `first_name`, which nobody would fill in."""
    return [name for name in dict.fromkeys(MEANT.findall(text)) if name not in {*PERSONAL, SURVEY}]


def filled(words: Words, values: Mapping[str, str]) -> Words:
    """The words with these values in their holes; others stay. In HTML the values are text, and their lines are lines."""
    as_html = {name: "<br>".join(escape(line) for line in value.splitlines()) for name, value in values.items()}
    return replace(words, subject=_fill(words.subject, values), text=_fill(words.text, values), html=_fill(words.html, as_html))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return HOLE.sub(lambda hole: values.get(hole[1], hole[0]), text)
