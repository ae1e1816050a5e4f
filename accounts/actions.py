"""Changes to who is signed in, and how."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User


def end_sessions(user: User) -> None:
    """Sign the user out everywhere: each session holds a mark of the unusable password, which is made new."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


@transaction.atomic
def forget_second_factors(user: User) -> int:
    """For someone who lost phone and recovery codes: the next sign-in sets up a new factor. How many were forgotten."""
    end_sessions(user)
    _rows, kinds = Authenticator.objects.filter(user=user).delete()
    return kinds.get("mfa.Authenticator", 0)
