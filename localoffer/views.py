"""The service directory: the list and a service's own page."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from home.models import Borough
from home.page_cache import keep
from localoffer import calendars, filters
from localoffer.models import Service
from localoffer.service_page import shown

SERVICES_PER_PAGE = 20


@keep
def service_list(request: HttpRequest) -> HttpResponse:
    chosen, services = filters.services(request.GET)
    services = services.for_borough(Borough.objects.chosen(request.GET)).with_lists().order_by("name", "pk")
    page = Paginator(services, SERVICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "localoffer/service_list.html", {"services": page, "chosen": chosen, **filters.offered()})


@keep
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.published().with_everything(), slug=slug)
    return render(request, "localoffer/service.html", {"service": found, "shown": shown(found), "service_link": request.build_absolute_uri(found.get_absolute_url())})


@keep
def service_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.published().with_everything(), slug=slug)
    file = calendars.of_service(found, today=timezone.localdate())
    if file is None:
        raise Http404
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")
