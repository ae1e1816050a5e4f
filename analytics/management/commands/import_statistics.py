import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from analytics import imports
from analytics.importing.logs import left_out_in_words
from analytics.importing.readings import Unreadable
from analytics.importing.sources import Tick, no_tick
from analytics.models import Import
from analytics.models.imports import DateOrder

BAR = 40


class Command(BaseCommand):
    """Prints what was taken in, each bad line with its number, and what of a log was left out."""

    help = "Take in statistics from a file, plain or gzip: an export of Google Analytics 4, Matomo or GoatCounter, an access log (combined format), or day,views,sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", default="", choices=[kind.value for kind in Import.Kind], help="what is in the file; without it the content decides, and you are asked")
        parser.add_argument("--dates", default="", choices=[order.value for order in DateOrder], help="what 03/04/2024 means, where the file does not show it")
        parser.add_argument("--preview", "--dry-run", action="store_true", help="show what it would bring, and take in nothing")
        parser.add_argument("--no-input", "--noinput", action="store_true", help="take it in without a question")
        parser.add_argument("--undo", action="store_true", help="take the days of this file out again")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as content:
                if options["undo"]:
                    self._undo(content)
                else:
                    self._import(content, file, options)
        except OSError as problem:
            raise CommandError(f"The file cannot be opened: {problem.strerror}.") from problem
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        except imports.AlreadyImported as problem:
            raise CommandError("This file was taken in before. Nothing was changed.") from problem

    def _import(self, content: BinaryIO, file: Path, options: dict[str, Any]) -> None:
        site = Site.objects.get(is_default_site=True)
        found = imports.preview(site=site, file=content, filename=file.name, kind=options["kind"], tick=self._bar(content))
        if self.stderr.isatty():
            self.stderr.write("")
        if found.readings and options["dates"]:
            found = imports.answer_dates(found, DateOrder(options["dates"]))
        self._show(found)
        if options["preview"]:
            return
        if found.asks_for_dates:
            raise CommandError("Nothing was taken in: say --dates day-first or --dates month-first.")
        if found.rows and (options["kind"] or options["no_input"] or self._is_wanted(found)):
            self.stdout.write(f"{imports.apply(found)} days taken in.")
        else:
            self.stdout.write("Nothing was taken in.")

    def _undo(self, content: BinaryIO) -> None:
        found = imports.find(Site.objects.get(is_default_site=True), content)
        if found is None:
            raise CommandError("This file was not taken in.")
        self.stdout.write(f"{imports.undo(found)} days taken out.")

    def _is_wanted(self, found: Import) -> bool:
        """Ask; without somebody to answer nothing is taken in."""
        try:
            return input(f"Take in {len(found.day_list)} days? [y/N] ").strip().lower() in {"y", "yes"}
        except EOFError:
            raise CommandError(f"Nothing was taken in, because nobody could be asked. Say --kind {found.kind} or --no-input.") from None

    def _bar(self, content: BinaryIO) -> Tick:
        """Shows how far the file is read, where somebody looks."""
        if not self.stderr.isatty():
            return no_tick
        size = os.fstat(content.fileno()).st_size or 1

        def tick() -> None:
            done = min(content.tell() / size, 1)
            self.stderr.write(f"\r[{'#' * int(done * BAR):{BAR}}] {done:4.0%}", ending="", style_func=str)

        return tick

    def _show(self, found: Import) -> None:
        self.stdout.write(f"{found.get_kind_display()}.")
        for note in found.notes:
            self.stdout.write(note)
        for line, text in found.problems:
            self.stderr.write(f"line {line}: {text}" if line else text)
        if found.problem_count > len(found.problems):
            self.stderr.write(f"... and {found.problem_count - len(found.problems)} more.")
        for reason, number in left_out_in_words(found.left_out):
            self.stdout.write(f"Left out: {number} ({reason})")
        for order, words in found.choices if found.asks_for_dates else []:
            self.stdout.write(f"--dates {order}: {words}")
        self.stdout.write(f"{found.lines} lines read, {len(found.day_list)} days found, {found.problem_count} problems. {found.views} page views, {found.sessions} sessions.")
