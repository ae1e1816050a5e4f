"""The key in an address that a family finds in its message: which delivery it was, and a mark that only we can make. It tells nobody who they are."""

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from accounts import crypto

PURPOSE: Final = b"campaigns: address in a message"
MARK: Final = 20


class Forged(Exception):
    """We never made this key."""


def token_of(delivery: UUID) -> str:
    """42 signs that are safe in an address."""
    return f"{_letters(delivery)}{_marks(delivery)[0]}"


def delivery_of(token: str) -> UUID:
    """Raises Forged."""
    try:
        delivery = UUID(bytes=base64.urlsafe_b64decode(f"{token[:-MARK]}=="))
    except (ValueError, binascii.Error):
        raise Forged from None
    if token[:-MARK] != _letters(delivery) or not any(hmac.compare_digest(mark.encode(), token[-MARK:].encode()) for mark in _marks(delivery)):
        raise Forged
    return delivery


def _letters(delivery: UUID) -> str:
    return base64.urlsafe_b64encode(delivery.bytes).decode().rstrip("=")


def _marks(delivery: UUID) -> list[str]:
    """Under each field key, the newest first: an older message's addresses work as long as its key is kept."""
    return [each[:MARK] for each in crypto.keyed_hashes(PURPOSE, str(delivery))]
