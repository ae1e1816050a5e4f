"""The facts of a service that a feed can give: how each is read from our rows as JSON, and written to them.

Read and written the same way, so that "ours" and "the feed's" can be compared, and an editor can take the feed's.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from home.models import EVERY_ONE, Borough
from localoffer.freshness import clock
from localoffer.models import AccessFact, Category, CostOption, Language, Location, Need, Provider, Schedule, Service, ServiceAtLocation, ServiceContact
from localoffer.models.subject import FOR_EVERY

NOTHING: tuple[Any, ...] = (None, "", [])
TIME_FIELDS = ("day", "opens_at", "closes_at", "freq", "interval", "week_of_month", "valid_from", "valid_to", "term_time_only", "description", "location")
PLAIN = (
    *("name", "description", "summary", "website", "email", "min_age", "max_age", "status", "keywords"),
    *("criteria", "areas_served", "route", "route_details", "what_next"),
)
CONTACT_FIELDS = ("name", "phone", "email")


@dataclass(frozen=True)
class Fact:
    """`is_set`: a set of things, to which a feed adds and from which it takes single ones. `is_latest`: a day, of which the later one stands."""

    label: Any
    read: Callable[[Service], Any]
    write: Callable[[Service, Any], None]
    is_set: bool = False
    is_latest: bool = False


def _column(name: str) -> Fact:
    def write(service: Service, value: Any) -> None:
        setattr(service, name, value)

    return Fact(Service._meta.get_field(name).verbose_name, lambda service: getattr(service, name), write)


def _read_checked_on(service: Service) -> str | None:
    return service.checked_on.isoformat() if service.checked_on else None


def _write_checked_on(service: Service, value: str | None) -> None:
    """The day on which the feed says it was checked. What somebody here checked is not moved back, and their name stands on no day but their own."""
    day = dt.date.fromisoformat(value) if value else None
    if service.checked_by and service.checked_on and (day is None or day <= service.checked_on):
        return
    service.checked_on, service.checked_by = day, ""
    if day:
        clock.move_on(service, checked_on=day)


def _coded(name: str, model: type[Category] | type[Language]) -> Fact:
    def write(service: Service, codes: list[str]) -> None:
        setattr(service, name, list(model.objects.filter(code__in=codes)))

    return Fact(Service._meta.get_field(name).verbose_name, lambda service: sorted(row.code for row in getattr(service, name).all()), write, is_set=True)


def _write_needs(service: Service, codes: list[str]) -> None:
    service.choose("needs", EVERY_ONE if EVERY_ONE in codes else list(Need.objects.filter(code__in=codes)))


def _write_boroughs(service: Service, slugs: list[str]) -> None:
    service.choose("boroughs", EVERY_ONE if EVERY_ONE in slugs else list(Borough.objects.filter(slug__in=slugs)))


def _write_provider(service: Service, provider: str) -> None:
    service.provider_id = provider or None


def _read_places(service: Service) -> list[str]:
    """By the keys that feeds know them by, whatever became of their addresses."""
    return [str(row.location.known_as) for row in service.at_locations.all()]


def _write_places(service: Service, places: list[str]) -> None:
    """A place that somebody deleted here is left out: only an import that reads it again makes it."""
    standing = {str(row.location.known_as): row for row in service.at_locations.all()}
    wanted = [(standing.get(key), _place(key)) for key in places]
    service.at_locations = [row or ServiceAtLocation(location=place, sort_order=order) for order, (row, place) in enumerate(wanted) if row or place]


def _place(key: str) -> Location | None:
    return Location.objects.known_as(key).first()


def _read_costs(service: Service) -> list[Any]:
    return [[None if cost.amount is None else f"{cost.amount:.2f}", cost.description] for cost in service.cost_options.all()]


def _write_costs(service: Service, costs: list[Any]) -> None:
    rows = [(None if amount is None else Decimal(amount), description) for amount, description in costs]
    service.cost_options = [CostOption(amount=amount, description=description, sort_order=order) for order, (amount, description) in enumerate(rows)]


def _read_wait(service: Service) -> list[str]:
    return [service.typical_wait, service.wait_told_by, str(service.wait_told_on)] if service.typical_wait else []


def _write_wait(service: Service, wait: list[str]) -> None:
    service.typical_wait, service.wait_told_by, told_on = wait or ("", "", "")
    service.wait_told_on = dt.date.fromisoformat(told_on) if told_on else None


def _plain(value: Any) -> Any:
    """A cell of a row as JSON: times as HH:MM, days and ids as texts, nothing as an empty text."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, dt.date) else value


