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
from accounts.fields import EncryptedTextField, KeyedHashField
from accounts.key_rotation import Anew, KeyedTable, Row, renewed_text, second_factors
from register import keys
from register.models import Confirmation, DataComplaint, Family, SavedForm, Suppression


@dataclass(frozen=True)
class Made:
    """A keyed hash that is made from encrypted texts beside it, and so can be made anew."""

    model: type[models.Model]
    column: str
    texts: tuple[str, ...]
    make: Callable[..., str | None]


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


# Every column that ends in _hash and is no KeyedHashField stands in one of these; a test holds it.
MADE = (
    Made(Family, "email_hash", ("email",), keys.email_hash),
    Made(Family, "phone_hash", ("phone",), keys.phone_hash),
    Made(Family, "household_hash", ("last_name", "postcode"), keys.household_hash),
    Made(Family, "first_half_hash", ("last_name", "postcode"), keys.first_half_hash),
    Made(Family, "last_half_hash", ("last_name", "postcode"), keys.last_half_hash),
    Made(Confirmation, "email_hash", ("email",), keys.email_hash),
    Made(Confirmation, "phone_hash", ("phone",), keys.phone_hash),
    Made(DataComplaint, "email_hash", ("email",), keys.email_hash),
    Made(DataComplaint, "phone_hash", ("phone",), keys.phone_hash),
)
TEXT_GONE = (
    TextGone(Suppression, "contact_hash", "made_at", _("an import does not see that these addresses left, and may bring the families back")),
    TextGone(SavedForm, "email_hash", "saved_at", _("the mails a day to these addresses are counted anew; each is gone after REGISTER_UNCONFIRMED_DAYS days by itself")),
)
# Codes and digests of forms live as long as a sign-up waits: at most REGISTER_ASSISTED_DAYS days.
SHORT_LIVED = ((Confirmation, "code_hash"),)
WITHOUT_KEY = ((Confirmation, "token_hash"), (SavedForm, "token_hash"))


def make_hashes(row: models.Model) -> None:
    """Make its keyed hashes with the newest key, for a row that was written when another was."""
    for each in MADE:
        if isinstance(row, each.model):
            setattr(row, each.column, each.make(*(getattr(row, name) for name in each.texts)))


def keyed_tables() -> list[KeyedTable]:
    """Every table with an encrypted column, of whichever app, and the second factors."""
    found = [(model, _encrypted(model)) for model in apps.get_models(include_auto_created=True)]
    return [_table(model, texts) for model, texts in found if texts] + [second_factors()]


def _encrypted(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField))


def _made_by_themselves(model: type[models.Model]) -> list[Made]:
    """The hashes that fields make of the text beside them."""
    return [Made(model, field.name, (field.of,), field.newest) for field in model._meta.local_concrete_fields if isinstance(field, KeyedHashField)]


def _table(model: type[models.Model], texts: tuple[str, ...]) -> KeyedTable:
    made = [*(each for each in MADE if each.model is model), *_made_by_themselves(model)]

    def anew(row: Row) -> Anew:
        values, shut = {}, []
        for name in texts:
            try:
                values[name] = renewed_text(row[name]) if row[name] else row[name]
            except InvalidToken:
                shut.append(name)
        for each in made:
            if not {*each.texts} & {*shut}:
                values[each.column] = each.make(*(crypto.decrypt(row[name]) if row[name] else "" for name in each.texts))
        return Anew({name: value for name, value in values.items() if value != row[name]}, shut)

    return KeyedTable(model, texts + tuple(each.column for each in made), anew)
