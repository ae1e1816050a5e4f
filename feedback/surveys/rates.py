"""How many of those who were invited answered, by the message that brought them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.disclosure import Cell, protect, shown
from analytics.intervals import Share, wilson
from analytics.phrases import percent
from feedback.models import Channel, Invitation, Link, Survey, Wave

Counted = Sequence[tuple[int, str, int]]


@dataclass(frozen=True)
class Rate:
    """Of `sent` messages (or invitations), how many led to an answer. None: hidden."""

    name: str
    sent: int | None
    answered: int | None
    share: Share | None

    @property
    def percent(self) -> str:
        return _("hidden") if self.share is None else percent(self.share.p * 100)

    @property
    def range(self) -> str:
        return "" if self.share is None else _("%(low)s to %(high)s") % {"low": percent(self.share.low * 100), "high": percent(self.share.high * 100)}


def rates_of(survey: Survey, *, batch: str = "") -> list[Rate]:
    """All invitations first, then each kind of message; of one batch where it is named. Empty when nobody was invited."""
    invitations = Invitation.objects.filter(survey=survey, **({"batch": batch} if batch else {}))
    sent = Link.objects.filter(invitation__in=invitations).sent_by()
    return rates(invitations.count(), sent, invitations.answered_by())


def rates(invited: int, sent: Counted, answered: Counted) -> list[Rate]:
    """From true counts by wave and channel: small ones come back hidden, and the sum too where it would give one away."""
    if not invited:
        return []
    came = {(wave, channel): count for wave, channel, count in answered}
    rows = {(wave, channel): count for wave, channel, count in sent} | {key: 0 for key in came if key not in {(wave, channel) for wave, channel, _count in sent}}
    cells = [Cell(f"{wave} {channel}", _name(wave, channel), came.get((wave, channel), 0)) for wave, channel in sorted(rows)]
    whole = Cell("invited", "", invited)
    all_answered = Cell("answered", "", sum(came.values()))
    whole.cut([all_answered, Cell("not", "", invited - all_answered.count)])
    split = all_answered.cut(cells)
    protect(whole, to=1)
    found = [_rate(cell.name, rows[key], None if split.is_withdrawn else shown(cell, to=1)) for key, cell in zip(sorted(rows), cells, strict=True)]
    return [_rate(_("Everybody who was invited"), shown(whole, to=1), shown(all_answered, to=1)), *found]


def _name(wave: int, channel: str) -> str:
    return _("%(wave)s by %(channel)s") % {"wave": Wave(wave).label, "channel": str(Channel(channel).label).lower() if channel else "?"}


def _rate(name: str, sent: int | None, answered: int | None) -> Rate:
    """A form that came on paper without a message that was counted has no rate."""
    share = wilson(answered, sent) if answered is not None and sent and answered <= sent else None
    return Rate(name, sent or None, answered, share)