def _read_times(service: Service) -> list[dict[str, Any]]:
    rows = [
        {name: _plain(getattr(row, name)) for name in TIME_FIELDS if name != "location"} | {"location": str(row.location.known_as) if row.location else ""}
        for row in service.schedules.all()
    ]
    return [{name: "" if value is None and name != "week_of_month" else value for name, value in row.items()} for row in rows]


def _write_times(service: Service, times: list[dict[str, Any]]) -> None:
    at = {str(row.location.known_as): row.location for row in service.at_locations.all()}
    service.schedules = [_schedule(time, order, at.get(time["location"]) or (_place(time["location"]) if time["location"] else None)) for order, time in enumerate(times)]


def _schedule(said: dict[str, Any], order: int, location: Location | None) -> Schedule:
    clocks = {name: dt.time.fromisoformat(said[name]) if said[name] else None for name in ("opens_at", "closes_at")}
    dates = {name: dt.date.fromisoformat(said[name]) if said[name] else None for name in ("valid_from", "valid_to")}
    plain = {name: said[name] for name in ("day", "freq", "interval", "week_of_month", "term_time_only", "description")}
    return Schedule(**clocks, **dates, **plain, location=location, sort_order=order)


def _read_contacts(service: Service) -> list[dict[str, str]]:
    return [{name: getattr(row, name) for name in CONTACT_FIELDS} for row in service.contacts.all() if row.is_public]


def _write_contacts(service: Service, contacts: list[dict[str, str]]) -> None:
    """Contacts for staff are ours alone and stay."""
    for_staff = [row for row in service.contacts.all() if not row.is_public]
    service.contacts = [ServiceContact(sort_order=order, **contact) for order, contact in enumerate(contacts)] + for_staff


def _read_access(service: Service) -> list[str]:
    return sorted(row.kind for row in service.access_facts.all() if row.answer == AccessFact.Answer.YES)


def _write_access(service: Service, kinds: list[str]) -> None:
    """A fact that is yes and should not be goes; one that an editor answered with no becomes yes only when it is asked for."""
    standing = {row.kind: row for row in service.access_facts.all() if row.answer != AccessFact.Answer.YES or row.kind in kinds}
    for kind in kinds:
        if kind not in standing or standing[kind].answer != AccessFact.Answer.YES:
            standing[kind] = AccessFact(kind=kind, answer=AccessFact.Answer.YES, checked_on=service.checked_on, sort_order=len(standing))
    service.access_facts = list(standing.values())


FACTS: dict[str, Fact] = {
    **{name: _column(name) for name in PLAIN},
    "checked_on": Fact(Service._meta.get_field("checked_on").verbose_name, _read_checked_on, _write_checked_on, is_latest=True),
    "provider": Fact(_("provider"), lambda service: str(service.provider_id or ""), _write_provider),
    "places": Fact(_("places"), _read_places, _write_places, is_set=True),
    "costs": Fact(_("costs"), _read_costs, _write_costs),
    "wait": Fact(Service._meta.get_field("typical_wait").verbose_name, _read_wait, _write_wait),
    "times": Fact(_("times"), _read_times, _write_times),
    "contacts": Fact(_("contacts"), _read_contacts, _write_contacts),
    "languages": _coded("languages", Language),
    "needs": Fact(_("needs"), lambda service: service.codes_of_needs, _write_needs, is_set=True),
    "categories": _coded("categories", Category),
    "boroughs": Fact(_("boroughs"), lambda service: service.codes_of_boroughs, _write_boroughs, is_set=True),
    "access": Fact(_("access facts that are yes"), _read_access, _write_access, is_set=True),
}
RELATED = ("at_locations__location", "cost_options", "schedules__location", "contacts", "languages", "needs", "categories", "boroughs", "access_facts")


def given(now: Mapping[str, Any], said: Mapping[str, Any], *, standing: Mapping[str, Any]) -> dict[str, Any]:
    """Of a provider or a place what the feed gives `now` and may: what stands blank, or as the feed `said` it before. It never blanks anything."""
    if now == said:
        return {}
    return {
        name: value
        for name, value in now.items()
        if value not in NOTHING and standing[name] != value and (standing[name] in NOTHING or (name in said and standing[name] == said[name]))
    }


