"""The secret in a link. It is kept nowhere; what is kept of it for the invitation and for the unfinished answers can't be told to belong together without it."""

import hashlib
import re
import secrets
from typing import Final

FORM: Final = re.compile(r"[A-Za-z0-9_-]{22}")


def new_token() -> str:
    """128 random bits, so that nobody guesses one and a hash without a key is enough."""
    return secrets.token_urlsafe(16)


def is_token(text: str) -> bool:
    return FORM.fullmatch(text) is not None


def of_invitation(token: str) -> str:
    return _hash("invitation", token)


def of_draft(token: str) -> str:
    return _hash("draft", token)


def _hash(purpose: str, token: str) -> str:
    return hashlib.sha256(f"survey {purpose}: {token}".encode()).hexdigest()
