from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from analytics import imports
from analytics.logs import left_out_in_words
from analytics.models import Import
from analytics.readings import Unreadable


class Command(BaseCommand):
    """Prints what was taken in, each bad line with its number, and what of a log was left out."""

    help = "Take in statistics from a file: totals by day (CSV with day,views,sessions) or an access log (combined format, plain or gzip)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=[kind.value for kind in Import.Kind])
        parser.add_argument("--preview", action="store_true", help="show what it would bring, and take in nothing")

    def handle(self, *args: Any, file: Path, kind: str, preview: bool, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                found = imports.preview(site=Site.objects.get(is_default_site=True), file=content, filename=file.name, kind=kind)
        except OSError as problem:
            raise CommandError(f"The file cannot be opened: {problem.strerror}.") from problem
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        except imports.AlreadyImported as problem:
            raise CommandError("This file was taken in before. Nothing was changed.") from problem
        self._show(found)
        if not preview:
            self.stdout.write(f"{imports.apply(found)} days taken in.")

    def _show(self, found: Import) -> None:
        for line, text in found.problems:
            self.stderr.write(f"line {line}: {text}" if line else text)
        if found.problem_count > len(found.problems):
            self.stderr.write(f"... and {found.problem_count - len(found.problems)} more.")
        for reason, number in left_out_in_words(found.left_out):
            self.stdout.write(f"Left out: {number} ({reason})")
        self.stdout.write(f"{found.lines} lines read, {len(found.days)} days found, {found.problem_count} problems.")
