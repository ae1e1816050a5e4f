"""What other apps' pages show of the Local Offer's own pages."""

from django import template

from home.queries import readable
from localoffer.models import NewToSendPage

register = template.Library()


@register.simple_tag
def new_to_send() -> NewToSendPage | None:
    """Where a family starts, when the site has that page."""
    return readable(NewToSendPage.objects.all()).first()
