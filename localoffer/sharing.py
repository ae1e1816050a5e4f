"""The directory for other people's sites and spreadsheets: a CSV of it, a list to put into another page, and how to do both."""

from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from home.models import Borough
from home.page_cache import keep
from home.spreadsheets import SafeCsv
from localoffer import filters
from localoffer.models import AccessFact, Location, Service, ServiceContact
from localoffer.models.services import ServiceQuerySet
from localoffer.openreferral.spreadsheet import COLUMNS, SEVERAL

ROWS_AT_A_TIME = 500
SERVICES_PER_PAGE = 20
# Any site may show the list in a frame, so nothing in it may be pressed but links: no script, no form.
FRAMED = {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}


def directory(request: HttpRequest) -> StreamingHttpResponse:
    """Every listed service that the address asks for, a line each, in the columns that `import_services` reads. Sent as it is read."""
    headers = {"Content-Disposition": 'attachment; filename="directory.csv"'}
    return StreamingHttpResponse(_csv(_asked(request)), content_type="text/csv; charset=utf-8", headers=headers)


@xframe_options_exempt
@csp_replace(FRAMED)
@keep
def embedded(request: HttpRequest) -> HttpResponse:
    page = Paginator(_asked(request).with_lists().order_by("name", "pk"), SERVICES_PER_PAGE).get_page(request.GET.get("page"))
    response = render(request, "localoffer/embedded.html", {"services": page, "home": settings.SITE_URL})
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@keep
def share(request: HttpRequest) -> HttpResponse:
    chosen = filters.read(request.GET)
    borough = Borough.objects.chosen(request.GET)
    asked = [(name, row.code) for name, row in chosen.rows] + ([("cost", filters.FREE)] if chosen.is_free else []) + ([("borough", borough.slug)] if borough else [])
    query = f"?{urlencode(asked)}" if asked else ""
    context = {"chosen": chosen, "embed": settings.SITE_URL + reverse("services_embed") + query, "csv": reverse("directory_csv") + query, "site": settings.SITE_URL}
    return render(request, "localoffer/share.html", context | filters.offered())


def _asked(request: HttpRequest) -> ServiceQuerySet:
    _chosen, services = filters.services(request.GET)
    return services.for_borough(Borough.objects.chosen(request.GET))


def _csv(services: ServiceQuerySet) -> Iterator[str]:
    buffer = StringIO()
    writer = SafeCsv(buffer)
    buffer.write("\ufeff")  # tells spreadsheets the encoding
    writer.write(COLUMNS)
    for service in services.with_open_data().order_by("name", "pk").iterator(chunk_size=ROWS_AT_A_TIME):
        writer.write(_line(service))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _line(service: Service) -> list[object]:
    place = service.places[0] if service.places else None
    cells = {name: getattr(service, name) for name in ("id", "name", "summary", "description", "website", "email", "areas_served", "min_age", "max_age", "criteria", "status")} | {
        "provider": service.provider.name if service.provider else "",
        "phone": _joined(contact.phone for contact in service.contacts.all()),
        "contacts": _joined(_contact(contact) for contact in service.contacts.all() if contact.name or contact.email),
        "access": _joined(fact.kind for fact in service.access_facts.all() if fact.answer == AccessFact.Answer.YES),
        "needs": _joined(iter(service.codes_of_needs)),
        "categories": _joined(row.code for row in service.categories.all()),
        "boroughs": _joined(row.slug for row in service.boroughs.all()),
        "languages": _joined(row.code for row in service.languages.all()),
        "cost": _joined(_cost(cost.amount, cost.description) for cost in service.cost_options.all()),
        "checked_on": service.checked_on or "",
    }
    cells |= _place(place) if place else {}
    return ["" if (value := cells.get(column)) is None else value for column in COLUMNS]


def _joined(parts: Iterator[str]) -> str:
    return f"{SEVERAL} ".join(part for part in parts if part)


def _cost(amount: object, description: str) -> str:
    words = description.replace(SEVERAL, ",")
    return words if amount is None else f"{amount}: {words}" if words else str(amount)


def _contact(contact: ServiceContact) -> str:
    """A name, number and address with commas between, as `import_services` reads them."""
    return ", ".join(part.replace(SEVERAL, ",") for part in (contact.name, contact.phone, contact.email) if part)


def _place(place: Location) -> dict[str, object]:
    """The first of its places, as anybody may know it."""
    latitude, longitude = place.point or ("", "")
    cells: dict[str, object] = {"town": place.town, "latitude": latitude, "longitude": longitude}
    return cells if place.is_masked else cells | {"place": place.name, "address": place.address, "postcode": place.postcode}
