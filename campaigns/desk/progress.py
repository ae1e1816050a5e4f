"""How far a mailing is, in numbers that always add up: as many as the list of recipients are in some state."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.phrases import few, number
from campaigns.audience import WORDS, Why
from campaigns.models import OPEN, DeliveryState, Mailing


@dataclass(frozen=True)
class Progress:
    """`rows`: each state that somebody is in, with how many. `adds_up` is false only when something is wrong with the portal itself."""

    size: int
    rows: list[tuple[str, int]]
    over: int
    left_out: list[tuple[str, str]]

    @property
    def adds_up(self) -> bool:
        return self.size == sum(count for _name, count in self.rows)

    @property
    def in_words(self) -> str:
        """As screen readers say the bar."""
        return _("%(over)s of %(size)s messages are over") % {"over": number(self.over), "size": number(self.size)}

    @property
    def equation(self) -> str:
        """The list and what it is made of, as "3 = 2 + 1"."""
        return f"{number(self.size)} = {' + '.join(number(count) for _name, count in self.rows) or 0}"


def progress(mailing: Mailing) -> Progress | None:
    """None before there is a list of recipients."""
    snapshots = list(mailing.snapshots.all())
    if not snapshots:
        return None
    states = mailing.deliveries.all().by_state()
    rows = [(str(state.label), states[state]) for state in DeliveryState if states.get(state)]
    over = sum(count for state, count in states.items() if state not in OPEN)
    left_out = [(str(WORDS[Why(why)]), few(count)) for why, count in snapshots[0].left_out.items()]
    return Progress(sum(each.size for each in snapshots), rows, over, left_out)
