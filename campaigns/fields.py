"""What stands in a message in the place of `((name))`: the few things of a family that words may name, and what the portal itself puts there."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

# What an editor may write into a message. Nothing else of the register ever goes into one.
PERSONAL: Final = {"first_name": _("First name"), "reference": _("Reference in the register")}
# Put in by the layout of a message, for each family: what stops this kind of message, where wishes are changed, the same on the web, the link of a survey.
OF_EACH: Final = ("stop", "wishes", "web", "survey")
# The same for all who get it: who signed, and where that can be checked.
OF_ALL: Final = ("signatures", "check")
HOLE: Final = re.compile(r"\(\(([a-z_]+)\)\)")


def holes(text: str) -> list[str]:
    """The names that stand in a text between double brackets, in their order."""
    return HOLE.findall(text)


def unknown(text: str) -> list[str]:
    """Those that an editor may not write, each once."""
    return [name for name in dict.fromkeys(holes(text)) if name not in PERSONAL]
