"""A list of results as files that other programs read: a feed, a calendar, a table."""

from collections.abc import Callable

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from home.signs import clean
from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv
from localoffer import calendars
from localoffer.models import EventPage
from search import finding
from search.forms import Asked
from search.models import SearchEntry
from search.results import Result

MOST_IN_A_FEED = 50
MOST_ROWS = 1_000


def rss(asked: Asked, request: HttpRequest) -> HttpResponse:
    """The first 50 results: somebody who follows it hears of what is new. Its address is given to another program, so it never says where somebody is."""
    asked = asked.for_others
    results, _total = finding.list_all(asked, request=request, most=MOST_IN_A_FEED)
    here = request.build_absolute_uri
    title, description = clean(_title(asked)), _("Results of a search")
    feed = Rss201rev2Feed(title=title, link=here(reverse("search") + asked.address), description=description, language=get_language(), feed_url=here(request.path + asked.address))
    for result in results:
        feed.add_item(title=clean(result.name), link=here(result.url), description=clean(result.summary), unique_id=result.key, unique_id_is_permalink=False)
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def csv(asked: Asked, request: HttpRequest) -> HttpResponse:
    """The first 1,000 results; a last line says when there are more."""
    results, total = finding.list_all(asked, request=request, most=MOST_ROWS)
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="results.csv"'})
    prefetch_related_objects([result.service for result in results if result.service], "cost_options")
    table = SafeCsv(response)
    about = [_("Name"), _("What it is"), _("About"), _("Address of the page")]
    table.write([*about, _("Provider"), _("From age"), _("To age"), _("Free"), _("Where"), _("Miles"), _("Status"), _("Checked on")])
    for result in results:
        table.write(_row(result, request))
    if total > MOST_ROWS:
        more = ngettext("Only the first %(most)s of %(total)s result are here.", "Only the first %(most)s of %(total)s results are here.", total)
        table.write([more % {"most": f"{MOST_ROWS:,}", "total": f"{total:,}"}])
    return response


def ics(asked: Asked, request: HttpRequest) -> HttpResponse:
    """The dates of the first 1,000 results: events, and when services are on. What has no date is left out."""
    results, _total = finding.list_all(asked, request=request, most=MOST_ROWS)
    services = [result.service for result in results if result.service]
    prefetch_related_objects(services, "schedules__location")
    events = EventPage.objects.filter(pk__in=[result.thing.pk for result in results if result.kind == SearchEntry.Kind.EVENT]).select_related("location")
    file = calendars.of_both(_title(asked), services, events.order_by("starts_at", "pk"), today=timezone.localdate())
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="results.ics"'})


def _row(result: Result, request: HttpRequest) -> list[object]:
    row = [result.name, result.label, result.summary, request.build_absolute_uri(result.url)]
    miles = "" if result.miles is None else round(result.miles, 1)
    service = result.service
    if service is None:
        return [*row, "", "", "", "", "", miles, "", ""]
    where = "; ".join(area for place in service.places if (area := place.area))
    free = {True: _("Yes"), False: _("No"), None: ""}[service.is_free]
    provider = service.provider.name if service.provider else ""
    return [*row, provider, service.min_age, service.max_age, free, where, miles, service.get_status_display(), service.checked_on]


def _title(asked: Asked) -> str:
    return _("Search: %(words)s") % {"words": asked.text} if asked.text else _("Search")


FORMS: dict[str, Callable[[Asked, HttpRequest], HttpResponse]] = {"rss": rss, "ics": ics, "csv": csv}
