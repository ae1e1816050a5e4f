"""What is said of each piece of data, and the answers that many share."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

PUBLIC_TASK = _("Public task (Children and Families Act 2014, sections 22 to 32): knowing who lives here with SEND, and telling them what there is")
CONSENT = _("Your consent, which you can take back at any time")
DUTY = _("Legal duty (UK GDPR articles 5, 7, 17 and 32): showing that we did what you asked, and keeping your data safe")

COMPLAINTS = _("Legal duty (Data Protection Act 2018, section 164A): taking complaints about data, and answering them")

FAMILY_ONLY = _("You, and register officers with a reason that is written down")
TOTALS_TOO = _("You, register officers with a reason that is written down, and others only as totals")
MACHINE = _("Nobody: only the portal uses it")
AUDITORS = _("The people who check how data is used; you can ask for it")
STAFF = _("Everyone who edits the register's words")

AS_LONG_AS_YOU_STAY = _("Until you leave; 7 days if you do not confirm")
ON_THE_WAY = _("Until you send them or stop; if you just go away, half a day after your last answer")
SIX_YEARS = _("Six years after our answer, also if you leave the register")
SEVEN_DAYS = _("7 days")
KEPT = _("Kept, because it names nobody")


@dataclass(frozen=True)
class Entry:
    """One field or several of one model that share all answers. `what` is the family's word for them.

    The models `Journey` and `NewChild` are no tables: they are what one browser's session holds before a form is sent (`register.journey`, `register.adding`).
    A model with a dot in its name is another app's: what it may hold of a family is named field by field.
    """

    model: str
    fields: tuple[str, ...]
    what: Text
    purpose: Text
    basis: Text
    readers: Text
    kept_until: Text
    is_encrypted: bool = False
