"""What is said afterwards, read from bytes that anybody could have sent."""

import datetime as dt
import json
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.carriers import receipts
from campaigns.carriers.base import Receipt
from campaigns.carriers.receipts import Unreadable, state_of

REFERENCE = "0ecbf4ef-fd49-49f1-8502-cf82ed06fc8e"
NOTIFY_ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
CALLBACK = {
    "id": NOTIFY_ID,
    "reference": REFERENCE,
    "to": "sam@families.example",
    "status": "delivered",
    "created_at": "2026-05-04T12:24:48.000000Z",
    "completed_at": "2026-05-04T12:25:10.000000Z",
    "sent_at": "2026-05-04T12:24:50.000000Z",
    "notification_type": "email",
    "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08b",
    "template_version": 3,
}
REPORT = """\
From: MAILER-DAEMON@mail.council.example
To: offer@council.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/{kind}

{report}
--b1
Content-Type: {original}

Message-ID: <{reference}@testserver>
Subject: Short breaks
From: offer@council.example

--b1--
"""
FAILED = """\
Reporting-MTA: dns; mail.council.example
{envelope}Arrival-Date: Mon, 4 May 2026 12:24:48 +0000

Final-Recipient: rfc822; sam@families.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <sam@families.example>: no such user
"""


def notify(**more: object) -> Receipt:
    return receipts.from_notify(json.dumps(CALLBACK | more).encode())


def bounce(*, action: str = "failed", status: str = "5.1.1", envelope: str = "", original: str = "message/rfc822", reference: str = REFERENCE) -> Receipt:
    report = FAILED.format(action=action, status=status, envelope=envelope)
    return receipts.from_bounce(REPORT.format(kind="delivery-status", report=report, original=original, reference=reference).encode())


def test_a_callback_says_what_became_of_which_message_and_when():
    assert notify() == Receipt(REFERENCE, NOTIFY_ID, "delivered", dt.datetime(2026, 5, 4, 12, 25, 10, tzinfo=dt.UTC), 3)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", "delivered"),
        ("received", "delivered"),
        ("temporary-failure", "temporary-failure"),
        ("permanent-failure", "permanent-failure"),
        ("technical-failure", "technical-failure"),
        ("validation-failed", "technical-failure"),
        ("virus-scan-failed", "technical-failure"),
        ("cancelled", "technical-failure"),
        ("returned", "returned"),
        ("created", ""),
        ("sending", ""),
        ("pending", ""),
        ("sent", ""),
        ("accepted", ""),
        ("pending-virus-check", ""),
        ("a word of next year", ""),
        ("failed 5.1.1", "permanent-failure"),
        ("failed 5.2.2", "temporary-failure"),
        ("failed 4.4.7", "temporary-failure"),
        ("failed", "permanent-failure"),
        ("delayed 4.4.1", ""),
        ("relayed", ""),
        ("delivered 2.0.0", "delivered"),
        ("complained", "delivered"),
        ("", ""),
    ],
)
def test_each_status_has_one_state_of_ours_and_a_new_word_changes_nothing(status, state):
    assert state_of(status) == state


def test_a_letter_that_came_back_says_so_in_another_form():
    told = {"notification_id": NOTIFY_ID, "reference": REFERENCE, "date_sent": "2026-05-04T12:24:48Z", "template_name": "Letter", "template_id": "x", "template_version": 2}
    assert receipts.from_notify(json.dumps(told).encode()) == Receipt(REFERENCE, NOTIFY_ID, "returned", None, 2)


def test_a_callback_of_another_user_of_our_service_is_readable_without_a_reference():
    assert notify(reference=None).reference == ""


def test_a_bounce_is_told_by_the_mail_that_came_back_or_by_its_envelope():
    read = bounce()
    assert read == Receipt(REFERENCE, "", "failed 5.1.1", dt.datetime(2026, 5, 4, 12, 24, 48, tzinfo=dt.UTC))
    assert bounce(original="text/rfc822-headers").reference == REFERENCE
    assert bounce(envelope=f"Original-Envelope-Id: {REFERENCE}\n", reference="someone-elses").reference == REFERENCE


@pytest.mark.parametrize(
    ("action", "status", "read"),
    [("failed", "4.4.7", "failed 4.4.7"), ("Delayed", "4.2.2 (mailbox full)", "delayed 4.2.2"), ("delivered", "2.0.0", "delivered 2.0.0"), ("failed", "what", "failed")],
)
def test_a_report_keeps_the_servers_own_number(action, status, read):
    assert bounce(action=action, status=status).status == read


def test_a_complaint_is_no_bounce():
    report = REPORT.format(kind="feedback-report", report="Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n", original="message/rfc822", reference=REFERENCE)
    assert receipts.from_bounce(report.encode()) == Receipt(REFERENCE, "", "complained")


