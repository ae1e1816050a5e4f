"""Addresses that send our mail back: who is marked, who hears of it, and who has answered from there since."""

import datetime as dt
import smtplib

from django.db import connection
from django.utils import timezone

from accounts import mail, outgoing
from accounts.models import QueuedMail
from register import bounces, contacting, letters, retention
from register.answers import Contact
from register.models import Child, Family
from tests.register.factories import ChildFactory, FamilyFactory
from tests.register.test_officers_lists import listed


def send(monkeypatch, code: int, to: str) -> None:
    def refuse(*args, **options):
        raise smtplib.SMTPRecipientsRefused({to: (code, b"no")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    mail.send_due()


def test_an_address_that_is_refused_for_good_is_marked_once_and_listed(desk, monkeypatch):
    family = FamilyFactory(confirmed=True, email="amal@families.example")
    contacting.ask_email(family, "amal@families.example")
    send(monkeypatch, 550, "amal@families.example")
    assert (bounces.mark_bounced(), bounces.mark_bounced()) == (1, 0)
    assert listed(desk, "bounced") == [family]


def test_one_that_is_full_today_or_given_up_after_many_tries_is_not(desk, monkeypatch):
    family = FamilyFactory(confirmed=True)
    contacting.ask_email(family, family.email)
    send(monkeypatch, 452, family.email)
    assert bounces.mark_bounced() == 0
    QueuedMail.objects.update(tries=outgoing.MOST_TRIES, gave_up_at=timezone.now(), problem="SMTPRecipientsRefused")
    assert bounces.mark_bounced() == 0


def test_write_again_holds_although_the_old_mail_is_still_there(desk, monkeypatch):
    family = FamilyFactory(confirmed=True)
    contacting.ask_email(family, family.email)
    send(monkeypatch, 550, family.email)
    bounces.mark_bounced()
    desk.opens(family)
    desk.sends("register_press", family.pk, "write-again")
    assert bounces.mark_bounced() == 0
    assert listed(desk, "bounced") == []


def test_who_answered_from_the_mailbox_after_that_is_not_marked(desk, monkeypatch, parent):
    stranger = FamilyFactory(email=parent.email)
    contacting.ask_email(stranger, parent.email)
    send(monkeypatch, 550, parent.email)
    monkeypatch.undo()
    QueuedMail.objects.update(gave_up_at=timezone.now() - dt.timedelta(days=2))
    stranger.delete()
    family = parent.joins()
    assert bounces.mark_bounced() == 0
    Family.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=9))  # it used a link to the same address later
    assert bounces.mark_bounced() == 0
    family.confirmations.all().delete()
    assert bounces.mark_bounced() == 1
    assert letters.contact_of(Family.objects.get()) == Contact(), "no mail until there is a new address"


def test_a_young_person_who_was_asked_by_a_mail_that_came_back_is_told_by_an_officer(desk):
    family = FamilyFactory(confirmed=True)
    asked, _elder = (ChildFactory(family=family, birth_year=timezone.localdate().year - years) for years in (17, 19))
    retention.run()
    Family.objects.update(said_at=timezone.now())
    Child.objects.filter(pk=asked.pk).update(own_choice_asked_at=timezone.now())
    QueuedMail.objects.update(problem="SMTPRecipientsRefused", gave_up_at=timezone.now(), tries=1)
    assert bounces.mark_bounced() == 1
    assert list(Child.objects.filter(own_choice_asked_at=None)) == [asked], "of the elder we heard that it came"
    assert listed(desk, "own-choice") == [family]


def test_a_recipient_that_no_key_opens_hides_no_other_and_is_told_of(register, caplog):
    families = FamilyFactory.create_batch(3, confirmed=True)
    for family in families:
        contacting.ask_email(family, family.email)
    QueuedMail.objects.update(problem="SMTPRecipientsRefused", gave_up_at=timezone.now(), tries=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_queuedmail SET recipient = 'of a key that is lost' WHERE to_hash = %s", [QueuedMail.objects.to(families[1].email).get().to_hash])
    assert bounces.mark_bounced() == 2
    assert list(Family.objects.filter(bounced_at=None)) == [families[1]]
    assert "recipients of 1 mails" in caplog.text


def test_nobody_is_rung_whose_number_a_stranger_may_have_typed(desk):
    typed, written_down = FamilyFactory(phone="+447700900123"), FamilyFactory(taken_by=desk.user.email)
    Family.objects.update(bounced_at=timezone.now())
    assert listed(desk, "bounced") == [written_down], typed.reference
