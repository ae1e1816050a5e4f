"""`manage.py import_services SOURCE`: bring an Open Referral UK feed's or a CSV file's services into the directory."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, transaction

from home.spreadsheets import SafeCsv
from localoffer.importing import ImportedRow, import_services
from localoffer.sources import NotReadable, Source, feed_name

OUTCOMES = ("new", "changed", "unchanged", "refused")
ALL_REFUSED = 3


class Command(BaseCommand):
    help = """Import services from Open Referral UK (version 1 or 3: files, a folder of pages, or a web address, whose pages are followed) or from CSV.
    Run twice, it changes nothing. An address inside a private network is refused.
    Each record is kept as soon as it is read, so a crash loses none before it: run it again. Exit code 0: read to the end, refused
    rows are in the report; 1: it could not run; 3: every record was refused, so this is probably no feed of services."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="SOURCE", help="A .json or .csv file, a folder of them, or a web address; several are read as one feed.")
        parser.add_argument("--feed", help="The feed's name, the same each time (the file's or the host's name, when you give none).")
        parser.add_argument("--ask-each", action="store_true", help="Ask a web feed for each service by its id: many feeds' lists leave out places, costs and times.")
        parser.add_argument("--report", metavar="FILE.csv", help="Write what became of each record, and why, to this file.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, sources: list[str], **options: Any) -> None:
        source = Source(*sources, asks_each=options["ask_each"])
        with _report(options["report"]) as report, _rolled_back(dry_run=options["dry_run"]):
            counts = self._run(source, options["feed"] or feed_name(sources), report, is_quiet=options["verbosity"] == 0)
        words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
        total = sum(counts[outcome] for outcome in OUTCOMES)
        for note in source.notes:
            self.stderr.write(note)
        self.stdout.write(f"{total} records: {words}; {counts['repaired']} repaired." + (" Nothing was changed: this was a dry run." if options["dry_run"] else ""))
        if total and counts["refused"] == total:
            raise CommandError("Every record was refused. Is this a feed of services?", returncode=ALL_REFUSED)

    def _run(self, source: Source, feed: str, report: SafeCsv | None, *, is_quiet: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        shown = 0
        try:
            for done, row in enumerate(import_services(source.records(), source=feed), start=1):
                counts.update([row.outcome, "repaired"] if row.is_repaired else [row.outcome])
                if report:
                    report.write([row.number, row.name, row.outcome, "yes" if row.is_repaired else "no", "; ".join(row.reasons)])
                if row.reasons and not is_quiet:
                    self.stdout.write(_line(row))
                percent = min(100, done * 100 // max(source.total or 0, done))
                if percent >= shown + 5 and not is_quiet:
                    shown = percent
                    self.stderr.write(f"{percent}% ({done} of {source.total})")
        except NotReadable as problem:
            raise CommandError(str(problem)) from problem
        except Error as error:
            raise CommandError(f"The database went away after {counts.total() - counts['repaired']} records, which are kept. Run it again. ({error})") from error
        return counts


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
