"""An officer who opens very many records in an hour, or exports, is told of to whoever checks how data is used."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail
from register import actions, anomalies, exporting
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


def test_an_export_is_told_with_the_first_file_and_both_in_one_hour_are_one_mail(auditors):
    officer = staff("Register officer")
    looks(officer, *FamilyFactory.create_batch(3, confirmed=True))
    for wish in (everybody(), everybody()):
        exporting.begin(wish, by=officer)
    assert anomalies.report() == 2
    assert QueuedMail.objects.count() == len(auditors)
    assert dict(Anomaly.objects.values_list("kind", "count")) == {"views": 3, "export": 6}, "every family in both files"


def test_the_auditor_reads_it_and_nobody_tidies_it(auditors, client):
    looks(officer := staff("Register officer"), *FamilyFactory.create_batch(3, confirmed=True))
    anomalies.report()
    client.force_login(auditors[0])
    page = client.get(reverse("register_access_log")).content.decode()
    assert "Opened many records in an hour" in page and officer.email in page
    with pytest.raises(InsertOnly):
        Anomaly.objects.get().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_anomaly SET count = 0")
