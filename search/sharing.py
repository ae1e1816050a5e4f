"""The directory for other people's sites and spreadsheets: a CSV of it, a list to put into another page, and how to do both. All take the finder's filters."""

from collections.abc import Iterator
from io import StringIO

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from home.page_cache import keep
from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv
from localoffer.models import Service
from localoffer.openreferral import spreadsheet
from search import finding, forms
from search.choices import Choices
from search.engines import database_engine
from search.forms import Asked
from search.indexing import service_ids
from search.limits import limited
from search.models import SearchEntry
from search.narrowing import chips

ROWS_AT_A_TIME = 500
# What the form of the page about sharing asks; it hands on what else was chosen.
OWN = {"need", "phase", "category", "cost"}
# Any site may show the list in a frame, so nothing in it may be pressed but links: no script, no form.
FRAMED = {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}


@limited("files")
@require_safe
def directory(request: HttpRequest) -> StreamingHttpResponse:
    """Every listed service that the address asks for, a line each, in the columns that `import_services` reads. Sent as it is read."""
    asked = forms.read(request.GET, Choices.read(), only=SearchEntry.Kind.SERVICE)
    headers = {"Content-Disposition": 'attachment; filename="directory.csv"'}
    return StreamingHttpResponse(_csv(asked), content_type="text/csv; charset=utf-8", headers=headers)


@xframe_options_exempt
@csp_replace(FRAMED)
@keep
@limited("search")
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    choices = Choices.read()
    found = finding.find(forms.read(request.GET, choices, only=SearchEntry.Kind.SERVICE), choices, request=request)
    response = render(request, "search/embedded.html", {"found": found, "home": settings.SITE_URL})
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@keep
@require_safe
def share(request: HttpRequest) -> HttpResponse:
    choices = Choices.read()
    asked = forms.read(request.GET, choices, only=SearchEntry.Kind.SERVICE).for_others
    offered = {facet: list(choices.of(facet).values()) for facet in OWN}
    kept = [pair for pair in asked.pairs if pair[0] not in OWN]
    query = asked.address.removesuffix("?")
    addresses = {"embed": settings.SITE_URL + reverse("services_embed") + query, "csv": reverse("directory_csv") + query}
    return render(request, "search/share.html", {"asked": asked, "offered": offered, "kept": kept, "chips": chips(asked, choices)} | addresses)


def _csv(asked: Asked) -> Iterator[str]:
    buffer = StringIO()
    writer = SafeCsv(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.write(spreadsheet.COLUMNS)
    for service in _services(asked):
        writer.write(spreadsheet.line(service))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _services(asked: Asked) -> Iterator[Service]:
    """All of them in the order of the list, from the database's own engine: another one lets nobody read to the end of a very long list.

    It is searched once, which gives their ids; of whole services ROWS_AT_A_TIME are held, and each lot costs the same queries.
    """
    ids = service_ids(database_engine().every_key(finding.understand_all(asked).query))
    for first in range(0, len(ids), ROWS_AT_A_TIME):
        lot = ids[first : first + ROWS_AT_A_TIME]
        found = Service.objects.listed().with_open_data().in_bulk(lot)
        yield from (found[pk] for pk in lot if pk in found)
