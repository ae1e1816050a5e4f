"""Lines of the access log about many records at once."""

from collections.abc import Iterable

from django.core.paginator import Page
from django.utils.translation import gettext as _

from accounts.models import User
from register import actions
from register.models import AccessLogEntry, Family


def note_list(user: User, what: str, page: "Page[object]") -> None:
    """A list was looked at; it names nobody."""
    actions.note_access(user, AccessLogEntry.Action.LIST, why=_("%(what)s, page %(number)s") % {"what": what, "number": page.number})


def note_search(user: User, by: str, shown: Iterable[Family], found: int) -> None:
    """A line for each record that a search showed, so that its family sees it; one line without a record when it found none."""
    references = [family.reference for family in shown]
    why = _("by %(what)s, %(number)s found") % {"what": by, "number": found}
    AccessLogEntry.objects.bulk_create(AccessLogEntry(who=user.staff_email, action=AccessLogEntry.Action.SEARCH, why=why, reference=reference) for reference in references or [""])
