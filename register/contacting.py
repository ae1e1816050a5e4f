"""Another address or number of a family that has joined: what can answer is asked first, and used once the code that went there was typed, or its link used."""

from dataclasses import dataclass

from django.db import transaction

from accounts import phones, texts
from register import actions, joining, keys, ledger, letters, sign_ins
from register.answers import Contact
from register.models import Channel, Confirmation, Family

Kind = Confirmation.Kind


class NeedsMobile(Exception):
    """What was said yes to comes by text, and only a mobile can be texted."""


class TooManyToday(Exception):
    """No more may be sent today to this address, or to this number: it could not be asked."""


@dataclass(frozen=True)
class Asked:
    """Which of an address and a number was written to, and has to answer before it is used."""

    email: bool = False
    phone: bool = False


@transaction.atomic
def change(family: Family, *, email: str, phone: str, for_texts: bool = False) -> Asked:
    """Take another address, another number, or none. `for_texts`: something that comes by text waits for the number, as a sign-in does for who has none.

    A landline is kept at once: it can't answer. The address stays until a new mobile has answered.
    Raises NeedsMobile, TooManyToday, actions.LastContact, actions.GoneMeanwhile.
    """
    actions.hold(family)
    email = keys.normal_email(email)
    asked = _to_ask(family, email, phone, for_texts=for_texts)
    check_today(email=email if asked.email else "", phone=phone if asked.phone else "")
    if asked.phone:
        ask_phone(family, phone)
    else:
        change_phone(family, phone)
    if family.email and not email:
        if asked.phone:
            raise actions.LastContact
        drop_email(family)
    if asked.email:
        ask_email(family, email)
    return asked


def _to_ask(family: Family, email: str, phone: str, *, for_texts: bool) -> Asked:
    """Raises NeedsMobile."""
    if for_texts and not (phone and phones.is_mobile(phone)):
        raise NeedsMobile
    is_new = phone != family.phone or (family.phone_confirmed_at is None and (for_texts or family.account_id is None))
    return Asked(email=bool(email) and email != family.email, phone=is_new and _can_answer(phone))


def check_today(*, email: str, phone: str) -> None:
    """Raises TooManyToday. Who is not to be asked is empty."""
    if (email and joining.too_many(email=email, phone="")) or (phone and joining.too_many(email="", phone=phone)):
        raise TooManyToday


def _can_answer(phone: str) -> bool:
    return bool(phone) and phones.is_mobile(phone) and texts.are_on()


@transaction.atomic
def change_phone(family: Family, phone: str) -> None:
    """Keep another number (E.164), or none. A text goes to it only once it has answered (`ask_phone`). Raises actions.LastContact."""
    if phone == family.phone:
        return
    signs_in_by_phone = bool(family.account_id) and not family.email
    if not (phone and phones.is_mobile(phone)) and (signs_in_by_phone or not family.is_reached_without(Channel.TEXT)):
        raise actions.LastContact
    if family.phone:
        ledger.note_contact(family, Channel.TEXT)
    family.phone, family.phone_hash, family.phone_confirmed_at = phone, keys.phone_hash(phone), None
    family.can_be_texted = bool(phone) and phones.is_mobile(phone)
    family.save(update_fields=["phone", "phone_hash", "phone_confirmed_at", "can_be_texted"])
    account = family.account
    if account and account.email and account.phone:  # the number before this one opens the page no more
        account.take_phone(None)
        account.save(update_fields=["phone"])
    joining.end_links(family, Kind.NEW_PHONE)
    actions.say_still_right(family)


@transaction.atomic
def drop_email(family: Family) -> None:
    """Keep no e-mail address, and tell it so; the family signs in with its mobile. Raises actions.LastContact when that has not answered yet, or is another family's way in."""
    if not family.proven_mobile or Family.objects.others_with_number(family.phone, family).exists():
        raise actions.LastContact
    account = family.account
    if account and not account.needs_second_factor:
        if not sign_ins.take_over(family, phone=family.phone):
            raise actions.LastContact
        account.email = None
        account.take_phone(family.phone)
        account.save(update_fields=["email", "phone"])
    letters.say_address_dropped(family.email)
    ledger.note_contact(family, Channel.EMAIL)
    family.email, family.email_hash, family.bounced_at = "", "", None
    family.save(update_fields=["email", "email_hash", "bounced_at"])
    joining.end_links(family, Kind.NEW_EMAIL)
    actions.say_still_right(family)


@transaction.atomic
def ask_email(family: Family, email: str) -> None:
    """Mail a link and a code to the address; nothing changes before one of them is used. An address that another family has gets its own mail."""
    if joining.too_many(email=email, phone=""):
        return
    token, code = keys.new_token(), keys.new_code()
    joining.end_links(family, Kind.NEW_EMAIL)
    confirmation = joining.new_confirmation(family, Kind.NEW_EMAIL, token, code, email=email)
    if Family.objects.reached_by(email=email, phone="").but(family).exists():
        letters.say_address_is_known(Contact(confirmation.email))
    else:
        letters.ask_to_confirm_new_email(confirmation, token, code)


@transaction.atomic
def ask_phone(family: Family, phone: str) -> None:
    """Text a code to a mobile number (E.164); no text goes there before the family types it on its page. An earlier code for the same number still works."""
    if joining.too_many(email="", phone=phone):
        return
    code = keys.new_code()
    if waits_at(family, Kind.NEW_PHONE) != phone:
        joining.end_links(family, Kind.NEW_PHONE)
    joining.new_confirmation(family, Kind.NEW_PHONE, keys.new_token(), code, phone=phone)
    letters.text_code_for_phone(phone, code)


def waits_at(family: Family, kind: Confirmation.Kind) -> str:
    """The address, or the number, that should answer: the one asked last, else the family's own whose mail came back, or that never answered. Empty for none."""
    asked = Confirmation.objects.waiting(family, kind).first()
    if asked:
        return asked.email or asked.phone
    if kind == Kind.NEW_EMAIL:
        return family.email if family.bounced_at else ""
    return family.phone if family.can_be_texted and not family.proven_mobile else ""


def unanswered(family: Family) -> list[Confirmation]:
    """The address, and then the number, that were written to and have not answered: the newest of each."""
    newest = {row.kind: row for row in reversed(Confirmation.objects.waiting(family, Kind.NEW_EMAIL, Kind.NEW_PHONE))}
    return [newest[kind] for kind in (Kind.NEW_EMAIL, Kind.NEW_PHONE) if kind in newest]


def ask_again(family: Family, kind: Confirmation.Kind) -> None:
    """One more mail or text to what should answer; none when nothing should."""
    if where := waits_at(family, kind):
        (ask_email if kind == Kind.NEW_EMAIL else ask_phone)(family, where)


def give_up(family: Family, kind: Confirmation.Kind) -> None:
    """Everything stays as it is: the links and codes that were sent lead nowhere any more."""
    joining.end_links(family, kind)
