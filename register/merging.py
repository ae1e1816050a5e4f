"""Two records of one family become one: an officer says answer by answer which stays. For a while it can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from register import actions, child_actions, duplicates, joining, ledger, letters, messages_sent
from register.merge_copy import FIELDS, GROUPS, Copy
from register.models import AccessLogEntry, Card, CardState, Child, Consent, Erasure, Family, FamilyMerge, KnownApart, Purpose
from register.questions import MOST_CHILDREN

OF_CHILD = ("nickname", "birth_month", "birth_year", "setting", "setting_name", "support_stage", "needs_not_said")


class OneIsGone(Exception):
    """One of the two left, was erased, or was put together with another record meanwhile."""


class KeepTheConfirmed(Exception):
    """One is confirmed and the other is not: the confirmed one has to stay, for only its address is known to be theirs."""


@dataclass(frozen=True)
class Decision:
    """What an officer decided. `take`: the questions whose answers come from the record that goes.

    `same`: of its children, by key, the child of the record that stays which is the same; all others are added. `newer`: of these, whose answers are taken over.
    """

    take: frozenset[str] = frozenset()
    same: Mapping[UUID, UUID] | None = None
    newer: frozenset[UUID] = frozenset()


@transaction.atomic
def merge(*, kept: UUID, other: UUID, decision: Decision, by: User, why: str) -> FamilyMerge:
    """Put `other` into `kept`, and tell the family. Raises OneIsGone, KeepTheConfirmed, child_actions.TooManyChildren, actions.NotOneself.

    Topics and ways to take part are both records' together; of consents the family's last word stands, and an unconfirmed sign-up's are nobody's word yet.
    """
    stays, goes = _lock(kept, other)
    if goes.confirmed_at and not stays.confirmed_at:
        raise KeepTheConfirmed
    check_children(stays, goes, decision)
    copy = Copy(stays, goes, same=decision.same or {}, newer=decision.newer)
    told = addresses(stays, goes)
    _put_into(stays, goes, decision)
    row = copy.keep(by)
    log(by, (row.old_reference, row.kept_reference), why, _("two records put together"))
    duplicates.count_again()
    for contact in told:
        letters.say_put_together(contact, stays.reference)
    return row


def _put_into(stays: Family, goes: Family, decision: Decision) -> None:
    FamilyMerge.objects.filter(kept=goes).update(kept=stays)
    _take_children(stays, goes, decision)
    said = said_of_both(stays, goes)
    _take_notes(stays, goes)
    topics = {*stays.topics.all(), *goes.topics.all()}
    answers = {name: getattr(goes, name) for question in may_take(stays, goes, decision) for name in GROUPS[question]}
    messages_sent.move(messages_sent.keys_of(goes), stays)
    goes.delete()
    _take_answers(stays, answers, topics, goes)
    _tell_consents_anew(stays, said)


def _lock(kept: UUID, other: UUID) -> tuple[Family, Family]:
    """Both rows, held in one order, so that two officers at once do not wait for each other for ever. Raises OneIsGone."""
    found = {family.pk: family for family in Family.objects.filter(pk__in=[kept, other]).select_for_update().order_by("pk")}
    if len(found) != 2:
        raise OneIsGone
    return found[kept], found[other]


def may_take(stays: Family, goes: Family, decision: Decision) -> set[str]:
    """Who has no e-mail address signs in with the number, or is reached by post: these are not taken from it."""
    fixed = set() if stays.email else {"contact"} | (set() if goes.address else {"address"})
    return set(decision.take) - fixed


def check_children(stays: Family, goes: Family, decision: Decision) -> None:
    """Raises child_actions.TooManyChildren, and actions.NotOneself when a young person's record would tell of somebody else, or of somebody too young."""
    same, theirs = decision.same or {}, {child.pk: child for child in stays.children.all()}
    for child in goes.children.all():
        twin = same.get(child.pk)
        if twin is None or twin not in theirs:
            theirs[child.pk] = child
        elif child.pk in decision.newer:
            theirs[twin] = child
    if len(theirs) > MOST_CHILDREN:
        raise child_actions.TooManyChildren
    told_by = goes if "about-you" in may_take(stays, goes, decision) else stays
    if told_by.is_young_person and not actions.is_one_of_age(theirs.values()):
        raise actions.NotOneself


def _take_children(stays: Family, goes: Family, decision: Decision) -> None:
    """Those that are another child move over; of those that are the same, the answers that were chosen stay."""
    same, theirs = decision.same or {}, {child.pk: child for child in stays.children.all()}
    for child in goes.children.all():
        twin = theirs.get(same.get(child.pk))  # type: ignore[arg-type]
        if twin is None:
            child.family = stays
            child.save(update_fields=["family"])
            continue
        _move_cards(child, twin)
        ledger.note(Erasure.Kind.MERGED, goes.pk, child_id=child.pk, other_id=twin.pk)  # an older backup has it twice: whatever erases one erases both
        if child.pk in decision.newer:
            for name in OF_CHILD:
                setattr(twin, name, getattr(child, name))
            twin.own_choice_asked_at, twin.end_told_at = child.own_choice_asked_at, child.end_told_at
            twin.save()
            twin.needs.set(child.needs.all())


