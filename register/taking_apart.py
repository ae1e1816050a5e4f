"""A merge of two records is undone: both stand as they were, but for what the family said since."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from register import duplicates, joining, keys, letters, merge_copy, merging, messages_sent, terms
from register.key_rotation import make_hashes
from register.models import Card, CardState, Child, Consent, DataComplaint, Erasure, Family, FamilyMerge, FamilyNote, KnownApart, Purpose

TABLES = [model._meta.db_table for model in (Family, Child, Card, Consent, FamilyNote, KnownApart, Family.topics.through, Child.needs.through)]


class CanNotBeUndone(Exception):
    """It is too late, one of the two left, or something of it belongs to another record now; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def lost(row: FamilyMerge) -> list[str]:
    """What an undo can't put back, in words: topics, needs and the like that are deleted from the site's lists since."""
    missing = terms.gone(json.loads(row.swallowed or "{}"))
    return sorted({term for words in missing.values() for term in words.values()})


@transaction.atomic
def undo(row: FamilyMerge, *, by: User, why: str) -> tuple[Family, Family]:
    """Take the two apart again, and tell both; both as they were, but for what the family said or took back since, and what is `lost`. Raises CanNotBeUndone."""
    stays, held = _hold(row)
    was: dict[str, Any] = json.loads(held.swallowed or "{}")
    was = terms.without(terms.gone(was), was)
    _check(held, stays, was)
    held.delete()
    try:
        goes = _restore(stays, was | {"erased": _erased_since(row, was)}, held.account_id)
        connection.check_constraints(table_names=TABLES)  # what a row leads to is looked at when all is written
    except IntegrityError as gone:  # ProtectedError is one too
        raise CanNotBeUndone("broken") from gone
    FamilyMerge.objects.filter(pk__in=was["earlier"]).update(kept=goes)
    merging.log(by, (goes.reference, stays.reference), why, _("taken apart again"))
    duplicates.count_again()
    _tell(stays, goes)
    return stays, goes


def _hold(row: FamilyMerge) -> tuple[Family, FamilyMerge]:
    """The record that stays, and the merge as it stands now: nobody else changes either. Raises CanNotBeUndone."""
    stays = Family.objects.select_for_update().filter(pk=row.kept_id).first()
    held = FamilyMerge.objects.undoable(timezone.now()).select_for_update().filter(pk=row.pk).first()
    if stays is None or held is None:
        raise CanNotBeUndone("gone")
    return stays, held


def _tell(*families: Family) -> None:
    """Whom the merge was told to: each reads of its own record alone, for the other may be a stranger's."""
    for family in families:
        if family.confirmed_at:
            letters.say_taken_apart(family)


def _check(row: FamilyMerge, stays: Family, was: dict[str, Any]) -> None:
    """Raises CanNotBeUndone."""
    if FamilyMerge.objects.filter(kept=stays, pk__gt=row.pk).exists() or stays.reference != row.kept_reference:
        raise CanNotBeUndone("later")
    goes: Any = next(iter(serializers.deserialize("json", was["goes"]))).object
    if goes.confirmed_at and Family.objects.reached_by(email=goes.email, phone=goes.phone).exclude(pk=stays.pk).exists():
        raise CanNotBeUndone("joined anew")
    if not goes.email and stays.account and stays.account.phone == goes.phone and row.account_id and not User.objects.filter(pk=row.account_id).exists():
        raise CanNotBeUndone("unreachable")  # the family signs in with that number by now (`sign_ins.take_over`)
    if Family.objects.filter(models.Q(account_id=row.account_id, account_id__isnull=False) | models.Q(form_id=goes.form_id)).exists():
        raise CanNotBeUndone("joined anew")


def _erased_since(row: FamilyMerge, was: dict[str, Any]) -> set[str]:
    """The children of the record that went who were taken out or grew up since, by key; also under the key of the child that was the same."""
    keys_of = {child: [child, same] if (same := was.get("same", {}).get(child)) else [child] for child in was["children"]}
    asked = [key for keys in keys_of.values() for key in keys]
    erased = {str(key) for key in Erasure.objects.since(row.at).filter(kind__in=Erasure.CHILDREN, child_id__in=asked).values_list("child_id", flat=True)}
    return {child for child, keys in keys_of.items() if erased.intersection(keys)}


@dataclass(frozen=True)
class Since:
    """What was done while the two were one with what belongs to the record that went: its cards as they are by now, its notes that are done, and what was taken back."""

    cards: list[Card]
    done: dict[int, FamilyNote]
    withdrawn: list[Consent]


def _restore(stays: Family, was: dict[str, Any], account: int | None) -> Family:
    """The record that went, row by row with its keys; then the one that stayed, wherever it is still as the merge left it."""
    since = _take_out(stays, was)
    _put_answers_back(stays, was)
    merging.clear_consents(stays, until=was["last_consent"])
    goes = _write_anew(was, since, account)
    _give_back(goes, since.cards, was)
    _take_back_too(goes, stays, since.withdrawn)
    _put_twins_back(stays, *was["twins"])
    return goes


