"""What a reader asks for, as questions to the database. Each answer agrees with the attributes that go out."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from localoffer.api.parameters import NEAR_METRES, WrongParameter
from localoffer.geo import UnknownPostcode, locate
from localoffer.models import AccessFact, AgePhase, Location, Provider, SendAnswer, Service, ServiceAtLocation
from localoffer.models.services import ServiceQuerySet
from localoffer.openreferral.publish import terms
from localoffer.openreferral.publish.records import NOBODY, organization
from localoffer.openreferral.publish.terms import Term

METRES_A_MILE = 1_609.344
# Of a provider that nobody has told us there may be thousands, and no page of them.
MOST_OF_NOBODY = 100


def services(asked: dict[str, Any]) -> ServiceQuerySet:
    """The listed services that fit everything that was asked."""
    found = Service.objects.listed()
    for name, narrow in FILTERS.items():
        if name in asked:
            found = narrow(found, asked[name])
    if "minimum_age" in asked or "maximum_age" in asked:
        found = found.for_ages(asked.get("minimum_age"), asked.get("maximum_age"))
    if "postcode" in asked:
        found = found.at_one_of(_places_near(asked["postcode"], asked.get("proximity", NEAR_METRES)))
    return found.order_by("name", "pk")


def at_locations(asked: dict[str, Any]) -> QuerySet[ServiceAtLocation]:
    """Services at places: of services that fit, and, near a postcode, only the places that are near."""
    found = ServiceAtLocation.objects.filter(service__in=services(asked).order_by().values("pk"))
    if "postcode" in asked:
        found = found.filter(location__in=_places_near(asked["postcode"], asked.get("proximity", NEAR_METRES)))
    return found.select_related("location").prefetch_related("service__access_facts").order_by("service__name", "pk")


@dataclass(frozen=True)
class Organization:
    """A provider of listed services; `provider` None stands for all those that nobody has told us. `is_in_full`: its services are wanted with all they say."""

    provider: Provider | None
    is_in_full: bool = False

    def services(self) -> Iterable[Service]:
        """Of a provider all; of those not known the first hundred."""
        if self.provider:
            return self.provider.services.all()
        found = Service.objects.listed().filter(provider=None).order_by("name", "pk")
        return (found.with_open_data() if self.is_in_full else found.in_brief())[:MOST_OF_NOBODY]


class Organizations:
    """Providers in order of their names, and last the one that stands for those not known, when a service has no provider."""

    def __init__(self, rows: QuerySet[Provider], *, has_nobody: bool, is_in_full: bool) -> None:
        self._rows, self._has_nobody, self._nobody = rows, has_nobody, Organization(None, is_in_full)

    def count(self) -> int:
        return self._rows.count() + self._has_nobody

    def __getitem__(self, part: slice) -> list[Organization]:
        found = [Organization(row) for row in self._rows[part]]
        known = self.count() - 1
        return [*found, self._nobody] if self._has_nobody and part.start <= known < part.stop else found

    def one(self, wanted: uuid.UUID) -> Organization | None:
        if wanted == NOBODY:
            return self._nobody if self._has_nobody else None
        row = self._rows.filter(pk=wanted).first()
        return Organization(row) if row else None


def organizations(asked: dict[str, Any]) -> Organizations:
    """Those with at least one listed service: who has only drafts is nobody's business."""
    listed = Service.objects.listed()
    found = Provider.objects.filter(Exists(listed.filter(provider=OuterRef("pk"))))
    for word in asked.get("search", "").split():
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word))
    if asked.get("full") or asked.get("full_service"):
        whole = listed.with_open_data() if asked.get("full_service") else listed
        found = found.prefetch_related(Prefetch("services", queryset=whole.order_by("name", "pk")))
    nobody = organization(None)
    has_nobody = _says(f"{nobody['name']} {nobody['description']}", asked.get("search", "")) and listed.filter(provider=None).exists()
    return Organizations(found.order_by("name", "pk"), has_nobody=has_nobody, is_in_full=bool(asked.get("full_service")))


