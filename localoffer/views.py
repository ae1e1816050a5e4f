"""A service's own page. The list of services is the search's (`search.views`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from home.page_cache import keep
from localoffer import calendars
from localoffer.models import OldAddress, Service
from localoffer.service_page import shown


@keep
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = Service.objects.published().with_everything().filter(slug=slug).first()
    if found is None:
        moved = get_object_or_404(OldAddress.objects.leading_somewhere(), slug=slug)
        return redirect(moved.service, permanent=True)
    return render(request, "localoffer/service.html", {"service": found, "shown": shown(found), "service_link": request.build_absolute_uri(found.get_absolute_url())})


@keep
@require_safe
def service_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.published().with_everything(), slug=slug)
    file = calendars.of_service(found, today=timezone.localdate())
    if file is None:
        raise Http404
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")
