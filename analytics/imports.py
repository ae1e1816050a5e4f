"""Taking in statistics from elsewhere: look first, then once, in one transaction, and never over days we counted ourselves."""

import datetime as dt
import hashlib
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import DEFINITION, Reason, Status
from analytics.logs import read_log
from analytics.models import Import, RawEvent, SiteDay
from analytics.models.imports import Problem
from analytics.readings import Reading, Unreadable
from analytics.totals_csv import read_totals

READERS = {Import.Kind.TOTALS: read_totals, Import.Kind.ACCESS_LOG: read_log}
CHUNK = 1_000_000
EARLIEST = dt.date(1995, 1, 1)


class AlreadyImported(Exception):
    """This very file was taken in before."""


def preview(*, site: Site, file: BinaryIO, filename: str, kind: str, by: Any = None) -> Import:
    """What the file would bring, kept to be taken in. Nothing is counted yet. Raises AlreadyImported, Unreadable."""
    digest = _digest(file)
    if Import.objects.filter(site=site, digest=digest, applied_at__isnull=False).exists():
        raise AlreadyImported
    try:
        reading = READERS[Import.Kind(kind)](file)
    except (EOFError, OSError) as problem:
        raise Unreadable(_("The file is damaged: it cannot be unpacked to its end.")) from problem
    if kind == Import.Kind.ACCESS_LOG and reading.lines and reading.left_out.get(Reason.MALFORMED) == reading.lines:
        raise Unreadable(_("No line of this file is from an access log. If it has the columns day, views and sessions, choose “%(kind)s”.") % {"kind": Import.Kind.TOTALS.label})
    _refuse_days(site, reading)
    facts = {
        "kind": kind,
        "filename": filename[-200:],
        "days": [[day.isoformat(), views, sessions] for _line, day, views, sessions in reading.rows],
        "problems": [list(problem) for problem in sorted(reading.problems)],
        "problem_count": reading.problem_count,
        "left_out": reading.left_out,
        "lines": reading.lines,
        "made_by": by,
    }
    found, _made = Import.objects.update_or_create(site=site, digest=digest, defaults=facts)
    return found


@transaction.atomic
def apply(found: Import) -> int:
    """Take in the good rows of a preview; how many days. Raises AlreadyImported. Days that were measured meanwhile are left as they are."""
    locked = Import.objects.select_for_update().get(pk=found.pk)
    if locked.applied_at is not None:
        raise AlreadyImported
    rows = [
        SiteDay(site_id=locked.site_id, day=dt.date.fromisoformat(day), views=views, sessions=sessions, status=Status.COMPLETE, definition=DEFINITION, imported=locked)
        for day, views, sessions in locked.days
    ]
    taken = _taken(locked.site, [row.day for row in rows])
    SiteDay.objects.bulk_create([row for row in rows if row.day not in taken])
    locked.applied_at = timezone.now()
    locked.save(update_fields=["applied_at"])
    return len(rows) - len(taken)


def _refuse_days(site: Site, reading: Reading) -> None:
    """Leave out each day that is not over, or that has figures already, with the reason."""
    today = timezone.localdate()
    taken = _taken(site, [day for _line, day, _views, _sessions in reading.rows])
    kept = []
    for row in reading.rows:
        line, day, _views, _sessions = row
        if day >= today:
            reading.note(Problem(line, _("%(day)s is not over yet.") % {"day": day}))
        elif day < EARLIEST:
            reading.note(Problem(line, _("%(day)s is before there were websites like this.") % {"day": day}))
        elif day in taken:
            reading.note(Problem(line, taken[day]))
        else:
            kept.append(row)
    reading.rows = kept


def _taken(site: Site, days: list[dt.date]) -> dict[dt.date, str]:
    """Those of the days that have figures, with a sentence that says whose."""
    if not days:
        return {}
    ours, imported = _("We counted %(day)s ourselves, and those figures stay."), _("%(day)s was imported before, from %(file)s.")
    wanted = set(days)
    known = SiteDay.objects.between(site, min(days), max(days)).select_related("imported")
    taken = {row.day: (imported if row.imported else ours) % {"day": row.day, "file": row.imported} for row in known if row.day in wanted}
    waiting = RawEvent.objects.filter(site=site, day__range=(min(days), max(days))).values_list("day", flat=True).distinct()
    return taken | {day: ours % {"day": day} for day in waiting if day in wanted}


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
