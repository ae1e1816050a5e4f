"""Sessions in the database, encrypted: during a sign-in they hold the number and the code, and on the way through a form what was answered."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db

from accounts import crypto


class SessionStore(db.SessionStore):
    """Django's, but for what stands in the column. What no key opens is an empty session, as a forged one is to Django."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return crypto.encrypt(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = self.serializer().loads(crypto.decrypt(str(session_data)).encode("latin-1"))
        except InvalidToken:
            return {}
        return kept
