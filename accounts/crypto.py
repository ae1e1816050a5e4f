"""Texts kept encrypted, or only as a keyed hash, under the newest of the keys in FIELD_KEYS; older keys still read."""

import base64
import functools
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text under the newest key (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _keys(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text again, by whichever key made it. Raises cryptography.fernet.InvalidToken when none did."""
    return _keys(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def keyed_hashes(purpose: bytes, text: str) -> list[str]:
    """The text as hashes that only a holder of a key can make (HMAC-SHA256, 64 hex digits): one for each key, the newest first.

    A row is written under the first and looked for under all. The same text has other hashes for another purpose.
    """
    keys = [hmac.digest(secret.encode(), purpose, "sha256") for secret in settings.FIELD_KEYS]
    return [hmac.digest(key, text.encode(), "sha256").hex() for key in keys]


@functools.cache
def _keys(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())) for secret in secrets])
