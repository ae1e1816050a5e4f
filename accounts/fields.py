"""A text that the database only ever sees encrypted, and a mobile number in a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
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
    """

    def __init__(self, *, of: str, purpose: str, **options: Any) -> None:
        super().__init__(**options | {"max_length": 64, "editable": False})
        self.of, self.purpose = of, purpose

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's
        value = self.hashes(getattr(model_instance, self.of))[0]
        setattr(model_instance, self.attname, value)
        return value

    def hashes(self, text: str) -> list[str]:
        """Under every field key, the newest first: a row may have been written under an older one."""
        return crypto.keyed_hashes(self.purpose.encode(), text.strip().lower())


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
