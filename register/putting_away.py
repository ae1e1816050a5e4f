"""Putting a half-filled form away and going on with it from a mailed link."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from register import keys, letters
from register.journey import Journey
from register.models import Proof, SavedForm

# Two presses of one button are one mail.
A_MOMENT = dt.timedelta(minutes=2)


class TooManyMails(Exception):
    """The address was written to often enough today, and nothing of this form is there to be kept up to date."""


def put_away(journey: Journey, email: str) -> None:
    """Keep the answers for REGISTER_UNCONFIRMED_DAYS days and mail a link to them. Raises TooManyMails.

    The same for every address, whether it has joined or not. The newest link of a form is the one that works. From REGISTER_MAILS_A_DAY
    mails a day on, the link that was mailed last leads to the newer answers.
    """
    try:
        with transaction.atomic():
            _put_away(journey, email)
    except IntegrityError:  # the other press of the same button was first
        return


def _put_away(journey: Journey, email: str) -> None:
    now, packed = timezone.now(), journey.pack()
    mails = SavedForm.objects.mails_to(email, since=now - dt.timedelta(days=1))
    saved = SavedForm.objects.of_email(email).select_for_update().filter(form_id=journey.form_id).first()
    if saved and saved.state == packed and saved.saved_at > now - A_MOMENT:
        return
    if mails >= settings.REGISTER_MAILS_A_DAY:
        if saved is None:
            raise TooManyMails
        saved.state = packed
        saved.save(update_fields=["state"])
        return
    token = keys.new_token()
    saved = saved or SavedForm(form_id=journey.form_id, email_hash=keys.email_hash(email), mails=0)
    saved.mails = saved.mails + 1 if saved.saved_at > now - dt.timedelta(days=1) else 1
    saved.token_hash, saved.tries, saved.state, saved.saved_at = keys.token_hash(token), 0, packed, now
    saved.expires_at = now + dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS)
    saved.save()
    letters.send_saved_form(keys.normal_email(email), token)


def asked_of(token: str) -> Proof | None:
    """What is asked of whoever comes with this link; None when the link leads nowhere any more."""
    saved = SavedForm.objects.for_token(token).first()
    return saved.proof if saved else None


@transaction.atomic
def take_out(journey: Journey, token: str, said: Mapping[str, object]) -> bool:
    """Go on with the form behind the link, when what is said is what was typed; False when it is not, or there is no form any more.

    The link works until the form is sent, or until too many wrong answers were given.
    """
    saved = SavedForm.objects.for_token(token).select_for_update().first()
    if saved is None:
        return False
    if any(_plain(said.get(name)) != _plain(answer) for name, answer in saved.proving.items()):
        saved.tries += 1
        saved.save(update_fields=["tries"])
        return False
    journey.unpack(saved.state)
    return True


def _plain(said: object) -> str:
    """Letters and digits alone, whatever their size: nobody remembers where they put a hyphen."""
    return "".join(sign for sign in str(said).casefold() if sign.isalnum())
