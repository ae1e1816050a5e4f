"""Members of staff who can sign in, with their second factor."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from accounts.models import User
from tests.factories import UserFactory


def make_staff(*roles: str, email: str = "editor@staff.example", has_second_factor: bool = True, **fields: object) -> User:
    """A user in the groups named; each group is made when it is not there yet."""
    user = UserFactory(email=email, **fields)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    if has_second_factor:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return user
