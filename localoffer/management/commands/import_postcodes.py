"""`manage.py import_postcodes FILE...`: where postcodes are, so that "near" is exact and asks no other host."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from localoffer import actions, geo, postcodes

MOST_PROBLEMS = 20


class Command(BaseCommand):
    help = """Import OS Code-Point Open (its zip, or the CSV files inside it) or a CSV of `postcode,latitude,longitude`. Run twice, it changes nothing.
    A line that can't be read is left out and said. Exit code 1: a file could not be read at all, or no line of it."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A .csv or .zip file.")

    def handle(self, *args: Any, files: list[str], verbosity: int = 1, **options: Any) -> None:
        kept, problems = 0, 0
        for file in files:
            try:
                for name, rows in postcodes.read(Path(file)):
                    one_kept, one_problems = self._keep(name, rows, problems, is_quiet=verbosity == 0)
                    kept, problems = kept + one_kept, problems + one_problems
            except postcodes.Unreadable as refusal:
                raise CommandError(f"{refusal}. {kept:,} postcodes before it are kept.") from refusal
        if not kept:
            raise CommandError("No line of this is a postcode with its place.")
        found = actions.find_places()
        self.stdout.write(f"{kept:,} postcodes kept, {problems:,} lines left out. {found:,} places that had no coordinates got those of their postcode.")
        self.stdout.write(geo.ATTRIBUTION)

    def _keep(self, name: str, rows: Any, before: int, *, is_quiet: bool) -> tuple[int, int]:
        """How many were kept and left out; the first 20 problems are said, so that a wrong file does not fill the screen."""
        kept, problems = 0, 0
        for some in actions.keep_postcodes(rows):
            for row in some:
                if row.problem:
                    problems += 1
                    if before + problems <= MOST_PROBLEMS:
                        self.stderr.write(f"{name}, line {row.line}: {row.problem}")
                else:
                    kept += 1
            if not is_quiet:
                self.stderr.write(f"{name}: {kept:,} kept")
        return kept, problems
