"""`manage.py import_statistics`, as somebody at a terminal meets it."""

import datetime as dt
import io
import re

import pytest
from django.core.management import CommandError, call_command

from analytics.models import SiteDay
from tests.analytics.test_import_logs import at, line
from tests.analytics.test_imports import CSV

pytestmark = pytest.mark.django_db


def test_the_command_says_what_it_did(site, tmp_path, capsys):
    file = tmp_path / "days.csv"
    file.write_text(CSV + "2025-3-3,1,1\n")

    call_command("import_statistics", file, kind="totals", preview=True)
    assert not SiteDay.objects.exists()
    call_command("import_statistics", file, kind="totals")
    said = capsys.readouterr()

    assert "line 4: “2025-3-3” is not a date" in said.err
    assert "2 days taken in." in said.out
    with pytest.raises(CommandError, match="taken in before"):
        call_command("import_statistics", file, kind="totals")
    call_command("import_statistics", file, undo=True)
    assert not SiteDay.objects.exists()
    with pytest.raises(CommandError, match="was not taken in"):
        call_command("import_statistics", file, undo=True)
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_statistics", tmp_path / "none.csv", kind="totals")
    file.write_text("what\n")
    with pytest.raises(CommandError, match="The first line must be: day,views,sessions"):
        call_command("import_statistics", file, kind="totals")


def answer(monkeypatch, said):
    def ask(question):
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr("builtins.input", ask)


def test_the_command_finds_out_what_the_file_is_and_asks(site, tmp_path, capsys, monkeypatch):
    file = tmp_path / "days.csv"
    file.write_text(CSV)
    for said in ("", "no"):
        answer(monkeypatch, said)
        call_command("import_statistics", file)
    answer(monkeypatch, EOFError())
    with pytest.raises(CommandError, match=r"nobody could be asked\. Say --kind totals"):
        call_command("import_statistics", file)
    assert not SiteDay.objects.exists()
    answer(monkeypatch, "y")
    call_command("import_statistics", file)

    assert "Totals by day" in capsys.readouterr().out
    assert SiteDay.objects.count() == 2


def test_the_command_asks_for_the_order_of_dates_by_an_option(site, tmp_path, capsys):
    file = tmp_path / "days.csv"
    file.write_text("day,views,sessions\n03/04/2025,5,2\n")
    with pytest.raises(CommandError, match="--dates day-first or --dates month-first"):
        call_command("import_statistics", file, no_input=True)
    assert "--dates month-first: The month comes first" in capsys.readouterr().out
    call_command("import_statistics", file, no_input=True, dates="month-first")

    assert SiteDay.objects.get().day == dt.date(2025, 3, 4)


def test_the_command_shows_how_far_it_is_where_somebody_looks(site, tmp_path):
    file, screen = tmp_path / "access.log", io.StringIO()
    screen.isatty = lambda: True
    file.write_text(line(at(10)) * 12_000)
    call_command("import_statistics", file, preview=True, stderr=screen)

    assert [int(done) for done in re.findall(r"(\d+)%", screen.getvalue())] == [42, 83]