def _take_out(stays: Family, was: dict[str, Any]) -> Since:
    """The rows of the record that went leave the one that stays; the cards are written anew once their children are back."""
    cards = stays.cards.filter(models.Q(pk__in=was["cards"]) | models.Q(child__in=was["children"]))
    notes = stays.notes.filter(pk__in=was["notes"])
    done = {note.pk: note for note in notes.exclude(done_at=None)}
    withdrawn = stays.consents.as_it_stands().filter(is_given=False, pk__gt=was["last_consent"])
    since = Since(list(cards), done, list(withdrawn))
    cards.delete()
    Child.objects.filter(pk__in=was["children"]).delete()
    notes.delete()
    return since


def _write_anew(was: dict[str, Any], since: Since, account: int | None) -> Family:
    """The record that went, with what it had; and the choices of the one that stays, as they were."""
    has_account = account is not None and User.objects.filter(pk=account).exists()
    for part in serializers.deserialize("json", was["goes"]):
        if _is_still_theirs(part.object, was["erased"]):
            _as_of_now(part.object, has_account=has_account, done=since.done)
            part.save()
    for part in serializers.deserialize("json", was["consents"]):
        part.save()
    return Family.objects.get(reference=json.loads(was["goes"])[0]["fields"]["reference"])


def _put_twins_back(stays: Family, before: dict[str, str], after: dict[str, str]) -> None:
    """The children of the record that stays whose answers the merge took over, where they still are as it left them."""
    now = merge_copy.children_as_texts(stays, before)
    for key in [key for key in now if now[key] == after.get(key)]:
        next(iter(serializers.deserialize("json", before[key]))).save()


def _is_still_theirs(row: models.Model, erased: set[str]) -> bool:
    """Not a child that was erased since, and not that it is another family than one that is gone."""
    if isinstance(row, KnownApart):
        return Family.objects.filter(pk__in=[row.first_id, row.second_id]).count() == 2
    return not (isinstance(row, Child) and str(row.pk) in erased)


def _as_of_now(row: models.Model, *, has_account: bool, done: dict[int, FamilyNote]) -> None:
    """What changed beside the answers since: the sign-in may be gone, the key a newer one, the note done."""
    if isinstance(row, Family) and not has_account:
        row.account = None
    make_hashes(row)
    if isinstance(row, FamilyNote) and row.pk in done:
        row.done_at, row.done_by = done[row.pk].done_at, done[row.pk].done_by


def _take_back_too(goes: Family, stays: Family, withdrawn: Iterable[Consent]) -> None:
    """What the family took back while it was one record is taken back for both; the ledger has it for both already."""
    standing = {(row.purpose, row.channel) for row in goes.consents.standing()}
    for row in withdrawn:
        if (row.purpose, row.channel) in standing:
            Consent.objects.create(family=goes, purpose=row.purpose, channel=row.channel, wording_id=row.wording_id, is_given=False, how=row.how, at=row.at)
        if row.purpose == Purpose.CARD:
            for family in (goes, stays):
                merging.cancel_waiting_cards(family)


def _give_back(goes: Family, cards: Iterable[Card], was: dict[str, Any]) -> None:
    """Cards as they are by now, those asked for since with their child, those that made room for another, complaints, and what was sent."""
    for card in cards:
        card.family, card.child_id = goes, UUID(was["cards"].get(str(card.pk), str(card.child_id)))
        if str(card.child_id) not in was["erased"]:
            card.save(force_insert=True)
    for pk, state in was.get("cancelled", {}).items():  # by the merge; unless the child has another by now
        card_then = Card.objects.filter(pk=pk, state=CardState.CANCELLED).first()
        if card_then and not Card.objects.live().filter(child=card_then.child_id).exists():
            Card.objects.filter(pk=pk).update(state=state)
    DataComplaint.objects.filter(pk__in=was["complaints"]).update(family=goes)
    messages_sent.move(was.get("messages", []), goes)


def _put_answers_back(stays: Family, was: dict[str, Any]) -> None:
    before, after, now = (json.loads(json.dumps(each, default=str)) for each in (was["before"], was["after"], merge_copy.as_is(stays)))
    unchanged = [name for name in before if now[name] == after[name]]
    if not {name for name in merge_copy.WORD if name in before} <= {*unchanged}:
        unchanged = [name for name in unchanged if name not in merge_copy.WORD]
    for name in unchanged:
        if name != "topics":
            field: Any = Family._meta.get_field(name.removesuffix("_id"))
            setattr(stays, name, field.to_python(before[name]) if not field.is_relation else before[name])
    stays.phone_hash = keys.phone_hash(stays.phone)
    joining.place(stays)
    if not stays.email and (stays.phone != now["phone"] or not (stays.phone or stays.has_address)):
        raise CanNotBeUndone("unreachable")
    stays.save(update_fields=[*merge_copy.FIELDS, *joining.PLACED, "taking_part"])
    _sign_in_by_number_again(stays, was.get("second_number"))
    if "topics" in unchanged:
        stays.topics.set(before["topics"])


def _sign_in_by_number_again(stays: Family, number: str | None) -> None:
    """With the second number that the merge took from the sign-in, where it is the record's own again and nobody else's by now."""
    account = stays.account
    if number and number == stays.phone and account and not User.objects.with_phone(number).exists():
        account.take_phone(number)
        account.save(update_fields=["phone"])


def forget(row: FamilyMerge, now: dt.datetime) -> None:
    """It can't be undone any more: what was kept for it goes, with a sign-in that leads nowhere."""
    row.swallowed = None
    row.save(update_fields=["swallowed"])
    account = User.objects.filter(pk=row.account_id, family=None).first() if row.account_id else None
    if account and not account.needs_second_factor:
        account.delete()
