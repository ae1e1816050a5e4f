"""What other apps' pages show of the Local Offer's own pages."""

from collections.abc import Iterable

from django import template

from home.queries import readable
from localoffer.models import NewToSendPage, Service

register = template.Library()


@register.simple_tag
def new_to_send() -> NewToSendPage | None:
    """Where a family starts, when the site has that page."""
    return readable(NewToSendPage.objects.all()).first()


@register.filter
def open_services(services: Iterable[Service | None]) -> list[Service]:
    """Of these services, in their order, those whose page families may open; no question when there are none."""
    chosen = [service for service in services if service]
    open_ones = set(Service.objects.published().filter(pk__in=[service.pk for service in chosen]).values_list("pk", flat=True)) if chosen else set()
    return [service for service in chosen if service.pk in open_ones]
