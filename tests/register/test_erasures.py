"""What was erased stays erased, also when an older backup is restored."""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import QueuedMail, User
from portal import env
from register import actions, cards, confirming, contacting, counting, keys, ledger, retention, wording
from register.models import Card, CardState, Child, Confirmation, Consent, Erasure, Family, GrownUp, Leaver, Suppression
from tests.factories import make_site
from tests.register.factories import ChildFactory, FamilyFactory, asks_for_card, says_yes
from tests.register.restoring import UPDATES, again, family_of, lines, stands


class TestAfterARestore:
    def test_a_family_that_left_is_gone_again_and_gets_no_second_goodbye(self, restored_after, capsys):
        family, other = family_of(), family_of("noor@families.example")
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
        assert Family.objects.with_email("amal@families.example").exists(), "the backup has it"
        assert "A family left" in again(capsys)[0]
        assert list(Family.objects.all()) == [other]
        assert list(User.objects.all()) == [other.account]
        assert list(Child.objects.all()) == list(other.children.all())
        assert not QueuedMail.objects.exists()
        assert Suppression.objects.get().contact_hash == keys.email_hash("amal@families.example")
        counting.count(least=1)
        assert Leaver.objects.get().reason == "not-kept", "the ledger keeps no reason beside a family's number, and none is made up"

    def test_a_family_that_the_clocks_deleted_is_gone_again_and_may_come_back_by_itself(self, restored_after, capsys):
        family = family_of()
        with restored_after():
            retention._delete(Family.objects.get(pk=family.pk), timezone.now())
        assert "A family was deleted" in again(capsys)[0]
        assert not Family.objects.exists()
        assert not Suppression.objects.exists()
        assert not QueuedMail.objects.exists()

    def test_a_young_person_who_grew_up_is_counted_once(self, restored_after, capsys):
        family = family_of()
        ChildFactory(family=family, birth_year=1998, birth_month=2, nickname="Elder")
        with restored_after():
            retention.run()
            assert counting.count(least=1) == GrownUp.objects.count() == 1
        assert "A young person grew up" in again(capsys)[0]
        assert [child.nickname for child in family.children.all()] == ["Bee"]
        retention.run()
        counting.count(least=1)
        assert GrownUp.objects.get().birth_year == 1998

    def test_with_the_last_child_the_family_is_gone_again_and_the_number_stays(self, restored_after, capsys):
        family = FamilyFactory(confirmed=True)
        ChildFactory(family=family, birth_year=1998, birth_month=2)
        with restored_after():
            retention.run()
        again(capsys)
        assert not Family.objects.exists()
        counting.count(least=1)
        assert GrownUp.objects.count() == 1
        assert not QueuedMail.objects.exists()

    def test_a_child_that_was_taken_out_is_gone_again_and_counts_as_nothing(self, restored_after, capsys):
        family = family_of()
        gone = ChildFactory(family=family, nickname="Ant")
        with restored_after():
            ledger.note(Erasure.Kind.CHILD, family.pk, child_id=gone.pk)
            Child.objects.get(pk=gone.pk).delete()
        assert "A child was taken out" in again(capsys)[0]
        assert [child.nickname for child in family.children.all()] == ["Bee"]
        assert counting.count(least=1) == 0

    def test_a_choice_that_was_taken_back_is_taken_back_again_with_its_day(self, restored_after, capsys):
        family = family_of()
        says_yes(family, UPDATES)
        with restored_after():
            actions.choose(family, UPDATES, is_given=False)
            taken_back = Erasure.objects.get().at
        assert stands(family), "the backup has it"
        assert "A choice was taken back" in again(capsys)[0]
        assert not stands(family)
        given, back = family.consents.all()
        assert (back.is_given, back.how, back.at, back.wording) == (False, "restored", taken_back, given.wording)
        assert not Family.objects.agreeing_to("updates", "email").exists()

    def test_a_choice_that_the_family_gave_again_before_the_backup_stays(self, restored_after, committed, capsys):
        family = family_of()
        says_yes(family, UPDATES)
        with committed():
            actions.choose(family, UPDATES, is_given=False)
        says_yes(family, UPDATES)
        assert again(capsys) == ["Lines done again: 0. With nothing to do: 1."]
        assert stands(family)

    def test_a_second_time_finds_nothing_to_do_and_makes_no_new_lines(self, restored_after, committed, ledger_file, capsys):
        family, other = family_of(), family_of("noor@families.example")
        says_yes(other, UPDATES)
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
            actions.choose(other, UPDATES, is_given=False)
        before = ledger_file.read_text()
        with committed():
            assert again(capsys)[-1] == "Lines done again: 2. With nothing to do: 0."
        with committed():
            assert again(capsys) == ["Lines done again: 0. With nothing to do: 2."]
        assert ledger_file.read_text() == before
        assert Consent.objects.filter(family=other).count() == 2
        assert {str(row.pk) for row in Erasure.objects.all()} == {line["id"] for line in lines(ledger_file)}, "the rows are back too"
        assert ledger.complete() == 0

    def test_only_what_was_erased_since_a_day_is_done_if_one_is_named(self, restored_after, ledger_file, capsys):
        family = family_of()
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        assert again(capsys, since=tomorrow.isoformat()) == ["Lines done again: 0. With nothing to do: 0."]
        assert again(capsys, since=f"{timezone.localdate()}T00:00")[-1] == "Lines done again: 1. With nothing to do: 0."

    def test_without_the_key_of_the_backup_it_says_so_and_does_the_rest(self, restored_after, settings, capsys):
        family = family_of()
        elsewhere = settings.FIELD_KEYS
        settings.FIELD_KEYS = ["n" * 40]
        readable = family_of("noor@families.example")
        settings.FIELD_KEYS = [*elsewhere, "n" * 40]
        with restored_after():
            for each in (family, readable):
                actions.leave(Family.objects.get(pk=each.pk))
        settings.FIELD_KEYS = ["n" * 40]
        with pytest.raises(CommandError, match="could not be done: 1"):
            call_command("apply_erasures")
        assert "Line 1: A family left" in (words := capsys.readouterr().out)
        assert "could not be done. InvalidToken" in words
        assert list(Family.objects.values_list("pk", flat=True)) == [family.pk]


