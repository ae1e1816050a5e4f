"""What a family changes by itself, and its way out. Each is one transaction; mails are rows of that transaction."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import phones
from accounts.models import QueuedMail, QueuedText, User
from register import joining, keys, ledger, letters
from register.answers import ChildAnswers, Contact
from register.models import AccessLogEntry, Child, Choice, Consent, Erasure, Family, How, SavedForm, Suppression, WordingVersion

# What a family may change by itself, beside its e-mail address and its number, which have to be confirmed.
CHANGEABLE = {"first_name", "last_name", "relationship", "postcode", "borough", "address", "reach", "language", "needs_interpreter", "reading_format", "topics", "taking_part"}


def say_still_right(family: Family) -> None:
    """The family is there: its clocks start anew, and we write to it again. Each change of its own says so too."""
    Family.objects.confirmed().filter(pk=family.pk).update(said_at=timezone.now(), asked_again_at=None, stopped_at=None)


@transaction.atomic
def change(family: Family, **answers: Any) -> None:
    """Change what a family told us about itself. Raises ValueError for anything but its own answers."""
    if unknown := answers.keys() - CHANGEABLE:
        raise ValueError(", ".join(sorted(unknown)))
    if "topics" in answers:
        family.topics.set(answers.pop("topics"))
    for name, value in answers.items():
        setattr(family, name, value)
    joining.place(family)
    family.save(update_fields=[*answers, "has_address", "household_hash", "ward"])
    say_still_right(family)


@transaction.atomic
def change_phone(family: Family, phone: str) -> None:
    """Keep another number (E.164), or none. A text goes to it only once it has answered (`confirming.ask_new_phone`)."""
    if phone == family.phone:
        return
    family.phone, family.phone_hash, family.phone_confirmed_at = phone, keys.phone_hash(phone), None
    family.can_be_texted = bool(phone) and phones.is_mobile(phone)
    family.save(update_fields=["phone", "phone_hash", "phone_confirmed_at", "can_be_texted"])
    say_still_right(family)


@transaction.atomic
def change_child(child: Child, answers: ChildAnswers) -> None:
    joining.tell_child(child, answers)
    say_still_right(child.family)


@transaction.atomic
def choose(family: Family, choice: Choice, *, is_given: bool, how: How = How.MY_FAMILY, at: dt.datetime | None = None) -> None:
    """Give or take back one consent, from now or since `at`. Twice changes nothing (UK GDPR article 7(3): taking back is as easy as giving)."""
    Family.objects.select_for_update().get(pk=family.pk)
    stands = Consent.objects.standing().filter(family=family, purpose=choice.purpose, channel=choice.channel).exists()
    if stands != is_given:
        joining.record(family, WordingVersion.objects.current([choice.key]), is_given=is_given, how=how, at=at)
    say_still_right(family)


@transaction.atomic
def leave(family: Family) -> None:
    """Erase a family now; a keyed hash of the address, or of the number, stays (UK GDPR article 17)."""
    suppress(family, since=timezone.now())
    letters.say_goodbye(erase(family, Erasure.Kind.LEFT))


@transaction.atomic
def erase_for(family: Family, *, by: User, why: str) -> None:
    """Erase a family as if it had left by itself, through an officer; the log keeps who and why."""
    note_access(by, AccessLogEntry.Action.ERASE, why=why, reference=family.reference)
    leave(family)


def suppress(family: Family, *, since: dt.datetime) -> None:
    """Remember, once, that this address and this number left: nothing may bring them back but their own sign-up."""
    if not Suppression.objects.of(family).exists():
        earlier = [keys.email_hash(account.email or "") for account in _earlier_accounts(family)]
        hashes = filter(None, (keys.email_hash(family.email), keys.phone_hash(family.phone), *earlier))
        Suppression.objects.bulk_create([Suppression(contact_hash=each, made_at=since) for each in hashes], ignore_conflicts=True)


def erase(family: Family, kind: Erasure.Kind = Erasure.Kind.DELETED) -> Contact:
    """Erase a family with its sign-in and any message that waits for it, inside the caller's transaction; returns where a last one may go."""
    for key in family.every_key:
        ledger.note(kind, key)
    account, contact = family.account, letters.contact_of(family)
    Family.objects.unconfirmed().with_contact(email=family.email, phone=family.phone).delete()
    SavedForm.objects.of_email(family.email).delete()
    SavedForm.objects.filter(form_id=family.form_id).delete()
    QueuedMail.objects.filter(recipient__iexact=family.email, is_sending=False).delete()
    QueuedText.objects.filter(number=family.phone, is_sending=False).delete()
    accounts = [each for each in (account, *_earlier_accounts(family)) if each and not each.needs_second_factor]
    family.delete()
    for each in accounts:
        each.delete()
    return contact


def _earlier_accounts(family: Family) -> list[User]:
    """The sign-ins of records that were put together with this one, while it can be undone."""
    return list(User.objects.filter(pk__in=family.merges.values("account_id"), family=None))


def note_access(user: User, action: AccessLogEntry.Action, *, why: str, reference: str = "") -> None:
    """Add one line to the access log: who looked, when, at whose record and why."""
    AccessLogEntry.objects.create(who=user.staff_email, action=action, why=why, reference=reference)


def note_search(user: User, by: str, found: Iterable[Family]) -> None:
    """A line for each record that a search found, so that its family sees it; one line without a record when it found none."""
    references = [family.reference for family in found]
    for reference in references or [""]:
        note_access(user, AccessLogEntry.Action.SEARCH, why=f"by {by}, {len(references)} found", reference=reference)
