"""What belongs to one service: times, costs, contacts, areas, languages and its attributes."""

from collections.abc import Iterable
from uuid import UUID

from home.models import Borough
from localoffer.models import AccessFact, AgePhase, CostOption, Schedule, Service, ServiceContact
from localoffer.openreferral.publish import terms
from localoffer.openreferral.publish.made import Record, clock, day, identity, record
from localoffer.openreferral.publish.terms import Term


def schedule(row: Schedule, at_locations: dict[UUID, str]) -> Record:
    """A time; `at_locations` gives the service_at_location of each of the service's places."""
    words = [row.description, "Only in term time." if row.term_time_only else ""]
    return record(
        id=str(row.pk),
        service_id=str(row.service_id),
        service_at_location_id=at_locations.get(row.location_id) if row.location_id else None,
        freq=row.freq if row.day else None,
        interval=row.interval if row.day else None,
        byday=f"{row.week_of_month or ''}{row.day}",
        dtstart=day(row.valid_from),
        valid_from=day(row.valid_from),
        valid_to=day(row.valid_to),
        opens_at=clock(row.opens_at),
        closes_at=clock(row.closes_at),
        description=" ".join(word for word in words if word),
    )


def cost(row: CostOption) -> Record:
    return record(
        id=identity("cost", row.service_id, row.amount, row.description),
        service_id=str(row.service_id),
        option=row.description if row.amount is not None else None,
        amount=float(row.amount) if row.amount is not None else None,
        amount_description="Free" if row.amount == 0 else (row.description if row.amount is None else None),
        currency="GBP" if row.amount is not None else None,
    )


def contact(row: ServiceContact) -> Record:
    """Whom to ask, as families may see it; the caller hands over public contacts only."""
    contact_id = identity("contact", row.service_id, row.name, row.phone, row.email)
    phones = [{"id": identity("phone", contact_id), "contact_id": contact_id, "number": row.phone}] if row.phone else []
    return record(id=contact_id, service_id=str(row.service_id), name=row.name, email=row.email, phones=phones)


def areas(service: Service, boroughs: Iterable[Borough]) -> list[Record]:
    """The boroughs it says that it is for, and its own words for a part of one. `boroughs` are all: who is for every one goes out with each."""
    said = boroughs if service.is_for_every_borough else service.boroughs.all()
    names = [borough.name for borough in said] + ([service.areas_served] if service.areas_served else [])
    return [record(id=identity("area", service.pk, name), service_id=str(service.pk), name=name, service_area=name) for name in names]


def languages(service: Service) -> list[Record]:
    return [record(id=identity("language", service.pk, row.code), service_id=str(service.pk), name=row.name, code=row.code) for row in service.languages.all()]


def attributes(service: Service, phases: Iterable[AgePhase], *, base: str) -> list[Record]:
    """What the service is, in the terms of our word lists. "No" and "not known" are no suitability and don't go out as one."""
    said: list[tuple[Term, str]] = [(terms.need(row), "") for row in service.needs.all()]
    said += [(terms.EVERY, "")] if service.is_for_every_need else []
    said += [(terms.phase(row), "") for row in phases if service.takes_phase(row)]
    said += [(terms.access(fact.kind), fact.note) for fact in service.access_facts.all() if fact.answer == AccessFact.Answer.YES]
    said += [(terms.question(row.question), row.answer) for row in service.send_answers.all()]
    said += [(terms.category(row), "") for row in service.categories.all()]
    return [_attribute(service, term, value, base) for term, value in said]


def _attribute(service: Service, term: Term, value: str, base: str) -> Record:
    """Always with link_entity: without it, DfE's reader drops the service."""
    return record(
        id=identity("attribute", service.pk, term.id),
        link_id=str(service.pk),
        link_entity="service",
        link_type=term.taxonomy.link_type,
        taxonomy_term_id=term.id,
        taxonomy_term=terms.term_record(term, base=base),
        value=value,
    )
