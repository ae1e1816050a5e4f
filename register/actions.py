"""What a family changes by itself, and its way out. Each is one transaction; mails are rows of that transaction."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from accounts.models import QueuedMail, QueuedText, User
from register import counting, joining, keys, ledger, letters, sign_ins
from register.answers import Contact
from register.models import (
    CHOICES,
    AccessLogEntry,
    Card,
    CardState,
    Channel,
    Child,
    Choice,
    Consent,
    Erasure,
    Family,
    How,
    Purpose,
    Relationship,
    SavedForm,
    Suppression,
    WhyLeft,
    WordingVersion,
)

# What a family may change by itself, beside its e-mail address and its number, which have to be confirmed.
CHANGEABLE = {
    *("first_name", "last_name", "relationship", "postcode", "borough", "address"),
    *("reach", "language", "other_language", "needs_interpreter", "reading_format", "topics", "taking_part"),
}

LONGEST_PAUSE = relativedelta(years=1)


class LastContact(Exception):
    """Without this address, or this number, nobody could reach the family or sign in for it."""


class ComesByPost(Exception):
    """Something that the family has said yes to is sent to this postal address."""


class NotOneself(Exception):
    """Somebody younger than REGISTER_OWN_CHOICE_AGE, or with other children, is no young person who joined for themselves."""


class WordsChanged(Exception):
    """Other words have gone live since the page was shown: nobody agrees to what they have not read."""


class GoneMeanwhile(Exception):
    """The family left or was erased a moment ago."""


class SaidSomethingNewer(Exception):
    """The family said something else about this choice after the day on the paper form."""


class NoSuchPause(Exception):
    """A pause ends on a day to come, within LONGEST_PAUSE."""


def say_still_right(family: Family) -> None:
    """The family is there: its clocks start anew, and we write to it again. Each change of its own says so too."""
    Family.objects.confirmed().filter(pk=family.pk).update(said_at=timezone.now(), asked_again_at=None, stopped_at=None)


def hold(family: Family) -> None:
    """Nobody else changes this row until the transaction ends, and `family` says what stands in it now. Raises GoneMeanwhile."""
    try:
        family.refresh_from_db(from_queryset=Family.objects.select_for_update())
    except Family.DoesNotExist:
        raise GoneMeanwhile from None


@transaction.atomic
def change(family: Family, **answers: Any) -> None:
    """Change what a family told us about itself. Raises NotOneself, GoneMeanwhile, and ValueError for anything but its own answers."""
    if unknown := answers.keys() - CHANGEABLE:
        raise ValueError(", ".join(sorted(unknown)))
    hold(family)
    if Relationship.YOUNG_PERSON in {answers.get("relationship")} - {family.relationship} and not is_one_of_age(family.children.all()):
        raise NotOneself
    if "topics" in answers:
        family.topics.set(answers.pop("topics"))
    if family.address and answers.get("address", family.address) != family.address:
        ledger.note_contact(family, Channel.POST)
    for name, value in answers.items():
        setattr(family, name, value)
    joining.place(family)
    family.save(update_fields=[*answers, *joining.PLACED])
    say_still_right(family)


def is_one_of_age(children: Iterable[Child]) -> bool:
    """Whether a young person can have told of these: of themselves, and of nobody else."""
    of_age = [child.is_of_age(timezone.localdate()) for child in children]
    return of_age == [True]


@transaction.atomic
def drop_address(family: Family) -> None:
    """Keep no postal address. Raises ComesByPost while something is sent to it, LastContact when it is all there is, GoneMeanwhile."""
    hold(family)
    given = set(Consent.objects.standing().filter(family=family).values_list("purpose", "channel"))
    if any(choice.needs_address and (choice.purpose, choice.channel) in given for choice in CHOICES):
        raise ComesByPost
    if not family.is_reached_without(Channel.POST):
        raise LastContact
    change(family, address="")


@transaction.atomic
def pause(family: Family, until: dt.date) -> None:
    """Write about nothing that was agreed to before this day; letters about the record itself still come. Raises NoSuchPause."""
    today = timezone.localdate()
    if not today < until <= today + LONGEST_PAUSE:
        raise NoSuchPause
    _set(family, paused_until=until)


@transaction.atomic
def end_pause(family: Family) -> None:
    _set(family, paused_until=None)


@transaction.atomic
def send_less(family: Family, *, wants_less: bool) -> None:
    """Whether the family wants only the few messages that matter most of what it agreed to."""
    _set(family, wants_less=wants_less)


@transaction.atomic
def post_nothing(family: Family, *, no_letters: bool) -> None:
    """Whether letters are not safe to send to the family's address; nobody asks why. What it agreed to stays, and comes again once letters are fine."""
    _set(family, no_letters=no_letters)


def _set(family: Family, **values: Any) -> None:
    """Raises GoneMeanwhile."""
    hold(family)
    for name, value in values.items():
        setattr(family, name, value)
    family.save(update_fields=[*values])
    say_still_right(family)


