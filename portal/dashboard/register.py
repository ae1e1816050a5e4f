"""The register on the desks of its officers and of those who check how data is used. Numbers only: nobody's name stands on a desk."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.dashboard.panel import ROWS, Panel, Row
from register import duplicates
from register.access import ANSWER_COMPLAINTS, CHANGE_FAMILIES, MAKE_CARDS, READ_ACCESS_LOG, READ_FAMILIES, may
from register.models import AccessLogEntry, Card, CardState, DataComplaint, Export, Family
from register.work_lists import LISTS

WEEK = dt.timedelta(days=7)
# The states in which a card waits for an officer.
TO_DO = (CardState.ASKED, CardState.CHECKED, CardState.PRINTED)


class SignUps(Panel):
    name, order = "sign-ups", 70
    title, empty = _("The SEND Register"), ""

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, READ_FAMILIES)

    def rows(self, user: User) -> list[Row]:
        """Numbers only: nobody's name stands on a desk."""
        address = reverse("register_families")
        new, waiting = Family.objects.confirmed_since(timezone.now() - WEEK).count(), Family.objects.unconfirmed().count()
        return [
            Row(ngettext("%(n)s family joined", "%(n)s families joined", new) % {"n": new}, f"{address}?status=confirmed", gettext("in the last 7 days")),
            Row(
                ngettext("%(n)s sign-up is not confirmed yet", "%(n)s sign-ups are not confirmed yet", waiting) % {"n": waiting},
                f"{address}?status=unconfirmed",
                gettext("deleted by itself when nobody confirms it"),
            ),
        ]


class RegisterWaits(Panel):
    name, order = "register-waits", 72
    title, empty = _("Families that wait for you"), _("Nobody waits for a call, and nobody is there twice.")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, CHANGE_FAMILIES)

    def rows(self, user: User) -> list[Row]:
        """Numbers only: how many stand in each list."""
        counts = [(each.title, reverse("register_waiting", args=[each.name]), each.families().count()) for each in LISTS.values()]
        counts.append((duplicates.TITLE, reverse("register_duplicates"), duplicates.how_many(ROWS)))
        return [Row(str(title), address, str(count)) for title, address, count in counts if count]


class Cards(Panel):
    name, order = "cards", 74
    title, empty = _("Awareness cards"), _("No card waits to be checked, printed or posted.")
    more = (_("Awareness cards"), "register_cards")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, MAKE_CARDS)

    def rows(self, user: User) -> list[Row]:
        """How many wait in each state."""
        many = Card.objects.by_state()
        return [Row(str(state.label), f"{reverse('register_cards')}?status={state}", str(many[state])) for state in TO_DO if many.get(state)]


class Looks(Panel):
    name, order = "looks", 80
    title, empty = _("Who looked at records"), _("In the last 7 days, nobody looked at a record.")
    more = (_("Who looked"), "register_access_log")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, READ_ACCESS_LOG)

    def rows(self, user: User) -> list[Row]:
        address = reverse("register_access_log")
        note = gettext("%(opened)s opened, %(searched)s searched, %(listed)s lists, in 7 days")
        return [Row(looks.pop("who"), address, note % looks) for looks in AccessLogEntry.objects.by_person(timezone.now() - WEEK)[: ROWS + 1]]


class Exports(Panel):
    name, order = "exports", 82
    title, empty = _("Exports"), _("In the last 7 days, nobody exported families.")
    more = (_("Every export"), "register_access_log")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, READ_ACCESS_LOG)

    def rows(self, user: User) -> list[Row]:
        address = f"{reverse('register_access_log')}#exports"
        return [Row(taken["who"], address, _taken(taken["files"], taken["families"])) for taken in Export.objects.by_person(timezone.now() - WEEK)[: ROWS + 1]]


class Complaints(Panel):
    name, order = "complaints", 84
    title, empty = _("Complaints about data"), _("No complaint waits for an answer.")
    more = (_("Every complaint"), "register_complaints")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return may(user, ANSWER_COMPLAINTS)

    def rows(self, user: User) -> list[Row]:
        address, many = reverse("register_complaints"), DataComplaint.objects.waiting(timezone.localdate())
        told = [
            (many["late"], ngettext("%(n)s is acknowledged too late", "%(n)s are acknowledged too late", many["late"]), gettext("call or write today")),
            (many["unacknowledged"], ngettext("%(n)s is to be acknowledged", "%(n)s are to be acknowledged", many["unacknowledged"]), gettext("call or write, and note it")),
            (many["unanswered"], ngettext("%(n)s waits for an answer", "%(n)s wait for an answer", many["unanswered"]), gettext("the oldest first")),
            (many["undelivered"], ngettext("%(n)s answer has not arrived", "%(n)s answers have not arrived", many["undelivered"]), gettext("call or write, and note it")),
        ]
        return [Row(words % {"n": number}, address, note) for number, words, note in told if number]


def _taken(files: int, families: int) -> str:
    words = {"files": ngettext("%(n)s file", "%(n)s files", files) % {"n": files}, "families": ngettext("%(n)s family", "%(n)s families", families) % {"n": families}}
    return gettext("%(files)s, %(families)s, in 7 days") % words
