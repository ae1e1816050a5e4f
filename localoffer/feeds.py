"""Feeds of what is coming up."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from home.models import Borough
from home.queries import readable
from home.signs import clean
from localoffer.models import EventIndexPage, EventPage


class EventFeed(Feed):
    """The next events, of one borough when the address says so."""

    title = _("Events")
    description = _("What is on for children and young people with SEND, and their families.")
    next = 50

    def get_object(self, request: HttpRequest) -> Borough | None:
        return Borough.objects.chosen(request.GET)

    def link(self) -> str:
        page = EventIndexPage.objects.live().first()
        return page.get_full_url() if page else "/"

    def items(self, borough: Borough | None) -> list[EventPage]:
        return list(readable(EventPage.objects.all()).for_borough(borough).upcoming().select_related("location")[: self.next])

    def item_title(self, item: EventPage) -> str:
        return clean(item.title)

    def item_description(self, item: EventPage) -> str:
        when = formats.date_format(timezone.localtime(item.starts_at), "l j F Y, g.ia")
        return clean(". ".join([when, *([", ".join(item.place_lines)] if item.place_lines else []), item.summary]))

    def item_link(self, item: EventPage) -> str:
        return item.get_full_url()

    def item_pubdate(self, item: EventPage) -> dt.datetime:
        return item.first_published_at or item.starts_at