def every_term(asked: dict[str, Any]) -> list[Term]:
    found = terms.every_term()
    if taxonomy := asked.get("taxonomy_id"):
        found = [term for term in found if term.taxonomy.id == str(taxonomy)]
    if parent := asked.get("parent_id"):
        found = [term for term in found if term.parent_id == str(parent)]
    if asked.get("top_only"):
        found = [term for term in found if not term.parent_code]
    return [term for term in found if _says(f"{term.name} {term.description}", asked.get("search", ""))]


def every_taxonomy(asked: dict[str, Any]) -> list[terms.Taxonomy]:
    return [taxonomy for taxonomy in terms.TAXONOMIES if _says(f"{taxonomy.name} {taxonomy.description}", asked.get("search", ""))]


def _says(text: str, words: str) -> bool:
    return all(word in text.casefold() for word in words.casefold().split())


def _of_organization(found: ServiceQuerySet, organization: uuid.UUID) -> ServiceQuerySet:
    return found.filter(provider=None) if organization == NOBODY else found.filter(provider=organization)


def _with_terms(found: ServiceQuerySet, wanted: Iterable[uuid.UUID]) -> ServiceQuerySet:
    ids = {str(term) for term in wanted}
    return _with_any(found, [term for term in terms.every_term() if term.id in ids or term.parent_id in ids])


def _with_taxonomy(found: ServiceQuerySet, taxonomy: uuid.UUID) -> ServiceQuerySet:
    return _with_any(found, [term for term in terms.every_term() if term.taxonomy.id == str(taxonomy)])


def _with_any(found: ServiceQuerySet, wanted: list[Term]) -> ServiceQuerySet:
    """Services that have an attribute with one of the terms; none when there are no such terms."""
    by_taxonomy = [(taxonomy, codes) for taxonomy in terms.TAXONOMIES if (codes := [term.code for term in wanted if term.taxonomy == taxonomy])]
    return found.filter(reduce(or_, (HAS[taxonomy](codes) for taxonomy, codes in by_taxonomy))) if by_taxonomy else found.none()


def _joined(joins: Any, **row: Any) -> Q:
    return Q(Exists(joins.objects.filter(service=OuterRef("pk"), **row)))


def _of_phases(codes: list[str]) -> Q:
    """Services that say an age, and take somebody of one of the phases."""
    says_an_age = Q(min_age__isnull=False) | Q(max_age__isnull=False)
    fits = [(Q(min_age=None) | Q(min_age__lte=phase.max_age)) & (Q(max_age=None) | Q(max_age__gte=phase.min_age)) for phase in AgePhase.objects.filter(code__in=codes)]
    return says_an_age & reduce(or_, fits)


def _of_needs(codes: list[str]) -> Q:
    """Services with an attribute of one of these needs; "every" is one of them."""
    named = _joined(Service.needs.through, need__code__in=codes)
    return named | Q(is_for_every_need=True) if terms.EVERY.code in codes else named


HAS: dict[terms.Taxonomy, Callable[[list[str]], Q]] = {
    terms.NEEDS: _of_needs,
    terms.PHASES: _of_phases,
    terms.ACCESS: lambda codes: _joined(AccessFact, kind__in=codes, answer=AccessFact.Answer.YES),
    terms.ANSWERS: lambda codes: _joined(SendAnswer, question__code__in=codes),
    terms.CATEGORIES: lambda codes: _joined(Service.categories.through, category__code__in=codes),
}
FILTERS: dict[str, Callable[[ServiceQuerySet, Any], ServiceQuerySet]] = {
    "search": lambda found, words: found.that_say(words),
    "organization_id": _of_organization,
    "taxonomy_term_id": _with_terms,
    "taxonomy_id": _with_taxonomy,
    "modified_after": lambda found, moment: found.changed_since(moment),
    "day": lambda found, days: found.on_days(days),
}


def _places_near(postcode: str, distance: int) -> QuerySet[Location]:
    """Places at most `distance` metres away, found by the database."""
    try:
        middle = locate(postcode)
    except UnknownPostcode:
        raise WrongParameter("postcode", "we don't know where that postcode is") from None
    return Location.objects.within(distance / METRES_A_MILE, of=(middle.latitude, middle.longitude))
