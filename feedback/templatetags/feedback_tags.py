"""What other apps' pages show of "You said, we did"."""

from django import template

from feedback.models import YouSaidWeDidPage
from home.models import Borough
from home.queries import readable

register = template.Library()


@register.simple_tag
def latest_you_said_we_did(borough: Borough | None, count: int) -> list[YouSaidWeDidPage]:
    """The newest `count` entries of the chosen borough and of both."""
    return list(readable(YouSaidWeDidPage.objects.all()).for_borough(borough or None).newest_first().select_related("borough")[:count])
