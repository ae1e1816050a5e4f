"""The eleven addresses of Open Referral UK, and the description of all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from home.models import Borough
from localoffer.api import description, questions
from localoffer.api.answers import Asked, Content, NotThere, open_data
from localoffer.api.description import LISTS, OF_ONE
from localoffer.api.pages import page_of
from localoffer.api.questions import MOST_OF_NOBODY, Organization
from localoffer.models import AgePhase, Service, ServiceAtLocation
from localoffer.openreferral.publish import PROFILE, VERSION, places, records, terms
from localoffer.openreferral.publish.made import Record


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("open_data")).rstrip("/")


@open_data("format")
def root(request: HttpRequest, asked: Asked) -> Content:
    return {"version": VERSION, "profile": PROFILE, "openapi_url": f"{_base(request)}/openapi.json"}


@open_data("format")
def openapi(request: HttpRequest, asked: Asked) -> Content:
    return description.openapi(_base(request))


@open_data(*LISTS["services"][1])
def services(request: HttpRequest, asked: Asked) -> Content:
    found = questions.services(asked)
    if asked.get("full"):
        return page_of(found.with_open_data(), asked, _whole_service(request))
    return page_of(found.with_places(), asked, records.minimal if asked.get("minimal") else records.basic)


@open_data(*OF_ONE["services"])
def service(request: HttpRequest, asked: Asked, pk: str) -> Content:
    found = Service.objects.listed().with_open_data().filter(pk=_uuid(pk, "service")).first()
    return _whole_service(request)(_there(found, "service"))


@open_data(*LISTS["organizations"][1])
def organizations(request: HttpRequest, asked: Asked) -> Content:
    return page_of(questions.organizations(asked), asked, _organization(request, asked))


@open_data(*OF_ONE["organizations"])
def organization(request: HttpRequest, asked: Asked, pk: str) -> Content:
    asked |= {"full": True}
    found = questions.organizations(asked).one(_uuid(pk, "organization"))
    return _organization(request, asked)(_there(found, "organization"))


@open_data(*LISTS["service_at_locations"][1])
def service_at_locations(request: HttpRequest, asked: Asked) -> Content:
    return page_of(questions.at_locations(asked), asked, _at_location)


@open_data(*OF_ONE["service_at_locations"])
def service_at_location(request: HttpRequest, asked: Asked, pk: str) -> Content:
    return _at_location(_there(questions.at_locations({}).filter(pk=_uuid(pk, "service_at_location")).first(), "service_at_location"))


@open_data(*LISTS["taxonomies"][1])
def taxonomies(request: HttpRequest, asked: Asked) -> Content:
    return page_of(questions.every_taxonomy(asked), asked, partial(terms.taxonomy_record, base=_base(request)))


@open_data(*OF_ONE["taxonomies"])
def taxonomy(request: HttpRequest, asked: Asked, pk: str) -> Content:
    wanted = _uuid(pk, "taxonomy")
    found = _there(next((each for each in terms.TAXONOMIES if each.id == str(wanted)), None), "taxonomy")
    return terms.taxonomy_record(found, questions.every_term({"taxonomy_id": wanted}), base=_base(request))


@open_data(*LISTS["taxonomy_terms"][1])
def taxonomy_terms(request: HttpRequest, asked: Asked) -> Content:
    return page_of(questions.every_term(asked), asked, partial(terms.term_record, base=_base(request)))


@open_data(*OF_ONE["taxonomy_terms"])
def taxonomy_term(request: HttpRequest, asked: Asked, pk: str) -> Content:
    wanted = str(_uuid(pk, "taxonomy_term"))
    found = _there(next((term for term in terms.every_term() if term.id == wanted), None), "taxonomy_term")
    return terms.term_record(found, base=_base(request))


@open_data()
def nothing_here(request: HttpRequest, asked: Asked) -> Content:
    raise NotThere("There is no such address here. /api/open-referral/v3/openapi.json says which there are.")


def _uuid(given: str, what: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotThere(f"There is no {what} with this id.") from None


def _there(found: Any, what: str) -> Any:
    if found is None:
        raise NotThere(f"There is no {what} with this id.")
    return found


def _whole_service(request: HttpRequest) -> Callable[[Service], Record]:
    return partial(records.full, phases=list(AgePhase.objects.all()), boroughs=list(Borough.objects.known()), base=_base(request))


def _at_location(row: ServiceAtLocation) -> Record:
    return places.service_at_location(row, row.service.access_facts.all())


def _organization(request: HttpRequest, asked: dict[str, Any]) -> Callable[[Organization], Record]:
    """How to write an organisation: with its services when that was asked, by name or in full."""
    if asked.get("full_service"):
        write = _whole_service(request)
    elif asked.get("full"):
        write = records.named
    else:
        return lambda found: records.organization(found.provider)
    base = _base(request)
    return lambda found: records.organization(found.provider) | _pointer(found, base) | {"services": [write(service) for service in found.services()]}


def _pointer(found: Organization, base: str) -> Record:
    """Where the rest of the services without a provider can be read, page by page."""
    if found.provider:
        return {}
    said = records.organization(None)
    return {"description": f"{said['description']} At most {MOST_OF_NOBODY} of them stand here; all are at {base}/services?organization_id={said['id']}"}
