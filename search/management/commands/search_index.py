"""`manage.py search_index rebuild | catch-up | check [--repair]`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import actions, following
from search.versions import NotTaken

FEW = 20


class Command(BaseCommand):
    help = "Rebuild the search index, let it catch up with its notes, or compare it with the database; then the same for Elasticsearch, if the site has one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild", "catch-up", "check"])
        parser.add_argument("--repair", action="store_true", help="with check: put right what differs")

    def handle(self, *args: Any, what: str, repair: bool, **options: Any) -> None:
        if repair and what != "check":
            raise CommandError("--repair goes with check.")
        self._do(what, repair=repair)
        if following.is_wanted():
            try:
                self._do_elasticsearch(what, repair=repair)
            except NotTaken as fault:
                raise CommandError(f"Elasticsearch does not take part ({fault}). The database answers meanwhile, and the worker goes on trying.") from fault

    def _do(self, what: str, *, repair: bool) -> None:
        if what == "rebuild":
            self.stdout.write(f"{actions.rebuild(self._progress):,} things can be found.")
        elif what == "catch-up":
            self._catch_up()
        else:
            self._check(repair=repair)

    def _do_elasticsearch(self, what: str, *, repair: bool) -> None:
        if what == "rebuild":
            self.stdout.write(f"{following.rebuild(self._progress):,} documents are in Elasticsearch.")
        elif what == "catch-up":
            self.stdout.write(f"Elasticsearch is up to date: {following.catch_up():,} notes dealt with.")
        else:
            self._check_elasticsearch(repair=repair)

    def _check_elasticsearch(self, *, repair: bool) -> None:
        unlike = following.check()
        if not unlike:
            self.stdout.write("Elasticsearch says what the index says.")
            return
        if not unlike.is_there:
            self.stdout.write("Elasticsearch has no index.")
        for identity in unlike.identities[:FEW]:
            self.stdout.write(f"differs in Elasticsearch: {identity}")
        if not repair:
            raise CommandError(f"{len(unlike.identities):,} things differ in Elasticsearch. `manage.py search_index check --repair` puts them right.")
        self.stdout.write(f"Repaired in Elasticsearch: {following.repair(unlike):,} things sent again.")

    def _catch_up(self) -> None:
        done = 0
        while some := actions.catch_up():
            done += some
            self.stdout.write(f"{done:,} notes dealt with …")
        self.stdout.write(f"The index is up to date: {done:,} notes dealt with.")

    def _check(self, *, repair: bool) -> None:
        drift = actions.check(self._progress)
        if not drift:
            self.stdout.write("The index says what the database says.")
            return
        for key in drift.keys[:FEW]:
            self.stdout.write(f"differs: {key}")
        if len(drift.keys) > FEW:
            self.stdout.write(f"… and {len(drift.keys) - FEW:,} more")
        if not drift.index_is_sound:
            self.stdout.write("The database's own index is damaged.")
        if not repair:
            raise CommandError(f"{len(drift.keys):,} things differ. `manage.py search_index check --repair` puts them right.")
        self.stdout.write(f"Repaired: {actions.repair(drift):,} things looked at again.")

    def _progress(self, done: int, of: int) -> None:
        """A line that counts on a terminal, and a line every thousand in a log."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:,} of {of:,}", ending="\n" if done == of else "")
            sys.stdout.flush()
        elif done == of or done % 1_000 == 0:
            self.stdout.write(f"{done:,} of {of:,}")
