"""Which schools and settings a visitor asks for. What the finder can be narrowed by is read in one place, `search.forms`."""

from collections.abc import Mapping
from dataclasses import dataclass

from localoffer.models import SettingFacts
from localoffer.models.services import ServiceQuerySet


@dataclass(frozen=True)
class SettingChoice:
    """A value nobody knows chooses nothing. `may_fit`: those that have not said which boroughs they are for are wanted too."""

    kind: str = ""
    runs: str = ""
    may_fit: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "SettingChoice":
        kind, runs = parameters.get("kind", ""), parameters.get("runs", "")
        may_fit = parameters.get("may_fit") == "1"
        return cls(kind if kind in SettingFacts.Kind.values else "", runs if runs in SettingFacts.Funding.values else "", may_fit)

    def narrow(self, services: ServiceQuerySet) -> ServiceQuerySet:
        asked = {"setting_facts__kind": self.kind, "setting_facts__funding": self.runs}
        return services.filter(**{name: value for name, value in asked.items() if value})
