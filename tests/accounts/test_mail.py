"""Mail that must reach one person once."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from accounts import outgoing
from accounts.mail import forget_undelivered, send_due
from accounts.models import QueuedMail
from accounts.outgoing import LONGEST_WAIT, MOST_TRIES

pytestmark = pytest.mark.django_db


class Flaky(EmailBackend):
    """A server that refuses some addresses, by the words in them."""

    def send_messages(self, messages):
        for message in messages:
            if "refused" in message.to[0]:
                raise ConnectionRefusedError("personal@words.example may stand in a server's answer")
            if "dies" in message.to[0]:
                raise SystemExit(9)  # the worker is killed after the server has taken the mail, before we know
        return super().send_messages(messages)


@pytest.fixture
def flaky(settings):
    settings.MAIL_TRANSPORT = f"{__name__}.Flaky"


def write(*to: str, **more: object) -> None:
    EmailMultiAlternatives(**{"subject": "Hello", "body": "Words.", "to": list(to)} | more).send()


def test_a_request_only_writes_a_row():
    write("sam@families.example")
    assert mail.outbox == []
    assert QueuedMail.objects.get().recipient == "sam@families.example"


def test_a_mail_that_no_key_opens_holds_up_no_other(settings):
    write("sam@families.example")
    settings.FIELD_KEYS = ["n" * 40]
    write("noor@families.example")
    assert send_due() == 1
    assert mail.outbox[0].to == ["noor@families.example"]
    assert QueuedMail.objects.defer(*QueuedMail.words).get().problem == "InvalidToken"


def test_nobody_who_reads_the_queue_learns_whom_a_mail_is_to_and_it_is_found_all_the_same(settings):
    write("Sam@families.example")
    settings.FIELD_KEYS = ["n" * 40, *settings.FIELD_KEYS]
    write("sam@families.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_queuedmail")
        assert "families.example" not in str(cursor.fetchall()).lower()
    assert QueuedMail.objects.to(" SAM@families.example").count() == 2, "however it is written, under whichever key"
    assert not QueuedMail.objects.to("").exists() and not QueuedMail.objects.to("noor@families.example").exists()


def test_a_mail_that_is_deleted_before_it_is_read_holds_up_no_other(monkeypatch):
    write("gone@families.example")
    write("noor@families.example")
    claim = outgoing._claim

    def claimed_and_deleted(kind):
        row = claim(kind)
        QueuedMail.objects.to("gone@families.example").delete()
        return row

    monkeypatch.setattr(outgoing, "_claim", claimed_and_deleted)
    assert send_due() == 1
    assert mail.outbox[0].to == ["noor@families.example"]


def test_a_mail_goes_out_once_and_leaves_nothing_behind():
    write("sam@families.example")
    assert (send_due(), send_due()) == (1, 0)
    assert [message.to for message in mail.outbox] == [["sam@families.example"]]
    assert not QueuedMail.objects.exists()


def test_nobody_sees_the_address_of_another():
    write("a@families.example", "b@families.example", cc=["c@families.example"], bcc=["d@families.example"])
    assert send_due() == 4
    for message in mail.outbox:
        assert len(message.recipients()) == 1
        assert "families.example" not in str(message.message()).replace(message.to[0], "")


def test_nobody_gets_the_same_mail_twice_who_is_named_twice():
    write("a@families.example", cc=["A@families.example"])
    assert send_due() == 1


def test_words_html_reply_address_and_sender_arrive_as_written(settings):
    message = EmailMultiAlternatives("Grüße", "Plain – words", "Office <office@council.example>", ["a@families.example"], reply_to=["desk@council.example"])
    message.attach_alternative("<p>HTML</p>", "text/html")
    message.send()
    send_due()
    sent = mail.outbox[0]
    assert (sent.subject, sent.body, sent.from_email) == ("Grüße", "Plain – words", "Office <office@council.example>")
    assert sent.message()["Reply-To"] == "desk@council.example"
    assert sent.alternatives[0].content == "<p>HTML</p>"


def test_a_refused_mail_does_not_hold_up_the_next(flaky):
    write("refused@families.example")
    write("sam@families.example")
    assert send_due() == 1
    waiting = QueuedMail.objects.get()
    assert (waiting.tries, waiting.problem, waiting.is_sending) == (1, "ConnectionRefusedError", False)


def test_tries_are_further_and_further_apart_and_then_end(flaky):
    write("refused@families.example")
    waits, now = [], timezone.now()
    for _try in range(MOST_TRIES):
        with time_machine.travel(now, tick=False):
            send_due()
            assert send_due() == 0
            row = QueuedMail.objects.get()
            waits.append(row.try_after - now)
            now = row.try_after
    assert waits == sorted(waits)
    assert waits[0] == dt.timedelta(minutes=2)
    assert max(waits) <= LONGEST_WAIT
    with time_machine.travel(now + dt.timedelta(days=2), tick=False):
        send_due()
    assert QueuedMail.objects.get().tries == MOST_TRIES


def test_a_mail_that_gets_through_later_is_sent_once(flaky, settings):
    write("refused@families.example")
    send_due()
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        assert send_due() == 1
    assert len(mail.outbox) == 1


def test_a_worker_killed_in_the_middle_of_a_send_never_sends_that_one_again(flaky, settings):
    for name in ("first", "dies", "third"):
        write(f"{name}@families.example")
    with pytest.raises(SystemExit):
        send_due()
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    send_due()
    assert [message.to[0] for message in mail.outbox] == ["first@families.example", "third@families.example"]
    assert QueuedMail.objects.get().recipient == "dies@families.example"


def test_what_was_left_in_the_middle_is_counted_for_the_people_who_run_the_site(flaky):
    write("dies@families.example")
    with pytest.raises(SystemExit):
        send_due()
    assert QueuedMail.objects.stuck(timezone.now()).count() == 0
    assert QueuedMail.objects.stuck(timezone.now() + dt.timedelta(hours=1)).count() == 1


@pytest.mark.parametrize("subject", ["Hello\nBcc: victim@families.example", "Hello\r\nX-Evil: 1", "A\u2028B", "A\0B"])
def test_a_line_break_in_a_subject_makes_no_header(subject):
    write("sam@families.example", subject=subject)
    assert send_due() == 1
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert mail.outbox[0].recipients() == ["sam@families.example"]


@pytest.mark.parametrize(
    "address", ["sam@families.example\nBcc: victim@families.example", "a@families.example, b@families.example", "Sam <sam@families.example>\r\n", "not an address"]
)
def test_an_address_that_is_more_than_one_address_is_refused_when_written(address):
    with pytest.raises(ValueError, match="one e-mail address"):
        write(address)
    assert not QueuedMail.objects.exists()


def test_a_header_with_a_line_break_is_refused_when_written():
    with pytest.raises(ValueError, match="line break"):
        write("sam@families.example", headers={"X-Campaign": "a\nBcc: victim@families.example"})


def test_the_log_and_the_row_name_no_address_and_no_words(flaky, caplog):
    write("refused@families.example")
    send_due()
    assert "families.example" not in caplog.text
    assert "personal" not in caplog.text
    assert "personal" not in QueuedMail.objects.get().problem


def test_a_mail_of_a_request_that_fails_is_not_sent():
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Hello", "Words", None, ["sam@families.example"])
        raise RuntimeError
    assert send_due() == 0


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({"sam@families.example": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"sam@families.example": (451, b"greylisted")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(452, b"too busy"), False),
        (smtplib.SMTPSenderRefused(550, b"not allowed", "desk@council.example"), False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPServerDisconnected("dropped"), False),
        (TimeoutError("slow"), False),
    ],
)
def test_each_answer_of_a_server_leaves_the_right_state(monkeypatch, error, is_final):
    def refuse(*args):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    write("sam@families.example")
    assert send_due() == 0
    row = QueuedMail.objects.get()
    assert ((row.gave_up_at is not None), row.is_sending) == (is_final, False)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        assert QueuedMail.objects.due(timezone.now()).exists() is not is_final


def test_an_attachment_is_refused_when_written():
    message = EmailMultiAlternatives("Hello", "Words", None, ["sam@families.example"])
    message.attach("children.csv", "name", "text/csv")
    with pytest.raises(ValueError, match="no attachments"):
        message.send()


def test_a_long_queue_goes_out_in_parts():
    for n in range(5):
        write(f"p{n}@families.example")
    assert [send_due(limit=2) for _round in range(4)] == [2, 2, 1, 0]
    assert [message.to[0] for message in mail.outbox] == [f"p{n}@families.example" for n in range(5)]


def test_a_mail_that_nobody_will_send_any_more_is_deleted_after_a_week():
    now = timezone.now()
    old, fresh = now - dt.timedelta(days=8), now - dt.timedelta(days=6)
    fields = {"subject": "s", "text": "t", "sender": "a@b.example", "try_after": now}
    QueuedMail.objects.create(recipient="given.up@families.example", gave_up_at=old, **fields)
    QueuedMail.objects.create(recipient="stuck@families.example", is_sending=True, claimed_at=old, **fields)
    QueuedMail.objects.create(recipient="lately@families.example", gave_up_at=fresh, **fields)
    QueuedMail.objects.create(recipient="waiting@families.example", **fields)
    assert forget_undelivered() == 2
    assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {"lately@families.example", "waiting@families.example"}
