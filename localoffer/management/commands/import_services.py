"""`manage.py import_services SOURCE`: bring an Open Referral UK feed's services into the directory."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, transaction

from home.spreadsheets import SafeCsv
from localoffer.actions import ImportedRow, import_services

OUTCOMES = ("new", "changed", "unchanged", "refused")
ALL_REFUSED = 3


class Command(BaseCommand):
    help = """Import services from an Open Referral UK file (a list, or a page with `contents`). Run twice, it changes nothing.
    Each record is kept as soon as it is read, so a crash loses none before it: run it again. Exit code 0: read to the end, refused
    rows are in the report; 1: it could not run; 3: every record was refused, so this is probably no feed of services."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="A JSON file.")
        parser.add_argument("--feed", help="The feed's name, the same each time (the file's name, when you give none).")
        parser.add_argument("--report", metavar="FILE.csv", help="Write what became of each record, and why, to this file.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        path = Path(source)
        records = self._records(path)
        with _report(options["report"]) as report, _rolled_back(dry_run=options["dry_run"]):
            counts = self._run(records, options["feed"] or path.stem, report, is_quiet=options["verbosity"] == 0)
        words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
        self.stdout.write(f"{len(records)} records: {words}; {counts['repaired']} repaired." + (" Nothing was changed: this was a dry run." if options["dry_run"] else ""))
        if records and counts["refused"] == len(records):
            raise CommandError("Every record was refused. Is this a feed of services?", returncode=ALL_REFUSED)

    def _run(self, records: list[Any], feed: str, report: SafeCsv | None, *, is_quiet: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        shown = 0
        try:
            for row in import_services(records, source=feed):
                counts.update([row.outcome, "repaired"] if row.is_repaired else [row.outcome])
                if report:
                    report.write([row.number, row.name, row.outcome, "yes" if row.is_repaired else "no", "; ".join(row.reasons)])
                if row.reasons and not is_quiet:
                    self.stdout.write(_line(row))
                percent = row.number * 100 // len(records)
                if percent >= shown + 5 and not is_quiet:
                    shown = percent
                    self.stderr.write(f"{percent}% ({row.number} of {len(records)})")
        except Error as error:
            raise CommandError(f"The database went away after {counts.total() - counts['repaired']} records, which are kept. Run it again. ({error})") from error
        return counts

    def _records(self, path: Path) -> list[Any]:
        try:
            document = json.loads(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{path} is not JSON: {error}.") from error
        page = document if isinstance(document, dict) else {}
        records = page.get("contents", page.get("content")) if page else document
        if not isinstance(records, list):
            raise CommandError(f"{path} holds no list of services.")
        pages = page.get("total_pages", page.get("totalPages", 1))
        if isinstance(pages, int) and pages > 1:
            self.stderr.write(f"{path} is only one of {pages} pages of the feed. Import the others too.")
        return records


@contextmanager
def _report(name: str | None) -> Iterator[SafeCsv | None]:
    if not name:
        yield None
        return
    try:
        file = Path(name).open("w", newline="", encoding="utf-8-sig")  # noqa: SIM115 - closed below; the mark tells spreadsheets the encoding
    except OSError as error:
        raise CommandError(f"The report {name} can't be written: {error.strerror}.") from error
    with file:
        report = SafeCsv(file)
        report.write(["row", "name", "outcome", "repaired", "reasons"])
        yield report


@contextmanager
def _rolled_back(*, dry_run: bool) -> Iterator[None]:
    """A dry run is the real run, taken back. A real run has no transaction around it: each record keeps its own."""
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _line(row: ImportedRow) -> str:
    word = "refused" if row.outcome == "refused" else f"{row.outcome}, repaired"
    return f"row {row.number} {row.name[:60]!r} {word}: {'; '.join(row.reasons)}"
