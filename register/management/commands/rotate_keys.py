"""`manage.py rotate_keys`: everything that FIELD_KEYS made, written anew under the newest of them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format

from accounts.key_rotation import Tally, look, rotate
from register.key_rotation import TEXT_GONE, keyed_tables


class Command(BaseCommand):
    help = """Write everything that is encrypted, and every keyed hash whose text is known, anew under the newest of FIELD_KEYS. The site goes on meanwhile. May be killed and
    run again, by several people at once. First put the new key before the old one in FIELD_KEYS and start web and worker again."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is under an older key; nothing is changed.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        older = shut = 0
        for table in keyed_tables():
            written = 0 if dry_run else rotate(table, self._tell)
            found = look(table, self._tell)
            self.stdout.write(f"{table.name}: {_count(found.rows, 'row')}, {written:,} written anew, {found.older:,} under an older key")
            older, shut = older + found.older, shut + found.shut
        total = Tally(older=older, shut=shut)
        self.stdout.write(f"Under an older key: {total.older:,}.")
        if dry_run:
            self.stdout.write("Counted only: nothing was changed.")
        self._say_of_the_old_key(total)
        if total.shut:
            raise CommandError(f"{_count(total.shut, 'value')} can be opened by no key in FIELD_KEYS. Is a key missing? They are named above.")
        if total.older and not dry_run:
            raise CommandError("Something still writes under an older key: start web and worker again with the new FIELD_KEYS, then run this again.")

    def _say_of_the_old_key(self, total: Tally) -> None:
        if len(settings.FIELD_KEYS) == 1:
            self.stdout.write("FIELD_KEYS has one key: there is none to take out.")
            return
        gone = [each for each in TEXT_GONE if each.count()]
        if total.older or total.shut:
            self.stdout.write("Leave the older keys in FIELD_KEYS: what is counted above needs them.")
        elif gone:
            self.stdout.write("Leave the older keys in FIELD_KEYS as long as these matter. They are hashes of texts that we do not keep, and can't be made anew:")
        else:
            self.stdout.write("The older keys may be taken out of FIELD_KEYS.")
        for each in gone:
            newest = date_format(timezone.localtime(each.newest()), "j F Y")
            self.stdout.write(f"  {each.model._meta.verbose_name_plural}: {each.count():,}, the newest of {newest}. Without the key that made them {each.without_its_key}.")
        self.stdout.write(
            "Wait half a day before you take one out: a form that somebody is filling in is in their session, under the key of its last answer, and would start again. "
            "Keep a copy of it with the council's passwords as long as there is a backup from before this run."
        )

    def _tell(self, words: str) -> None:
        self.stderr.write(words)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
