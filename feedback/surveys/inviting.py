"""What senders call: invite, ask who has not answered, remind, stop. They keep the invitation's id and their batch; the token goes into the link and nowhere else."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from feedback.models import Channel, Invitation, Link, Survey, Wave
from feedback.surveys import tokens


class NotOpen(Exception):
    """Nobody can be invited to a survey that no second person has opened, or that is over."""


@dataclass(frozen=True)
class Invited:
    """`token` is told once, here."""

    id: uuid.UUID
    token: str
    survey: Survey

    @property
    def address(self) -> str:
        """The link to send."""
        return settings.SITE_URL + reverse("survey_invited", args=[self.survey.slug, self.token])


def invite(survey: Survey, *, batch: str, channel: str, expires_on: dt.date | None = None) -> Invited:
    """Ask one family. Raises NotOpen."""
    return invite_many(survey, batch=batch, channel=channel, count=1, expires_on=expires_on)[0]


@transaction.atomic
def invite_many(survey: Survey, *, batch: str, channel: str, count: int, expires_on: dt.date | None = None) -> list[Invited]:
    """Ask `count` families at once. Links end with the survey, or sooner where `expires_on` says so. Raises NotOpen."""
    if survey.opened_on is None or survey.is_over:
        raise NotOpen
    last = min(expires_on, survey.closes_on) if expires_on else survey.closes_on
    made = [Invited(uuid.uuid4(), tokens.new_token(), survey) for _n in range(count)]
    Invitation.objects.bulk_create([Invitation(id=one.id, survey=survey, batch=batch, expires_on=last) for one in made], batch_size=500)
    Link.objects.bulk_create([_link(one, channel) for one in made], batch_size=500)
    return made


def open_invitations(survey: Survey, batch: str, *, on: dt.date | None = None) -> QuerySet[Invitation, uuid.UUID]:
    """The ids of those who may still be reminded: no answer (whether a message was opened is never asked), not stopped, not over."""
    day = on or timezone.localdate()
    if not survey.is_open:
        return Invitation.objects.none().values_list("id", flat=True)
    return Invitation.objects.filter(survey=survey, batch=batch).unanswered(day).values_list("id", flat=True)


def answered_invitations(survey: Survey, batch: str) -> QuerySet[Invitation, uuid.UUID]:
    """The ids of those who answered; never what. Who knows the families can count them by group, and compare the totals with the families there are."""
    return Invitation.objects.filter(survey=survey, batch=batch, is_answered=True).values_list("id", flat=True)


@transaction.atomic
def remind(invitation_id: uuid.UUID, *, wave: int, channel: str) -> Invited | None:
    """A link for the next message; older ones go on working. None: answered meanwhile, stopped or over, or that wave was made already."""
    waiting = Invitation.objects.unanswered(timezone.localdate()).filter(pk=invitation_id, wave__lt=Wave(wave))
    if not waiting.update(wave=wave):
        return None
    made = Invited(invitation_id, tokens.new_token(), Survey.objects.get(invitations=invitation_id))
    _link(made, channel, wave).save(force_insert=True)
    return made


@transaction.atomic
def another_link(invitation_id: uuid.UUID, *, channel: str) -> Invited:
    """For a message that has to be sent once more; older links go on working."""
    invitation = Invitation.objects.select_related("survey").get(pk=invitation_id)
    made = Invited(invitation_id, tokens.new_token(), invitation.survey)
    _link(made, channel, Wave(invitation.wave)).save(force_insert=True)
    return made


def stop(invitation_id: uuid.UUID) -> None:
    """No more reminders: the family asked so, or left. Its link still works. Twice changes nothing."""
    Invitation.objects.filter(pk=invitation_id).update(is_stopped=True)


def _link(invited: Invited, channel: str, wave: int = Wave.FIRST) -> Link:
    return Link(key=tokens.of_invitation(invited.token), invitation_id=invited.id, channel=Channel(channel), wave=wave)
