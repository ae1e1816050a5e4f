"""What is done to the messages of a campaign while they are written. Each change is one of the whole: who made it is a writer of it, and signs it for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns import signing
from campaigns.models import Campaign, Mailing, MailingState, Message, MessageTemplate, Organisation
from campaigns.writing.foot import site_settings
from localoffer.models import Language
from register.models import Channel

LONGEST_NAME = 80


class NotChangeable(Exception):
    """Some families may have it already, or it was cancelled: its words stay as they are."""


class IsThereAlready(Exception):
    """There is a message for this channel, language, format and time."""


class WasReviewed(Exception):
    """It was shown to organisations to sign: what they answered is kept, and so is what they read."""


@dataclass(frozen=True)
class Which:
    """What tells one message of a campaign from the others."""

    channel: str
    language: Language | None
    reading_format: str
    wave: int


@transaction.atomic
def start(*, campaign: Campaign | None, name: str, by: User) -> Mailing:
    """The messages of a campaign, to be written; of a new one with this name where none is given. Twice gives the same."""
    if campaign is None:
        campaign, _made = Campaign.objects.get_or_create(name=name, defaults={"owner": by})
    site = site_settings()
    defaults = {"sender_name": (_("%(forum)s and the council") % {"forum": site.forum_name})[:LONGEST_NAME], "reply_to": site.help_email or by.staff_email}
    mailing, made = Mailing.objects.get_or_create(campaign=campaign, defaults=defaults)
    if made:
        mailing.organisations.set(Organisation.objects.active())
        mailing.writers.add(by)
    return mailing


@contextmanager
def changing(mailing: Mailing, *, by: User) -> Iterator[None]:
    """What is written inside is one change: all of it or nothing, and under review a new version to sign. Raises NotChangeable before anything is written."""
    with transaction.atomic():
        if not Mailing.objects.select_for_update().get(pk=mailing.pk).is_changeable:
            raise NotChangeable
        yield
        Mailing.objects.filter(pk=mailing.pk).update(changed_at=timezone.now())
        now = Mailing.objects.get(pk=mailing.pk)
        now.writers.add(by)
        signing.note_change(now, by=by)


def save_plan(*, form: ModelForm, by: User) -> Mailing:
    """Who it is from, for whom, when. Raises NotChangeable."""
    with changing(form.instance, by=by):
        saved: Mailing = form.save()
    return saved


def save_message(*, form: ModelForm, by: User) -> Message:
    """Raises NotChangeable, IsThereAlready."""
    with changing(form.instance.mailing, by=by):
        _once(form.instance)
        saved: Message = form.save()
    return saved


def add_message(*, mailing: Mailing, which: Which, template: MessageTemplate | None = None, by: User) -> Message:
    """A new one, empty or with the words of a template. Raises NotChangeable, IsThereAlready."""
    words = {"subject": template.subject, "body": template.body, "text": template.text} if template else {}
    return _add(Message(mailing=mailing, **vars(which), **words), by)


def copy_message(message: Message, *, which: Which, by: User) -> Message:
    """The same words for another language, format, time or channel. Raises NotChangeable, IsThereAlready."""
    return _add(Message(mailing=message.mailing, **vars(which), subject=message.subject, body=message.body, text=message.text), by)


def delete_message(message: Message, *, by: User) -> None:
    """What was signed of it stays in the versions. Raises NotChangeable."""
    with changing(message.mailing, by=by):
        message.delete()


@transaction.atomic
def delete_mailing(mailing: Mailing, *, by: User) -> None:
    """A draft that nobody was asked to sign; its campaign stays. Raises WasReviewed."""
    mine = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mine.state != MailingState.DRAFT or mine.versions.exists():
        raise WasReviewed
    mine.messages.all().delete()
    mine.delete()


def keep_as_template(message: Message, *, name: str, about: str) -> MessageTemplate:
    """For all who write. Raises ValidationError where there is one of this name."""
    made = MessageTemplate(name=name, about=about, subject=message.subject, body=message.body, text=message.text)
    made.full_clean()
    made.save()
    return made


def _add(message: Message, by: User) -> Message:
    """Only the words that its channel has."""
    if message.channel == Channel.TEXT:
        message.subject, message.body = "", []
    else:
        message.text = ""
    with changing(message.mailing, by=by):
        _once(message)
        message.save()
    return message


def _once(message: Message) -> None:
    """Asked while the mailing is locked: nobody can add another between this and saving."""
    try:
        message.validate_constraints()
    except ValidationError as problem:
        raise IsThereAlready from problem
