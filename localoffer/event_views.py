"""Events as calendar files; their pages are Wagtail's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.models import Borough
from home.page_cache import keep
from home.queries import readable
from localoffer import calendars
from localoffer.models import EventPage

CALENDAR = "text/calendar; charset=utf-8"
MOST_EVENTS = 500
LARGEST_NUMBER = 2**31 - 1


@keep
@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    events = readable(EventPage.objects.all()).for_borough(Borough.objects.chosen(request.GET)).upcoming().select_related("location")
    return HttpResponse(calendars.of_events(_("Events"), events[:MOST_EVENTS]), content_type=CALENDAR)


@keep
@require_safe
def one_event(request: HttpRequest, number: int) -> HttpResponse:
    event = get_object_or_404(readable(EventPage.objects.all()).select_related("location"), pk=min(number, LARGEST_NUMBER))
    return HttpResponse(calendars.of_events(event.title, [event]), content_type=CALENDAR)
