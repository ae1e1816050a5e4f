"""What of the whole portal is made with FIELD_KEYS: found by looking through the models, so that a field added tomorrow is written anew too.

Steps for the operator: docs/operations.md, "Keys". Why: docs/decisions/register-keys.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import crypto
from accounts.key_rotation import Anew, KeyedTable, Row, renewed_text, second_factors
from register import keys
from register.fields import EncryptedTextField
from register.models import Confirmation, Family, SavedForm, Suppression


@dataclass(frozen=True)
class Made:
    """A keyed hash that is made from an encrypted text beside it, and so can be made anew."""

    model: type[models.Model]
    column: str
    text: str
    make: Callable[[str], str]


@dataclass(frozen=True)
class TextGone:
    """A keyed hash whose text is kept nowhere: only the key that made it finds it again."""

    model: type[models.Model]
    column: str
    dated: str
    without_its_key: Promise

    def count(self) -> int:
        return self.model._base_manager.count()

    def newest(self) -> Any:
        """When the last one was made; None when there is none."""
        return self.model._base_manager.aggregate(newest=models.Max(self.dated))["newest"]


# Every column that ends in _hash stands in one of these three; a test holds it.
MADE = (
    Made(Family, "email_hash", "email", keys.email_hash),
    Made(Confirmation, "email_hash", "email", keys.email_hash),
)
TEXT_GONE = (
    TextGone(Suppression, "email_hash", "made_at", _("an import does not see that these addresses left, and may bring the families back")),
    TextGone(SavedForm, "email_hash", "saved_at", _("the mails a day to these addresses are counted anew; each is gone after REGISTER_UNCONFIRMED_DAYS days by itself")),
)
WITHOUT_KEY = ((Confirmation, "token_hash"), (SavedForm, "token_hash"))


def keyed_tables() -> list[KeyedTable]:
    """Every table with an encrypted column, of whichever app, and the second factors."""
    found = [(model, _encrypted(model)) for model in apps.get_models(include_auto_created=True)]
    return [_table(model, texts) for model, texts in found if texts] + [second_factors()]


def _encrypted(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField))


def _table(model: type[models.Model], texts: tuple[str, ...]) -> KeyedTable:
    made = [each for each in MADE if each.model is model]

    def anew(row: Row) -> Anew:
        values, shut = {}, []
        for name in texts:
            try:
                values[name] = renewed_text(row[name]) if row[name] else row[name]
            except InvalidToken:
                shut.append(name)
        for each in made:
            if each.text not in shut:
                values[each.column] = each.make(crypto.decrypt(row[each.text]) if row[each.text] else "")
        return Anew({name: value for name, value in values.items() if value != row[name]}, shut)

    return KeyedTable(model, texts + tuple(each.column for each in made), anew)
