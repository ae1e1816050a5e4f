from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    help = "For someone who lost phone and recovery codes: sign them out everywhere, and let the next sign-in set up a new second factor. Make sure first that it is them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as problem:
            raise CommandError("Nobody here has that e-mail address.") from problem
        self.stdout.write(f"Second factors forgotten: {actions.forget_second_factors(user)}.")
