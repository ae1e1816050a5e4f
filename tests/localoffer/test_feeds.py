"""Feeds are read again each night, and what fails is told."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from localoffer import nightly
from localoffer.fetching import CannotFetch
from localoffer.importing import import_services
from localoffer.models import Feed, Service
from localoffer.openreferral import spreadsheet
from portal.jobs import JOBS
from tests.localoffer.test_import_services import club

pytestmark = pytest.mark.django_db


def test_a_feed_is_read_and_each_row_is_told(feed, web):
    web["body"] = b'[{"name": "One"}, {"name": "Two", "email": "nothing"}, 5]'
    nightly.read(feed)
    assert (feed.last_result, feed.last_words) == ("read", "2 new, 0 changed, 0 unchanged, 1 refused, 0 gone")
    assert [(row.number, row.name, row.outcome) for row in feed.rows.all()] == [(1, "One", "new"), (2, "Two", "new"), (3, "", "refused")]
    assert "e-mail" in feed.rows.get(number=2).reasons


def test_a_service_that_left_its_feed_stays_and_is_told(feed, web):
    web["body"] = b'[{"name": "One"}, {"name": "Two"}]'
    nightly.read(feed)
    web["body"] = b'[{"name": "One"}]'
    nightly.read(feed)
    assert Service.objects.published().count() == 2
    assert [(row.name, row.outcome) for row in feed.rows.filter(outcome="gone")] == [("Two", "gone")]


@pytest.mark.parametrize("refused", [{"description": "x", "organization": None, "name": ""}, {"x": "deep"}])
def test_a_record_that_is_refused_stands_in_the_feed_still(feed, web, refused):
    club = {"id": "a1b7e6c0-1111-4a5b-8c9d-000000000001", "name": "Club"}
    web["body"] = json.dumps([club, {"name": "One"}]).encode()
    nightly.read(feed)
    broken = club | refused | ({"x": nested(50)} if "x" in refused else {"description": ""})
    web["body"] = json.dumps([broken, {"name": "One"}]).encode()
    nightly.read(feed)
    assert [row.outcome for row in feed.rows.all()] == ["refused", "unchanged"]


def test_so_does_one_without_an_id(feed, web):
    web["body"] = b'[{"name": "Club"}, {"name": "One"}]'
    nightly.read(feed)
    web["body"] = json.dumps([{"name": "Club", "x": nested(50)}, {"name": "One"}]).encode()
    nightly.read(feed)
    assert [row.outcome for row in feed.rows.all()] == ["refused", "unchanged"]


def test_so_does_a_line_with_too_many_cells(db):
    (right,) = import_services(spreadsheet.rows("name,summary\nClub,One"), source="Play Trust")
    (broken,) = import_services(spreadsheet.rows("name,summary\nClub,One,Two"), source="Play Trust")
    assert (broken.outcome, broken.name, broken.service_id) == ("refused", "Club", right.service_id)


def test_the_words_of_a_report_are_in_the_language_of_the_portal(feed, web, monkeypatch):
    web["body"] = b'[{"name": "One"}, {"name": "Two"}]'
    nightly.read(feed)
    monkeypatch.setattr(translation._trans, "gettext", lambda words: words.upper())
    web["body"] = b'[{"name": "One"}, 5, {"name": ""}, {"name": "One"}]'
    nightly.read(feed)
    assert {row.reasons for row in feed.rows.filter(outcome__in=["refused", "gone"])} == {
        "THIS IS NOT A SERVICE RECORD",
        "IT HAS NO NAME, NO PROVIDER AND NO DESCRIPTION",
        "IT STANDS IN THE FEED TWICE, WORD FOR WORD",
        "IT IS NO LONGER IN THE FEED. HAS IT ENDED?",
    }
    assert feed.last_words == "0 NEW, 0 CHANGED, 1 UNCHANGED, 3 REFUSED, 1 GONE"
    web["body"] = RuntimeError("nobody thought of this")
    nightly.read(feed)
    assert feed.last_words.startswith("SOMETHING IN IT STOPPED US.")


@pytest.mark.parametrize(("body", "result"), [(CannotFetch("feeds.example answered 500."), "failed"), (b"{not json", "failed"), (b"[5]", "no-feed")])
def test_a_feed_that_fails_says_so_and_nothing_is_gone(feed, web, body, result):
    web["body"] = b'[{"name": "One"}]'
    nightly.read(feed)
    web["body"] = body
    nightly.read(feed)
    feed.refresh_from_db()
    assert feed.last_result == result
    assert not feed.rows.filter(outcome="gone").exists()
    assert Service.objects.count() == 1


def test_half_a_letter_in_a_name_does_not_break_the_report(feed, web):
    web["body"] = json.dumps([club(), {"name": "Club \ud800\0", "x": nested(50)}]).encode()
    nightly.read(feed)
    good, odd = feed.rows.all()
    assert (good.outcome, odd.outcome, odd.name.strip()) == ("new", "refused", "Club")
    assert feed.last_result == Feed.Result.READ


def nested(deep: int) -> list:
    return [nested(deep - 1)] if deep else []


def test_a_feed_that_breaks_our_reading_is_told_as_failed_and_the_next_one_is_read(feed, web, caplog):
    web["body"] = RuntimeError("nobody thought of this")
    nightly.read(feed)
    feed.refresh_from_db()
    assert (feed.last_result, feed.last_words) == (Feed.Result.FAILED, nightly.BROKEN_WORDS)
    assert "nobody thought of this" in caplog.text


def test_each_feed_is_read_once_a_night(feed, web):
    with time_machine.travel("2026-05-04T20:00:00+01:00", tick=False) as clock:
        assert nightly.read_next_due() == feed, "a new feed does not wait for the night"
        assert nightly.read_next_due() is None
        clock.move_to(dt.datetime.fromisoformat("2026-05-05T01:59:00+01:00"))
        assert nightly.read_next_due() is None
        clock.move_to(dt.datetime.fromisoformat("2026-05-05T02:01:00+01:00"))
        assert nightly.read_next_due() == feed
        assert nightly.read_next_due() is None


def test_a_feed_that_is_off_is_not_read(feed, web):
    Feed.objects.update(is_on=False)
    assert nightly.read_next_due() is None


def test_two_workers_never_read_the_same_feed(feed, web, monkeypatch):
    """The other one takes it between our look and our claim."""
    look = Feed.objects.due

    class Found(list):
        def filter(self, **kwargs):
            return look().filter(**kwargs)

    def due():
        found = Found(look())
        Feed.objects.update(last_run=timezone.now())
        return found

    monkeypatch.setattr(type(Feed.objects), "due", lambda self: due(), raising=False)
    monkeypatch.setattr(Feed.objects, "due", due, raising=False)
    assert nightly.read_next_due() is None


def test_the_worker_reads_feeds():
    assert nightly.read_next_due in [job.run for job in JOBS]


def test_the_command_reads_all_or_those_that_are_named(feed, web, capsys):
    Feed.objects.create(name="Off", source="https://off.example/", is_on=False)
    web["body"] = b'[{"name": "One"}]'
    call_command("import_feeds")
    assert "Play Trust: Read to the end. 1 new" in capsys.readouterr().out
    call_command("import_feeds", "Off")
    assert Feed.objects.get(name="Off").last_result == "read"
    with pytest.raises(CommandError, match="no feed called Nobody"):
        call_command("import_feeds", "Nobody")
    web["body"] = CannotFetch("no")
    with pytest.raises(CommandError, match="Not read: Play Trust"):
        call_command("import_feeds")


@pytest.mark.parametrize("source", ["/etc/passwd", "file:///etc/passwd", "feeds.example", "ftp://feeds.example/"])
def test_an_editor_can_only_name_a_web_address(source):
    with pytest.raises(ValidationError, match="web address"):
        Feed(name="X", source=source).full_clean()


@pytest.mark.parametrize("source", ["http://127.0.0.1:8000/", "https://[::1]/", "http://10.0.0.8/x", "http://localhost/"])
def test_an_address_of_a_private_network_is_refused_when_it_is_written(source):
    with pytest.raises(ValidationError, match="private network"):
        Feed(name="X", source=source).full_clean()
