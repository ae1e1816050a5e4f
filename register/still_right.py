"""The link by which a family says that all is still right, without signing in. It says nothing of the family, and works once."""

import uuid

from django.conf import settings
from django.core import signing

from register.models import Family

SALT = "register.still-right"


class LinkDead(Exception):
    """Forged, cut, too old, of an earlier asking, or of a family that left."""


def make(family: Family) -> str:
    """A token for this family as it was asked now."""
    return signing.dumps([str(family.pk), _asked(family)], salt=SALT)


def family_of(token: str) -> Family:
    """The family that was asked by this link; it may have answered since. Raises LinkDead."""
    try:
        pk, asked = signing.loads(token, salt=SALT, max_age=settings.REGISTER_STILL_RIGHT_DAYS * 24 * 60 * 60)
        family = Family.objects.confirmed().get(pk=uuid.UUID(pk))
    except (signing.BadSignature, ValueError, Family.DoesNotExist) as dead:
        raise LinkDead from dead
    if not is_answered(family) and asked != _asked(family):
        raise LinkDead
    return family


def _asked(family: Family) -> str:
    return family.asked_again_at.isoformat() if family.asked_again_at else ""


def is_answered(family: Family) -> bool:
    """Whether the family has said so since it was asked."""
    return family.asked_again_at is None
