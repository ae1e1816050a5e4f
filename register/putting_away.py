"""Putting a half-filled form away and going on with it from a mailed link."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from register import keys, letters
from register.forms.child import PROOFS
from register.forms.question import Answers
from register.journey import TYPED, Journey
from register.models import Proof, SavedForm

# Two presses of one button are one mail.
A_MOMENT = dt.timedelta(minutes=2)
A_DAY = dt.timedelta(days=1)
# What can be asked for, that which the fewest other people know first, and the step at which it was written.
WRITTEN_AT = {Proof.BORN: "child-1", Proof.LAST_NAME: "about-you"}


class TooManyMails(Exception):
    """The address was written to often enough today, and nothing of this form is there to be kept up to date."""


class NothingToProve(Exception):
    """Something is written, and nothing of it can be asked for: whoever got the link by mistake would read it."""


def put_away(journey: Journey, email: str) -> None:
    """Keep the answers for REGISTER_UNCONFIRMED_DAYS days and mail a link to them. Raises TooManyMails, NothingToProve.

    The same for every address, whether it has joined or not. The newest link of a form is the one that works. From REGISTER_MAILS_A_DAY
    mails a day on, the link that was mailed last leads to the newer answers.
    """
    proof, _proving = _proof_of(journey.written)
    if proof == Proof.NOTHING and _is_anything_written(journey.written):
        raise NothingToProve
    try:
        with transaction.atomic():
            _put_away(journey, email)
    except IntegrityError:  # the other press of the same button was first
        return


def _put_away(journey: Journey, email: str) -> None:
    now, packed = timezone.now(), journey.pack()
    mails = SavedForm.objects.mails_to(email, since=now - A_DAY)
    saved = SavedForm.objects.of_email(email).select_for_update().filter(form_id=journey.form_id).first()
    if saved and saved.state == packed and saved.saved_at > now - A_MOMENT:
        return
    if mails < settings.REGISTER_MAILS_A_DAY:
        _mail_link(saved or SavedForm(form_id=journey.form_id, email_hash=keys.email_hash(email), mails=0), packed, email)
    elif saved is None:
        raise TooManyMails
    else:
        saved.state = packed
        saved.save(update_fields=["state"])


def _mail_link(saved: SavedForm, packed: str, email: str) -> None:
    """Keep the answers under a new link, which begins anew with its tries and its days."""
    now, token = timezone.now(), keys.new_token()
    saved.mails = saved.mails + 1 if saved.saved_at > now - A_DAY else 1
    saved.token_hash, saved.tries, saved.state, saved.saved_at = keys.token_hash(token), 0, packed, now
    saved.expires_at = now + dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS)
    saved.save()
    letters.send_saved_form(keys.normal_email(email), token)


def asked_of(token: str) -> Proof | None:
    """What is asked of whoever comes with this link; None when the link leads nowhere any more."""
    saved = SavedForm.objects.for_token(token).first()
    return _proof_of(saved.answers)[0] if saved else None


def _proof_of(answers: Answers) -> tuple[Proof, dict[str, Any]]:
    """What is asked for, and what has to be said: what was answered, or else what was typed and would be an answer by itself."""
    for proof, step in WRITTEN_AT.items():
        for written in (answers.get(step), answers.get(TYPED + step)):
            form = PROOFS[proof](written or {})
            if form.is_valid() and all(_plain(form.cleaned_data[name]) for name in form.fields):
                return proof, {name: form.cleaned_data[name] for name in form.fields}
    return Proof.NOTHING, {}


def _is_anything_written(answers: Answers) -> bool:
    return any(value for written in answers.values() for value in written.values())


@transaction.atomic
def take_out(journey: Journey, token: str, said: Mapping[str, object]) -> bool:
    """Go on with the form behind the link, when what is said is what was typed; False when it is not, or there is no form any more.

    The link works until the form is sent, or until too many wrong answers were given.
    """
    saved = SavedForm.objects.for_token(token).select_for_update().first()
    if saved is None:
        return False
    _proof, proving = _proof_of(saved.answers)
    if any(_plain(said.get(name)) != _plain(answer) for name, answer in proving.items()):
        saved.tries += 1
        saved.save(update_fields=["tries"])
        return False
    journey.unpack(saved.state)
    return True


def _plain(said: object) -> str:
    """Letters and digits alone, whatever their size: nobody remembers where they put a hyphen."""
    return "".join(sign for sign in str(said).casefold() if sign.isalnum())
