"""The seam to django-allauth: who may sign up, and second factors that are kept encrypted and can't be thrown away."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import crypto


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {"incorrect_code": _("That code is not right. Look at the newest e-mail from us.")}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account here: administrators add staff, and the SEND Register adds families."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No passing messages: a page that says what happened does it better, and needs no cookie."""


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A member of staff may throw away a second factor only while another one is left."""
        factors = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return not authenticator.user.needs_second_factor or factors.exclude(pk=authenticator.pk).exists()
