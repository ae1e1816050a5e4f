"""How fresh the directory is, as numbers for everybody. The groups a service stands in are counted once each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from home.models import Borough
from localoffer.models import Category, Service

MONTHS = (3, 6, 12)


@dataclass(frozen=True)
class Line:
    """One row: whose it is, and how many services of it stand how."""

    name: str
    services: int
    in_3_months: int
    in_6_months: int
    in_12_months: int
    never: int
    overdue: int
    hidden: int
    undated: int
    is_part: bool = False

    @property
    def share(self) -> int:
        """Checked within 6 months, in whole percent."""
        return round(100 * self.in_6_months / self.services) if self.services else 0

    @property
    def longer_ago(self) -> int:
        """Checked, but more than 12 months ago."""
        return self.services - self.in_12_months - self.never


@dataclass(frozen=True)
class Figures:
    on: dt.date
    total: Line
    boroughs: list[Line]
    kinds: list[Line]
    months: int
    hide_after: int
    first_check: int


def figures(on: dt.date) -> Figures:
    """Six queries, whatever there is. "Overdue" leaves out what is hidden already."""
    total = Service.objects.published().aggregate(**counts(on))
    first_check = settings.SERVICE_FIRST_CHECK_DAYS + settings.SERVICE_FIRST_CHECK_SPREAD_DAYS
    everything = Line(name=_("All services"), **total)
    kinds = _by(Category.objects.as_tree().annotate(of_is_part=Q(parent__isnull=False)), on, "of_is_part")
    return Figures(on, everything, _by_borough(on), kinds, settings.SERVICE_CHECK_MONTHS, settings.SERVICE_HIDE_AFTER_DAYS, first_check)


def team_lines(on: dt.date, *, soon: int = 30) -> list[dict[str, Any]]:
    """For each team that keeps services right: how many, due within `soon` days, overdue, hidden, never checked, without a check-by date."""
    counted = counts(on)
    asked = {name: counted[name] for name in ("overdue", "hidden", "never", "undated")}
    due = Count("pk", filter=Q(verify_by__gte=on, verify_by__lte=on + dt.timedelta(days=soon), checked_on__isnull=False))
    rows = Service.objects.published().order_by("owner_team").values("owner_team").annotate(services=Count("pk"), due=due, **asked)
    return list(rows.values("owner_team", "services", "due", "overdue", "hidden", "never", "undated"))


def counts(on: dt.date, at: str = "") -> dict[str, Any]:
    """What is counted, for an aggregate over services, or over what is joined to them as `at`."""
    oldest = on - dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS)
    asked = {
        "services": Q(),
        **{f"in_{months}_months": Q(**{f"{at}checked_on__gte": on - relativedelta(months=months), f"{at}checked_on__lte": on}) for months in MONTHS},
        "never": Q(**{f"{at}checked_on": None}),
        "overdue": Q(**{f"{at}verify_by__lt": on, f"{at}verify_by__gte": oldest}),
        "hidden": Q(**{f"{at}verify_by__lt": oldest}),
        "undated": Q(**{f"{at}verify_by": None}),
    }
    shown = Q(**{f"{at}is_published": True}) & ~Q(**{f"{at}status": Service.Status.ENDED})
    return {name: Count(f"{at}pk", filter=shown & question, distinct=True) for name, question in asked.items()}


def _by_borough(on: dt.date) -> list[Line]:
    """After the boroughs, in lines of their own, the services for every borough and those of which nobody has said; none of it on a site without boroughs."""
    if not Borough.objects.exists():
        return []
    published = Service.objects.published()
    groups = {_("Every borough"): published.filter(is_for_every_borough=True), _("Not said which boroughs"): published.silent_about_boroughs()}
    lines = [Line(name=name, **services.aggregate(**counts(on))) for name, services in groups.items()]
    return [*_by(Borough.objects.known(), on), *(line for line in lines if line.services)]


def _by(groups: QuerySet, on: dt.date, *more: str) -> list[Line]:
    """The groups that have a service, in their own order. A part of a kind of help is a group of its own."""
    named = {f"of_{name}": count for name, count in counts(on, "services__").items()}  # a group has `services` of its own
    rows = groups.annotate(**named).filter(of_services__gt=0).values("name", *named, *more)
    return [Line(**{name.removeprefix("of_"): value for name, value in row.items()}) for row in rows]
