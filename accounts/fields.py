"""A text that the database only ever sees encrypted."""

from typing import Any

from django.db import models

from accounts import crypto


class EncryptedTextField(models.TextField):
    """Text kept under the newest field key (`accounts.crypto`). It can't be searched or ordered by; an empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """No look-up but `isnull`: the same text is encrypted differently each time, so a comparison would silently find nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None
