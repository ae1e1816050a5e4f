"""Two records of one family become one: an officer says answer by answer which stays. For a while it can be undone."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from register import actions, joining, keys, letters
from register.models import AccessLogEntry, Child, Confirmation, Consent, Family, FamilyMerge, KnownApart

# What is chosen together, by the question it answers. The e-mail address stays with the sign-in: it is the kept record's own.
GROUPS: dict[str, tuple[str, ...]] = {
    "about-you": ("first_name", "last_name", "relationship"),
    "contact": ("phone", "phone_hash", "can_be_texted", "phone_confirmed_at"),
    "home": ("postcode", "borough_id"),
    "reaching-you": ("reach", "language_id", "needs_interpreter", "reading_format"),
    "address": ("address",),
}
# What the family asked of us or said last counts for the one record, whichever it said it on.
LAST_WORDS = ("said_at", "paused_until", "wants_less")
FIELDS = [*(name for names in GROUPS.values() for name in names), *LAST_WORDS]
RECKONED = ["has_address", "household_hash", "ward_id"]
OF_CHILD = ("nickname", "birth_month", "birth_year", "setting", "setting_name", "support_stage", "needs_not_said")


class OneIsGone(Exception):
    """One of the two left, was erased, or was put together with another record meanwhile."""


class KeepTheConfirmed(Exception):
    """One is confirmed and the other is not: the confirmed one has to stay, for only its address is known to be theirs."""


class CanNotBeUndone(Exception):
    """It is too late, one of the two left, or something of it belongs to another record now; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


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
    """Put `other` into `kept`, and tell the family. Raises OneIsGone, KeepTheConfirmed.

    Topics and ways to take part are both records' together; of consents the family's last word stands, and an unconfirmed sign-up's are nobody's word yet.
    """
    stays, goes = _lock(kept, other)
    if goes.confirmed_at and not stays.confirmed_at:
        raise KeepTheConfirmed
    was = _snapshot(stays, goes)
    twins = _children(stays, [pk for child, pk in (decision.same or {}).items() if child in decision.newer])
    contact, reference = letters.contact_of(goes), goes.reference
    is_theirs = bool(goes.confirmed_at) or not stays.confirmed_at
    earlier = list(FamilyMerge.objects.filter(kept=goes).values_list("pk", flat=True))
    FamilyMerge.objects.filter(pk__in=earlier).update(kept=stays)
    _take_children(stays, goes, decision)
    said = list(Consent.objects.filter(family__in=[stays, goes] if is_theirs else [stays]))
    _take_notes(stays, goes)
    account = goes.account
    topics = {*stays.topics.all(), *goes.topics.all()}
    answers = {name: getattr(goes, name) for question in _may_take(stays, goes, decision) for name in GROUPS[question]}
    goes.delete()
    _take_answers(stays, answers, topics, goes)
    _tell_consents_anew(stays, said)
    was |= {"after": _as_is(stays), "earlier": earlier, "last_consent": _last_consent(), "twins": [twins, _children(stays, list(twins))]}
    row = FamilyMerge.objects.create(
        kept=stays,
        kept_reference=stays.reference,
        old_reference=reference,
        gone_id=other,
        swallowed=json.dumps(was, default=str),
        account_id=account.pk if account else None,
        by=by.staff_email,
    )
    _log(by, (reference, stays.reference), why, stays.reference)
    _tell(stays, contact)
    return row


def _lock(kept: UUID, other: UUID) -> tuple[Family, Family]:
    """Both rows, held in one order, so that two officers at once do not wait for each other for ever. Raises OneIsGone."""
    found = {family.pk: family for family in Family.objects.filter(pk__in=[kept, other]).select_for_update().order_by("pk")}
    if len(found) != 2:
        raise OneIsGone
    return found[kept], found[other]


def _may_take(stays: Family, goes: Family, decision: Decision) -> set[str]:
    """Who has no e-mail address signs in with the number, or is reached by post: these are not taken from it."""
    fixed = set() if stays.email else {"contact"} | (set() if goes.address else {"address"})
    return set(decision.take) - fixed


def _as_is(family: Family) -> dict[str, Any]:
    return {name: getattr(family, name) for name in FIELDS} | {"taking_part": family.taking_part, "topics": sorted(topic.pk for topic in family.topics.all())}


