"""An officer who opens very many records in an hour, or exports, is told of to whoever checks how data is used."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail
from portal.jobs import JOBS
from register import access_log, actions, anomalies, exporting
from register.models import AccessLogEntry, Anomaly
from tests.register.factories import FamilyFactory, staff


@pytest.fixture
def auditors(register, settings):
    settings.REGISTER_VIEWS_AN_HOUR = 3
    return [staff("Auditor"), staff("Auditor")]


def looks(officer, *families) -> None:
    for family in families:
        actions.note_access(officer, AccessLogEntry.Action.VIEW, why="The family asked us to", reference=family.reference)


def everybody() -> exporting.Wish:
    return exporting.Wish(("reference",), "confirmed", "", None, "The law asks us to", "a test", "csv")


def test_everyone_who_checks_is_told_once_and_no_family_is_named(auditors):
    officer, families = staff("Register officer"), FamilyFactory.create_batch(3, confirmed=True)
    looks(officer, *families)
    assert (anomalies.report(), anomalies.report()) == (1, 0)
    assert {mail.recipient for mail in QueuedMail.objects.all()} == {auditor.email for auditor in auditors}
    for mail in QueuedMail.objects.all():
        assert officer.email in mail.text and "3" in mail.text
        assert officer.email not in mail.subject
        assert not any(family.reference in mail.text for family in families)
    assert (Anomaly.objects.get().kind, Anomaly.objects.get().count) == ("views", 3)


def test_the_same_record_again_and_again_is_one_record(auditors):
    officer, family = staff("Register officer"), FamilyFactory(confirmed=True)
    looks(officer, *[family] * 20)
    assert anomalies.report() == 0


def test_looks_of_two_people_or_of_another_hour_are_not_added_up(auditors, monkeypatch):
    families = FamilyFactory.create_batch(2, confirmed=True)
    looks(staff("Register officer"), *families)
    looks(staff("Register officer"), *families)
    assert anomalies.report() == 0
    later = anomalies.timezone.now() + dt.timedelta(hours=2)
    monkeypatch.setattr(anomalies.timezone, "now", lambda: later)
    assert anomalies.report() == 0


def test_records_that_searches_showed_count_as_looked_at(auditors):
    officer, families = staff("Register officer"), FamilyFactory.create_batch(3, confirmed=True)
    looks(officer, families[0])
    for family in families:
        access_log.note_search(officer, "e-mail address", [family], 1)
    for _time in range(5):
        access_log.note_search(officer, "e-mail address", [], 0)
    assert anomalies.report() == 1
    assert Anomaly.objects.get().count == 3, "who is in the register: each once, and nobody is nobody"


def test_numbers_that_lists_showed_count_as_looked_at_and_each_once(auditors):
    officer, families = staff("Register officer"), FamilyFactory.create_batch(4, confirmed=True)
    for shown in (families[:2], families[:2], families[2:]):
        assert anomalies.report() == 0
        access_log.note_work_list(officer, "Mail came back", Paginator(shown, 9).page(1))
    assert anomalies.report() == 1
    assert Anomaly.objects.get().count == 4


def test_the_page_says_when_the_portal_looks_and_over_which_time(auditors, client):
    client.force_login(auditors[0])
    page = client.get(reverse("register_access_log")).content.decode()
    assert "looks every 5 minutes at the last 60 minutes" in page and "3 different records or more" in page
    assert next(job for job in JOBS if job.run == anomalies.report).every == anomalies.EVERY


class TestTheHourAfterAReport:
    """The worker comes every five minutes, a moment earlier or later."""

    @pytest.fixture
    def later(self, time_machine):
        start = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
        time_machine.move_to(start, tick=False)
        return lambda **after: time_machine.move_to(start + dt.timedelta(**after), tick=False)

    def reports(self, later, minutes: int = 180) -> list[tuple[str, int]]:
        for minute in range(5, minutes, 5):
            later(minutes=minute, seconds=-1)
            anomalies.report()
        return list(Anomaly.objects.order_by("pk").values_list("kind", "count"))

    def test_what_was_exported_in_it_is_in_the_next_report(self, auditors, later):
        officer = staff("Register officer")
        FamilyFactory.create_batch(2, confirmed=True)
        exporting.begin(everybody(), by=officer)
        later(seconds=1)
        anomalies.report()
        later(seconds=20)
        exporting.begin(everybody(), by=officer)
        exporting.begin(everybody(), by=officer)
        assert self.reports(later) == [("export", 2), ("export", 4)]
        assert QueuedMail.objects.count() == 2 * len(auditors)

    def test_what_was_looked_at_in_it_too_and_nothing_twice(self, auditors, later):
        officer = staff("Register officer")
        looks(officer, *FamilyFactory.create_batch(3, confirmed=True))
        later(seconds=1)
        anomalies.report()
        later(seconds=20)
        looks(officer, *FamilyFactory.create_batch(4, confirmed=True))
        assert self.reports(later) == [("views", 3), ("views", 4)]

    def test_an_export_is_told_although_a_worker_stood_still_for_a_day(self, auditors, later):
        FamilyFactory(confirmed=True)
        exporting.begin(everybody(), by=staff("Register officer"))
        later(days=1)
        assert (anomalies.report(), anomalies.report()) == (1, 0)

    def test_a_file_without_families_is_no_export_and_hides_none(self, auditors, later):
        officer = staff("Register officer")
        exporting.begin(everybody(), by=officer)
        assert anomalies.report() == 0
        FamilyFactory(confirmed=True)
        exporting.begin(everybody(), by=officer)
        assert anomalies.report() == 1

    def test_an_export_after_many_looks_has_a_mail_of_its_own(self, auditors, later):
        officer = staff("Register officer")
        looks(officer, *FamilyFactory.create_batch(3, confirmed=True))
        anomalies.report()
        later(minutes=5)
        exporting.begin(everybody(), by=officer)
        anomalies.report()
        assert QueuedMail.objects.count() == 2 * len(auditors)
        assert "Exported families" in QueuedMail.objects.latest("pk").text


def test_an_export_is_told_with_the_first_file_and_both_kinds_at_once_are_one_mail(auditors):
    officer = staff("Register officer")
    looks(officer, *FamilyFactory.create_batch(3, confirmed=True))
    for wish in (everybody(), everybody()):
        exporting.begin(wish, by=officer)
    assert anomalies.report() == 2
    assert QueuedMail.objects.count() == len(auditors)
    assert all(words in QueuedMail.objects.latest("pk").text for words in ("found or listed many records in an hour: 3", "not reported yet: 6"))
    assert dict(Anomaly.objects.values_list("kind", "count")) == {"views": 3, "export": 6}, "every family in both files"


def test_the_auditor_reads_it_and_nobody_tidies_it(auditors, client):
    looks(officer := staff("Register officer"), *FamilyFactory.create_batch(3, confirmed=True))
    anomalies.report()
    client.force_login(auditors[0])
    page = client.get(reverse("register_access_log")).content.decode()
    assert "Opened, found or listed many records in an hour" in page and officer.email in page
    with pytest.raises(InsertOnly):
        Anomaly.objects.get().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_anomaly SET count = 0")
