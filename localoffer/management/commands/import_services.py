"""`manage.py import_services SOURCE`: bring an Open Referral UK feed's services into the directory."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from localoffer.actions import ImportedRow, import_services


class Command(BaseCommand):
    help = "Import services from an Open Referral UK file (a list, or a page with `contents`). Run twice, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="A JSON file.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, source: str, dry_run: bool, **options: Any) -> None:
        records = _records(Path(source))
        with transaction.atomic():
            counts = self._run(records, Path(source).name, is_quiet=options["verbosity"] == 0)
            transaction.set_rollback(dry_run)
        words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("new", "changed", "unchanged", "refused"))
        self.stdout.write(f"{len(records)} records: {words}; {counts['repaired']} repaired." + (" Nothing was changed: this was a dry run." if dry_run else ""))

    def _run(self, records: list[Any], source: str, *, is_quiet: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row in import_services(records, source=source):
            counts[row.outcome] += 1
            counts["repaired"] += bool(row.reasons) and row.outcome != "refused"
            if row.reasons and not is_quiet:
                self.stdout.write(_line(row))
            if row.number % 100 == 0:
                self.stderr.write(f"{row.number} of {len(records)}")
        return counts


def _line(row: ImportedRow) -> str:
    word = "refused" if row.outcome == "refused" else f"{row.outcome}, repaired"
    return f"row {row.number} {row.name[:60]!r} {word}: {'; '.join(row.reasons)}"


def _records(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}.") from error
    records = document.get("contents", document.get("content")) if isinstance(document, dict) else document
    if not isinstance(records, list):
        raise CommandError(f"{path} holds no list of services.")
    return records
