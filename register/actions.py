"""Joining, confirming, changing and leaving. Each is one transaction; mails are rows of that transaction."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import QueuedMail, User
from register import keys, letters
from register.answers import ChildAnswers, SignUp
from register.models import CHOICES, AccessLogEntry, Child, Choice, Confirmation, Consent, Family, How, SavedForm, Suppression, WordingVersion

CHOICE_BY_KEY = {choice.key: choice for choice in CHOICES}
# What a family may change by itself, beside its e-mail address, which has to be confirmed.
CHANGEABLE = {"first_name", "last_name", "relationship", "postcode", "borough"}


class AlreadySent(Exception):
    """This very form was sent before; `family` is what it made."""

    def __init__(self, family: Family) -> None:
        super().__init__(family.reference)
        self.family = family


class LinkUnknown(Exception):
    """No link has this token: it was forged or cut, or its sign-up has been forgotten."""


class LinkExpired(Exception):
    """The link is real and too old."""


class AddressTaken(Exception):
    """Another family got the address first."""


def join(sign_up: SignUp) -> Family:
    """An unconfirmed family and its mail. Raises AlreadySent when the same form comes again.

    An address that has joined before costs the same work and gets the same answer: its sign-up can't be confirmed, and another mail goes out.
    """
    person = sign_up.person
    try:
        with transaction.atomic():
            family = Family.objects.create(
                form_id=sign_up.form_id,
                first_name=person.first_name,
                last_name=person.last_name,
                relationship=person.relationship,
                email=keys.normal_email(person.email),
                email_hash=keys.email_hash(person.email),
                postcode=person.postcode,
                borough=person.borough,
                source_code=sign_up.source,
            )
            _add_child(family, sign_up.child)
            _record(family, sign_up.choices, is_given=True, how=How.SIGN_UP)
            _write_to(family)
            SavedForm.objects.filter(form_id=sign_up.form_id).delete()
    except IntegrityError:
        if earlier := Family.objects.filter(form_id=sign_up.form_id).first():
            raise AlreadySent(earlier) from None
        raise
    return family


def says_the_same(family: Family, sign_up: SignUp) -> bool:
    """Whether the form that is sent again has the answers that made the family, before it confirmed and changed any."""
    person, child = sign_up.person, sign_up.child
    kept = family.children.prefetch_related("needs").first()
    about = [family.first_name, family.last_name, family.relationship, family.email, family.postcode, family.borough]
    if kept is None or about != [person.first_name, person.last_name, person.relationship, keys.normal_email(person.email), person.postcode, person.borough]:
        return False
    names = ("nickname", "birth_month", "birth_year", "support_stage", "needs_not_said")
    same_child = all(getattr(kept, name) == getattr(child, name) for name in names) and {*kept.needs.all()} == ({*child.needs} if not child.needs_not_said else set())
    return same_child and {each.wording_id for each in family.consents.all()} == {version.pk for version in sign_up.choices}


@transaction.atomic
def send_again(family: Family) -> None:
    """Another mail for a sign-up that waits, and its seven days from now on. Nothing for one that is confirmed."""
    if family.confirmed_at:
        return
    family.asked_at = timezone.now()
    family.save(update_fields=["asked_at"])
    _write_to(family)


def look_up(token: str) -> Confirmation:
    """The link behind a token. Raises LinkUnknown."""
    confirmation = Confirmation.objects.for_token(token).select_related("family").first()
    if confirmation is None:
        raise LinkUnknown
    return confirmation


def confirm(token: str) -> Family:
    """Do what the link is for: join, or change the address. A second time changes nothing. Raises LinkUnknown, LinkExpired, AddressTaken."""
    try:
        with transaction.atomic():
            return _confirm(token)
    except IntegrityError:  # another link for the same address was first by a moment
        raise AddressTaken from None


def _confirm(token: str) -> Family:
    confirmation = look_up(token)
    Family.objects.lock_all_with(confirmation.email, confirmation.family)
    confirmation = look_up(token)  # again: another link for the address may have been first
    family, now = confirmation.family, timezone.now()
    if confirmation.used_at:
        return family
    if confirmation.is_expired(now):
        raise LinkExpired
    if Family.objects.reached_by(confirmation.email).exclude(pk=family.pk).exists():
        raise AddressTaken
    confirmation.used_at = now
    confirmation.save(update_fields=["used_at"])
    if confirmation.kind == Confirmation.Kind.JOIN:
        _let_in(family, now)
    else:
        _move(family, confirmation)
    return family


def _let_in(family: Family, now: dt.datetime) -> None:
    if family.confirmed_at:
        return
    family.account = User.objects.filter(email__iexact=family.email).first() or User.objects.create_user(family.email)
    family.confirmed_at = family.said_at = now
    family.save(update_fields=["account", "confirmed_at", "said_at"])
    Family.objects.unconfirmed().with_email(family.email).delete()
    Suppression.objects.of_email(family.email).delete()
    letters.welcome(family)


def _move(family: Family, confirmation: Confirmation) -> None:
    """Write to the confirmed new address, and sign in with it; staff keep the address they sign in to work with."""
    old_email, family.email = family.email, confirmation.email
    family.email_hash = keys.email_hash(family.email)
    family.save(update_fields=["email", "email_hash"])
    account = family.account
    if account and not account.needs_second_factor:
        if User.objects.filter(email__iexact=family.email).exclude(pk=account.pk).exists():
            raise AddressTaken
        account.email = family.email
        account.save(update_fields=["email"])
        EmailAddress.objects.filter(user=account).delete()
    letters.say_address_moved(old_email)


def say_still_right(family: Family) -> None:
    """The family is there: its clocks start anew, and we write to it again. Each change of its own says so too."""
    Family.objects.confirmed().filter(pk=family.pk).update(said_at=timezone.now(), asked_again_at=None, stopped_at=None)


@transaction.atomic
def ask_new_email(family: Family, email: str) -> None:
    """Mail a link to the new address; nothing changes before it is used. An address that another family has gets its own mail."""
    if _too_many(email):
        return
    token = keys.new_token()
    confirmation = _new_confirmation(family, Confirmation.Kind.NEW_EMAIL, email, token)
    if Family.objects.reached_by(email).exclude(pk=family.pk).exists():
        letters.say_already_joined(Family(email=confirmation.email))
    else:
        letters.ask_to_confirm_new_email(confirmation, token)


@transaction.atomic
def change(family: Family, **answers: Any) -> None:
    """Change what a family told us about itself. Raises ValueError for anything but its own answers."""
    if unknown := answers.keys() - CHANGEABLE:
        raise ValueError(", ".join(sorted(unknown)))
    for name, value in answers.items():
        setattr(family, name, value)
    family.save(update_fields=list(answers))
    say_still_right(family)


@transaction.atomic
def change_child(child: Child, answers: ChildAnswers) -> None:
    for name in ("nickname", "birth_month", "birth_year", "support_stage", "needs_not_said"):
        setattr(child, name, getattr(answers, name))
    child.save()
    child.needs.set([] if answers.needs_not_said else answers.needs)
    say_still_right(child.family)


@transaction.atomic
def choose(family: Family, choice: Choice, *, is_given: bool) -> None:
    """Give or take back one consent, from now. Twice changes nothing (UK GDPR article 7(3): taking back is as easy as giving)."""
    Family.objects.select_for_update().get(pk=family.pk)
    stands = Consent.objects.standing().filter(family=family, purpose=choice.purpose, channel=choice.channel).exists()
    if stands != is_given:
        _record(family, list(WordingVersion.objects.current([choice.key])), is_given=is_given, how=How.MY_FAMILY)
    say_still_right(family)


@transaction.atomic
def leave(family: Family) -> None:
    """Erase a family now; a keyed hash of the address stays (UK GDPR article 17)."""
    Suppression.objects.get_or_create(email_hash=keys.email_hash(family.email))
    letters.say_goodbye(erase(family))


def erase(family: Family) -> str:
    """Erase a family with its sign-in and any mail that waits for it, inside the caller's transaction; returns its address, for a last mail."""
    account, email = family.account, family.email
    Family.objects.unconfirmed().with_email(email).delete()
    SavedForm.objects.of_email(email).delete()
    SavedForm.objects.filter(form_id=family.form_id).delete()
    family.delete()
    if account and not account.needs_second_factor:
        account.delete()
    QueuedMail.objects.filter(recipient__iexact=email, is_sending=False).delete()
    return email