@transaction.atomic
def choose(family: Family, choice: Choice, *, is_given: bool, how: How = How.MY_FAMILY, at: dt.datetime | None = None, read: str = "") -> None:
    """Give or take back one consent, from now or since `at`. Twice changes nothing (UK GDPR article 7(3): taking back is as easy as giving).

    `read` is the code of the words that were shown beside the button. Raises WordsChanged when something is given and these are not the words of now.
    Those on a paper form are kept as they stand on it, for ever, whatever the words of now are; they must have been live on its day.
    Raises SaidSomethingNewer when the family has said something of this choice after `at`, GoneMeanwhile.
    """
    hold(family)
    if at and family.consents.filter(purpose=choice.purpose, channel=choice.channel, at__gt=at).exists():
        raise SaidSomethingNewer
    stands = Consent.objects.standing().filter(family=family, purpose=choice.purpose, channel=choice.channel).exists()
    if stands != is_given:
        words = WordingVersion.objects.current([choice.key])
        if is_given and how == How.PAPER:
            words = WordingVersion.objects.live_on(timezone.localdate(at)).filter(wording__key=choice.key)
        if is_given and not (words := words.with_code(read)):
            raise WordsChanged
        joining.record(family, words, is_given=is_given, how=how, at=at)
    if choice.purpose == Purpose.CARD and not is_given:  # what is printed already stays valid
        Card.objects.waiting().filter(family=family).update(state=CardState.CANCELLED)
    say_still_right(family)


@transaction.atomic
def leave(family: Family, why: WhyLeft = WhyLeft.NO_ANSWER) -> None:
    """Erase a family now; a keyed hash of the address, or of the number, stays (UK GDPR article 17). Raises GoneMeanwhile."""
    hold(family)
    suppress(family, since=timezone.now())
    letters.say_goodbye(erase(family, Erasure.Kind.LEFT, why=why))


@transaction.atomic
def erase_for(family: Family, *, by: User, why: str, is_wished: bool) -> None:
    """Erase a family through an officer; the log keeps who and why. Only one that wished it reads goodbye: after a death nobody should. Raises GoneMeanwhile.

    Of a sign-up that nobody confirmed only its own rows go: its address may be somebody else's, who is a member and hears nothing of it.
    """
    hold(family)  # it may have confirmed this very moment
    note_access(by, AccessLogEntry.Action.ERASE, why=why, reference=family.reference)
    if family.confirmed_at and is_wished:
        leave(family)
    elif family.confirmed_at:
        suppress(family, since=timezone.now())
        erase(family, Erasure.Kind.LEFT)
    else:
        ledger.note(Erasure.Kind.DELETED, family.pk)
        family.delete()


def suppress(family: Family, *, since: dt.datetime) -> None:
    """Remember, each once, that this address and this number left, or a household reached by post alone: nothing may bring them back but their own sign-up."""
    earlier = list(sign_ins.earlier(family))
    emails = {family.email, *(account.email for account in earlier)} - {"", None}
    phones = {family.proven_phone, *(account.phone for account in earlier)} - {"", None}
    hashes = [*(keys.email_hashes(str(each)) for each in emails), *(keys.phone_hashes(str(each)) for each in phones)]
    if not hashes and family.postcode:
        hashes = [keys.household_hashes(family.last_name, family.postcode)]
    known = set(Suppression.objects.filter(contact_hash__in=[each for under_keys in hashes for each in under_keys]).values_list("contact_hash", flat=True))
    new = [newest for newest, *older in hashes if not known.intersection([newest, *older])]
    Suppression.objects.bulk_create([Suppression(contact_hash=each, made_at=since) for each in new], ignore_conflicts=True)


def erase(family: Family, kind: Erasure.Kind = Erasure.Kind.DELETED, *, why: WhyLeft = WhyLeft.NO_ANSWER) -> Contact:
    """Erase a family with its sign-in and any message that waits for it, inside the caller's transaction; returns where a last one may go.

    What waits about a complaint is sent all the same: we owe that answer to whoever has left, too (Data Protection Act 2018, section 164A).

    One that had joined is counted among those that left, without anything that leads to it.
    """
    if family.confirmed_at:
        counting.keep_leaver(why, family.borough)
    for key in family.every_key:
        ledger.note(kind, key)
    account, contact = family.account, letters.contact_of(family)
    Family.objects.unconfirmed().with_contact(email=family.email, phone=family.proven_phone).delete()
    SavedForm.objects.of_email(family.email).delete()
    SavedForm.objects.filter(form_id=family.form_id).delete()
    QueuedMail.objects.that_end_with(family.email).delete()
    QueuedText.objects.that_end_with(family.proven_phone).delete()
    accounts = [each for each in (account, *sign_ins.earlier(family)) if each and not each.needs_second_factor]
    family.delete()
    for each in accounts:
        each.delete()
    return contact


def note_access(user: User, action: AccessLogEntry.Action, *, why: str, reference: str = "") -> None:
    """Add one line to the access log: who looked, when, at whose record and why."""
    AccessLogEntry.objects.create(who=user.staff_email, action=action, why=why, reference=reference)
