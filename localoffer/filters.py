"""What a visitor may narrow the directory by; a value nobody knows is left out, with a note, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from localoffer.models import AgePhase, Category, Need, Service, SettingFacts
from localoffer.models.services import ServiceQuerySet

LISTS: dict[str, QuerySet] = {"need": Need.objects.all(), "category": Category.objects.all(), "phase": AgePhase.objects.all()}
FREE = "free"
# More values of one filter than this are not looked at.
MOST_VALUES = 50


@dataclass(frozen=True)
class Chosen:
    """The filters that were understood, and the names of those that were not."""

    need: tuple[Need, ...] = ()
    category: tuple[Category, ...] = ()
    phase: tuple[AgePhase, ...] = ()
    is_free: bool = False
    not_understood: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, Need | Category | AgePhase]]:
        """Each chosen list filter: its name in the address, and what was chosen."""
        return [(name, row) for name in LISTS for row in getattr(self, name)]

    def narrow(self, services: ServiceQuerySet) -> ServiceQuerySet:
        """The services that fit every filter; of several values of one filter, either will do."""
        if self.phase:
            services = services.for_phase(*self.phase)
        if self.need:
            services = services.for_need(*self.need)
        if self.category:
            services = services.in_category(*self.category)
        return services.free() if self.is_free else services


def read(parameters: QueryDict) -> Chosen:
    """The filters in an address."""
    asked = {name: {code for given in parameters.getlist(name)[:MOST_VALUES] if (code := given.strip())} for name in (*LISTS, "cost")}
    found = {name: tuple(rows.filter(code__in=[code for code in asked[name] if "\0" not in code])) for name, rows in LISTS.items() if asked[name]}
    known = {name: {row.code for row in rows} for name, rows in found.items()} | {"cost": {FREE}}
    return Chosen(**found, is_free=FREE in asked["cost"], not_understood=[name for name, codes in asked.items() if codes - known.get(name, set())])


def offered() -> dict[str, list[Need] | list[Category] | list[AgePhase]]:
    """What the lists offer to choose from, by their name in a template."""
    return {"needs": list(LISTS["need"].all()), "categories": list(LISTS["category"].all()), "phases": list(LISTS["phase"].all())}


def services(parameters: QueryDict) -> tuple[Chosen, ServiceQuerySet]:
    """The listed services that an address asks for, with what was understood of it."""
    chosen = read(parameters)
    return chosen, chosen.narrow(Service.objects.listed())


@dataclass(frozen=True)
class SettingChoice:
    """Which schools and settings somebody asks for; a value nobody knows chooses nothing."""

    kind: str = ""
    runs: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "SettingChoice":
        kind, runs = parameters.get("kind", ""), parameters.get("runs", "")
        return cls(kind if kind in SettingFacts.Kind.values else "", runs if runs in SettingFacts.Funding.values else "")

    def narrow(self, services: ServiceQuerySet) -> ServiceQuerySet:
        asked = {"setting_facts__kind": self.kind, "setting_facts__funding": self.runs}
        return services.filter(**{name: value for name, value in asked.items() if value})
