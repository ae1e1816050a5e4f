"""The demo's mail: what the worker "sent" stands as files in the mail folder, and the demo desk shows it."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Letter:
    """One mail as its reader sees it."""

    to: str
    subject: str
    sent: str
    text: str


def newest(limit: int = 100) -> list[Letter]:
    """The mails sent last, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH or "")
    if not settings.EMAIL_FILE_PATH or not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    letters = [letter for path in files[:limit] for letter in reversed(_letters(path))]
    return letters[:limit]


def _letters(path: Path) -> list[Letter]:
    """Django writes one file a connection, a line of dashes after each mail."""
    parts = path.read_bytes().split(b"-" * 79 + b"\n")
    return [_letter(part) for part in parts if part.strip()]


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
    body = message.get_body(("plain",))
    return Letter(str(message["To"]), str(message["Subject"]), str(message["Date"]), body.get_content() if body else "")
