"""Who may do what: the roles in words and how many people hold each. No name and no address of anybody."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.granting import SUPERUSER
from accounts.models import RoleChange, RoleRequest, User
from analytics.phrases import number
from analytics.tables import Table
from portal.inspection.parts import Occasion, Part, day, of_table

IN_WORDS: Final = {
    roles.PCF_EDITOR: gettext_lazy("Writes pages and “You said, we did” for the parent carer forum. Reads comments, searches and totals. Never publishes."),
    roles.COUNCIL_EDITOR: gettext_lazy("Writes, and publishes what somebody else wrote. Keeps services right, answers comments."),
    roles.REGISTER_OFFICER: gettext_lazy("Works with families’ records in the SEND Register. Gives a reason, and every look is logged."),
    roles.SIGNATORY: gettext_lazy("Signs joint messages of council and forum. Sees no family’s record."),
    roles.ANALYST: gettext_lazy("Campaigns, statistics, numbers by year and the register’s totals. Never a person."),
    roles.AUDITOR: gettext_lazy("Reads the log of who looked at which record and why, and approves roles that read personal data. Changes nothing."),
    roles.ADMINISTRATOR: gettext_lazy("Staff, their roles and word lists. Not pages, and not the register."),
    roles.PROVIDER: gettext_lazy("Not of the council: keeps their own organisation’s services right. An editor approves what they propose."),
    SUPERUSER: gettext_lazy("Looks after the software. May publish at once in an emergency. Not the register, unless that role was given and approved."),
}


def section(occasion: Occasion) -> list[Part]:
    return [Part(sentences=_rules()), _holders(), _changes(occasion)]


def _rules() -> list[str]:
    without, waiting = User.objects.without_second_factor().count(), RoleRequest.objects.count()
    return [
        _("Nobody approves what they wrote: every page needs a second person before families see it."),
        _("The roles that read personal data (%(roles)s) need two people: one asks, another approves.") % {"roles": ", ".join(roles.READS_PERSONAL_DATA)},
        _("Staff sign in with a mailed code and a second factor, and cannot go in without one. Active members of staff who have not set one up yet: %(many)s.")
        % {"many": number(without)},
        _("Roles that wait to be approved: %(many)s.") % {"many": number(waiting)},
    ]


def _holders() -> Part:
    """Of active people; one person can hold several roles."""
    held, changed = dict(User.objects.holding_roles()), RoleChange.objects.last_days()
    held[SUPERUSER] = User.objects.filter(is_superuser=True, is_active=True).count()
    rows = [(name, str(words), number(held.get(name, 0)), day(changed.get(name), _("never"))) for name, words in IN_WORDS.items()]
    heads = (_("Role"), _("What it may do"), _("People"), _("Last given, approved or taken"))
    return of_table(Table(_("Roles"), heads, rows, note=_("Active people. One person can hold several roles.")))


def _changes(occasion: Occasion) -> Part:
    found = dict(RoleChange.objects.since(occasion.year_ago).counted())
    rows = [(str(what.label), number(found.get(what, 0))) for what in RoleChange.What]
    return of_table(Table(_("Changes of roles in the last 12 months"), (_("What"), _("Times")), rows))
