"""`manage.py import_postcodes FILE...`: where postcodes are and in which wards, so that "near" is exact and asks no other host."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.models import Borough
from localoffer import actions, geo, postcodes

MOST_PROBLEMS = 20


class Command(BaseCommand):
    help = """Import OS Code-Point Open (its zip, which has the names of its wards too, or the CSV files inside it), a CSV of `postcode,latitude,longitude`
    (codes of wards and districts may follow) or of wards' names (`code,name`). Run twice, it changes nothing. A line that can't be read is left out
    and said. Exit code 1: a file could not be read at all, or no line of it."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", help="A .csv or .zip file.")
        parser.add_argument(
            "--district", action="append", default=[], metavar="CODE=BOROUGH", help="The wards of this district are in this borough (its name in addresses). May be repeated."
        )

    def handle(self, *args: Any, files: list[str], district: list[str], verbosity: int = 1, **options: Any) -> None:
        boroughs = dict(map(self._borough, district))
        if not (files or boroughs):
            raise CommandError("Name a file, or a district.")
        if files:
            self._take_in(files, is_quiet=verbosity == 0)
        for code, borough in boroughs.items():
            self.stdout.write(f"{actions.put_wards_in(borough, district=code):,} wards are in {borough}.")

    def _take_in(self, files: list[str], *, is_quiet: bool) -> None:
        kept, problems = 0, 0
        names: dict[str, str] = {}
        for file in files:
            try:
                for title, rows in postcodes.read(Path(file)):
                    for row in self._rows(title, rows, is_quiet=is_quiet):
                        kept += bool(row.code) and not row.problem
                        problems += bool(row.problem)
                        names |= {row.ward: row.name} if row.name else {}
                        if row.problem and problems <= MOST_PROBLEMS:
                            self.stderr.write(f"{title}, line {row.line}: {row.problem}")
            except postcodes.Unreadable as refusal:
                raise CommandError(f"{refusal}. {kept:,} postcodes before it are kept.") from refusal
        if not (kept or names):
            raise CommandError("No line of this is a postcode with its place, or a ward with its name.")
        named, found = actions.name_wards(names), actions.find_places()
        self.stdout.write(
            f"{kept:,} postcodes kept, {problems:,} lines left out. {found:,} places that had no coordinates got those of their postcode. {named:,} wards got a name."
        )
        self.stdout.write(geo.ATTRIBUTION)

    def _rows(self, title: str, rows: Iterator[postcodes.Row], *, is_quiet: bool) -> Iterator[postcodes.Row]:
        """Each row after it is kept."""
        done = 0
        for some in actions.keep_postcodes(rows):
            yield from some
            done += len(some)
            if not is_quiet:
                self.stderr.write(f"{title}: {done:,} lines read")

    def _borough(self, text: str) -> tuple[str, Borough]:
        code, _equals, slug = text.partition("=")
        borough = Borough.objects.filter(slug=slug).first()
        if borough is None:
            raise CommandError(f"No borough has the name “{slug}” in addresses. Known are: {', '.join(Borough.objects.values_list('slug', flat=True))}.")
        return code, borough
