"""Showing that an address is one's own: by the link, or by the code, that we sent to it."""

import hmac
import json
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from register import actions, bounces, counting, joining, keys, ledger, letters, sign_ins
from register.models import Channel, Confirmation, Family, Suppression
from register.models.confirmation import ConfirmationQuerySet


class LinkUnknown(Exception):
    """No link has this token: it was forged or cut, or its sign-up has been forgotten."""


class LinkExpired(Exception):
    """The link is real and too old."""


class AddressTaken(Exception):
    """Another family got the address first."""


class CodeWrong(Exception):
    """Nothing waits for this code."""


class CodeDead(CodeWrong):
    """Something waits, and wrong codes were typed too often: no code of it works any more, not even the right one."""


def look_up(token: str) -> Confirmation:
    """The link behind a token. Raises LinkUnknown."""
    confirmation = Confirmation.objects.for_token(token).select_related("family").first()
    if confirmation is None:
        raise LinkUnknown
    return confirmation


def look_up_code(reference: str, code: str) -> Confirmation:
    """What `confirm_by_code` would use. Raises CodeWrong, CodeDead."""
    return _with_code(Confirmation.objects.to_join(reference), reference, code)


def confirm(token: str) -> Family:
    """Do what the link is for: join, or change the address. A second time changes nothing. Raises LinkUnknown, LinkExpired, AddressTaken."""
    return _confirm(look_up(token))


def confirm_by_code(reference: str, code: str) -> Family:
    """Join with the code that stands in the mail or the text; a second press of the button joins no second time. Ten wrong ones end it.

    Raises LinkUnknown, LinkExpired, CodeWrong, CodeDead, AddressTaken.
    """
    return _confirm(look_up_code(reference, code))


def _with_code(sent: ConfirmationQuerySet, reference: str, code: str) -> Confirmation:
    """The one of these that has this code, open or used a moment ago; when none has, the try counts for all that are open. Raises CodeWrong, CodeDead."""
    with transaction.atomic():
        tried = list(sent.with_open_code().select_for_update(of=("self",)))
        found = next((each for each in (*tried, *sent.just_used()) if _fits(each, reference, code)), None)
        for each in tried if found is None else []:
            each.tries += 1
            each.save(update_fields=["tries"])
    if found is None:
        raise CodeDead if sent.with_dead_code().exists() and not sent.with_open_code().exists() else CodeWrong
    return found


def _fits(confirmation: Confirmation, reference: str, code: str) -> bool:
    return any(hmac.compare_digest(confirmation.code_hash, each) for each in keys.code_hashes(code, reference))


def _confirm(confirmation: Confirmation) -> Family:
    try:
        with transaction.atomic():
            return _use(confirmation)
    except IntegrityError:  # another link for the same address was first by a moment
        raise AddressTaken from None


def _use(confirmation: Confirmation) -> Family:
    Family.objects.lock_all_with(email=confirmation.email, phone=confirmation.phone, family=confirmation.family)
    again = Confirmation.objects.filter(pk=confirmation.pk).select_related("family").first()  # another link for the address may have been first
    if again is None:
        raise LinkUnknown
    if again.used_at is None:
        _check(again)
        _spend(again)
    return again.family


def _check(confirmation: Confirmation) -> None:
    """That it may be used now. Raises LinkExpired, LinkUnknown, AddressTaken."""
    if confirmation.is_expired(timezone.now()):
        raise LinkExpired
    if confirmation.kind == Confirmation.Kind.JOIN and not _is_of(confirmation.family, confirmation):
        raise LinkUnknown
    if Family.objects.reached_by(email=confirmation.email, phone=confirmation.phone).exclude(pk=confirmation.family_id).exists():
        raise AddressTaken


def _spend(confirmation: Confirmation) -> None:
    """It works no second time; what it is for is done. Raises AddressTaken."""
    confirmation.used_at = timezone.now()
    confirmation.save(update_fields=["used_at"])
    if confirmation.family.confirmed_at:
        actions.say_still_right(confirmation.family)
    USES[Confirmation.Kind(confirmation.kind)](confirmation.family, confirmation)


