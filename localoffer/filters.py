"""What a visitor may narrow the directory by; a value nobody knows is left out, with a note, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from localoffer.models import AgePhase, Category, Need, Service, SettingFacts
from localoffer.models.services import ServiceQuerySet

LISTS: dict[str, QuerySet] = {"need": Need.objects.all(), "category": Category.objects.all(), "phase": AgePhase.objects.all()}
FREE = "free"


@dataclass(frozen=True)
class Chosen:
    """The filters that were understood, and the names of those that were not."""

    need: Need | None = None
    category: Category | None = None
    phase: AgePhase | None = None
    is_free: bool = False
    not_understood: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, Need | Category | AgePhase]]:
        """Each chosen list filter: its name in the address, and what was chosen."""
        return [(name, row) for name in LISTS if (row := getattr(self, name))]

    def narrow(self, services: ServiceQuerySet) -> ServiceQuerySet:
        """The services that fit every filter."""
        if self.need:
            services = services.for_need(self.need)
        if self.category:
            services = services.in_category(self.category)
        if self.phase:
            services = services.for_phase(self.phase)
        return services.free() if self.is_free else services


def read(parameters: Mapping[str, str]) -> Chosen:
    """The filters in an address."""
    asked = {name: code for name in (*LISTS, "cost") if (code := parameters.get(name, "").strip())}
    found = {name: rows.filter(code=asked[name]).first() for name, rows in LISTS.items() if name in asked and "\0" not in asked[name]}
    is_free = asked.get("cost") == FREE
    understood = {name for name, row in found.items() if row} | ({"cost"} if is_free else set())
    return Chosen(**found, is_free=is_free, not_understood=[name for name in asked if name not in understood])


def offered() -> dict[str, list[Need] | list[Category] | list[AgePhase]]:
    """What the lists offer to choose from, by their name in a template."""
    return {"needs": list(LISTS["need"].all()), "categories": list(LISTS["category"].all()), "phases": list(LISTS["phase"].all())}


def services(parameters: Mapping[str, str]) -> tuple[Chosen, ServiceQuerySet]:
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