def _take_notes(stays: Family, goes: Family) -> None:
    """Notes, complaints and cards; a card stays with the child that it is for."""
    goes.notes.update(family=stays)
    goes.complaints.update(family=stays)
    goes.cards.update(family=stays)


def _move_cards(child: Child, twin: Child) -> None:
    """A child has one card: the one that is printed stays valid, or else the one asked for last."""
    live = sorted(Card.objects.live().filter(child__in=[child, twin]), key=lambda card: (card.is_out, card.asked_at))
    Card.objects.filter(pk__in=[card.pk for card in live[:-1]]).update(state=CardState.CANCELLED)
    child.cards.update(child=twin)


def _take_answers(stays: Family, answers: Mapping[str, Any], topics: Iterable[Any], goes: Family) -> None:
    for name, value in answers.items():
        setattr(stays, name, value)
    _end_old_number(stays)
    if goes.said_at and stays.asked_again_at and goes.said_at > stays.asked_again_at:
        stays.asked_again_at = stays.stopped_at = None  # that was the answer
    stays.said_at = max((said for said in (stays.said_at, goes.said_at) if said), default=None)
    stays.paused_until = max((day for day in (stays.paused_until, goes.paused_until) if day), default=None)
    stays.wants_less = stays.wants_less or goes.wants_less
    stays.no_letters = stays.no_letters or goes.no_letters
    stays.taking_part = [*stays.taking_part, *(each for each in goes.taking_part if each not in stays.taking_part)]
    joining.place(stays)
    stays.save(update_fields=[*FIELDS, *joining.PLACED, "taking_part"])
    stays.topics.set(topics)


def _end_old_number(stays: Family) -> None:
    """A second number to sign in with that is not in the record any more opens it no more; undoing puts it back."""
    account = stays.account
    if account and account.email and account.phone and account.phone != stays.phone:
        account.take_phone(None)
        account.save(update_fields=["phone"])


def said_of_both(stays: Family, goes: Family) -> list[Consent]:
    """Both histories as one, in the order in which it was said: so the last word stands. Said at one moment, taking back counts.

    What a sign-up ticked that nobody confirmed is nobody's word.
    """
    is_theirs = bool(goes.confirmed_at) or not stays.confirmed_at
    said = Consent.objects.filter(family__in=[stays, goes] if is_theirs else [stays])
    return sorted(said, key=lambda row: (row.at, not row.is_given, row.pk))


def _tell_consents_anew(family: Family, said: Iterable[Consent]) -> None:
    clear_consents(family)
    Consent.objects.bulk_create(
        Consent(family=family, purpose=row.purpose, channel=row.channel, is_given=row.is_given, wording_id=row.wording_id, how=row.how, at=row.at) for row in said
    )
    if family.consents.as_it_stands().filter(purpose=Purpose.CARD, is_given=False).exists():
        cancel_waiting_cards(family)


def cancel_waiting_cards(family: Family) -> None:
    """As when the family takes that choice back: what is printed already stays valid."""
    Card.objects.waiting().filter(family=family).update(state=CardState.CANCELLED)


def clear_consents(family: Family, *, until: int | None = None) -> None:
    """The rows are written anew in the same transaction: a history that grows nowhere else is put in order, not shortened."""
    rows: models.QuerySet[Consent] = models.QuerySet(Consent).filter(family=family)
    (rows if until is None else rows.filter(pk__lte=until)).delete()


def log(by: User, references: Iterable[str], why: str, what: str) -> None:
    """A line for each of the two. `what` names neither: either family reads its own line, and they may be strangers."""
    for reference in references:
        actions.note_access(by, AccessLogEntry.Action.MERGE, why=f"{why}: {what}"[:200], reference=reference)


def addresses(stays: Family, goes: Family) -> list[letters.Contact]:
    """Each address there is, so that whoever is not this family hears of it too; but one that nobody has confirmed may be a stranger's."""
    return list(dict.fromkeys(letters.contact_of(family) for family in (stays, goes) if family.confirmed_at))


@transaction.atomic
def keep_apart(one: UUID, other: UUID, *, by: User, why: str) -> KnownApart:
    """A person has looked: these are two families, as with two homes. Twice changes nothing. Raises OneIsGone."""
    first, second = sorted(_lock(one, other), key=lambda family: family.pk.hex)
    pair, _is_new = KnownApart.objects.get_or_create(first=first, second=second, defaults={"by": by.email or ""})
    log(by, (first.reference, second.reference), why, _("said to be two families"))
    duplicates.count_again()
    return pair


@transaction.atomic
def look_again(pair: KnownApart, *, by: User) -> None:
    """They may be one family after all: the pair is among the likely duplicates again. Twice changes nothing."""
    many, _kinds = KnownApart.objects.filter(pk=pair.pk).delete()
    if many:
        duplicates.count_again()
        log(by, (pair.first.reference, pair.second.reference), str(duplicates.WHY), _("not said to be two families any more"))