def _is_of(family: Family, confirmation: Confirmation) -> bool:
    """Whether the sign-up still has the address, or the number, that the link went to."""
    return keys.normal_email(family.email) == confirmation.email if confirmation.email else family.phone == confirmation.phone


def _let_in_by(family: Family, confirmation: Confirmation) -> None:
    if confirmation.phone:
        family.phone_confirmed_at = timezone.now()
    else:
        family.bounced_at = None
    let_in(family)


def let_in(family: Family) -> None:
    """Confirm a sign-up, inside the caller's transaction: its sign-in is made, its equality answers are parted from it. Twice changes nothing."""
    if family.confirmed_at:
        return
    family.account = sign_ins.make(family)
    family.confirmed_at = family.said_at = timezone.now()
    counting.keep_equality(json.loads(family.equality) if family.equality else {}, family.borough)
    family.equality = ""
    family.save(update_fields=["account", "confirmed_at", "said_at", "equality", "phone_confirmed_at", "bounced_at"])
    Family.objects.unconfirmed().with_contact(email=family.email, phone=family.proven_phone).delete()
    Suppression.objects.of(family).delete()
    letters.welcome(family)


def _move(family: Family, confirmation: Confirmation) -> None:
    """Write to the confirmed address, and sign in with it. It may be the one whose mail came back."""
    old_email, family.email = family.email, confirmation.email
    family.email_hash = keys.email_hash(family.email)
    _sign_in_with_address(family)
    family.save(update_fields=["email", "email_hash", "account"])
    bounces.write_again(family)
    joining.end_links(family, Confirmation.Kind.NEW_EMAIL)
    if old_email and old_email != family.email:
        ledger.note_contact(family, Channel.EMAIL)
        letters.say_address_moved(old_email)


def _take_phone(family: Family, confirmation: Confirmation) -> None:
    """The number answered: texts may go there. The number with which somebody without e-mail signed in before hears so."""
    old_phone = "" if family.email else family.proven_phone
    if family.phone not in ("", confirmation.phone):
        ledger.note_contact(family, Channel.TEXT)
    family.phone, family.phone_hash, family.can_be_texted = confirmation.phone, confirmation.phone_hash, True
    family.phone_confirmed_at = timezone.now()
    _sign_in_with_number(family)
    family.save(update_fields=["phone", "phone_hash", "can_be_texted", "phone_confirmed_at", "account"])
    joining.end_links(family, Confirmation.Kind.NEW_PHONE)
    if old_phone and old_phone != family.phone:
        letters.say_number_moved(old_phone)


def _sign_in_with_address(family: Family) -> None:
    """Staff keep the address they sign in to work with. Raises AddressTaken."""
    account = family.account
    if account is None:
        family.account = sign_ins.make(family)
    elif not account.needs_second_factor:
        if not sign_ins.take_over(family, email=family.email):
            raise AddressTaken
        account.email = family.email
        account.save(update_fields=["email"])


def _sign_in_with_number(family: Family) -> None:
    """Who has no e-mail, or signs in with a number already. Raises AddressTaken."""
    account = family.account
    if account is None:
        family.account = sign_ins.make(family)
    elif account.phone or not account.email:
        if not sign_ins.take_over(family, phone=family.phone):
            raise AddressTaken
        account.take_phone(family.phone)
        account.save(update_fields=["phone"])


USES: dict[Confirmation.Kind, Callable[[Family, Confirmation], None]] = {
    Confirmation.Kind.JOIN: _let_in_by,
    Confirmation.Kind.NEW_EMAIL: _move,
    Confirmation.Kind.NEW_PHONE: _take_phone,
}


def confirm_by_new(family: Family, kind: Confirmation.Kind, code: str) -> None:
    """Use the new address, or the new number, whose code this is; a second press changes nothing. Ten wrong ones end it.

    Raises LinkUnknown, LinkExpired, CodeWrong, CodeDead, AddressTaken.
    """
    _confirm(_with_code(Confirmation.objects.filter(family=family, kind=kind), family.reference, code))
