"""What the other side says afterwards became of a message: GOV.UK Notify's callback, a mail server's report of a bounce, or a mail service's webhook."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from campaigns.carriers.base import Receipt

LARGEST_CALLBACK: Final = 100_000
LARGEST_BOUNCE: Final = 10_000_000
LONGEST: Final = 120
# Of what each says, the state it means; what is not here says that it is still on its way. A letter that was "received" was printed and posted.
STATES: Final = {
    "delivered": "delivered",
    "received": "delivered",
    "complained": "delivered",
    "temporary-failure": "temporary-failure",
    "permanent-failure": "permanent-failure",
    "technical-failure": "technical-failure",
    "virus-scan-failed": "technical-failure",
    "validation-failed": "technical-failure",
    "cancelled": "technical-failure",
    "returned": "returned",
}
OUR_ID = re.compile(r"<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@[^\s<>@]+>?)?", re.IGNORECASE)


class Unreadable(ValueError):
    """What came is no receipt; the words say what was wrong, and repeat nothing of it."""


def state_of(status: str) -> str:
    """The state of a delivery that a status means, also a report's such as "failed 5.1.1"; empty when it is still on its way, or the word is new to us."""
    action, _space, number = status.partition(" ")
    if action == "failed":  # for good, or because the mailbox was full or the server away for too long (RFC 3463, 2)
        return "temporary-failure" if number.startswith("4") or number == "5.2.2" else "permanent-failure"
    return STATES.get(action, "")


def from_notify(body: bytes) -> Receipt:
    """A callback about a delivery or a returned letter. Raises Unreadable."""
    return of_notification(_json(body))


def of_notification(told: Mapping[str, Any]) -> Receipt:
    """Notify's own words about one message, in a callback or in an answer. `reference` is empty when it was sent without one. Raises Unreadable."""
    provider_id = _text(told, "id") or _text(told, "notification_id")
    if not provider_id:
        raise Unreadable(_("It names no message."))
    status = _text(told, "status") or ("returned" if "date_sent" in told else "")
    if not status:
        raise Unreadable(_("It has no status."))
    template = told.get("template")
    version = template.get("version") if isinstance(template, dict) else told.get("template_version")
    at = next((_moment(told[name]) for name in ("completed_at", "sent_at", "created_at") if told.get(name)), None)
    return Receipt(_text(told, "reference"), provider_id, status, at, version if isinstance(version, int) else None)


def from_webhook(body: bytes) -> Receipt:
    """A mail service's word, brought into the form of ours: `reference` (or `message_id`), `status` (a key of STATES) and perhaps `at`. Raises Unreadable."""
    told = _json(body)
    reference = _ours(_text(told, "reference") or _text(told, "message_id"))
    status = _text(told, "status")
    if status not in STATES:
        raise Unreadable(_("Its status is not one that we know."))
    return Receipt(reference, "", status, _moment(told["at"]) if told.get("at") else None)


def from_bounce(mail: bytes) -> Receipt:
    """A delivery status notification (RFC 3464), or a complaint (RFC 5965), as it came in by mail. The status is "failed 5.1.1" or like it. Raises Unreadable."""
    if len(mail) > LARGEST_BOUNCE:
        raise Unreadable(_("It is too large for a report."))
    message = message_from_bytes(mail)
    parts: dict[str, Message] = {}
    for part in message.walk():
        parts.setdefault(part.get_content_type(), part)
    if report := parts.get("message/delivery-status"):
        envelope, *recipients = _blocks(report)
        reference = _ours(envelope.get("Original-Envelope-Id") or _original_id(parts))
        if not recipients:
            raise Unreadable(_("The report names no recipient."))
        return _of_recipient(reference, recipients[0], envelope)
    if parts.get("message/feedback-report"):
        return Receipt(_ours(_original_id(parts)), "", "complained")
    raise Unreadable(_("It is a mail, but no report of a delivery."))


def _of_recipient(reference: str, recipient: Message, envelope: Message) -> Receipt:
    action = str(recipient.get("Action", "")).strip().lower()
    number = re.match(r"[245]\.\d{1,3}\.\d{1,3}", str(recipient.get("Status", "")).strip())
    if action not in {"failed", "delayed", "delivered", "relayed", "expanded"}:
        raise Unreadable(_("The report does not say what became of the mail."))
    when = recipient.get("Last-Attempt-Date") or envelope.get("Arrival-Date")
    return Receipt(reference, "", f"{action} {number[0] if number else ''}".strip(), _mail_date(str(when)) if when else None)


def _blocks(report: Message) -> list[Message]:
    """The report's groups of lines: first of the mail, then of each recipient."""
    held = report.get_payload()
    blocks = [block for block in held if isinstance(block, Message)] if isinstance(held, list) else []
    if not blocks:
        raise Unreadable(_("The report is empty."))
    return blocks


def _original_id(parts: Mapping[str, Message]) -> str:
    """The Message-ID of the mail that came back, whole or its head alone."""
    for kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        if part := parts.get(kind):
            held, decoded = part.get_payload(), part.get_payload(decode=True)
            original = held[0] if isinstance(held, list) and held else message_from_bytes(decoded if isinstance(decoded, bytes) else b"")
            if isinstance(original, Message) and (found := original.get("Message-ID")):
                return str(found)
    return ""


def _ours(text: str) -> str:
    """The reference in a Message-ID of ours, or in an envelope's. Raises Unreadable."""
    found = OUR_ID.fullmatch(str(text).strip())
    if not found:
        raise Unreadable(_("It is not about a message of a campaign."))
    return str(UUID(found[1]))


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST_CALLBACK:
        raise Unreadable(_("It is too large for a receipt."))
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(_("It is not JSON.")) from None
    if not isinstance(told, dict):
        raise Unreadable(_("It is JSON, but no receipt."))
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    """Raises Unreadable for what is no text, or longer than any that we know."""
    value = told.get(name) or ""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise Unreadable(_("Its “%(name)s” can’t be read.") % {"name": name})
    return value


def _moment(text: Any) -> dt.datetime:
    try:
        when = dt.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unreadable(_("Its time can’t be read.")) from None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def _mail_date(text: str) -> dt.datetime | None:
    """None for one that can't be read: it only tells when, and servers write it in many ways."""
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
