"""`manage.py import_feeds`: read the feeds that editors keep in the admin, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from localoffer import nightly
from localoffer.models import Feed


class Command(BaseCommand):
    help = """Read every feed that is switched on, or those you name, now. The worker does the same each night.
    Exit code 0: all were read; 1: one could not be, and the others were."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="Feeds by their names; without any, all that are switched on.")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        found = list(Feed.objects.filter(name__in=names) if names else Feed.objects.filter(is_on=True))
        if missing := set(names) - {feed.name for feed in found}:
            raise CommandError(f"There is no feed called {', '.join(sorted(missing))}.")
        for number, feed in enumerate(found, start=1):
            self.stderr.write(f"{number} of {len(found)}: {feed.name}")
            nightly.read(feed)
            self.stdout.write(f"{feed.name}: {feed.get_last_result_display()}. {feed.last_words}")
        failed = [feed.name for feed in found if feed.last_result != Feed.Result.READ]
        if failed:
            raise CommandError(f"Not read: {', '.join(failed)}.")
