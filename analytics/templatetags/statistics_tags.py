from django import template
from django.utils import formats

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """10793 as 10,793."""
    return formats.number_format(number, force_grouping=True)