MOBILE = {"phone": "+447700900123", "can_be_texted": True, "phone_confirmed_at": timezone.now()}


class TestContactsAndCards:
    def test_the_address_that_a_family_moved_away_from_is_no_way_in_any_more(self, restored_after, capsys):
        family = family_of()
        with restored_after():
            confirming._move(family, Confirmation(email="safe@families.example"))
        assert "An address or number was taken out" in again(capsys)[0]
        now = Family.objects.get()
        assert (now.account, bool(now.bounced_at), User.objects.count()) == (None, True, 0), "it is all there is: an officer's list has it"
        assert not Family.objects.reachable("email").exists()
        Family.objects.update(bounced_at=None)
        assert again(capsys) == ["Lines done again: 0. With nothing to do: 1."]
        assert Family.objects.get().bounced_at is None, "by now it may be another one"

    def test_an_address_that_was_dropped_goes_and_the_mobile_opens_the_page(self, restored_after, capsys):
        family = family_of(**MOBILE)
        with restored_after():
            contacting.drop_email(family)
        again(capsys)
        now = Family.objects.get()
        assert (now.email, now.email_hash, now.account.email) == ("", "", None)
        assert list(User.objects.with_phone(MOBILE["phone"])) == [now.account]

    def test_a_number_that_was_taken_out_goes(self, restored_after, capsys):
        family = family_of(**MOBILE)
        family.account.take_phone(MOBILE["phone"])
        family.account.save()
        with restored_after():
            contacting.change_phone(Family.objects.get(), "")
        again(capsys)
        now = Family.objects.get()
        assert (now.phone, now.phone_hash, now.can_be_texted, now.phone_confirmed_at, now.account.phone) == ("", "", False, None, None)

    def test_the_only_number_of_a_family_that_moved_to_another_opens_nothing_and_gets_no_text(self, restored_after, capsys):
        family = family_of("", account=User.objects.create_user(phone=MOBILE["phone"]), **MOBILE)
        with restored_after():
            confirming._take_phone(Family.objects.get(), Confirmation(phone="+447700900124", phone_hash=keys.phone_hash("+447700900124")))
        again(capsys)
        now = Family.objects.get()
        assert (now.phone, now.phone_confirmed_at, now.account, User.objects.count()) == (family.phone, None, None, 0)

    def test_a_postal_address_that_was_taken_out_goes(self, restored_after, capsys):
        family = family_of(address="1 Lark Lane", has_address=True)
        with restored_after():
            actions.drop_address(Family.objects.get())
        again(capsys)
        now = Family.objects.get()
        assert (now.pk, now.address, now.has_address) == (family.pk, "", False)

    def test_a_lost_card_stays_cancelled_and_one_that_waits_goes_with_its_choice(self, restored_after, capsys):
        family = family_of(address="1 Lark Lane", has_address=True)
        lost = asks_for_card(family, family.children.get(), name="Bee", lines=[])
        waits = asks_for_card(family, ChildFactory(family=family), name="Ant", lines=[])
        Card.objects.filter(pk=lost.pk).update(state=CardState.POSTED, valid_until=timezone.localdate())
        with restored_after():
            cards.cancel(lost)
            actions.choose(family, cards.CARD_CHOICE, is_given=False)
        assert Card.objects.live().count() == 2, "the backup has both"
        assert "A card was cancelled" in again(capsys)[0]
        assert set(Card.objects.values_list("pk", "state")) == {(lost.pk, "cancelled"), (waits.pk, "cancelled")}


