"""The sign-in forms, in words for families."""

from typing import Any

from allauth.account import forms
from allauth.account.fields import EmailField
from django.core.exceptions import ValidationError
from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _

from accounts import codes, texts
from accounts.adapter import AccountAdapter
from accounts.fields import MobileField


class LoginForm(forms.LoginForm):
    """The one door's form: an e-mail address, or where texts are on a mobile number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "off" would be wrong for either, and browsers know both as what one signs in with.
        attributes = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        if texts.are_on():
            words = {"required": _("Write your e-mail address or mobile number.")}
            label = _("Your e-mail address or mobile number")
            self.fields["login"] = CharField(label=label, help_text=_("The one that you joined with."), widget=TextInput(attributes), error_messages=words)
        else:
            words = {"required": _("Write your e-mail address."), "invalid": _("Write an e-mail address like name@example.org.")}
            self.fields["login"] = EmailField(label=_("Your e-mail address"), widget=TextInput(attributes | {"type": "email", "autocomplete": "email"}), error_messages=words)

    def clean_login(self) -> str:
        """The address in small letters, or the number in E.164: what allauth compares, counts, keeps and shows."""
        login = super().clean_login()
        if not texts.are_on():
            return login
        if "@" in login:
            return EmailField(error_messages={"invalid": _("Write an e-mail address like name@example.org.")}).clean(login)
        words = {
            "invalid": _("Write an e-mail address like name@example.org, or a mobile number like 07700 900123."),
            "not_mobile": _("We can’t send text messages to that number. Write a mobile number, or your e-mail address."),
        }
        number = MobileField(error_messages=words).clean(login)
        if not codes.can_be_texted():
            raise ValidationError(AccountAdapter.error_messages["too_many_texts"], code="too_many_texts")
        return number


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _("Write the code from our message.")
