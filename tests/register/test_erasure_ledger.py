"""The file beside the database that says who was erased: private, whole, and read line by line."""

import datetime as dt
import json
import logging
import stat
import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.insert_only import InsertOnly
from register import actions, keys, ledger
from register.models import Erasure, Family
from tests.register.restoring import AN_ID, again, family_of, lines


class TestTheFile:
    def test_it_is_private_and_names_nobody(self, committed, ledger_file):
        family = family_of()
        with committed():
            actions.leave(family)
        assert stat.S_IMODE(ledger_file.stat().st_mode) == 0o600
        (line,) = lines(ledger_file)
        assert line.keys() == {"id", "at", "kind", "family_id"}
        assert "families.example" not in ledger_file.read_text()
        assert keys.email_hash("amal@families.example") not in ledger_file.read_text()

    def test_what_is_rolled_back_leaves_no_line(self, committed, ledger_file):
        family = family_of()
        with committed(), pytest.raises(ZeroDivisionError), transaction.atomic():
            actions.leave(family)
            raise ZeroDivisionError
        assert not ledger_file.exists()

    def test_leaving_twice_at_once_is_one_line(self, committed, ledger_file):
        with committed():
            for _ in range(2):
                ledger.note(Erasure.Kind.LEFT, uuid.UUID(AN_ID))
        assert len(lines(ledger_file)) == Erasure.objects.count() == 1

    def test_a_choice_taken_back_on_the_page_is_a_line(self, parent, committed, ledger_file):
        family = parent.joins()
        with committed():
            parent.browser.post(reverse("my_family_choose", args=["updates"]), {"given": "no"})
        assert [(line["kind"], line["family_id"], line["purpose"], line["channel"]) for line in lines(ledger_file)] == [("withdrawal", str(family.pk), "updates", "email")]

    def test_a_crash_between_the_erasure_and_the_file_loses_nothing(self, register, ledger_file):
        actions.leave(family_of())
        assert not ledger_file.exists(), "nothing is committed in this test, as after a crash"
        assert ledger.complete() == 1
        assert ledger.complete() == 0
        assert [line["kind"] for line in lines(ledger_file)] == ["left"]

    def test_a_full_disk_keeps_nobody_from_leaving_and_the_worker_says_so(self, committed, ledger_file, settings, caplog):
        ledger_file.parent.mkdir()
        settings.ERASURE_LEDGER = ledger_file.parent / "no-folder" / "erasures.jsonl"
        settings.ERASURE_LEDGER.parent.write_text("a file where the folder should be")
        family = family_of()
        caplog.set_level(logging.DEBUG)
        with committed():
            actions.leave(family)
        assert not Family.objects.exists()
        assert ["The ledger of erasures could not be written" in record.getMessage() for record in caplog.records if record.name == "register.ledger"] == [True]
        with pytest.raises(OSError, match="no-folder"):
            ledger.complete()
        settings.ERASURE_LEDGER = ledger_file
        assert ledger.complete() == 1

    def test_a_line_cut_off_in_the_middle_is_no_loss(self, committed, ledger_file, capsys):
        with committed():
            actions.leave(family_of())
        actions.leave(family_of("noor@families.example"))  # its line will be cut off
        whole = ledger_file.read_bytes()
        ledger_file.write_bytes(whole + b'{"id": "0b6f7c3e-5f0')
        assert again(capsys)[0] == "Line 2: its writer was stopped in the middle, which is no loss. It is no JSON."
        assert ledger.complete() == 1
        assert ledger_file.read_bytes().startswith(whole)
        assert len(lines(ledger_file)) == 2
        assert again(capsys) == ["Lines done again: 0. With nothing to do: 2."]

    def test_lines_older_than_any_backup_go_and_what_nobody_can_read_stays(self, register, ledger_file, settings):
        for days in (401, 399):
            Erasure.objects.create(kind="left", family_id=uuid.uuid4(), at=timezone.now() - dt.timedelta(days=days))
        settings.REGISTER_LEDGER_DAYS = 500
        assert ledger.complete() == 2
        ledger_file.write_bytes(b"unreadable\n" + ledger_file.read_bytes())
        settings.REGISTER_LEDGER_DAYS = 400
        assert ledger.complete() == 0
        first, kept = ledger_file.read_text().splitlines()
        assert first == "unreadable"
        assert json.loads(kept)["id"] == str(Erasure.objects.latest("at").pk)
        assert stat.S_IMODE(ledger_file.stat().st_mode) == 0o600

    def test_many_at_once_write_whole_lines(self, ledger_file):
        def leave() -> None:
            with ledger._held() as path:
                ledger._append(path, [Erasure(kind="left", family_id=uuid.uuid4())])

        threads = [threading.Thread(target=leave) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({line["id"] for line in lines(ledger_file)}) == 20

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
    def test_they_are_told_by_number_and_reason_and_the_others_are_done(self, restored_after, ledger_file, capsys, line, reason):
        family = family_of()
        with restored_after():
            actions.leave(Family.objects.get(pk=family.pk))
        ledger_file.write_bytes(line + b"\n" + ledger_file.read_bytes())
        with pytest.raises(CommandError, match="could not be read: 1"):
            call_command("apply_erasures")
        first, second, _end = capsys.readouterr().out.splitlines()
        assert first.startswith("Line 1: could not be read.")
        assert reason in first
        assert "Line 2: A family left" in second
        assert not Family.objects.exists()

    def test_no_ledger_at_all_is_no_silent_success(self, register, ledger_file):
        with pytest.raises(CommandError, match="Without it nobody knows"):
            call_command("apply_erasures")

    @pytest.mark.parametrize("since", ["yesterday", "2027-02-31", "2027-03-31T25:00", "🙂"])
    def test_a_day_that_is_none_is_refused(self, register, ledger_file, since):
        with pytest.raises(CommandError, match="is no day and no time"):
            call_command("apply_erasures", since=since)
