"""Signing up: one transaction each; mails and texts are rows of that transaction."""

import datetime as dt
import json
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from analytics.known import campaign_of
from localoffer import geo
from localoffer.models import Ward
from register import keys, ledger, letters
from register.answers import ChildAnswers, Person, SignUp
from register.models import CHOICES, Child, Confirmation, Consent, Erasure, Family, How, SavedForm, WordingVersion
from register.models.alike import NAME_HASHES

CHOICE_BY_KEY = {choice.key: choice for choice in CHOICES}


class AlreadySent(Exception):
    """This very form was sent before; `family` is what it made."""

    def __init__(self, family: Family) -> None:
        super().__init__(family.reference)
        self.family = family


def join(sign_up: SignUp) -> Family:
    """An unconfirmed family and its mail or text. Raises AlreadySent when the same form comes again.

    An address or a number that has joined before costs the same work and gets the same answer: its sign-up can't be confirmed, and another mail goes out.
    """
    try:
        with transaction.atomic():
            family = add_family(sign_up)
            write_to(family)
            SavedForm.objects.filter(form_id=sign_up.form_id).delete()
    except IntegrityError:
        if earlier := Family.objects.filter(form_id=sign_up.form_id).first():
            raise AlreadySent(earlier) from None
        raise
    return family


def add_family(sign_up: SignUp) -> Family:
    """The rows of a sign-up, unconfirmed, inside the caller's transaction."""
    assisted = sign_up.assisted
    family = Family(form_id=sign_up.form_id, source_code=campaign_of(sign_up.source), form_digest=marks_of(sign_up)[0])
    tell(family, sign_up.person)
    family.equality = json.dumps(sign_up.equality) if sign_up.equality else ""
    if assisted:
        family.joined_how, family.paper_date, family.taken_by = assisted.how, assisted.paper_date, assisted.by
    family.save()
    family.topics.set(sign_up.person.topics)
    for child in sign_up.children:
        add_child(family, child)
    record(family, sign_up.choices, is_given=True, how=assisted.how if assisted else How.SIGN_UP, at=assisted.said_at if assisted else None)
    return family


def tell(family: Family, person: Person) -> None:
    """Put what a person says about themselves into a family's row, with what is reckoned from it."""
    place_and_ways = ("postcode", "borough", "address", "reach", "language", "other_language", "needs_interpreter", "reading_format", "taking_part")
    for name in ("first_name", "last_name", "relationship", "phone", *place_and_ways):
        setattr(family, name, getattr(person, name))
    family.email = keys.normal_email(person.email)
    family.email_hash, family.phone_hash = keys.email_hash(family.email), keys.phone_hash(person.phone)
    family.can_be_texted = person.can_be_texted
    place(family)


# What `place` reckons.
PLACED = ("has_address", "ward", *NAME_HASHES)


def place(family: Family) -> None:
    """Reckon anew what follows from a family's name, postcode and address."""
    family.has_address = bool(family.address)
    family.household_hash = keys.household_hash(family.last_name, family.postcode)
    family.first_half_hash, family.last_half_hash = keys.first_half_hash(family.last_name, family.postcode), keys.last_half_hash(family.last_name, family.postcode)
    family.ward = ward_of(family.postcode)


def ward_of(postcode: str) -> Ward | None:
    """The ward of a postcode; None when we do not know it."""
    try:
        code = geo.locate(postcode).ward if postcode else ""
    except geo.UnknownPostcode:
        return None
    return Ward.objects.filter(pk=code).first() if code else None


def marks_of(sign_up: SignUp) -> list[str]:
    """Keyed hashes, the newest key's first, that are the same for the same answers: of a form that comes again, or of what was shown before it was sent."""
    said = [sign_up.person, sign_up.children, sorted(version.pk for version in sign_up.choices), sorted(sign_up.equality.items())]
    return keys.form_digests(repr(said))


@transaction.atomic
def send_again(family: Family) -> bool:
    """Another mail or text for a sign-up that waits, and its days from now on; nothing for one that is confirmed. Whether something went out."""
    if family.confirmed_at:
        return False
    family.asked_at = timezone.now()
    family.save(update_fields=["asked_at"])
    return write_to(family)


def add_child(family: Family, answers: ChildAnswers) -> Child:
    child = Child(family=family)
    tell_child(child, answers)
    return child


def tell_child(child: Child, answers: ChildAnswers) -> None:
    """Keep what was said about a child, in place of what was said before."""
    for name in ("nickname", "birth_month", "birth_year", "setting", "setting_name", "support_stage", "needs_not_said"):
        setattr(child, name, getattr(answers, name))
    child.save()
    child.needs.set([] if answers.needs_not_said else answers.needs)


def record(family: Family, versions: Iterable[WordingVersion], *, is_given: bool, how: How, at: dt.datetime | None = None) -> None:
    """Add to the history of consents, each with the exact words that were shown; said now, or `at` another time, as on paper."""
    choices = [(CHOICE_BY_KEY[version.wording.key], version) for version in versions]
    Consent.objects.bulk_create(
        [
            Consent(family=family, purpose=choice.purpose, channel=choice.channel, wording=version, is_given=is_given, how=how, at=at or timezone.now())
            for choice, version in choices
        ]
    )
    for choice, _version in () if is_given else choices:
        for key in family.every_key:
            ledger.note(Erasure.Kind.WITHDRAWAL, key, purpose=choice.purpose, channel=choice.channel)


def write_to(family: Family) -> bool:
    """Send the link and the code, or tell the owner of a known address; False when it was written to often enough today.

    The same queries and rows either way, so that time tells nothing.
    """
    if too_many(email=family.email, phone=family.phone):
        return False
    token, code = keys.new_token(), keys.new_code()
    new_confirmation(family, Confirmation.Kind.JOIN, token, code, email=family.email, phone="" if family.email else family.phone)
    if Family.objects.reached_by(email=family.email, phone=family.phone).exists():
        letters.say_already_joined(letters.contact_of(family))
    else:
        letters.ask_to_confirm(family, token, code)
    return True


def new_confirmation(family: Family, kind: Confirmation.Kind, token: str, code: str = "", *, email: str = "", phone: str = "") -> Confirmation:
    return Confirmation.objects.create(
        family=family,
        kind=kind,
        token_hash=keys.token_hash(token),
        code_hash=keys.code_hashes(code, family.reference)[0] if code else "",
        email=keys.normal_email(email),
        email_hash=keys.email_hash(email),
        phone=phone,
        phone_hash=keys.phone_hash(phone),
        expires_at=timezone.now() + dt.timedelta(days=family.days_to_confirm),
    )


def end_links(family: Family, *kinds: Confirmation.Kind) -> None:
    """Links and codes of these kinds that were not used yet lead nowhere any more. Their rows stay for a day: they count how often an address was written to."""
    now = timezone.now()
    for confirmation in family.confirmations.filter(kind__in=kinds, used_at=None):
        confirmation.token_hash, confirmation.code_hash, confirmation.expires_at = keys.token_hash(keys.new_token()), "", now
        confirmation.save(update_fields=["token_hash", "code_hash", "expires_at"])


def too_many(*, email: str, phone: str) -> bool:
    """Whether this address or number was written to often enough today. Who asks in vain leaves no row, so asking on makes nobody wait longer."""
    day_ago = timezone.now() - dt.timedelta(days=1)
    return Confirmation.objects.sent_to(email=email, phone=phone, since=day_ago).count() >= settings.REGISTER_MAILS_A_DAY
