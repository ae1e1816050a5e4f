"""A text that the database only ever sees encrypted, and a mobile number in a form."""

from typing import Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.db.models.expressions import Col
from django.db.models.functions import Lower
from django.db.models.lookups import In, IsNull, Lookup
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import crypto, phones


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


class KeyedHashField(models.CharField):
    """What an encrypted text beside it is looked for by: a hash that only a holder of a field key can make, made whenever the row is written, in bulk too.

    `of`: the text's field. `purpose`: keeps the same text from having the same hash elsewhere. Capitals and spaces around it make no other text.
    With `null` no text has no hash, so that the hash can be unique.
    """

    def __init__(self, *, of: str, purpose: str, **options: Any) -> None:
        super().__init__(**options | {"max_length": 64, "editable": False})
        self.of, self.purpose = of, purpose

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:  # noqa: FBT001 - Django's
        value = self.newest(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value

    def newest(self, text: str | None) -> str | None:
        """Under the newest field key, as a row is written."""
        return None if self.null and not text else self.hashes(text or "")[0]

    def hashes(self, text: str) -> list[str]:
        """Under every field key, the newest first: a row may have been written under an older one."""
        return crypto.keyed_hashes(self.purpose.encode(), text.strip().lower())


class EncryptedEmailField(EncryptedTextField):
    """An address kept encrypted and looked for by the `KeyedHashField` beside it, in any case of letters. An empty one is none.

    `hashed_in`: that field's name. That two are not the same is the hash's to hold: an index of this one could refuse nothing.
    """

    default_validators = [EmailValidator()]

    def __init__(self, *args: Any, hashed_in: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hashed_in = hashed_in

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"hashed_in": self.hashed_in}

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None

    def get_lookup(self, lookup_name: str) -> Any:
        return FoundByHash if lookup_name in {"exact", "iexact", "in"} else super().get_lookup(lookup_name)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": forms.EmailField, "widget": forms.EmailInput} | options)


class FoundByHash(Lookup):
    """Equal to the address, or to one of several: asked of the hash beside it, which never sends the address to the database."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        field: Any = self.lhs.target.model._meta.get_field(self.lhs.target.hashed_in)
        column = Col(self.lhs.alias, field)
        if isinstance(self.rhs, Lower):  # allauth's migrations ask which addresses are not in small letters: in any case they are the same
            return IsNull(column, False).as_sql(compiler, connection)  # noqa: FBT003 - Django's signature
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("An encrypted address is compared with a text, and with no expression.")
        addresses = [self.rhs] if isinstance(self.rhs, str | Promise) else [address for address in self.rhs if address]
        return In(column, [each for address in addresses for each in field.hashes(str(address))]).as_sql(compiler, connection)


class PhoneField(forms.CharField):
    """A phone number typed in any way; its value is E.164, or nothing."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "lo-input--short"})
    default_error_messages = {"invalid": _("We could not read that phone number. Write it like 07700 900123, or with + and the country in front.")}

    def prepare_value(self, value: Any) -> Any:
        """A number that we keep, as people write it; what somebody types in another form stays as it is."""
        try:
            return phones.as_written(value) if value and phones.normal(value) == value else value
        except phones.NotAPhone:
            return value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return phones.normal(typed) if typed else ""
        except phones.NotAPhone:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MobileField(PhoneField):
    """A number that can be texted."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {
        "required": _("Write your mobile number."),
        "invalid": _("Write a mobile number like 07700 900123."),
        "not_mobile": _("We can’t send text messages to that number. Write a mobile number."),
    }

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        if number and not phones.is_mobile(number):
            raise ValidationError(self.error_messages["not_mobile"], code="not_mobile")
        return number
