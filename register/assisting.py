"""An officer writes down a sign-up for a family that phoned, or sent a paper form."""

from django.db import IntegrityError, transaction

from accounts.models import User
from register import actions, confirming, joining
from register.answers import SignUp, midnight
from register.models import AccessLogEntry, Family, Suppression


class LeftSince(Exception):
    """A family with this number or at this household left on the day of the paper form or later: what it signed before brings it not back."""


def write_down(sign_up: SignUp, *, by: User, is_signed: bool) -> Family:
    """The new family. Who can be written to gets the usual mail or text and confirms by itself; `is_signed`: a paper form stands for that.

    Raises joining.AlreadySent when the same page comes again, LeftSince.
    """
    with transaction.atomic():
        family = _signed(sign_up) if is_signed else joining.join(sign_up)
        actions.note_access(by, AccessLogEntry.Action.ASSISTED, why=str(family.get_joined_how_display()), reference=family.reference)
    return family


def _signed(sign_up: SignUp) -> Family:
    if earlier := Family.objects.filter(form_id=sign_up.form_id).first():
        raise joining.AlreadySent(earlier)
    try:
        with transaction.atomic():
            family = joining.add_family(sign_up)
            if family.paper_date and Suppression.objects.like(family).since(midnight(family.paper_date)).exists():
                raise LeftSince
            confirming.let_in(family)
    except IntegrityError:
        if earlier := Family.objects.filter(form_id=sign_up.form_id).first():
            raise joining.AlreadySent(earlier) from None
        raise
    return family
