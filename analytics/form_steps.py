"""How far people come through a form of several pages: a number by page, and nobody in it."""

from typing import Final

from django.http import HttpRequest
from wagtail.models import Site

from analytics import collecting
from analytics.known import campaign_of
from analytics.screening import reason_to_drop

# The ends of every form; between them stand its own pages.
BEGUN: Final = "begun"
SENT: Final = "sent"


def count(request: HttpRequest, form: str, step: str, *, code: str = "") -> None:
    """Note that a page of a form was finished, unless whoever sent it may not be counted. `form`: one of PAGE_GROUPS; `code`: the campaign's that brought them."""
    site = Site.find_for_request(request)
    reason = reason_to_drop(request)
    if reason:
        collecting.drop(site=site, reason=reason)
    else:
        collecting.count_step(site=site, page=form, detail=step, campaign=campaign_of(code))
