"""What results can be chosen by, with its names: editors' lists, and those that stand in the code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.models import Borough
from localoffer.models import AccessFact, AgePhase, Category, Need, Schedule
from search.models import SearchEntry
from search.query import FREE, SELF_REFERRAL

# The name of each facet in an address, where it is another one; "free" and "1" are what it says there.
LABELS: dict[str, str | Promise] = {
    "type": _("What to show"),
    "need": _("Need"),
    "phase": _("Age"),
    "category": _("Kind of help"),
    "borough": _("Where you live"),
    "cost": _("Cost"),
    "route": _("How to get it"),
    "day": _("Day"),
    "delivery": _("How it happens"),
    "access": _("Getting in and taking part"),
}
PARAMETERS = {"route": "self_referral"}
WRITTEN = {SELF_REFERRAL: "1"}
FIXED: dict[str, list[tuple[str, str | Promise]]] = {
    "type": list(SearchEntry.Kind.choices),
    "access": list(AccessFact.Kind.choices),
    "day": list(Schedule.Day.choices),
    "delivery": [("in-person", _("In person, at a place")), ("online", _("Online")), ("phone", _("By phone")), ("home", _("At your home"))],
    "cost": [(FREE, _("Free"))],
    "route": [(SELF_REFERRAL, _("You can ask for it yourself"))],
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet. `parent` is the code of the one that it is part of."""

    code: str
    name: str
    parent: str = ""


class Choices:
    """Every value of every facet in the order families see them, by facet and code."""

    def __init__(self, kept: Iterable[tuple[str, str, str, str]]) -> None:
        """`kept`: (facet, code, name, code of its parent)."""
        self._of: dict[str, dict[str, Choice]] = {facet: {code: Choice(code, str(name)) for code, name in FIXED.get(facet, [])} for facet in LABELS}
        for facet, code, name, parent in kept:
            self._of[facet][code] = Choice(code, name, parent or "")

    @classmethod
    def read(cls) -> "Choices":
        """With the editors' lists of now, in one query."""
        lists = [
            model._default_manager.order_by().annotate(facet=Value(facet), parent_code=parent).values_list("facet", code, "name", "parent_code", "order")
            for facet, model, code, parent in (
                ("need", Need, "code", Value("")),
                ("phase", AgePhase, "code", Value("")),
                ("category", Category, "code", Coalesce("parent__code", Value(""), output_field=CharField())),
                ("borough", Borough, "slug", Value("")),
            )
        ]
        rows = lists[0].union(*lists[1:], all=True)
        return cls(row[:4] for row in sorted(rows, key=lambda row: (row[4], row[2])))

    def of(self, facet: str) -> dict[str, Choice]:
        return self._of[facet]


def parameter(facet: str) -> str:
    """Its name in an address."""
    return PARAMETERS.get(facet, facet)


def written(code: str) -> str:
    """How an address says the code."""
    return WRITTEN.get(code, code)
