"""What happened on the days of a chart: what editors wrote down, and what other apps know by themselves."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext
from wagtail.models import Site

from analytics.charts import Mark
from analytics.models import Annotation
from analytics.phrases import span


@dataclass(frozen=True)
class Happening:
    """Something from the first day to the last, both counted; without a last day it goes on."""

    first_day: dt.date
    last_day: dt.date | None
    text: str
    kind: str

    def __str__(self) -> str:
        goes_on = gettext("%(day)s and on") % {"day": formats.date_format(self.first_day, "j F Y")}
        days = span(self.first_day, self.last_day) if self.last_day else goes_on
        return gettext("%(days)s: %(text)s (%(kind)s)") % {"days": days, "text": self.text, "kind": self.kind}


Provider = Callable[[dt.date, dt.date], Iterable[Happening]]
_providers: list[Provider] = []


def add_happenings(provider: Provider) -> None:
    """Let an app above this one say what happened between two days, both counted; called once when the apps are ready."""
    _providers.append(provider)


def for_everybody(site: Site, start: dt.date, end: dt.date) -> list[Happening]:
    """What an editor wrote down for everybody, of any day from `start` to `end`. What other apps know was named for editors alone."""
    return [_written(row) for row in Annotation.objects.between(site, start, end).for_everybody()]


def between(site: Site, start: dt.date, end: dt.date) -> list[Happening]:
    """What happened on any day from `start` to `end`, both counted, in order of time."""
    written = (_written(row) for row in Annotation.objects.between(site, start, end))
    known = (each for provider in _providers for each in provider(start, end))
    return sorted([*written, *known], key=lambda each: (each.first_day, each.text))


def marked(happened: Iterable[Happening], end: dt.date) -> list[tuple[Mark, Happening]]:
    """Each with its number for a chart whose last day is `end`."""
    return [(Mark(str(n), each.first_day, each.last_day or end), each) for n, each in enumerate(happened, 1)]


def notes_of(marks: Iterable[tuple[Mark, Happening]]) -> list[str]:
    """What each number on a chart stands for."""
    return [f"{mark.label}. {each}" for mark, each in marks]


def _written(row: Annotation) -> Happening:
    return Happening(row.first_day, row.last_day or row.first_day, row.text, str(row.get_kind_display()))
