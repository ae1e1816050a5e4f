"""What a service's own page shows, put together once: the number of queries is the same whatever there is."""

from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import CharField, QuerySet, Value
from django.utils import timezone

from home.models import Borough
from localoffer import times
from localoffer.models import AccessFact, Category, Language, Location, Need, Service
from localoffer.nearby import miles_between
from localoffer.opening import after, is_all, opening

NEAR_MILES = 5.0
NEAR_ROWS, SHOWN = 30, 5  # a service at many places is several rows
WORD_LISTS: dict[str, tuple[QuerySet, str]] = {
    "needs": (Need.objects.all(), "code"),
    "categories": (Category.objects.all(), "code"),
    "boroughs": (Borough.objects.all(), "slug"),
    "languages": (Language.objects.all(), "code"),
}
MAPS = "https://www.openstreetmap.org/"
ZOOM = 17


class Word(NamedTuple):
    """A row of a word list that a service is joined to."""

    name: str
    code: str
    pk: int


@dataclass(frozen=True)
class Near:
    """Another service, and how many miles away it is."""

    service: Service
    miles: float


@dataclass(frozen=True)
class Place:
    """One place of the service; `map_url` is empty where nobody may know, or nobody knows, the point."""

    location: Location
    note: str
    map_url: str


@dataclass(frozen=True)
class Contact:
    """Whom to call or write to."""

    name: str
    phone: str
    email: str
    website: str = ""


@dataclass(frozen=True)
class Shown:
    """Everything beside the service's own fields. `what` is the answer to "What is it?", `more` what the description says beyond that."""

    what: str
    more: str
    words: dict[str, list[Word]]
    places: list[Place]
    times: list[times.Time]
    has_calendar: bool
    contacts: list[Contact]
    facts: list[AccessFact]
    not_known: list[AccessFact]
    near: list[Near]
    similar: list[Service]

    @property
    def has_phone(self) -> bool:
        return any(contact.phone for contact in self.contacts)


def shown(service: Service) -> Shown:
    """For a service that came `with_everything`. Three queries more."""
    today = timezone.localdate()
    words = _words(service)
    facts, not_known = _access(service)
    schedules = [] if service.status == Service.Status.CLOSED_FOR_NOW else list(service.schedules.all())
    what = service.summary or opening(service.description)
    return Shown(
        what=service.description if is_all(what, service.description) else what,
        more=after(what, service.description),
        words=words,
        places=[Place(row.location, row.note, _map_url(row.location)) for row in service.at_locations.all()],
        times=times.lines(schedules, today=today, places=service.places),
        has_calendar=any(times.next_days(schedule, today=today, count=1) for schedule in schedules),
        contacts=_contacts(service),
        facts=facts,
        not_known=not_known,
        near=_near(service),
        similar=list(Service.objects.listed().similar_to(service, needs=_keys(words["needs"]), categories=_keys(words["categories"])).in_brief()[:SHOWN]),
    )


def _words(service: Service) -> dict[str, list[Word]]:
    """Its needs, categories, boroughs and languages, in one query together."""
    first, *others = [
        rows.filter(services=service).order_by().annotate(of=Value(name, output_field=CharField())).values_list("of", "order", "name", code, "pk")
        for name, (rows, code) in WORD_LISTS.items()
    ]
    found = sorted(first.union(*others, all=True))
    return {name: [Word(*row[2:]) for row in found if row[0] == name] for name in WORD_LISTS}


def _keys(words: list[Word]) -> list[int]:
    return [word.pk for word in words]


def _contacts(service: Service) -> list[Contact]:
    """The service's own, with its website; then who runs it, when that adds a phone or an address."""
    own = [Contact(row.name or service.name, row.phone, row.email) for row in service.contacts.all()]
    if not own or service.email not in {"", *(row.email for row in own)}:
        own.append(Contact(service.name, "", service.email))
    own[0] = replace(own[0], website=service.website)
    runs = service.provider
    if runs and (runs.phone or runs.email or runs.website):
        own.append(
            Contact(
                runs.name,
                runs.phone if runs.phone not in {row.phone for row in own} else "",
                runs.email if runs.email not in {row.email for row in own} else "",
                runs.website if runs.website != service.website else "",
            )
        )
    return [row for row in own if row.phone or row.email or row.website]


def _access(service: Service) -> tuple[list[AccessFact], list[AccessFact]]:
    """A row for every kind of fact that matters here: what is known, and what nobody has checked."""
    said = {fact.kind: fact for fact in service.access_facts.all()}
    every = [said.get(kind) or AccessFact(kind=kind) for kind in AccessFact.Kind]
    known = [fact for fact in every if fact.answer != AccessFact.Answer.NOT_KNOWN]
    matter = AccessFact.WITHOUT_A_VISIT if service.needs_no_visit else AccessFact.Kind
    return known, [fact for fact in every if fact.answer == AccessFact.Answer.NOT_KNOWN and fact.kind in matter]


def _map_url(location: Location) -> str:
    if location.is_masked or location.point is None:
        return ""
    latitude, longitude = location.point
    return f"{MAPS}?{urlencode({'mlat': latitude, 'mlon': longitude})}#map={ZOOM}/{latitude}/{longitude}"


def _near(service: Service) -> list[Near]:
    """The nearest other services, each once. Around a masked place nothing is near."""
    here = next((place.point for place in service.places if place.point and not place.is_masked), None)
    if here is None:
        return []
    rows = Service.objects.listed().exclude(pk=service.pk).near(here, miles=NEAR_MILES).in_brief()[:NEAR_ROWS]
    nearest: dict[object, Near] = {}
    for row in rows:
        if (miles := miles_between(here, (row.latitude, row.longitude))) <= NEAR_MILES:
            nearest.setdefault(row.pk, Near(row, miles))
    return list(nearest.values())[:SHOWN]