def _snapshot(stays: Family, goes: Family) -> dict[str, Any]:
    """Both records as they are, as texts that `serializers` reads back."""
    apart = KnownApart.objects.filter(models.Q(first=goes) | models.Q(second=goes))
    whole = [goes, *goes.children.all(), *goes.consents.all(), *goes.notes.all(), *goes.confirmations.all(), *apart]
    return {
        "goes": serializers.serialize("json", whole),
        "consents": serializers.serialize("json", stays.consents.all()),
        "before": _as_is(stays),
        "notes": [note.pk for note in goes.notes.all()],
        "children": [str(child.pk) for child in goes.children.all()],
    }


def _children(family: Family, keys: Iterable[Any]) -> dict[str, str]:
    """Children of a family as texts, by key."""
    return {str(child.pk): serializers.serialize("json", [child]) for child in family.children.filter(pk__in=list(keys))}


def _take_children(stays: Family, goes: Family, decision: Decision) -> None:
    """Those that are another child move over; of those that are the same, the answers that were chosen stay."""
    same, theirs = decision.same or {}, {child.pk: child for child in stays.children.all()}
    for child in goes.children.all():
        twin = theirs.get(same.get(child.pk))  # type: ignore[arg-type]
        if twin is None:
            child.family = stays
            child.save(update_fields=["family"])
        elif child.pk in decision.newer:
            for name in OF_CHILD:
                setattr(twin, name, getattr(child, name))
            twin.save()
            twin.needs.set(child.needs.all())


def _take_notes(stays: Family, goes: Family) -> None:
    goes.notes.update(family=stays)


def _take_answers(stays: Family, answers: Mapping[str, Any], topics: Iterable[Any], goes: Family) -> None:
    for name, value in answers.items():
        setattr(stays, name, value)
    stays.said_at = max((said for said in (stays.said_at, goes.said_at) if said), default=None)
    stays.paused_until = max((day for day in (stays.paused_until, goes.paused_until) if day), default=None)
    stays.wants_less = stays.wants_less or goes.wants_less
    stays.taking_part = [*stays.taking_part, *(each for each in goes.taking_part if each not in stays.taking_part)]
    joining.place(stays)
    stays.save(update_fields=[*FIELDS, *RECKONED, "taking_part"])
    stays.topics.set(topics)


def _tell_consents_anew(family: Family, said: Iterable[Consent]) -> None:
    """Both histories as one, in the order in which it was said: so the last word stands. Said at one moment, taking back counts."""
    _clear_consents(family)
    in_order = sorted(said, key=lambda row: (row.at, not row.is_given, row.pk))
    Consent.objects.bulk_create(
        Consent(family=family, purpose=row.purpose, channel=row.channel, is_given=row.is_given, wording_id=row.wording_id, how=row.how, at=row.at) for row in in_order
    )


def _clear_consents(family: Family, *, until: int | None = None) -> None:
    """The rows are written anew in the same transaction: a history that grows nowhere else is put in order, not shortened."""
    rows: models.QuerySet[Consent] = models.QuerySet(Consent).filter(family=family)
    (rows if until is None else rows.filter(pk__lte=until)).delete()


def _last_consent() -> int:
    return Consent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _log(by: User, references: Iterable[str], why: str, what: str) -> None:
    """A line for each of the two."""
    for reference in references:
        actions.note_access(by, AccessLogEntry.Action.MERGE, why=f"{why}: {what}"[:200], reference=reference)


def _tell(stays: Family, other: Any) -> None:
    """To each address there was: whoever is not this family hears of it too."""
    letters.say_put_together(letters.contact_of(stays), stays.reference)
    if other != letters.contact_of(stays):
        letters.say_put_together(other, stays.reference)


