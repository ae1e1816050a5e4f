"""What is said of each piece of data, and the answers that many share."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.outgoing import KEEP_UNDELIVERED

Text = str | Promise
# The question, and what is said of one entry or of most.
Answer = tuple[str, str]


@dataclass(frozen=True)
class Basis:
    """What lets us keep it (UK GDPR article 6): a name to stand beside each thing, and what is said of it once."""

    name: Text
    says: Text


PUBLIC_TASK = Basis(_("Public task"), _("Children and Families Act 2014, sections 22 to 32: knowing who lives here with SEND, and telling them what there is."))
CONSENT = Basis(_("Your consent"), _("You can take it back at any time."))
CONSENT_APART = Basis(_("Your consent, until you join"), _("You can take it back until you have joined. After that nobody can tell which answers are yours."))
DUTY = Basis(_("Legal duty to keep data safe"), _("UK GDPR articles 5, 7, 17 and 32: showing that we did what you asked, and keeping your data safe."))
COMPLAINTS = Basis(_("Legal duty to answer complaints"), _("Data Protection Act 2018, section 164A: taking complaints about data, and answering them."))
BASES = (PUBLIC_TASK, CONSENT, CONSENT_APART, DUTY, COMPLAINTS)

FAMILY_ONLY = _("You, and register officers with a reason that is written down")
TOTALS_TOO = _("You, register officers with a reason that is written down, and others only as totals")
MACHINE = _("Nobody: only the portal uses it")
AUDITORS = _("The people who check how data is used; you can ask for it")
STAFF = _("Everyone who edits the register's words")

AS_LONG_AS_YOU_STAY = _("Until you leave. If you do not confirm: {unconfirmed} days, or {assisted} days if one of us wrote it down for you")
ON_THE_WAY = _("Until you send them or stop; if you just go away, half a day after your last answer")
AFTER_A_COMPLAINT = _("{complaint} years after our answer, also if you leave the register")
WHILE_THEY_WORK = _("{unconfirmed} days, or {assisted} days if one of us wrote the form down for you")
UNTIL_SENT = _("Until it is sent; {undelivered} days if it can’t be")
KEPT = _("Kept, because it names nobody")


@dataclass(frozen=True)
class Entry:
    """One field or several of one model that share all answers. `what` is the family's word for them.

    The models `Journey` and `NewChild` are no tables: they are what one browser's session holds before a form is sent (`register.journey`, `register.adding`).
    A model with a dot in its name is another app's: what it may hold of a family is named field by field. Gaps in `kept_until` are periods (see `until`).
    """

    model: str
    fields: tuple[str, ...]
    what: Text
    purpose: Text
    basis: Basis
    readers: Text
    kept_until: Text
    is_encrypted: bool = False

    @property
    def until(self) -> str:
        """Until when it is kept, with the periods that this council has set."""
        return str(self.kept_until).format_map(_periods())

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What many share: who sees it, how long, and on which basis."""
        return (str(_("Who sees it")), str(self.readers)), (str(_("How long")), self.until), (str(_("Why we may")), str(self.basis.name))


@dataclass(frozen=True)
class Chapter:
    """What belongs together for a family that reads the map. `holds`: what a reader finds in it, in a line."""

    title: Text
    holds: Text
    entries: tuple[Entry, ...]

    @property
    def usual(self) -> list[Answer]:
        """The answers that most of its entries share: said once, they need not be said of each."""
        by_question = zip(*(entry.answers for entry in self.entries), strict=True)
        return [answer for answers in by_question for answer, many in Counter(answers).most_common(1) if 2 * many > len(self.entries)]

    @property
    def rows(self) -> list[tuple[Entry, list[Answer]]]:
        """Each entry with its answers that are not the usual ones."""
        usual = self.usual
        return [(entry, [answer for answer in entry.answers if answer not in usual]) for entry in self.entries]


def _periods() -> dict[str, int]:
    return {
        "unconfirmed": settings.REGISTER_UNCONFIRMED_DAYS,
        "assisted": settings.REGISTER_ASSISTED_DAYS,
        "complaint": settings.REGISTER_COMPLAINT_YEARS,
        "undo": settings.REGISTER_UNDO_MERGE_DAYS,
        "undelivered": KEEP_UNDELIVERED.days,
        "messages": settings.MESSAGE_FAMILY_MONTHS,
    }
