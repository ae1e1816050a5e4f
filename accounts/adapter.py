"""The seam to django-allauth: who may sign up, where sign-in leads, and second-factor secrets kept encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from accounts import crypto


class AccountAdapter(DefaultAccountAdapter):
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