def test_a_webhook_may_name_the_message_in_either_way():
    told = {"message_id": f"<{REFERENCE}@testserver>", "status": "permanent-failure", "at": "2026-05-04T12:00:00+01:00"}
    assert receipts.from_webhook(json.dumps(told).encode()) == Receipt(REFERENCE, "", "permanent-failure", dt.datetime(2026, 5, 4, 11, tzinfo=dt.UTC))
    assert receipts.from_webhook(json.dumps({"reference": REFERENCE.upper(), "status": "complained"}).encode()).reference == REFERENCE


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "It is not JSON."),
        (b"\xff\xfe", "It is not JSON."),
        (b"id=1", "It is not JSON."),
        (b"[" * 50_000, "It is not JSON."),
        (b"[]", "It is JSON, but no receipt."),
        (b"null", "It is JSON, but no receipt."),
        (b"{}", "It names no message."),
        (json.dumps({"id": 7, "status": "delivered"}).encode(), "Its “id” can’t be read."),
        (json.dumps({"id": "a" * 121, "status": "delivered"}).encode(), "Its “id” can’t be read."),
        (json.dumps({"id": "a\0", "status": "delivered"}).encode(), "Its “id” can’t be read."),
        (json.dumps({"id": NOTIFY_ID}).encode(), "It has no status."),
        (json.dumps(CALLBACK | {"completed_at": "yesterday"}).encode(), "Its time can’t be read."),
        (json.dumps(CALLBACK | {"completed_at": 7}).encode(), "Its time can’t be read."),
        (json.dumps(CALLBACK | {"more": "a" * 100_000}).encode(), "It is too large for a receipt."),
    ],
)
def test_a_callback_that_is_none_is_refused_with_what_was_wrong(body, why):
    with pytest.raises(Unreadable) as refusal:
        receipts.from_notify(body)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"status": "delivered"}, "It is not about a message of a campaign."),
        ({"reference": "1 OR 1=1", "status": "delivered"}, "It is not about a message of a campaign."),
        ({"reference": REFERENCE}, "Its status is not one that we know."),
        ({"reference": REFERENCE, "status": "opened"}, "Its status is not one that we know."),
        ({"reference": REFERENCE, "status": "delivered", "at": "soon"}, "Its time can’t be read."),
        ({"reference": [REFERENCE], "status": "delivered"}, "Its “reference” can’t be read."),
    ],
)
def test_a_webhook_that_is_none_is_refused_with_what_was_wrong(told, why):
    with pytest.raises(Unreadable) as refusal:
        receipts.from_webhook(json.dumps(told).encode())
    assert str(refusal.value) == why


def an_answer_of_a_person() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Re: Short breaks", "sam@families.example"
    mail.set_content("Thank you!")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (b"", "It is a mail, but no report of a delivery."),
        (an_answer_of_a_person(), "It is a mail, but no report of a delivery."),
        (b"Content-Type: message/delivery-status\r\n\r\n", "It is not about a message of a campaign."),
        (f"Content-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {REFERENCE}\r\n".encode(), "The report names no recipient."),
        (
            REPORT.format(
                kind="delivery-status", report=FAILED.format(action="failed", status="5.1.1", envelope=""), original="message/rfc822", reference="a-sign-in-code"
            ).encode(),
            "It is not about a message of a campaign.",
        ),
        (
            REPORT.format(kind="delivery-status", report=FAILED.format(action="shrugged", status="5.1.1", envelope=""), original="message/rfc822", reference=REFERENCE).encode(),
            "The report does not say what became of the mail.",
        ),
        (b"a" * 10_000_001, "It is too large for a report."),
    ],
)
def test_a_mail_that_is_no_report_is_refused_with_what_was_wrong(mail, why):
    with pytest.raises(Unreadable) as refusal:
        receipts.from_bounce(mail)
    assert str(refusal.value) == why


def test_a_refusal_repeats_nothing_of_what_came():
    with pytest.raises(Unreadable) as refusal:
        receipts.from_notify(json.dumps({"id": {"to": "sam@families.example"}}).encode())
    assert "families.example" not in str(refusal.value)


PIECES = [b"Content-Type: message/delivery-status\r\n", b"Content-Type: multipart/report; boundary=b\r\n", b"--b\r\n", b"\r\n", b"Action: failed\r\n", f"Original-Envelope-Id: {REFERENCE}\r\n".encode(), b"Last-Attempt-Date: \xff\r\n", b"\xff\xfe\0", b"Content-Type: message/rfc822\r\n", b"Content-Transfer-Encoding: base64\r\n"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join))
def test_no_mail_whatever_breaks_the_reader(mail):
    try:
        read = receipts.from_bounce(mail)
    except Unreadable as refusal:
        assert str(refusal)
    else:
        assert read.reference == REFERENCE


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CALLBACK, "template"]), inner, max_size=6),
    )
)
def test_no_json_whatever_breaks_the_reader(told):
    try:
        read = receipts.from_notify(json.dumps(told).encode())
    except Unreadable as refusal:
        assert str(refusal)
    else:
        assert read.provider_id and read.status
