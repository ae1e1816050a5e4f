"""What changes the figures of indicators: people, files and our own counting. What was published and is changed leaves a correction behind."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from analytics.definitions import Status
from analytics.indicators.plan import Plan
from analytics.models import Indicator, IndicatorCorrection, IndicatorYear, SiteDay
from analytics.models.indicators import SEVERAL
from analytics.phrases import Metric

TAKEN_IN: Final = "analytics.indicator.taken_in"
# A session and a worker that stood still may last longer than the year.
WAIT: Final = dt.timedelta(days=3)
DAY: Final = dt.timedelta(days=1)


class HasProblems(Exception):
    """A line of the file has a problem, so nothing of it is taken in."""


class MeanwhileChanged(Exception):
    """The figures are no longer what they were when somebody looked at the file."""


@contextmanager
def noting_corrections(indicator: Indicator, *, by: Any = None) -> Iterator[None]:
    """Whatever is done to the years inside is done in one transaction; each published figure that is another afterwards keeps what it was."""
    with transaction.atomic():
        was = {year.pk: year for year in IndicatorYear.objects.select_for_update().filter(indicator_id=indicator.pk)}
        yield
        for year in IndicatorYear.objects.filter(indicator_id=indicator.pk, pk__in=was):
            _note(was[year.pk], year, by)


@transaction.atomic
def take_in(plan: Plan, *, seen: str, by: Any = None) -> int:
    """Enter the figures of a file, all or none; how many years are new or another than before. Raises HasProblems, MeanwhileChanged."""
    if plan.problems:
        raise HasProblems
    if plan.seen != seen:
        raise MeanwhileChanged
    for indicator in {line.indicator.pk: line.indicator for line in plan.to_do if line.indicator}.values():
        with noting_corrections(indicator, by=by):
            for line in plan.of(indicator):
                IndicatorYear.objects.update_or_create(indicator=indicator, starts=line.starts, defaults=line.facts)
        log(instance=indicator, action=TAKEN_IN, user=by, data={"years": len(plan.of(indicator))})
    return len(plan.to_do)


def count_own() -> int:
    """Bring the indicators that this site counts up to date, year by year; how many years are another than before."""
    return sum(_count(indicator, starts) for indicator in Indicator.objects.counted_here() for starts in _years_counted(indicator))


def _note(was: IndicatorYear, now: IndicatorYear, by: Any) -> None:
    if (was.figure, was.state) == (now.figure, now.state):
        return
    now.changed_on = timezone.localdate()
    now.save(update_fields=["changed_on"])
    is_still_counted = was.counted_by is not None and was.state == IndicatorYear.State.PROVISIONAL
    if was.is_public and not is_still_counted and (was.figure != now.figure or not now.is_public):
        IndicatorCorrection.objects.create(year=now, by=by, was_number=was.number, was_of=was.of, was_value=was.value, was_state=was.state)


def _years_counted(indicator: Indicator) -> range:
    first = SiteDay.objects.filter(site=indicator.site).order_by("day").values_list("day", flat=True).first()
    return range(indicator.years_are.year_of(first), indicator.years_are.year_of(timezone.localdate()) + 1) if first else range(0)


def _count(indicator: Indicator, starts: int) -> bool:
    """Whether the year is another than before. One that somebody entered stays as it is."""
    standing = IndicatorYear.objects.filter(indicator=indicator, starts=starts).first()
    facts = _counted(indicator, starts)
    if not facts or (standing and (standing.counted_by is None or all(getattr(standing, name) == value for name, value in facts.items()))):
        return False
    with noting_corrections(indicator):
        IndicatorYear.objects.update_or_create(indicator=indicator, starts=starts, defaults=facts)
    return True


def _counted(indicator: Indicator, starts: int) -> dict[str, Any]:
    """What the days say that were measured in whole; nothing when there is none. A day that is missing is never counted as 0: the year says how many there are."""
    first, last = indicator.years_are.days(starts)
    days = SiteDay.objects.between(indicator.site, first, min(last, timezone.localdate() - DAY)).filter(status=Status.COMPLETE)
    ways = {(definition, kind) for definition, kind, _filename in days.origins()}
    if not ways:
        return {}
    totals = days.totals()
    return {
        "value": totals.views if indicator.own == Metric.PAGE_VIEWS else totals.sessions,
        "state": IndicatorYear.State.FINAL if last + WAIT < timezone.localdate() else IndicatorYear.State.PROVISIONAL,
        "days": (last - first).days + 1,
        "days_measured": days.count(),
        "counted_by": max(definition for definition, _kind in ways),
        "counted_from": next(iter(ways))[1] if len(ways) == 1 else SEVERAL,
    }