class TestReally:
    """A real backup of a real database, restored beside it: the steps of docs/operations.md."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @contextmanager
    def restored(self, folder: Path) -> Iterator[str]:
        """The address of a second database, restored from a backup of the test's own."""
        known = connection.settings_dict
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(known["NAME"])) as now, closing(sqlite3.connect(folder / "restored.sqlite3")) as copy:
                now.backup(copy)
            yield f"sqlite:///{folder / 'restored.sqlite3'}"
            return
        if not shutil.which("pg_restore"):
            pytest.skip("PostgreSQL's own commands are not installed")
        server = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/"
        name = f"{known['NAME']}_restored"
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        subprocess.run([shutil.which("pg_dump"), "--format=custom", "--file", folder / "dump", server + known["NAME"]], check=True, timeout=120)
        subprocess.run([shutil.which("pg_restore"), "--no-owner", "--single-transaction", "--dbname", server + name, folder / "dump"], check=True, timeout=120)
        yield server + name
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')

    def manage(self, database: str, *arguments: str) -> str:
        variables = os.environ | {"DATABASE_URL": database, "ERASURE_LEDGER": str(self.file)}
        return subprocess.run([sys.executable, "manage.py", *arguments], cwd=env.ROOT, env=variables, capture_output=True, text=True, check=True, timeout=120).stdout

    def test_a_family_that_left_after_the_backup_is_not_in_the_restored_database(self, transactional_db, ledger_file, tmp_path):
        self.file = ledger_file
        make_site()
        wording.seed()
        family, other = family_of(), family_of("noor@families.example")
        says_yes(other, UPDATES)
        with self.restored(tmp_path) as database:
            actions.leave(family)
            actions.choose(other, UPDATES, is_given=False)
            count = "from register.models import *; print(Family.objects.count(), Consent.objects.standing().count(), Suppression.objects.count())"
            assert self.manage(database, "shell", "-v0", "-c", count).split() == ["2", "1", "0"]
            assert "Lines done again: 2." in self.manage(database, "apply_erasures")
            assert self.manage(database, "shell", "-v0", "-c", count).split() == ["1", "0", "1"]
            assert "Lines done again: 0." in self.manage(database, "apply_erasures")
