"""Putting a half-filled form away and going on with it from a mailed link."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from register import keys, letters
from register.journey import Journey
from register.models import SavedForm


class TooManyMails(Exception):
    """The address was written to often enough today, and nothing of this form is there to be kept up to date."""


@transaction.atomic
def put_away(journey: Journey, email: str) -> None:
    """Keep the answers for REGISTER_UNCONFIRMED_DAYS days and mail a link to them. Raises TooManyMails.

    The same for every address, whether it has joined or not. From REGISTER_MAILS_A_DAY mails a day on, the link that was mailed last
    for this form leads to the newer answers.
    """
    now = timezone.now()
    today = SavedForm.objects.sent_to(email, since=now - dt.timedelta(days=1))
    if today.count() >= settings.REGISTER_MAILS_A_DAY:
        last = today.filter(form_id=journey.form_id).order_by("-saved_at").first()
        if last is None:
            raise TooManyMails
        last.state = journey.pack()
        last.save(update_fields=["state"])
        return
    token = keys.new_token()
    SavedForm.objects.create(
        form_id=journey.form_id,
        token_hash=keys.token_hash(token),
        email_hash=keys.email_hash(email),
        state=journey.pack(),
        expires_at=now + dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS),
    )
    letters.send_saved_form(keys.normal_email(email), token)


def is_there(token: str) -> bool:
    """Whether a link still leads to a form."""
    return SavedForm.objects.for_token(token).exists()


def take_out(journey: Journey, token: str) -> bool:
    """Go on with the form behind the link; False when there is none any more. The link works until the form is sent."""
    saved = SavedForm.objects.for_token(token).first()
    if saved is None:
        return False
    journey.unpack(saved.state)
    return True
