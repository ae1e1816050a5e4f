"""The pages that lead into the directory by one need, age, kind or place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from home.models import Borough
from localoffer.models import AgePhase, Category, Need, Service
from localoffer.models.services import ServiceQuerySet


@dataclass(frozen=True)
class Way:
    """A kind of way in: its rows, its parameter in the finder, and what its pages are called. `silent` finds services that may fit: nobody has said."""

    rows: QuerySet
    code: str
    parameter: str
    title: Callable[[str], str]
    narrow: Callable[[ServiceQuerySet, Any], ServiceQuerySet]
    intro: str = "intro"
    silent: Callable[[ServiceQuerySet], ServiceQuerySet] = ServiceQuerySet.none

    def find(self, code: str) -> Model:
        """Raises the model's DoesNotExist."""
        return self.rows.get(**{self.code: code})


WAYS = {
    "need": Way(Need.objects.all(), "code", "need", lambda name: _("Help with: %s") % name, ServiceQuerySet.for_need, silent=ServiceQuerySet.silent_about_needs),
    "age": Way(AgePhase.objects.all(), "code", "phase", lambda name: _("Services for: %s") % name, ServiceQuerySet.for_phase, silent=ServiceQuerySet.silent_about_ages),
    "kind": Way(Category.objects.select_related("parent"), "code", "category", lambda name: name, ServiceQuerySet.in_category),
    "in": Way(
        Borough.objects.all(), "slug", "borough", lambda name: _("Services in %s") % name, ServiceQuerySet.for_borough, "services_intro", ServiceQuerySet.silent_about_boroughs
    ),
}


@dataclass(frozen=True)
class Landing:
    """One page of a way in, such as "Services in Larkmere"."""

    way: str
    row: Any

    @property
    def title(self) -> str:
        return WAYS[self.way].title(self.row.name)

    @property
    def intro(self) -> str:
        """The editors' line, or ours."""
        ours = {
            "need": _("Services for children and young people with this need, and services for every need."),
            "age": _("Services that a child or young person of this age can use."),
            "kind": _("Every service of this kind in our directory."),
            "in": _("Services for families who live here, and services for every borough."),
        }
        return getattr(self.row, WAYS[self.way].intro) or ours[self.way]

    @property
    def finder(self) -> str:
        """The finder with this chosen, to choose more."""
        way = WAYS[self.way]
        return f"{reverse('service_list')}?{urlencode({way.parameter: getattr(self.row, way.code)})}"

    @property
    def parts(self) -> list[Category]:
        """What a kind of help is divided into."""
        return list(self.row.children.all()) if self.way == "kind" and not self.row.parent_id else []

    @property
    def more(self) -> str:
        """The finder with this chosen, and with what may fit."""
        return f"{self.finder}&may_fit=1"

    def services(self, borough: Borough | None) -> ServiceQuerySet:
        """Those that fit, for a borough when one is named: first those that name just this need or borough, then by name."""
        found = self._fitting(borough)
        return found.naming_first(self.row) if self.way in {"need", "in"} else found.order_by("name", "pk")

    def may_fit(self, borough: Borough | None) -> int:
        """How many more there are of which nobody has said whether they fit."""
        listed, way = Service.objects.listed().not_for_others(self._chosen(borough)), WAYS[self.way]
        may_fit = way.narrow(listed, self.row) | way.silent(listed)
        return may_fit.exclude(pk__in=self._fitting(borough).values("pk")).count()

    def _fitting(self, borough: Borough | None) -> ServiceQuerySet:
        return WAYS[self.way].narrow(Service.objects.listed().for_borough(self._chosen(borough)), self.row)

    def _chosen(self, borough: Borough | None) -> Borough | None:
        """A page of one borough is of that one, whatever borough was chosen."""
        return None if self.way == "in" else borough


def every_way() -> dict[str, list]:
    """Every page of every way in: needs, ages, boroughs, and kinds of help with what each is divided into."""
    kinds = list(Category.objects.all())
    tree = [(kind, [part for part in kinds if part.parent_id == kind.pk]) for kind in kinds if kind.parent_id is None]
    return {"needs": list(Need.objects.all()), "ages": list(AgePhase.objects.all()), "places": list(Borough.objects.known()), "kinds": tree}
