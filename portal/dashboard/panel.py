"""What every panel of the desk is: a title and a few lines that lead somewhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from wagtail.admin.ui.components import Component

from accounts.models import User

ROWS = 6


@dataclass(frozen=True)
class Row:
    """One line of a panel: what it is, where it leads, and a word on how it stands."""

    title: str
    href: str
    note: str = ""


class Panel(Component):
    """A titled list with at most `ROWS` lines; says so kindly when there is nothing."""

    template_name = "wagtailadmin/desk/panel.html"
    name: ClassVar[str]
    title: ClassVar[Any]
    empty: ClassVar[Any]
    more: ClassVar[tuple[Any, str]] = ("", "")
    order = 100

    def rows(self, user: User) -> list[Row]:
        """What the panel lists: one more than `ROWS` is enough to know that there are more."""
        raise NotImplementedError

    def is_for(self, user: User | AnonymousUser) -> bool:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = self.rows(parent_context["request"].user)
        label, address = self.more
        return {"panel": self, "rows": rows[:ROWS], "has_more": len(rows) > ROWS, "more": {"label": label, "href": reverse(address)} if address else None}


def day_of(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F")


def lateness(due: dt.date) -> str:
    """How many days ago `due` was."""
    days = (timezone.localdate() - due).days
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days else gettext("today")
