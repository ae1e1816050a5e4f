"""Which pages are for one borough, for the statistics."""

from collections import defaultdict

from feedback.models import YouSaidWeDidPage
from home.models import NewsPage
from localoffer.models import EventPage, GuidancePage


def boroughs_of(pages: list[int]) -> dict[int, list[str]]:
    """The names of the boroughs that each of these pages is for, in one question; a page for everyone is not among them."""
    of_one = (model.objects.filter(borough__isnull=False).order_by().values_list("pk", "borough__name") for model in (NewsPage, EventPage, YouSaidWeDidPage))
    of_some = GuidancePage.boroughs.through.objects.order_by().values_list("guidancepage", "borough__name")
    wanted, found = set(pages), defaultdict[int, list[str]](list)
    for page, name in of_some.union(*of_one, all=True):
        if page in wanted:
            found[page].append(name)
    return dict(found)
