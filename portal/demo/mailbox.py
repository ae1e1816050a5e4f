"""The demo's mails and texts: what the worker "sent" stands as files in two folders, and the demo desk shows it."""

import datetime as dt
import email
import email.policy
import json
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import phones, texts


@dataclass(frozen=True)
class Letter:
    """One mail or text as its reader sees it."""

    to: str
    subject: str
    sent: str
    text: str


def newest(limit: int = 100) -> list[Letter]:
    """What was sent last, the newest first."""
    files = sorted([*_files(settings.EMAIL_FILE_PATH, "*.log"), *_files(texts.folder(), "*.json")], key=lambda path: path.stat().st_mtime, reverse=True)
    letters = [letter for path in files[:limit] for letter in reversed([_text(path)] if path.suffix == ".json" else _letters(path))]
    return letters[:limit]


def _files(folder: Path | str | None, pattern: str) -> list[Path]:
    return list(Path(folder).glob(pattern)) if folder else []


def _text(path: Path) -> Letter:
    kept = json.loads(path.read_text())
    return Letter(phones.as_written(kept["to"]), str(_("Text message")), format_datetime(dt.datetime.fromisoformat(kept["sent"])), kept["text"])


def _letters(path: Path) -> list[Letter]:
    """Django writes one file a connection, a line of dashes after each mail."""
    parts = path.read_bytes().split(b"-" * 79 + b"\n")
    return [_letter(part) for part in parts if part.strip()]


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it one
    body = message.get_body(("plain",))
    return Letter(str(message["To"]), str(message["Subject"]), str(message["Date"]), body.get_content() if body else "")
