from django.urls import path

from home.page_cache import keep
from localoffer import event_views
from localoffer.feeds import EventFeed

urlpatterns = [
    path("events.ics", event_views.all_events, name="events_calendar"),
    path("events.rss", keep(EventFeed()), name="events_feed"),
    path("<int:number>.ics", event_views.one_event, name="event_calendar"),
]
