"""The demo's invented members of staff and of a provider, at least one a role, each with a second factor whose code the demo desk shows."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group

from accounts import crypto
from accounts.models import User
from portal.demo.staff import DESKS, address


def make_staff() -> None:
    """One member of staff for each desk; twice changes nothing."""
    for desk, role in DESKS:
        user, _made = User.objects.get_or_create(email=address(desk), defaults={"first_name": "Demo", "last_name": desk})
        user.groups.set(Group.objects.filter(name=role.name))
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, generate_totp_secret())


def authenticator_code(user: User) -> str:
    """The six digits that the person's authenticator app would show now. Raises Authenticator.DoesNotExist."""
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    secret = crypto.decrypt(authenticator.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))
