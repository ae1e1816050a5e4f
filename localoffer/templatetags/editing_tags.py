"""Parts of the editors' desk that stand on Wagtail's own pages."""

from typing import Any

from django import template

from localoffer.editing import which
from localoffer.models import Merge, Service

register = template.Library()
register.filter(which.facts_of)


@register.inclusion_tag("wagtailadmin/services/merges_of.html")
def merges_of(service: Service) -> dict[str, Any]:
    """That it became one with another, and the way to undo it."""
    return {"service": service, "merges": Merge.objects.recent().of(service)}
