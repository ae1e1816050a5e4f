"""The ledger of erasures: a file outside the database, so that a restored backup can be told what must not come back.

One line of JSON an erasure, with random numbers only. The database's own rows (`Erasure`) are written with each erasure; the file follows on commit, and
`complete` adds once an hour what a crash or a full disk kept from it.
"""

import datetime as dt
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import locks
from django.db import DatabaseError, transaction
from django.utils import timezone

from register.models import Channel, Child, Erasure, Family

FIELDS = ("id", "at", "kind", "family_id", "child_id", "other_id", "purpose", "channel")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One line of the file, the first is number 1. `erasure` is None when it can't be read, for the reason `problem`; `is_cut` when its writer died in the middle."""

    number: int
    erasure: Erasure | None
    problem: str = ""
    is_cut: bool = False


def note(kind: Erasure.Kind, family_id: UUID, *, child_id: UUID | None = None, other_id: UUID | None = None, purpose: str = "", channel: str = "") -> None:
    """Keep, with the caller's transaction, that this was erased or taken back. A family and a child are erased once: a second time changes nothing."""
    erasure = Erasure(kind=kind, family_id=family_id, child_id=child_id, other_id=other_id, purpose=purpose, channel=channel)
    erasure.clean()
    Erasure.objects.bulk_create([erasure], ignore_conflicts=True)
    transaction.on_commit(partial(_append_or_leave, erasure.pk))


def note_child(kind: Erasure.Kind, child: Child) -> None:
    """That it was taken out or grew up, also under each key that it had in a record that was put together with its own; it counts once."""
    first, *older = child.every_key
    note(kind, child.family_id, child_id=first)
    for key in older:
        note(Erasure.Kind.CHILD, child.family_id, child_id=key)


def note_contact(family: Family, channel: Channel) -> None:
    """That an address or a number is the family's no more. Each of its records that were put together has its own e-mail address, and may have had the rest of this one."""
    for key in [family.pk] if channel == Channel.EMAIL else family.every_key:
        note(Erasure.Kind.CONTACT, key, channel=channel)


def read() -> Iterator[Line]:
    """Every line of the file, oldest first. Raises OSError when there is no file or it can't be opened."""
    with Path(settings.ERASURE_LEDGER).open("rb") as file:
        for number, text in enumerate(file, start=1):
            yield _line(number, text)


def complete() -> int:
    """Add the rows that the file lacks, and drop its lines of more than REGISTER_LEDGER_DAYS days ago; how many were added.

    A line that can't be read stays: a person should see it. A row that is committed at this very moment may come twice, which does no harm.
    """
    oldest = timezone.now() - dt.timedelta(days=settings.REGISTER_LEDGER_DAYS)
    with _held() as path:
        known, is_old = set(), False
        for line in read() if path.exists() else ():
            if line.erasure:
                known.add(line.erasure.pk)
                is_old = is_old or line.erasure.at < oldest
        if is_old:
            _keep_from(path, oldest)
        missing = [row for row in Erasure.objects.since(oldest).order_by("at").iterator() if row.pk not in known]
        _append(path, missing)
    return len(missing)


def _append_or_leave(key: UUID) -> None:
    """On commit: the erasure stands, whatever the disk says; the hourly run adds what is missing, and fails aloud."""
    try:
        if rows := list(Erasure.objects.filter(pk=key)):
            with _held() as path:
                _append(path, rows)
    except (OSError, DatabaseError) as problem:
        log.warning("The ledger of erasures could not be written (%s); the worker tries again.", type(problem).__name__)


@contextmanager
def _held() -> Iterator[Path]:
    """The file's path while nobody else writes to it. The lock is a file of its own, because dropping old lines exchanges the ledger."""
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        locks.lock(lock, locks.LOCK_EX)
        yield path


def _append(path: Path, erasures: Iterable[Erasure]) -> None:
    """Write after the last whole line: one without an end was cut off while it was written, and its row waits for `complete`."""
    with open(path, "r+b", opener=_private) as file:
        _cut_half_line(file)
        file.write(b"".join(_packed(erasure) for erasure in erasures))
        file.flush()
        os.fsync(file.fileno())


def _cut_half_line(file: BinaryIO) -> None:
    """Go to the end of the last whole line, and throw away what is behind it."""
    if file.seek(0, os.SEEK_END) == 0:
        return
    file.seek(-1, os.SEEK_END)
    if file.read() != b"\n":
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)


def _keep_from(path: Path, oldest: dt.datetime) -> None:
    """Exchange the file for one without what is older; killed at any point, one of the two is there, whole."""
    new = path.with_name(path.name + ".new")
    with path.open("rb") as old, open(new, "wb", opener=_private) as file:
        for number, text in enumerate(old, start=1):
            line = _line(number, text)
            if line.erasure is None or line.erasure.at >= oldest:
                file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _private(path: str, flags: int) -> int:
    """Only the portal's own user may read it."""
    return os.open(path, flags | os.O_CREAT, 0o600)


def _packed(erasure: Erasure) -> bytes:
    values = {name: getattr(erasure, name) for name in FIELDS}
    return json.dumps({name: value.isoformat() if isinstance(value, dt.datetime) else str(value) for name, value in values.items() if value}).encode() + b"\n"


def _line(number: int, text: bytes) -> Line:
    is_cut = not text.endswith(b"\n")
    try:
        return Line(number, _unpacked(json.loads(text)))
    except ValidationError as problem:
        return Line(number, None, _reasons(problem), is_cut)
    except (ValueError, RecursionError):
        return Line(number, None, "It is no JSON.", is_cut)


def _reasons(problem: ValidationError) -> str:
    if hasattr(problem, "error_dict"):
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in problem.message_dict.items())
    return " ".join(problem.messages)


def _unpacked(values: Any) -> Erasure:
    """Raises ValidationError."""
    if not isinstance(values, dict) or not {"id", "at", "kind", "family_id"} <= values.keys() <= set(FIELDS):
        raise ValidationError("It has other names than a line of the ledger.")
    erasure = Erasure(**values)
    erasure.clean_fields()
    erasure.clean()
    if timezone.is_naive(erasure.at):
        raise ValidationError("Its time names no time zone.")
    return erasure