def note_access(user: User, action: AccessLogEntry.Action, *, why: str, reference: str = "") -> None:
    """Add one line to the access log: who looked, when, at whose record and why."""
    AccessLogEntry.objects.create(who=user.staff_email, action=action, why=why, reference=reference)


def note_search(user: User, by: str, found: Iterable[Family]) -> None:
    """A line for each record that a search found, so that its family sees it; one line without a record when it found none."""
    references = [family.reference for family in found]
    for reference in references or [""]:
        note_access(user, AccessLogEntry.Action.SEARCH, why=f"by {by}, {len(references)} found", reference=reference)


def _add_child(family: Family, answers: ChildAnswers) -> None:
    child = Child.objects.create(
        family=family,
        nickname=answers.nickname,
        birth_month=answers.birth_month,
        birth_year=answers.birth_year,
        support_stage=answers.support_stage,
        needs_not_said=answers.needs_not_said,
    )
    child.needs.set([] if answers.needs_not_said else answers.needs)


def _record(family: Family, versions: list[WordingVersion], *, is_given: bool, how: How) -> None:
    """Add to the history of consents, each with the exact words that were shown."""
    choices = [(CHOICE_BY_KEY[version.wording.key], version) for version in versions]
    Consent.objects.bulk_create(
        [Consent(family=family, purpose=choice.purpose, channel=choice.channel, wording=version, is_given=is_given, how=how) for choice, version in choices]
    )


def _write_to(family: Family) -> None:
    """Mail the link, or tell the owner of a known address. The same queries and rows either way, so that time tells nothing."""
    if _too_many(family.email):
        return
    token = keys.new_token()
    _new_confirmation(family, Confirmation.Kind.JOIN, family.email, token)
    if Family.objects.reached_by(family.email).exists():
        letters.say_already_joined(family)
    else:
        letters.ask_to_confirm(family, token)


def _new_confirmation(family: Family, kind: Confirmation.Kind, email: str, token: str) -> Confirmation:
    return Confirmation.objects.create(
        family=family,
        kind=kind,
        token_hash=keys.token_hash(token),
        email=keys.normal_email(email),
        email_hash=keys.email_hash(email),
        expires_at=timezone.now() + dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS),
    )


def _too_many(email: str) -> bool:
    """Whether this address was written to often enough today. Who asks in vain leaves no row, so asking on makes nobody wait longer."""
    day_ago = timezone.now() - dt.timedelta(days=1)
    return Confirmation.objects.sent_to(email, since=day_ago).count() >= settings.REGISTER_MAILS_A_DAY
