"""The eleven addresses of Open Referral UK, and the description of all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from localoffer.api import description, parameters, questions
from localoffer.api.answers import NotThere, open_data
from localoffer.api.description import LISTS, OF_ONE
from localoffer.api.pages import page_of
from localoffer.api.questions import Organization
from localoffer.models import AgePhase, Service, ServiceAtLocation
from localoffer.openreferral.publish import PROFILE, VERSION, places, records, terms
from localoffer.openreferral.publish.made import Record

Content = dict[str, Any]


def _asked(request: HttpRequest, of: str) -> dict[str, Any]:
    return parameters.read(request.GET, LISTS[of][1])


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("open_data")).rstrip("/")


@open_data
def root(request: HttpRequest) -> Content:
    parameters.read(request.GET, ("format",))
    return {"version": VERSION, "profile": PROFILE, "openapi_url": f"{_base(request)}/openapi.json"}


@open_data
def openapi(request: HttpRequest) -> Content:
    return description.openapi(_base(request))


@open_data
def services(request: HttpRequest) -> Content:
    asked = _asked(request, "services")
    found = questions.services(asked)
    if asked.get("full"):
        return page_of(found.with_open_data(), asked, _whole_service(request))
    return page_of(found.with_places(), asked, records.minimal if asked.get("minimal") else records.basic)


@open_data
def service(request: HttpRequest, pk: str) -> Content:
    parameters.read(request.GET, OF_ONE["services"])
    found = Service.objects.listed().with_open_data().filter(pk=_uuid(pk, "service")).first()
    return _whole_service(request)(_there(found, "service"))


@open_data
def organizations(request: HttpRequest) -> Content:
    asked = _asked(request, "organizations")
    return page_of(questions.organizations(asked), asked, _organization(request, asked))


@open_data
def organization(request: HttpRequest, pk: str) -> Content:
    asked = parameters.read(request.GET, OF_ONE["organizations"]) | {"full": True}
    found = questions.organizations(asked).one(_uuid(pk, "organization"))
    return _organization(request, asked)(_there(found, "organization"))


@open_data
def service_at_locations(request: HttpRequest) -> Content:
    asked = _asked(request, "service_at_locations")
    return page_of(questions.at_locations(asked), asked, _at_location)


@open_data
def service_at_location(request: HttpRequest, pk: str) -> Content:
    parameters.read(request.GET, OF_ONE["service_at_locations"])
    return _at_location(_there(questions.at_locations({}).filter(pk=_uuid(pk, "service_at_location")).first(), "service_at_location"))


@open_data
def taxonomies(request: HttpRequest) -> Content:
    asked = _asked(request, "taxonomies")
    return page_of(questions.every_taxonomy(asked), asked, partial(terms.taxonomy_record, base=_base(request)))


@open_data
def taxonomy(request: HttpRequest, pk: str) -> Content:
    parameters.read(request.GET, ("format",))
    wanted = _uuid(pk, "taxonomy")
    found = _there(next((each for each in terms.TAXONOMIES if each.id == str(wanted)), None), "taxonomy")
    return terms.taxonomy_record(found, questions.every_term({"taxonomy_id": wanted}), base=_base(request))


@open_data
def taxonomy_terms(request: HttpRequest) -> Content:
    asked = _asked(request, "taxonomy_terms")
    return page_of(questions.every_term(asked), asked, partial(terms.term_record, base=_base(request)))


@open_data
def taxonomy_term(request: HttpRequest, pk: str) -> Content:
    parameters.read(request.GET, ("format",))
    wanted = str(_uuid(pk, "taxonomy_term"))
    found = _there(next((term for term in terms.every_term() if term.id == wanted), None), "taxonomy_term")
    return terms.term_record(found, base=_base(request))


@open_data
def nothing_here(request: HttpRequest) -> Content:
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
    return partial(records.full, phases=list(AgePhase.objects.all()), base=_base(request))


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
    return lambda found: records.organization(found.provider) | {"services": [write(service) for service in found.services()]}
