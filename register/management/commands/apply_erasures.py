"""`manage.py apply_erasures`: after a backup was restored, what was erased since is erased again."""

import datetime as dt
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from register import erasures
from register.erasures import Applied, Outcome
from register.models import Erasure
from register.signals import restored

TOLD = {Outcome.CUT: "its writer was stopped in the middle, which is no loss.", Outcome.UNREADABLE: "could not be read.", Outcome.FAILED: "could not be done."}


class Command(BaseCommand):
    help = """After a backup was restored, and before web and worker start: erase again every family and child that went since, and take back again every choice that was taken
    back. Reads the ledger (ERASURE_LEDGER). Nobody gets a mail. May be run again at any time."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", metavar="DATE", help="Only what was erased from this day or time on (2027-03-31 or 2027-03-31T04:00). The whole ledger does no harm.")

    def handle(self, *args: Any, since: str | None, **options: Any) -> None:
        counts: Counter[Outcome] = Counter()
        try:
            for applied in erasures.apply(_moment(since) if since else None):
                counts[applied.outcome] += 1
                if applied.outcome is not Outcome.NOTHING:
                    self.stdout.write(_words(applied))
        except OSError as problem:
            raise CommandError(f"The ledger {settings.ERASURE_LEDGER} can't be opened ({type(problem).__name__}). Without it nobody knows what must be erased again.") from problem
        for _receiver, told in restored.send(sender=Command):
            if told:
                self.stdout.write(told)
        self.stdout.write(f"Lines done again: {counts[Outcome.DONE]:,}. With nothing to do: {counts[Outcome.NOTHING]:,}.")
        if counts[Outcome.UNREADABLE] or counts[Outcome.FAILED]:
            raise CommandError(
                f"Lines that could not be read: {counts[Outcome.UNREADABLE]:,}; that could not be done: {counts[Outcome.FAILED]:,}. See to them before the site opens."
            )


def _words(applied: Applied) -> str:
    if applied.line.erasure is None:
        return f"Line {applied.line.number}: {TOLD[applied.outcome]} {applied.problem}"
    what = f"{Erasure.Kind(applied.line.erasure.kind).label} ({date_format(timezone.localtime(applied.line.erasure.at), 'j F Y')})"
    return f"Line {applied.line.number}: {what}: " + ("done again." if applied.outcome is Outcome.DONE else f"{TOLD[applied.outcome]} {applied.problem}")


def _moment(text: str) -> dt.datetime:
    """The beginning of a day, or a time of this country. Raises CommandError."""
    try:
        day = parse_date(text)
        moment = dt.datetime.combine(day, dt.time.min) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” is no day and no time. Write it as 2027-03-31 or 2027-03-31T04:00.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
