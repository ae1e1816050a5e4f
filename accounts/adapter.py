"""The seam to django-allauth: who may sign up, codes by text message, and second factors that are kept encrypted and can't be thrown away."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import codes, crypto
from accounts.fields import MobileField
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Look at the newest message from us."),
        "too_many_texts": _("So many people ask for text messages just now that we can send no more. Try again in an hour, or use your e-mail address."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account here: administrators add staff, and the SEND Register adds families."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No passing messages: a page that says what happened does it better, and needs no cookie."""

    def phone_form_field(self, **kwargs: Any) -> MobileField:
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        """A family; staff and providers sign in by e-mail only, whatever number they have."""
        return User.objects.with_phone(phone).families().filter(is_active=True).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Only a number that was proven is ever kept, so it counts as verified."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001 - allauth's signature
        user.take_phone(phone)
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Nothing to note: see `get_phone`."""

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        """The same kind as the mailed one, so that one page asks for both."""
        return str(self.generate_login_code())

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        codes.text_code(number=phone, code=code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        codes.text_stranger(number=phone)


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A member of staff may throw away a second factor only while another one is left."""
        factors = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return not authenticator.user.needs_second_factor or factors.exclude(pk=authenticator.pk).exists()
