"""What a visitor may narrow the directory by; a value nobody knows is left out, with a note, and never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from localoffer.models import AgePhase, Category, Need, Service
from localoffer.models.services import ServiceQuerySet

LISTS = {"need": Need, "category": Category, "phase": AgePhase}


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
            services = services.filter(categories=self.category)
        if self.phase:
            services = services.for_phase(self.phase)
        return services.free() if self.is_free else services


def read(parameters: Mapping[str, str]) -> Chosen:
    """The filters in an address."""
    chosen: dict[str, Need | Category | AgePhase] = {}
    unknown = []
    for name, model in LISTS.items():
        code = parameters.get(name, "").replace("\0", "")
        row = model.objects.filter(code=code).first() if code else None
        if row:
            chosen[name] = row
        elif code:
            unknown.append(name)
    return Chosen(**chosen, is_free=parameters.get("cost") == "free", not_understood=unknown)  # type: ignore[arg-type]  # LISTS names the fields


def offered() -> dict[str, list[Need] | list[Category] | list[AgePhase]]:
    """What the lists offer to choose from, by their name in a template."""
    return {"needs": list(Need.objects.all()), "categories": list(Category.objects.all()), "phases": list(AgePhase.objects.all())}


def services(parameters: Mapping[str, str]) -> tuple[Chosen, ServiceQuerySet]:
    """The published services that an address asks for, with what was understood of it."""
    chosen = read(parameters)
    return chosen, chosen.narrow(Service.objects.published()).distinct()