def merge(service: Service, *, now: dict[str, Any], before: dict[str, Any], is_new: bool) -> None:
    """Write what the feed changed since `before`, unless an editor had changed it: then ours stays.

    A fact that the feed gives for the first time fills a blank, and its later check stands before an earlier one of ours.
    Of a set, what the feed added comes and what it dropped goes.
    """
    for name, fact in FACTS.items():
        theirs, was = now[name], before.get(name)
        if theirs == was and not is_new:
            continue
        ours = [] if is_new and fact.is_set else fact.read(service)
        wanted = _merged(fact, ours, theirs, was, is_new=is_new)
        if wanted != ours:
            fact.write(service, wanted)


def _merged(fact: Fact, ours: Any, theirs: Any, was: Any, *, is_new: bool) -> Any:
    if fact.is_set:
        return _merged_set(ours, theirs, was or [])
    is_ours_to_give = ours in NOTHING if was is None else ours == was
    if is_new or is_ours_to_give:
        return theirs
    return max(ours or "", theirs or "") or None if fact.is_latest else ours


def _merged_set(ours: list[str], theirs: list[str], was: list[str]) -> list[str]:
    """“For every one” is no thing among others: it is the whole answer, so either side's stands alone."""
    if EVERY_ONE in (*ours, *theirs, *was):
        return theirs if not ours or _whole(ours) == _whole(was) else ours
    dropped = set(was) - set(theirs)
    return [thing for thing in ours if thing not in dropped] + [thing for thing in theirs if thing not in ours and thing not in was]


def _whole(things: list[str]) -> set[str]:
    return {EVERY_ONE} if EVERY_ONE in things else set(things)


@dataclass(frozen=True)
class Difference:
    """A fact on which a service and its feed disagree, in JSON."""

    name: str
    ours: Any
    theirs: Any

    @property
    def label(self) -> str:
        return str(capfirst(FACTS[self.name].label))

    @property
    def lines_of_ours(self) -> list[str]:
        return self._lines(self.ours)

    @property
    def lines_of_theirs(self) -> list[str]:
        return self._lines(self.theirs)

    def _lines(self, value: Any) -> list[str]:
        """The value for a person to read; rows by their names and not their ids."""
        if self.name == "places":
            return [str(_place(key) or _("a place that was deleted here")) for key in value]
        if self.name == "provider":
            return [str(provider) for provider in Provider.objects.filter(pk__in=[value] if value else [])]
        if value == [EVERY_ONE]:
            return [str(capfirst(Service._meta.get_field(FOR_EVERY[self.name]).verbose_name))]
        return list(_lines(value))


def differences(service: Service, said: Mapping[str, Any], *, turned_down: Mapping[str, Any] | None = None) -> list[Difference]:
    """Where the service says something else than its feed. What the feed does not say is no difference, nor what we know beyond it, nor a value that was turned down."""
    pairs = [(name, fact, fact.read(service), said.get(name)) for name, fact in FACTS.items() if said.get(name) not in NOTHING]
    settled = turned_down or {}
    return [Difference(name, ours, theirs) for name, fact, ours, theirs in pairs if _disagree(name, fact, ours, theirs) and settled.get(name) != theirs]


def _disagree(name: str, fact: Fact, ours: Any, theirs: Any) -> bool:
    if name == "checked_on":
        return (ours or "") < theirs  # that somebody here checked it since is no quarrel
    if not fact.is_set:
        return ours != theirs
    if EVERY_ONE in (*ours, *theirs):
        return (EVERY_ONE in ours) != (EVERY_ONE in theirs)
    return bool(set(theirs) - set(ours))


def take(service: Service, name: str, theirs: Any) -> None:
    """Write the feed's value; to a set only what it lacks is added, unless one side is for every one. The caller saves."""
    fact = FACTS[name]
    ours = fact.read(service) if fact.is_set else []
    is_added = fact.is_set and EVERY_ONE not in (*ours, *theirs)
    fact.write(service, [*ours, *(thing for thing in theirs if thing not in ours)] if is_added else theirs)


def _lines(value: Any) -> Iterator[str]:
    """The value for a person to read, a line each. Of what may be true or not, the name stands where it is."""
    rows: Iterable[Any] = value if isinstance(value, list) else [value]
    for row in rows:
        parts = [_said(*part) for part in row.items()] if isinstance(row, dict) else row if isinstance(row, list) else [row]
        if line := ", ".join(str(part) for part in parts if part not in NOTHING):
            yield line


def _said(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return Schedule._meta.get_field(name).verbose_name if value else ""
    return value
