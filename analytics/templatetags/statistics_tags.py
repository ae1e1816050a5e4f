from collections.abc import Iterable

from django import template

from analytics.indicators.reading import Reading, read, read_all
from analytics.models import Indicator
from analytics.phrases import number

register = template.Library()


register.filter("thousands", number)


@register.simple_tag
def reading_of(indicator: Indicator) -> Reading:
    """What families read of one indicator, saved or not."""
    return read(indicator, indicator.years.all())


@register.simple_tag
def readings_of(chosen: Iterable[Indicator | None]) -> list[Reading]:
    """What families read of those that an editor chose; one that was deleted is left out, one chosen twice stands once."""
    return read_all({indicator.pk: indicator for indicator in chosen if indicator}.values())