@transaction.atomic
def undo(row: FamilyMerge, *, by: User, why: str) -> tuple[Family, Family]:
    """Take the two apart again; both as they were, but for what the family said since. Raises CanNotBeUndone."""
    stays = Family.objects.select_for_update().filter(pk=row.kept_id).first()
    row_now = FamilyMerge.objects.undoable(timezone.now()).select_for_update().filter(pk=row.pk).first()
    if stays is None or row_now is None:
        raise CanNotBeUndone("gone")
    was = json.loads(row_now.swallowed or "{}")
    _check(row_now, stays, was)
    row_now.delete()
    goes = _restore(stays, was, row_now.account_id)
    FamilyMerge.objects.filter(pk__in=was["earlier"]).update(kept=goes)
    _log(by, (goes.reference, stays.reference), why, f"{goes.reference} ≠ {stays.reference}")
    return stays, goes


def _check(row: FamilyMerge, stays: Family, was: dict[str, Any]) -> None:
    """Raises CanNotBeUndone."""
    if FamilyMerge.objects.filter(kept=stays, pk__gt=row.pk).exists() or stays.reference != row.kept_reference:
        raise CanNotBeUndone("later")
    goes: Any = next(iter(serializers.deserialize("json", was["goes"]))).object
    taken = Family.objects.confirmed().with_contact(email=goes.email, phone=goes.phone).exclude(pk=stays.pk) if goes.email or goes.phone else Family.objects.none()
    if goes.confirmed_at and taken.exists():
        raise CanNotBeUndone("joined anew")
    if Family.objects.filter(models.Q(account_id=row.account_id, account_id__isnull=False) | models.Q(form_id=goes.form_id)).exists():
        raise CanNotBeUndone("joined anew")


def _restore(stays: Family, was: dict[str, Any], account: int | None) -> Family:
    """The record that went, row by row with its keys; then the one that stayed, wherever it is still as the merge left it."""
    Child.objects.filter(pk__in=was["children"]).delete()
    stays.notes.filter(pk__in=was["notes"]).delete()
    _put_answers_back(stays, was)
    _clear_consents(stays, until=was["last_consent"])
    has_account = account is not None and User.objects.filter(pk=account).exists()
    for part in serializers.deserialize("json", was["goes"]):
        if isinstance(part.object, Family) and not has_account:
            part.object.account = None
        if isinstance(part.object, (Family, Confirmation)):
            part.object.email_hash, part.object.phone_hash = keys.email_hash(part.object.email), keys.phone_hash(part.object.phone)  # the key may be a newer one
        if not isinstance(part.object, KnownApart) or Family.objects.filter(pk__in=[part.object.first_id, part.object.second_id]).count() == 2:
            part.save()
    for part in serializers.deserialize("json", was["consents"]):
        part.save()
    before, after = was["twins"]
    now = _children(stays, before)
    for key in [key for key in now if now[key] == after.get(key)]:
        next(iter(serializers.deserialize("json", before[key]))).save()
    return Family.objects.get(reference=json.loads(was["goes"])[0]["fields"]["reference"])


def _put_answers_back(stays: Family, was: dict[str, Any]) -> None:
    before, after, now = (json.loads(json.dumps(each, default=str)) for each in (was["before"], was["after"], _as_is(stays)))
    unchanged = [name for name in before if now[name] == after[name]]
    for name in unchanged:
        if name != "topics":
            field: Any = Family._meta.get_field(name.removesuffix("_id"))
            setattr(stays, name, field.to_python(before[name]) if not field.is_relation else before[name])
    stays.phone_hash = keys.phone_hash(stays.phone)
    joining.place(stays)
    stays.save(update_fields=[*FIELDS, *RECKONED, "taking_part"])
    if "topics" in unchanged:
        stays.topics.set(before["topics"])


def forget(row: FamilyMerge, now: dt.datetime) -> None:
    """It can't be undone any more: what was kept for it goes, with a sign-in that leads nowhere."""
    row.swallowed = None
    row.save(update_fields=["swallowed"])
    account = User.objects.filter(pk=row.account_id, family=None).first() if row.account_id else None
    if account and not account.needs_second_factor:
        account.delete()


@transaction.atomic
def keep_apart(one: UUID, other: UUID, *, by: User, why: str) -> None:
    """A person has looked: these are two families, as with two homes. Twice changes nothing. Raises OneIsGone."""
    first, second = sorted(_lock(one, other), key=lambda family: family.pk.hex)
    KnownApart.objects.get_or_create(first=first, second=second, defaults={"by": by.email or ""})
    _log(by, (first.reference, second.reference), why, f"{first.reference} ≠ {second.reference}")
