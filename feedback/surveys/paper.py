"""Surveys on paper: each form has a code of its own, and staff type it in with the answers, once."""

import secrets
import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from feedback.models import Channel, Invitation, PaperCode, Survey
from feedback.surveys import actions
from feedback.surveys.questions import Answer, known

# Without letters that look like others on paper (Crockford's base 32).
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS: Final = str.maketrans("OIL", "011")
LENGTH: Final = 8
MOST_AT_ONCE: Final = 500


class NoSuchCode(Exception):
    """No form of this survey has this code, or a sign of it was typed wrong."""


class AlreadyEntered(Exception):
    """Somebody has typed this form in; `on` is the day."""

    def __init__(self, code: PaperCode) -> None:
        super().__init__(code.code)
        self.on = code.entered_on


class TooLate(Exception):
    """The numbers stand: they are published, or two weeks have gone by."""


class NothingAnswered(Exception):
    """The form has no answer at all."""


def new_code() -> str:
    """Seven random signs and one that checks them."""
    signs = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH - 1))
    return signs + check_sign(signs)


def check_sign(signs: str) -> str:
    """Finds nearly every single wrong sign, and two beside each other that changed places: 31 is a prime, so only 0 and Z are one to it."""
    return ALPHABET[sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, 2)) % 31]


def read_code(typed: str) -> str:
    """As it is kept: capitals, without spaces and dashes, O as 0, I and L as 1. Raises NoSuchCode when a sign is wrong."""
    code = "".join(typed.split()).replace("-", "").upper().translate(READ_AS)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code) or check_sign(code[:-1]) != code[-1]:
        raise NoSuchCode
    return code


@transaction.atomic
def make_codes(survey: Survey, count: int) -> list[PaperCode]:
    """For forms that anybody may fill in."""
    codes = {new_code() for _n in range(min(count, MOST_AT_ONCE))}
    return PaperCode.objects.bulk_create([PaperCode(survey=survey, code=code, made_on=timezone.localdate()) for code in sorted(codes)])


def code_for(invitation: Invitation) -> PaperCode:
    """For the form in one family's letter: typed in, the family counts as having answered, and is reminded no more."""
    made, _is_new = PaperCode.objects.get_or_create(invitation=invitation, defaults={"survey": invitation.survey, "code": new_code(), "made_on": timezone.localdate()})
    return made


@transaction.atomic
def enter(*, survey: Survey, code: str, answers: dict[str, Answer], by: User) -> None:
    """Seal what stands on the form. Forms may come by post for two weeks after the last day. Raises NoSuchCode, AlreadyEntered, TooLate, NothingAnswered, actions.AlreadySent."""
    form = PaperCode.objects.select_for_update().filter(survey=survey, code=read_code(code)).first()
    if form is None:
        raise NoSuchCode
    if form.entered_on is not None:
        raise AlreadyEntered(form)
    if survey.is_final:
        raise TooLate
    kept = known(survey.asked, answers)
    if not kept:
        raise NothingAnswered
    if form.invitation_id:
        _mark(form.invitation_id)
    form.entered_on, form.entered_by = timezone.localdate(), by.staff_email
    form.save()
    actions.seal(survey, kept)


def _mark(invitation_id: uuid.UUID) -> None:
    """Whatever day it is: the form was on its way."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.is_answered:
        raise actions.AlreadySent
    actions.write_answered(invitation, channel=Channel.LETTER, wave=invitation.wave)
