"""What other apps' pages show of feedback: "You said, we did", and where the reader is when they tell us something."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import template
from wagtail.models import Page

from feedback.models import YouSaidWeDidPage
from feedback.places import in_a_form, place_of_view
from home.models import Borough
from home.queries import readable
from localoffer.models import Service

register = template.Library()


@register.simple_tag
def latest_you_said_we_did(borough: Borough | None, count: int) -> list[YouSaidWeDidPage]:
    """The newest `count` entries of the chosen borough and of both."""
    return list(readable(YouSaidWeDidPage.objects.all()).for_borough(borough or None).newest_first().select_related("borough")[:count])


class Where(NamedTuple):
    """Where the reader is, for the form "Was this page useful?" (`name` and `value`) and for the link to the comment form (`query`)."""

    name: str
    value: str
    query: str


@register.simple_tag(takes_context=True)
def reader_is_at(context: template.Context) -> Where | None:
    """None on what is private, on what is no page (an error, a form of ours), and on a page that has no place yet."""
    page, service, request = context.get("page"), context.get("service"), context.get("request")
    about = page if isinstance(page, Page) and page.pk else service if isinstance(service, Service) else None
    if about is None and request and request.resolver_match:
        about = place_of_view(request.resolver_match.url_name)
    if about is None:
        return None
    name, value = in_a_form(about)
    borough = context.get("borough")
    query = {name: value, "words": request.GET.get("q", "")[:100] if request and value == "search" else "", "borough": borough.slug if borough else ""}
    return Where(name, value, urlencode({name: value for name, value in query.items() if value}))
