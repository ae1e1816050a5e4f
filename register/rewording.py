"""How the register's words change: somebody writes a draft, the council and the forum each sign it, and from then on families read it."""

from django.db import IntegrityError, transaction

from accounts.models import User
from register import letters
from register.models import Organisation, Wording, WordingSignOff, WordingVersion


class ChangedMeanwhile(Exception):
    """Somebody else saved a newer version of the words; `newest` is theirs."""

    def __init__(self, newest: WordingVersion) -> None:
        super().__init__(newest.code)
        self.newest = newest


class NothingNew(Exception):
    """The words are those of the newest version, which can still be signed, or is live: `newest`."""

    def __init__(self, newest: WordingVersion) -> None:
        super().__init__(newest.code)
        self.newest = newest


class NothingToSign(Exception):
    """The organisation has answered, or this person has for the other one, or the words are live or were sent back: there is nothing left to sign."""


@transaction.atomic
def write(wording: Wording, *, title: str, text: str, note: str, by: User, after: int) -> WordingVersion:
    """A draft of new words, or of words that were sent back and are meant all the same. Whoever may sign it gets a mail.

    `after` is the number of the version its writer saw, 0 for none. Raises ChangedMeanwhile when there is a newer one, NothingNew.
    """
    newest = _newest(wording)
    if newest and not newest.sent_back and (newest.title, newest.text) == (title, text):
        raise NothingNew(newest)
    if newest and newest.number != after:
        raise ChangedMeanwhile(newest)
    number = newest.number + 1 if newest else 1
    version = WordingVersion.objects.create(wording=wording, number=number, title=title, text=text, note=note, made_by=by.staff_email)
    letters.ask_to_sign(version)
    return version


@transaction.atomic
def sign(version: WordingVersion, *, organisation: Organisation, by: User) -> bool:
    """Sign exactly these words for an organisation; returns whether families read them from now on.

    Raises ChangedMeanwhile when there are newer words, NothingToSign.
    """
    _answer(version, organisation, by)
    is_live = WordingVersion.objects.live().filter(pk=version.pk).exists()
    if is_live:
        letters.say_words_are_live(version)
    return is_live


@transaction.atomic
def send_back(version: WordingVersion, *, organisation: Organisation, by: User, reason: str) -> None:
    """Say what should change; its writer gets a mail and can write a new draft. Raises ChangedMeanwhile, NothingToSign."""
    _answer(version, organisation, by, reason)
    letters.say_words_came_back(version, reason)


def _answer(version: WordingVersion, organisation: Organisation, by: User, reason: str = "") -> None:
    newest = _newest(version.wording)
    if newest != version:
        raise ChangedMeanwhile(newest or version)
    if version.sent_back or WordingVersion.objects.live().filter(pk=version.pk).exists():
        raise NothingToSign
    try:
        with transaction.atomic():
            WordingSignOff.objects.create(version=version, organisation=organisation, is_approved=not reason, reason=reason, by=by.staff_email)
    except IntegrityError:
        raise NothingToSign from None


def _newest(wording: Wording) -> WordingVersion | None:
    """The last version; the wording is held until the transaction ends."""
    Wording.objects.select_for_update().get(pk=wording.pk)
    return wording.versions.order_by("-number").first()
