"""Ids and records as the standard wants them made."""

import datetime as dt
import uuid
from typing import Any

from localoffer.openreferral.values import NAMESPACE

Record = dict[str, Any]


def identity(*made_of: object) -> str:
    """A UUID for what has none of its own: the same for the same words, in every answer and on every machine."""
    return str(uuid.uuid5(NAMESPACE, "|".join(str(part) for part in made_of)))


def record(**fields: Any) -> Record:
    """The record without its empty fields; 0 and False say something and stay."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}


def day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def clock(time: dt.time | None) -> str | None:
    """A plain HH:MM: with a zone or seconds, DfE's reader drops the whole service."""
    return time.strftime("%H:%M") if time else None


def moment(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
