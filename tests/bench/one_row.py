"""A bare Django view that inserts one row, to measure the counter against: no middleware, no question, the same table."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from analytics.models import RawEvent

SITE: list[int] = []


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    RawEvent.objects.create(site_id=SITE[0], kind=RawEvent.Kind.NOSCRIPT, at=now, day=now.date())
    return HttpResponse(status=204)


urlpatterns = [path("", insert)]
