"""What was erased stays erased, also when an older backup is restored."""

import datetime as dt
import json
import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail, User
from portal import env
from register import actions, joining, keys, ledger, retention, wording
from register.models import Child, Consent, Erasure, Family, GrownUp, Suppression
from tests.factories import make_site
from tests.register.factories import ChildFactory, FamilyFactory

UPDATES = joining.CHOICE_BY_KEY["choice-updates"]
AN_ID = "0b6f7c3e-5f0e-4a51-9a34-3f6d7a1c2b55"


@pytest.fixture
def file(settings, tmp_path) -> Path:
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"
    return settings.ERASURE_LEDGER


@pytest.fixture
def restored_after(file, register, django_capture_on_commit_callbacks):
    """A backup is taken, things happen and are committed, the backup is restored: the database is as it was, the file is not."""

    @contextmanager
    def in_between():
        point = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            yield
        transaction.savepoint_rollback(point)

    return in_between


@pytest.fixture
def committed(file, register, django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def family_of(email: str = "amal@families.example", **values) -> Family:
    family = FamilyFactory(confirmed=True, email=email, **values)
    ChildFactory(family=family)
    return family


def again(capsys, **options) -> list[str]:
    """What `apply_erasures` says, line by line."""
    capsys.readouterr()
    call_command("apply_erasures", **options)
    return capsys.readouterr().out.splitlines()


def lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def stands(family: Family) -> bool:
    return Consent.objects.standing().filter(family=family, purpose="updates", channel="email").exists()


class TestAfterARestore:
    def test_a_family_that_left_is_gone_again_and_gets_no_second_goodbye(self, restored_after, capsys):
        family, other = family_of(), family_of("noor@families.example")
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
        assert Family.objects.with_email("amal@families.example").exists(), "the backup has it"
        assert "A family left" in again(capsys)[0]
        assert list(Family.objects.all()) == [other]
        assert list(User.objects.filter(email__endswith="families.example")) == [other.account]
        assert list(Child.objects.all()) == list(other.children.all())
        assert not QueuedMail.objects.exists()
        assert Suppression.objects.get().contact_hash == keys.email_hash("amal@families.example")

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
            assert GrownUp.objects.count() == 1
        assert "A young person grew up" in again(capsys)[0]
        assert [child.nickname for child in family.children.all()] == ["Bee"]
        assert GrownUp.objects.get().birth_year == 1998
        retention.run()
        assert GrownUp.objects.count() == 1

    def test_with_the_last_child_the_family_is_gone_again_and_the_number_stays(self, restored_after, capsys):
        family = FamilyFactory(confirmed=True)
        ChildFactory(family=family, birth_year=1998, birth_month=2)
        with restored_after():
            retention.run()
        again(capsys)
        assert not Family.objects.exists()
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
        assert not GrownUp.objects.exists()

    def test_a_choice_that_was_taken_back_is_taken_back_again_with_its_day(self, restored_after, capsys):
        family = family_of()
        actions.choose(family, UPDATES, is_given=True)
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
        actions.choose(family, UPDATES, is_given=True)
        with committed():
            actions.choose(family, UPDATES, is_given=False)
        actions.choose(family, UPDATES, is_given=True)
        assert again(capsys) == ["Lines done again: 0. With nothing to do: 1."]
        assert stands(family)

    def test_a_second_time_finds_nothing_to_do_and_makes_no_new_lines(self, restored_after, committed, file, capsys):
        family, other = family_of(), family_of("noor@families.example")
        actions.choose(other, UPDATES, is_given=True)
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
            actions.choose(other, UPDATES, is_given=False)
        before = file.read_text()
        with committed():
            assert again(capsys)[-1] == "Lines done again: 2. With nothing to do: 0."
        with committed():
            assert again(capsys) == ["Lines done again: 0. With nothing to do: 2."]
        assert file.read_text() == before
        assert Consent.objects.filter(family=other).count() == 2
        assert {str(row.pk) for row in Erasure.objects.all()} == {line["id"] for line in lines(file)}, "the rows are back too"
        assert ledger.complete() == 0

    def test_only_what_was_erased_since_a_day_is_done_if_one_is_named(self, restored_after, file, capsys):
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


class TestTheFile:
    def test_it_is_private_and_names_nobody(self, committed, file):
        family = family_of()
        with committed():
            actions.leave(family)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        (line,) = lines(file)
        assert line.keys() == {"id", "at", "kind", "family_id"}
        assert "families.example" not in file.read_text()
        assert keys.email_hash("amal@families.example") not in file.read_text()

    def test_what_is_rolled_back_leaves_no_line(self, committed, file):
        family = family_of()
        with committed(), pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.leave(family)
            raise ZeroDivisionError
        assert not file.exists()

    def test_leaving_twice_at_once_is_one_line(self, committed, file):
        with committed():
            for _ in range(2):
                ledger.note(Erasure.Kind.LEFT, uuid.UUID(AN_ID))
        assert len(lines(file)) == Erasure.objects.count() == 1

    def test_a_choice_taken_back_on_the_page_is_a_line(self, parent, committed, file):
        family = parent.joins()
        with committed():
            parent.browser.post(reverse("my_family_choose", args=["updates"]), {"given": "no"})
        assert [(line["kind"], line["family_id"], line["purpose"], line["channel"]) for line in lines(file)] == [("withdrawal", str(family.pk), "updates", "email")]

    def test_a_crash_between_the_erasure_and_the_file_loses_nothing(self, register, file):
        actions.leave(family_of())
        assert not file.exists(), "nothing is committed in this test, as after a crash"
        assert ledger.complete() == 1
        assert ledger.complete() == 0
        assert [line["kind"] for line in lines(file)] == ["left"]

    def test_a_full_disk_keeps_nobody_from_leaving_and_the_worker_says_so(self, committed, file, settings, caplog):
        file.parent.mkdir()
        settings.ERASURE_LEDGER = file.parent / "no-folder" / "erasures.jsonl"
        settings.ERASURE_LEDGER.parent.write_text("a file where the folder should be")
        family = family_of()
        caplog.set_level(logging.DEBUG)
        with committed():
            actions.leave(family)
        assert not Family.objects.exists()
        assert ["The ledger of erasures could not be written" in record.getMessage() for record in caplog.records if record.name == "register.ledger"] == [True]
        with pytest.raises(OSError, match="no-folder"):
            ledger.complete()
        settings.ERASURE_LEDGER = file
        assert ledger.complete() == 1

    def test_a_line_cut_off_in_the_middle_is_no_loss(self, committed, file, capsys):
        with committed():
            actions.leave(family_of())
        actions.leave(family_of("noor@families.example"))  # its line will be cut off
        whole = file.read_bytes()
        file.write_bytes(whole + b'{"id": "0b6f7c3e-5f0')
        assert again(capsys)[0] == "Line 2: its writer was stopped in the middle, which is no loss. It is no JSON."
        assert ledger.complete() == 1
        assert file.read_bytes().startswith(whole)
        assert len(lines(file)) == 2
        assert again(capsys) == ["Lines done again: 0. With nothing to do: 2."]

    def test_lines_older_than_any_backup_go_and_what_nobody_can_read_stays(self, register, file, settings):
        for days in (401, 399):
            Erasure.objects.create(kind="left", family_id=uuid.uuid4(), at=timezone.now() - dt.timedelta(days=days))
        settings.REGISTER_LEDGER_DAYS = 500
        assert ledger.complete() == 2
        file.write_bytes(b"unreadable\n" + file.read_bytes())
        settings.REGISTER_LEDGER_DAYS = 400
        assert ledger.complete() == 0
        first, kept = file.read_text().splitlines()
        assert first == "unreadable"
        assert json.loads(kept)["id"] == str(Erasure.objects.latest("at").pk)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_many_at_once_write_whole_lines(self, file):
        def leave() -> None:
            with ledger._held() as path:
                ledger._append(path, [Erasure(kind="left", family_id=uuid.uuid4())])

        threads = [threading.Thread(target=leave) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({line["id"] for line in lines(file)}) == 20

    def test_no_row_of_it_can_be_changed(self, register):
        ledger.note(Erasure.Kind.LEFT, uuid.uuid4())
        with pytest.raises(InsertOnly):
            Erasure.objects.all().delete()
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("UPDATE register_erasure SET kind = 'deleted'")


class TestLinesThatCanNotBeRead:
    GOOD = {"id": AN_ID, "at": "2027-03-01T12:00:00+00:00", "kind": "left", "family_id": AN_ID}

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"", "It is no JSON"),
            (b"\xff\xfe", "It is no JSON"),
            (b"[" * 100_000, "It is no JSON"),
            (b"3", "other names"),
            (b"{}", "other names"),
            (json.dumps(GOOD | {"name": "Amal"}).encode(), "other names"),
            (json.dumps(GOOD | {"id": "7"}).encode(), "not a valid UUID"),
            (json.dumps(GOOD | {"family_id": None}).encode(), "family_id: Fill this in"),
            (json.dumps(GOOD | {"at": "yesterday"}).encode(), "invalid format"),
            (json.dumps(GOOD | {"at": "2027-03-01T12:00:00"}).encode(), "no time zone"),
            (json.dumps(GOOD | {"kind": "eaten"}).encode(), "kind: Value"),
            (json.dumps(GOOD | {"kind": ["left"]}).encode(), "kind: Value"),
            (json.dumps(GOOD | {"kind": "child"}).encode(), "name a child exactly when"),
            (json.dumps(GOOD | {"kind": "withdrawal", "purpose": "updates"}).encode(), "a purpose and a channel exactly when"),
        ],
    )
    def test_they_are_told_by_number_and_reason_and_the_others_are_done(self, restored_after, file, capsys, line, reason):
        family = family_of()
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
        file.write_bytes(line + b"\n" + file.read_bytes())
        with pytest.raises(CommandError, match="could not be read: 1"):
            call_command("apply_erasures")
        first, second, _end = capsys.readouterr().out.splitlines()
        assert first.startswith("Line 1: could not be read.")
        assert reason in first
        assert "Line 2: A family left" in second
        assert not Family.objects.exists()

    def test_no_ledger_at_all_is_no_silent_success(self, register, file):
        with pytest.raises(CommandError, match="Without it nobody knows"):
            call_command("apply_erasures")

    @pytest.mark.parametrize("since", ["yesterday", "2027-02-31", "2027-03-31T25:00", "🙂"])
    def test_a_day_that_is_none_is_refused(self, register, file, since):
        with pytest.raises(CommandError, match="is no day and no time"):
            call_command("apply_erasures", since=since)


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

    def test_a_family_that_left_after_the_backup_is_not_in_the_restored_database(self, transactional_db, file, tmp_path):
        self.file = file
        make_site()
        wording.seed()
        family, other = family_of(), family_of("noor@families.example")
        actions.choose(other, UPDATES, is_given=True)
        with self.restored(tmp_path) as database:
            actions.leave(family)
            actions.choose(other, UPDATES, is_given=False)
            count = "from register.models import *; print(Family.objects.count(), Consent.objects.standing().count(), Suppression.objects.count())"
            assert self.manage(database, "shell", "-v0", "-c", count).split() == ["2", "1", "0"]
            assert "Lines done again: 2." in self.manage(database, "apply_erasures")
            assert self.manage(database, "shell", "-v0", "-c", count).split() == ["1", "0", "1"]
            assert "Lines done again: 0." in self.manage(database, "apply_erasures")
