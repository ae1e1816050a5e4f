"""Lines of the access log about many records at once."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from accounts.models import User
from register import actions
from register.models import AccessLogEntry, Family


def note_list(user: User, what: str, page: "Page[Any]") -> None:
    """A list was looked at; it names nobody."""
    actions.note_access(user, AccessLogEntry.Action.LIST, why=_("%(what)s, page %(number)s") % {"what": what, "number": page.number})


def note_work_list(user: User, what: str, page: "Page[Family]") -> None:
    """A list was looked at that says what to do for whom, and which number to ring: a line for the page, and one for each family on it."""
    note_list(user, what, page)
    why = _("%(what)s: what is to be done, and the phone number") % {"what": what}
    _note_each(user, AccessLogEntry.Action.LIST, why, page)


def note_search(user: User, by: str, shown: Iterable[Family], found: int) -> None:
    """A line for each record that a search showed, so that its family sees it; one line without a record when it found none."""
    why = _("by %(what)s, %(number)s found") % {"what": by, "number": found}
    if not _note_each(user, AccessLogEntry.Action.SEARCH, why, shown):
        actions.note_access(user, AccessLogEntry.Action.SEARCH, why=why)


def _note_each(user: User, action: AccessLogEntry.Action, why: str, families: Iterable[Family]) -> int:
    """How many lines it made: one for each of these families."""
    lines = [AccessLogEntry(who=user.staff_email, action=action, why=why, reference=family.reference) for family in families]
    return len(AccessLogEntry.objects.bulk_create(lines))
