"""What other apps' pages show of the Local Offer's own pages."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from home.queries import readable
from localoffer import structured
from localoffer.models import NewToSendPage, Service

register = template.Library()


@register.simple_tag
def new_to_send() -> NewToSendPage | None:
    """Where a family starts, when the site has that page."""
    return readable(NewToSendPage.objects.all()).first()


@register.simple_tag
def structured_data(service: Service, areas: Iterable[str] | None = None) -> SafeString:
    """What search engines read about the service (schema.org), as a block of data that is no script."""
    return structured.block(structured.about(service, areas))
