"""Feeds of what is new."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from feedback.models import YouSaidWeDidIndexPage, YouSaidWeDidPage
from home.models import Borough
from home.queries import readable


class YouSaidWeDidFeed(Feed):
    """The newest entries of "You said, we did", of one borough when the address says so."""

    title = _("You said, we did")
    description = _("What families told us, and what came of it.")
    newest = 30

    def get_object(self, request: HttpRequest) -> Borough | None:
        return Borough.objects.chosen(request.GET)

    def link(self) -> str:
        page = YouSaidWeDidIndexPage.objects.live().first()
        return page.get_full_url() if page else "/"

    def items(self, borough: Borough | None) -> list[YouSaidWeDidPage]:
        return list(readable(YouSaidWeDidPage.objects.all()).for_borough(borough).newest_first()[: self.newest])

    def item_title(self, item: YouSaidWeDidPage) -> str:
        return item.title

    def item_description(self, item: YouSaidWeDidPage) -> str:
        return f"{strip_tags(item.you_said)} {item.get_status_display()}. {strip_tags(item.we_did) or item.not_possible_because}"

    def item_link(self, item: YouSaidWeDidPage) -> str:
        return item.get_full_url()

    def item_pubdate(self, item: YouSaidWeDidPage) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(item.date, dt.time(9)))
