from django.urls import path
from django.views.decorators.http import require_safe

from home.page_cache import keep
from localoffer import event_views
from localoffer.feeds import EventFeed

urlpatterns = [
    path("events.ics", event_views.all_events, name="events_calendar"),
    path("events.rss", keep(require_safe(EventFeed())), name="events_feed"),
    path("<int:number>.ics", event_views.one_event, name="event_calendar"),
]
