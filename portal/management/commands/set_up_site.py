from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import actions


class Command(BaseCommand):
    help = "Make what an empty database lacks: home page, site, roles with their rights, publishing workflow. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--allow-missing", action="store_true", help="Go on when a role names a permission that no app has, and list those.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            missing = actions.set_up_site(allow_missing=options["allow_missing"])
        except actions.UnknownPermissions as problem:
            raise CommandError(str(problem)) from problem
        for name in missing:
            self.stderr.write(f"No app has the permission {name}: not given to anybody.")
        self.stdout.write("The site is set up.")
