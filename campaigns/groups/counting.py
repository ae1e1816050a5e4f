"""How many families a group has, told so that nobody can find one family by asking again and again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.disclosure import LEAST, rounded
from analytics.phrases import number
from campaigns import audience
from campaigns.audience import WORDS, Group
from campaigns.groups.words import Rules
from campaigns.manifest import message_key
from register.models import Format, Purpose


@dataclass(frozen=True)
class Counted:
    """`left_out` has every reason, also those of nobody: one that is missing would tell none from some."""

    families: str
    left_out: list[tuple[str, str]]


def count(include: Rules, leave_out: Rules, *, purpose: Purpose, channels: list[str]) -> Counted:
    """As if a message in ordinary English went out by these channels today."""
    keys = frozenset(message_key(channel, "", Format.STANDARD, 0) for channel in channels)
    families, left_out = audience.count(Group(purpose, include, leave_out, keys))
    return Counted(hidden(families), [(str(words), hidden(left_out[why])) for why, words in WORDS.items()])


def hidden(many: int) -> str:
    """To the nearest 5. None is not told from four: a rule more and a rule less would find who it is."""
    return number(rounded(many)) if many >= LEAST else _("fewer than 5")
