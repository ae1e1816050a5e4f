"""After a backup was restored: everything that was erased or taken back since is erased and taken back again, and nobody is written to."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cryptography.fernet import InvalidToken
from django.db import DatabaseError, transaction

from register import actions, ledger, retention
from register.models import Child, Consent, Erasure, Family, How


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
    """Whether the restored database still had what was erased. Its row comes back first, so that erasing again adds no second one."""
    Erasure.objects.bulk_create([erasure], ignore_conflicts=True)
    if erasure.kind in Erasure.CHILDREN:
        return _take_out(erasure)
    family = Family.objects.select_for_update(of=("self",)).filter(pk=erasure.family_id).first()
    if family is None:
        return False
    if erasure.kind in Erasure.FAMILIES:
        _erase(family, erasure)
        return True
    return _take_back(family, erasure)


def _erase(family: Family, erasure: Erasure) -> None:
    if erasure.kind == Erasure.Kind.LEFT:
        actions.suppress(family, since=erasure.at)
    actions.erase(family, Erasure.Kind(erasure.kind))


def _take_out(erasure: Erasure) -> bool:
    """Under whichever family the backup has it: its record may have been put together with another since, or taken apart again."""
    child = Child.objects.filter(pk=erasure.child_id).first() if erasure.child_id else None
    if child is None:
        return False
    if erasure.kind == Erasure.Kind.GROWN_UP:
        retention.keep_a_number(child)
    child.delete()
    return True


def _take_back(family: Family, erasure: Erasure) -> bool:
    """Unless the family has given it again since. The words are those of what is taken back: what was shown then is not in the backup."""
    given = Consent.objects.standing().filter(family=family, purpose=erasure.purpose, channel=erasure.channel, at__lt=erasure.at).first()
    if given is None:
        return False
    Consent.objects.create(family=family, purpose=erasure.purpose, channel=erasure.channel, is_given=False, wording_id=given.wording_id, how=How.RESTORED, at=erasure.at)
    return True
