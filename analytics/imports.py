"""Taking in statistics from elsewhere: look first, then once, in one transaction, and never over days we counted ourselves."""

import datetime as dt
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from analytics import known, months
from analytics.definitions import DEFINITION, Reason, Source, Status
from analytics.importing import kinds
from analytics.importing.dates import Dates
from analytics.importing.readings import Reading, Unreadable
from analytics.importing.sources import Tick, digest_of, no_tick
from analytics.models import Import, PageDay, RawEvent, SiteDay
from analytics.models.imports import DateOrder, Problem

EARLIEST = dt.date(1995, 1, 1)
TAKEN_IN, UNDONE = "analytics.import.taken_in", "analytics.import.undone"
BATCH = 1_000


class AlreadyImported(Exception):
    """This very file was taken in before."""


class NothingToTakeIn(Exception):
    """The file has no good day, or nobody has said yet what its dates mean."""


def preview(*, site: Site, file: BinaryIO, filename: str, by: Any = None, kind: str = "", tick: Tick = no_tick) -> Import:
    """What the file would bring, kept to be taken in. Nothing is counted yet. Raises AlreadyImported, Unreadable.

    Without `kind` the content decides.
    """
    digest = digest_of(file)
    if Import.objects.filter(site=site, digest=digest, applied_at__isnull=False).exists():
        raise AlreadyImported
    chosen = Import.Kind(kind) if kind else kinds.recognise(file)
    facts = {"kind": chosen, "filename": filename[-200:], "made_by": by, "date_order": "", "readings": {}}
    found, _made = Import.objects.update_or_create(site=site, digest=digest, defaults=facts | _facts(site, file, chosen, tick))
    return found


def find(site: Site, file: BinaryIO) -> Import | None:
    """The import whose file this is, if its days count now. Raises Unreadable."""
    return Import.objects.taken_in(site).filter(digest=digest_of(file)).first()


@transaction.atomic
def answer_dates(found: Import, order: DateOrder) -> Import:
    """Read the dates as a person says; until the file is taken in it may be said anew. Raises AlreadyImported."""
    locked = _locked(found)
    if locked.applied_at is not None:
        raise AlreadyImported
    locked.date_order = order
    for name, value in locked.readings[order].items():
        setattr(locked, name, value)
    locked.save()
    return locked


@transaction.atomic
def apply(found: Import, *, by: Any = None) -> int:
    """Take in the good rows of a preview; how many days. Raises AlreadyImported, NothingToTakeIn. Days that were measured meanwhile are left as they are."""
    locked = _locked(found)
    if locked.applied_at is not None:
        raise AlreadyImported
    if locked.asks_for_dates or not locked.rows:
        raise NothingToTakeIn
    taken = _taken(locked.site, locked.day_list, of_pages=locked.is_of_pages)
    if locked.is_of_pages:
        PageDay.objects.bulk_create([row for row in _page_days(locked) if row.day not in taken], batch_size=BATCH)
    else:
        SiteDay.objects.bulk_create([row for row in _site_days(locked) if row.day not in taken], batch_size=BATCH)
    months.take_apart(locked.site, set(locked.day_list))
    locked.applied_at = timezone.now()
    locked.save(update_fields=["applied_at"])
    days = len(set(locked.day_list) - set(taken))
    log(instance=locked, action=TAKEN_IN, user=by, data={"days": days})
    return days


@transaction.atomic
def undo(found: Import, *, by: Any = None) -> int:
    """Take a file's days out again, so that it, or a better one, can be taken in; how many days. Twice changes nothing."""
    locked = _locked(found)
    if locked.applied_at is None:
        return 0
    days: set[dt.date] = set()
    for rows in (SiteDay.objects.filter(imported=locked), PageDay.objects.filter(imported=locked)):
        days.update(rows.values_list("day", flat=True))
        rows.delete()
    months.take_apart(locked.site, days)
    locked.applied_at = None
    locked.save(update_fields=["applied_at"])
    log(instance=locked, action=UNDONE, user=by, data={"days": len(days)})
    return len(days)


