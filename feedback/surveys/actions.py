"""What is done with a survey: opened by a second person, answered, sent once."""

import datetime as dt
import json
import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from feedback.models import Draft, Invitation, Link, Sealed, Survey, Wave
from feedback.surveys import questions as asked
from feedback.surveys import tokens
from feedback.surveys.questions import Answer

OPENED: Final = "feedback.survey_opened"
PUBLISHED: Final = "feedback.survey_published"
DRAFTS_KEPT: Final = dt.timedelta(days=30)


class WroteIt(Exception):
    """Nobody opens a survey that they wrote a part of."""


class AlreadyOpened(Exception):
    """A second press, or a second person at the same moment."""


class AlreadySent(Exception):
    """These answers were sent, or others by the same invitation."""


class Over(Exception):
    """The survey, or this invitation, has ended."""


class NotOver(Exception):
    """Answers can still come."""


class AlreadyPublished(Exception):
    """Everybody can read the totals already."""


class StillMissing(Exception):
    """A question that needs an answer has none."""


@transaction.atomic
def open_survey(*, survey: Survey, by: User) -> None:
    """Raises WroteIt, AlreadyOpened."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.opened_on is not None:
        raise AlreadyOpened
    if not survey.may_be_opened_by(by):
        raise WroteIt
    survey.opened_on, survey.opened_by = timezone.localdate(), by.staff_email
    survey.save(update_fields=["opened_on", "opened_by"])
    log(survey, OPENED, user=by)


@transaction.atomic
def copy_survey(*, survey: Survey, by: User) -> Survey:
    """The same words and questions as a survey of its own, that nobody has opened or answered."""
    copy = Survey.objects.get(pk=survey.pk)
    copy.pk, copy._state.adding = None, True
    taken = set(Survey.objects.filter(slug__startswith=survey.slug[:40]).values_list("slug", flat=True))
    copy.slug = next(slug for n in range(2, len(taken) + 3) if (slug := f"{survey.slug[:40]}-{n}") not in taken)
    copy.opened_on, copy.opened_by = None, ""
    copy.published_on, copy.published_by, copy.published_totals = None, "", {}
    copy.save()
    log(copy, "wagtail.create", user=by)
    return copy


@transaction.atomic
def publish_totals(*, survey: Survey, totals: dict[str, Any], by: User) -> None:
    """Show these numbers to everybody from now on. Once, and after the end: two sets of numbers could give one family away. Raises NotOver, AlreadyPublished."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_over:
        raise NotOver
    if survey.published_on is not None:
        raise AlreadyPublished
    survey.published_on, survey.published_by, survey.published_totals = timezone.localdate(), by.staff_email, totals
    survey.save(update_fields=["published_on", "published_by", "published_totals"])
    log(survey, PUBLISHED, user=by)


def begin(survey: Survey) -> str:
    """A token for somebody who was not invited; nothing of them is in it. Raises Over."""
    if not survey.is_open:
        raise Over
    token = tokens.new_token()
    Draft.objects.create(key=tokens.of_draft(token), survey=survey, day=timezone.localdate())
    return token


def answers_so_far(survey: Survey, token: str) -> dict[str, Answer]:
    """What was typed under this token and not sent yet, as far as it fits the survey's questions."""
    draft = Draft.objects.filter(key=tokens.of_draft(token), survey=survey).first()
    return asked.known(survey.asked, _read(draft))


@transaction.atomic
def keep(survey: Survey, token: str, given: dict[str, Answer]) -> None:
    """Keep these answers with the others that are not sent yet; another tab's stay. Raises AlreadySent."""
    key = tokens.of_draft(token)
    Draft.objects.get_or_create(key=key, defaults={"survey": survey, "day": timezone.localdate()})
    draft = Draft.objects.select_for_update().get(key=key)
    if draft.is_sent:
        raise AlreadySent
    draft.answers, draft.day = json.dumps(_read(draft) | given), timezone.localdate()
    draft.save()


@transaction.atomic
def send(survey: Survey, token: str) -> None:
    """Seal the answers, and mark the invitation in the same transaction. Raises AlreadySent, Over, StillMissing; then everything stays as it was."""
    draft = Draft.objects.select_for_update().filter(key=tokens.of_draft(token), survey=survey).first()
    if draft is not None and draft.is_sent:
        raise AlreadySent
    if not survey.is_open:
        raise Over
    if link := Link.objects.filter(key=tokens.of_invitation(token)).first():
        mark_answered(link.invitation_id, channel=link.channel, wave=link.wave)
    answers = asked.known(survey.asked, _read(draft))
    if draft is None or not answers or asked.missing(survey.asked, answers):
        raise StillMissing
    seal(survey, answers)
    draft.answers, draft.is_sent = "", True
    draft.save()


def mark_answered(invitation_id: uuid.UUID, *, channel: str, wave: int = Wave.FIRST) -> None:
    """In the caller's transaction. Raises AlreadySent, Over."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.is_answered:
        raise AlreadySent
    if invitation.expires_on < timezone.localdate():
        raise Over
    write_answered(invitation, channel=channel, wave=wave)


def write_answered(invitation: Invitation, *, channel: str, wave: int) -> None:
    """That it was, on which day, and after which message; never what."""
    invitation.is_answered, invitation.answered_on = True, timezone.localdate()
    invitation.answered_channel, invitation.answered_wave = channel, wave
    invitation.save()


def seal(survey: Survey, answers: dict[str, Answer]) -> None:
    """Put answers to those that wait to be mixed: encrypted, and with nothing else beside them."""
    Sealed.objects.create(survey=survey, answers=json.dumps(answers))


def forget_drafts() -> int:
    """Delete what nobody has touched for a month, and what belongs to surveys that are over. The number of rows."""
    today = timezone.localdate()
    old, _each = Draft.objects.filter(day__lt=today - DRAFTS_KEPT).delete()
    over, _each = Draft.objects.filter(survey__closes_on__lt=today - dt.timedelta(days=7)).delete()
    return old + over


def _read(draft: Draft | None) -> dict[str, Answer]:
    return dict(json.loads(draft.answers)) if draft and draft.answers else {}
