"""Sessions in the database, encrypted: during a sign-in they hold the number and the code, and on the way through a form what was answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from accounts import crypto


class SessionStore(db.SessionStore):
    """Django's, but for what stands in the column. What no key opens is an empty session, as a forged one is to Django."""

    _written: bytes | None = None

    def hold(self) -> bool:
        """Nobody else writes this session until the transaction ends, and it says what stands in its row now; False when there is no row."""
        row = self.model.objects.select_for_update().filter(session_key=self.session_key, expire_date__gt=timezone.now()).first()
        if row is None:
            return False
        self._session_cache = self.decode(row.session_data)
        return True

    def write_now(self) -> None:
        """Save what was changed; the request's own save at its end then writes it no second time, over what another request wrote since."""
        if self.modified:
            self.save()
            self._written = self._as_it_is()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django has it
        if must_create or self._written is None or self._written != self._as_it_is():
            super().save(must_create)

    def _as_it_is(self) -> bytes:
        return self.serializer().dumps(dict(self.items()))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return crypto.encrypt(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = self.serializer().loads(crypto.decrypt(str(session_data)).encode("latin-1"))
        except InvalidToken:
            return {}
        return kept


@contextmanager
def alone(session: SessionBase) -> Iterator[None]:
    """Whatever is done with the session in here is done by one request at a time: the next one reads what this one wrote. One transaction."""
    with transaction.atomic():
        is_held = isinstance(session, SessionStore) and session.hold()
        yield
        if is_held and isinstance(session, SessionStore):
            session.write_now()