def _locked(found: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("site").get(pk=found.pk)


def _facts(site: Site, file: BinaryIO, kind: Import.Kind, tick: Tick) -> dict[str, Any]:
    """What is kept of a file. Where only a person can tell the dates apart it is read both ways, and neither counts yet."""
    page_of = known.page_finder(site)
    dates = Dates()
    reading = kinds.read(file, kind, dates=dates, page_of=page_of, tick=tick)
    if kind == Import.Kind.ACCESS_LOG and reading.lines and reading.left_out.get(Reason.MALFORMED) == reading.lines:
        raise Unreadable(_("No line of this file is from an access log in the combined format. If it is a CSV file, let us find out which one."))
    if dates.unclear is None:
        return _checked(site, kind, reading)
    orders = _possible_orders(dates)
    both = {order: _checked(site, kind, kinds.read(file, kind, dates=Dates(order), page_of=page_of)) for order in orders}
    if len(orders) == 1:
        only = both[orders[0]]
        return only | {"notes": [*only["notes"], _why(dates, orders[0])]}
    return {"days": [], "pages": [], "problems": [], "problem_count": 0, "left_out": {}, "notes": [], "lines": reading.lines, "readings": both}


def _possible_orders(dates: Dates) -> list[DateOrder]:
    """Both, or the one that another date of the file shows. Raises Unreadable when the file has proof of both."""
    if len(dates.proofs) == len(DateOrder):
        first, second = dates.proofs[DateOrder.DAY_FIRST], dates.proofs[DateOrder.MONTH_FIRST]
        said = _("Some dates have the day first (line %(line)s: %(text)s), others the month (line %(other_line)s: %(other)s). Write them all like this: 2026-03-31.")
        raise Unreadable(said % {"line": first.line, "text": first.text, "other_line": second.line, "other": second.text})
    return list(dates.proofs) or list(DateOrder)


def _why(dates: Dates, order: DateOrder) -> str:
    proof = dates.proofs[order]
    said = (
        _("The day comes first in all dates: line %(line)s says %(text)s.")
        if order == DateOrder.DAY_FIRST
        else _("The month comes first in all dates: line %(line)s says %(text)s.")
    )
    return said % {"line": proof.line, "text": proof.text}


def _checked(site: Site, kind: Import.Kind, reading: Reading) -> dict[str, Any]:
    _refuse_days(site, reading, of_pages=Import(kind=kind).is_of_pages)
    return {
        "days": [[day.isoformat(), views, sessions] for _line, day, views, sessions in sorted(reading.rows, key=lambda row: row[1])],
        "pages": [[day.isoformat(), page, views, sessions] for (day, page), (views, sessions) in sorted(reading.pages.items())],
        "problems": [list(problem) for problem in sorted(reading.problems)],
        "problem_count": reading.problem_count,
        "left_out": reading.left_out,
        "notes": reading.notes,
        "lines": reading.lines,
    }


def _refuse_days(site: Site, reading: Reading, *, of_pages: bool) -> None:
    """Leave out each day that is not over, or that has figures already, with the reason."""
    lines = {day: 0 for day, _page in sorted(reading.pages)} | {day: line for line, day, _views, _sessions in reading.rows}
    taken = _taken(site, list(lines), of_pages=of_pages)
    refused = {day: reason for day in lines if (reason := _impossible(day) or taken.get(day, ""))}
    for day, reason in refused.items():
        reading.note(Problem(lines[day], reason))
    reading.rows = [row for row in reading.rows if row[1] not in refused]
    reading.pages = {key: counts for key, counts in reading.pages.items() if key[0] not in refused}


def _impossible(day: dt.date) -> str:
    if day >= timezone.localdate():
        return _("%(day)s is not over yet.") % {"day": day}
    return _("%(day)s is before there were websites like this.") % {"day": day} if day < EARLIEST else ""


def _taken(site: Site, days: list[dt.date], *, of_pages: bool) -> dict[dt.date, str]:
    """Those of the days that have figures of our own, or of the same kind from another file, with a sentence that says whose."""
    if not days:
        return {}
    ours, imported = _("We counted %(day)s ourselves, and those figures stay."), _("%(day)s was imported before, from %(file)s.")
    wanted, span = set(days), (min(days), max(days))
    taken = {}
    for row in SiteDay.objects.between(site, *span).select_related("imported"):
        if row.day in wanted and not (of_pages and row.imported):
            taken[row.day] = (imported if row.imported else ours) % {"day": row.day, "file": row.imported}
    if of_pages:
        before = PageDay.objects.imported_from(site, *span)
        taken |= {day: imported % {"day": day, "file": file} for day, file in before.items() if day in wanted}
    waiting = RawEvent.objects.filter(site=site, day__range=span).values_list("day", flat=True).distinct()
    return taken | {day: ours % {"day": day} for day in waiting if day in wanted}


def _site_days(found: Import) -> list[SiteDay]:
    common = {"site": found.site, "status": Status.COMPLETE, "definition": DEFINITION, "imported": found}
    return [SiteDay(day=dt.date.fromisoformat(day), views=views, sessions=sessions, **common) for day, views, sessions in found.days]


def _page_days(found: Import) -> list[PageDay]:
    common = {"site": found.site, "source": Source.DIRECT, "definition": DEFINITION, "imported": found}
    return [PageDay(day=dt.date.fromisoformat(day), page=page, views=views, sessions=sessions, **common) for day, page, views, sessions in found.pages]
