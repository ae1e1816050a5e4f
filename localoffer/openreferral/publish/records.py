"""A service, and who runs it."""

from collections.abc import Iterable
from uuid import UUID

from home.models import Borough
from localoffer.models import AgePhase, Provider, Service
from localoffer.openreferral.publish import parts, places
from localoffer.openreferral.publish.made import Record, day, identity, moment, record

STATUSES = {
    Service.Status.OPEN: "active",
    Service.Status.WAITING_LIST: "active",
    Service.Status.CLOSED_FOR_NOW: "temporarily closed",
    Service.Status.ENDED: "defunct",
}
ALERTS = {Service.Status.WAITING_LIST: "There is a waiting list.", Service.Status.CLOSED_FOR_NOW: "It is closed for now."}
NOBODY = UUID(identity("organization", "not-known"))


def minimal(service: Service) -> Record:
    """For readers who keep a copy: which services there are and when each changed. The standard's text calls that modified_date."""
    changed = moment(service.last_modified)
    return {"id": str(service.pk), "last_modified": changed, "modified_date": changed}


def basic(service: Service) -> Record:
    """What there is one of in a service, its organisation included."""
    return record(
        id=str(service.pk),
        organization_id=str(service.provider_id or NOBODY),
        name=service.name,
        description=service.description or service.summary,
        url=service.website,
        email=service.email,
        status=STATUSES[Service.Status(service.status)],
        minimum_age=service.min_age,
        maximum_age=service.max_age,
        eligibility_description=service.criteria,
        application_process=_how_to_get_it(service),
        wait_time=_wait(service),
        assured_date=day(service.checked_on),
        alert=ALERTS.get(Service.Status(service.status)),
        last_modified=moment(service.last_modified),
        organization=organization(service.provider),
    )


def full(service: Service, phases: Iterable[AgePhase], boroughs: Iterable[Borough], *, base: str) -> Record:
    """Everything; needs the service loaded by `with_open_data`, which loads no contact for staff."""
    at_locations = {row.location_id: str(row.pk) for row in service.at_locations.all()}
    facts = service.access_facts.all()
    return basic(service) | record(
        schedules=[parts.schedule(row, at_locations) for row in service.schedules.all()],
        service_areas=parts.areas(service, boroughs),
        service_at_locations=[places.service_at_location(row, facts) for row in service.at_locations.all()],
        languages=parts.languages(service),
        cost_options=[parts.cost(row) for row in service.cost_options.all()],
        contacts=[parts.contact(row) for row in service.contacts.all()],
        attributes=parts.attributes(service, phases, base=base),
    )


def named(service: Service) -> Record:
    return {"id": str(service.pk), "name": service.name}


def organization(provider: Provider | None) -> Record:
    """Who runs a service. The standard wants an organisation for each, so one stands for those that nobody has told us."""
    if provider is None:
        return {"id": str(NOBODY), "name": "Provider not known", "description": "Nobody has told us yet who runs these services."}
    phones = [{"id": identity("phone", provider.pk), "organization_id": str(provider.pk), "number": provider.phone}] if provider.phone else []
    return record(
        id=str(provider.pk),
        name=provider.name,
        description=provider.description or provider.name,
        email=provider.email,
        website=provider.website,
        phones=phones,
    )


def _how_to_get_it(service: Service) -> str:
    words = [f"{Service.Route(service.route).label}." if service.route else "", service.route_details, service.what_next]
    return "\n\n".join(word for word in words if word)


def _wait(service: Service) -> str:
    return f"{service.typical_wait} (as {service.wait_told_by} told us on {service.wait_told_on:%-d %B %Y})" if service.typical_wait else ""
