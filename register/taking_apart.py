"""A merge of two records is undone: both stand as they were, but for what the family said since."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from register import joining, keys, merging
from register.models import Card, Child, Confirmation, DataComplaint, Family, FamilyMerge, KnownApart


class CanNotBeUndone(Exception):
    """It is too late, one of the two left, or something of it belongs to another record now; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


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
    merging.log(by, (goes.reference, stays.reference), why, f"{goes.reference} ≠ {stays.reference}")
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
    theirs = stays.cards.filter(models.Q(pk__in=was["cards"]) | models.Q(child__in=was["children"]))
    cards = list(theirs)
    theirs.delete()  # and written anew below: their children come back first
    Child.objects.filter(pk__in=was["children"]).delete()
    stays.notes.filter(pk__in=was["notes"]).delete()
    _put_answers_back(stays, was)
    merging.clear_consents(stays, until=was["last_consent"])
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
    goes = Family.objects.get(reference=json.loads(was["goes"])[0]["fields"]["reference"])
    _give_back(goes, cards, was)
    before, after = was["twins"]
    now = merging.children_as_texts(stays, before)
    for key in [key for key in now if now[key] == after.get(key)]:
        next(iter(serializers.deserialize("json", before[key]))).save()
    return goes


def _give_back(goes: Family, cards: Iterable[Card], was: dict[str, Any]) -> None:
    """Cards as they are by now, those asked for since with their child, and complaints."""
    for card in cards:
        card.family, card.child_id = goes, UUID(was["cards"].get(str(card.pk), str(card.child_id)))
        card.save(force_insert=True)
    DataComplaint.objects.filter(pk__in=was["complaints"]).update(family=goes)


def _put_answers_back(stays: Family, was: dict[str, Any]) -> None:
    before, after, now = (json.loads(json.dumps(each, default=str)) for each in (was["before"], was["after"], merging.as_is(stays)))
    unchanged = [name for name in before if now[name] == after[name]]
    for name in unchanged:
        if name != "topics":
            field: Any = Family._meta.get_field(name.removesuffix("_id"))
            setattr(stays, name, field.to_python(before[name]) if not field.is_relation else before[name])
    stays.phone_hash = keys.phone_hash(stays.phone)
    joining.place(stays)
    stays.save(update_fields=[*merging.FIELDS, *merging.RECKONED, "taking_part"])
    if "topics" in unchanged:
        stays.topics.set(before["topics"])


def forget(row: FamilyMerge, now: dt.datetime) -> None:
    """It can't be undone any more: what was kept for it goes, with a sign-in that leads nowhere."""
    row.swallowed = None
    row.save(update_fields=["swallowed"])
    account = User.objects.filter(pk=row.account_id, family=None).first() if row.account_id else None
    if account and not account.needs_second_factor:
        account.delete()
