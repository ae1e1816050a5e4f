"""`manage.py check_open_data`: ask the open data for everything it has, and check each record."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from localoffer.api.walk import every_answer
from localoffer.openreferral.publish.checks import Checks, NoSchemas

SHOWN = 20


class Command(BaseCommand):
    help = """Check every answer of the Open Referral UK API, before a national dashboard does. Exit code 0: all is right; 1: something is not, or it could not run.
    Our own rules are always checked. With --schemas, so are the standard's published schemas, which you download from openreferraluk.org."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schemas", metavar="FOLDER", type=Path, help="A folder with service.json, organization.json and the other schemas of Open Referral UK 3.0.")

    def handle(self, *args: Any, schemas: Path | None, **options: Any) -> None:
        try:
            checks = Checks(schemas)
        except NoSchemas as problem:
            raise CommandError(str(problem)) from problem
        problems: list[str] = []
        for checked in every_answer(checks):
            self.stdout.write(f"{checked.address}: {checked.valid} valid, {checked.invalid} invalid")
            problems += checked.problems
        for line in problems[:SHOWN]:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"{len(problems)} problems." + (f" The first {SHOWN} are shown." if len(problems) > SHOWN else ""))
        self.stdout.write("Everything is as it should be" + (", by our rules and the published schemas." if schemas else ", by our rules."))
