"""`manage.py retention`: what the register's clocks are due for, done now or only counted."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from register import retention


class Command(BaseCommand):
    help = """Delete what nobody confirmed, ask families if all is still right, stop writing to those that do not answer, delete them in the end, ask young people of 16 for
    their own choice, and keep only a number of those who grew up. The worker does the same each day. Periods are settings; each run leaves a report."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due; nothing is changed and nobody gets a mail.")
        parser.add_argument("--as-of", metavar="DATE", help="Count as if it were the end of this day (2027-03-31). A day to come needs --dry-run.")

    def handle(self, *args: Any, dry_run: bool, as_of: str | None, **options: Any) -> None:
        moment = _end_of(as_of) if as_of else timezone.now()
        if not dry_run and timezone.localdate(moment) > timezone.localdate():
            raise CommandError("A day to come can only be counted for: add --dry-run.")
        done = retention.run(moment, is_dry=dry_run, progress=self._tell)
        for clock in retention.CLOCKS:
            self.stdout.write(f"{done.counts[clock.name]:>8,}  {clock.what}")
        if dry_run:
            self.stdout.write("Counted only: nothing was changed.")

    def _tell(self, name: str, done: int, of: int) -> None:
        self.stderr.write(f"{name}: {done:,} of {of:,}")


def _end_of(text: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no day. Write it as 2027-03-31.") from None
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))
