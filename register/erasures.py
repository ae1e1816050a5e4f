"""After a backup was restored: everything that was erased or taken back since is erased and taken back again, and nobody is written to."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cryptography.fernet import InvalidToken
from django.db import DatabaseError, transaction

from register import actions, counting, joining, ledger, sign_ins
from register.models import Card, CardState, Channel, Child, Consent, Erasure, Family, How, Purpose, WhyLeft


class Outcome(Enum):
    DONE = "done again"
    NOTHING = "nothing to do"
    CUT = "cut off"
    UNREADABLE = "not read"
    FAILED = "not done"


@dataclass(frozen=True)
class Applied:
    """What became of one line of the ledger. `problem` says why it was not read or not done."""

    line: ledger.Line
    outcome: Outcome
    problem: str = ""


def apply(since: dt.datetime | None = None) -> Iterator[Applied]:
    """Do every line of the ledger again, or those since a moment, each in a transaction of its own. A second time finds nothing to do.

    A line that can't be read or done is told and left, and the others are done. Raises OSError when the ledger can't be opened.
    """
    for line in ledger.read():
        if line.erasure is None:
            yield Applied(line, Outcome.CUT if line.is_cut else Outcome.UNREADABLE, line.problem)
        elif since is None or line.erasure.at >= since:
            try:
                yield Applied(line, Outcome.DONE if _apply(line.erasure) else Outcome.NOTHING)
            except (DatabaseError, InvalidToken) as problem:  # the latter: a backup of an older key
                yield Applied(line, Outcome.FAILED, type(problem).__name__)


@transaction.atomic
def _apply(erasure: Erasure) -> bool:
    """Whether the restored database still had what was erased. Its row comes back first, so that erasing again adds no second one.

    Of a contact nobody knows which one it was: it went before the backup when the backup has the row, and the family may have another since.
    """
    is_known = Erasure.objects.filter(pk=erasure.pk).exists()
    Erasure.objects.bulk_create([erasure], ignore_conflicts=True)
    if erasure.kind in Erasure.CHILDREN:
        return _take_out(erasure)
    if erasure.kind == Erasure.Kind.CARD:
        return bool(Card.objects.live().filter(pk=erasure.other_id).update(state=CardState.CANCELLED))
    if erasure.kind == Erasure.Kind.MERGED or (erasure.kind == Erasure.Kind.CONTACT and is_known):
        return False  # both children are there again, each with its answers, for an officer to put together
    family = Family.objects.select_for_update(of=("self",)).filter(pk=erasure.family_id).first()
    if family is None:
        return False
    if erasure.kind in Erasure.FAMILIES:
        _erase(family, erasure)
        return True
    return _forget_contact(family, erasure) if erasure.kind == Erasure.Kind.CONTACT else _take_back(family, erasure)


def _erase(family: Family, erasure: Erasure) -> None:
    if erasure.kind == Erasure.Kind.LEFT:
        actions.suppress(family, since=erasure.at)
    actions.erase(family, Erasure.Kind(erasure.kind), why=WhyLeft.NOT_KEPT)


def _take_out(erasure: Erasure) -> bool:
    """Under whichever family the backup has it: its record may have been put together with another since, or taken apart again."""
    child = Child.objects.filter(pk=erasure.child_id).first() if erasure.child_id else None
    if child is None:
        return False
    if erasure.kind == Erasure.Kind.GROWN_UP:
        counting.keep_grown_up(child)
    child.delete()
    return True


def _take_back(family: Family, erasure: Erasure) -> bool:
    """Unless the family has given it again since. The words are those of what is taken back: what was shown then is not in the backup."""
    given = Consent.objects.standing().filter(family=family, purpose=erasure.purpose, channel=erasure.channel, at__lt=erasure.at).first()
    if given is None:
        return False
    Consent.objects.create(family=family, purpose=erasure.purpose, channel=erasure.channel, is_given=False, wording_id=given.wording_id, how=How.RESTORED, at=erasure.at)
    if erasure.purpose == Purpose.CARD:
        Card.objects.waiting().filter(family=family).update(state=CardState.CANCELLED)
    return True


def _forget_contact(family: Family, erasure: Erasure) -> bool:
    """Whether there was one. Nobody signs in with it from now on, nor is written to there; what came in its place is not in the backup."""
    if erasure.channel == Channel.EMAIL:
        return _forget_email(family, erasure.at)
    return _forget_phone(family) if erasure.channel == Channel.TEXT else _forget_address(family)


def _forget_email(family: Family, at: dt.datetime) -> bool:
    """The only thing a family can be reached by stays in its record, marked as an address that sends mail back: an officer's list has it."""
    if not family.email:
        return False
    _end_sign_in(family)
    if family.is_reached_without(Channel.EMAIL) and not Family.objects.others_with_number(family.phone, family).exists():
        family.email, family.email_hash, family.bounced_at = "", "", None
        family.account = family.account or sign_ins.make(family)
    else:
        family.bounced_at = at
    family.save(update_fields=["email", "email_hash", "bounced_at", "account"])
    return True


def _forget_phone(family: Family) -> bool:
    """The only thing a family can be reached by stays in its record, as a number that never answered."""
    if not family.phone:
        return False
    if family.account and family.account.email:
        family.account.take_phone(None)
        family.account.save(update_fields=["phone"])
    else:
        _end_sign_in(family)
    if family.is_reached_without(Channel.TEXT):
        family.phone, family.phone_hash, family.can_be_texted = "", "", False
    family.phone_confirmed_at = None
    family.save(update_fields=["phone", "phone_hash", "can_be_texted", "phone_confirmed_at", "account"])
    return True


def _forget_address(family: Family) -> bool:
    """The only thing a family can be reached by stays."""
    if not family.address or not family.is_reached_without(Channel.POST):
        return False
    family.address = ""
    joining.place(family)
    family.save(update_fields=["address", *joining.PLACED])
    return True


def _end_sign_in(family: Family) -> None:
    account, family.account = family.account, None
    if account and not account.needs_second_factor:
        family.save(update_fields=["account"])
        account.delete()
    else:
        family.account = account
