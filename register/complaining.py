"""Complaints about data: taken in, acknowledged and answered, each once."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import phones, texts
from accounts.models import User
from register import actions, keys, letters
from register.answers import Contact
from register.models import AccessLogEntry, DataComplaint, Family, Outcome


class AlreadyAnswered(Exception):
    """The complaint has its answer."""


def complain(*, form_id: uuid.UUID, family: Family | None, to: Contact, what_happened: str, wanted: str) -> DataComplaint:
    """Take in a complaint, and say so at once when `to` can be written to. The same form again is the same complaint."""
    try:
        with transaction.atomic():
            return _take_in(DataComplaint(form_id=form_id, family=family, what_happened=what_happened, wanted=wanted), to)
    except IntegrityError:
        return DataComplaint.objects.get(form_id=form_id)


def _take_in(complaint: DataComplaint, to: Contact) -> DataComplaint:
    complaint.from_family = complaint.family is not None
    complaint.email, complaint.phone = keys.normal_email(to.email), to.phone
    complaint.email_hash, complaint.phone_hash = keys.email_hash(complaint.email), keys.phone_hash(to.phone)
    if can_be_told(complaint) and not _too_many(complaint):
        complaint.acknowledged_at = timezone.now()
        letters.say_complaint_is_here(complaint, contact_of(complaint))
    complaint.save(force_insert=True)
    return complaint


def contact_of(complaint: DataComplaint) -> Contact:
    """Where the answer can be sent. To a family the way that it can be written to now: not to an address that sends mail back."""
    if complaint.family:
        return letters.contact_of(complaint.family)
    return Contact(complaint.email, complaint.phone if complaint.phone and phones.is_mobile(complaint.phone) else "")


def can_be_told(complaint: DataComplaint) -> bool:
    """Whether what we say of it can be sent; if not, a person calls or writes a letter."""
    to = contact_of(complaint)
    return bool(to.email) or (to.is_by_text and texts.are_on())


def _too_many(complaint: DataComplaint) -> bool:
    """Somebody could have us write to a stranger again and again. Then a person says that we have it."""
    day_ago = timezone.now() - dt.timedelta(days=1)
    return DataComplaint.objects.acknowledged_to(email=complaint.email, phone=complaint.phone, since=day_ago).count() >= settings.REGISTER_MAILS_A_DAY


@transaction.atomic
def acknowledge(complaint: DataComplaint, *, by: User) -> None:
    """Somebody has told them, in another way, that we have it. Twice changes nothing."""
    found = DataComplaint.objects.select_for_update().get(pk=complaint.pk)
    if found.acknowledged_at is None:
        found.acknowledged_at, found.acknowledged_by = timezone.now(), by.email or ""
        found.save(update_fields=["acknowledged_at", "acknowledged_by"])


@transaction.atomic
def answer(complaint: DataComplaint, *, outcome: Outcome, text: str, by: User) -> bool:
    """Answer once, and mail the answer; returns whether it could be sent: if not, somebody has to give it. Raises AlreadyAnswered."""
    found = DataComplaint.objects.select_for_update().get(pk=complaint.pk)
    if found.answered_at:
        raise AlreadyAnswered
    found.outcome, found.answer, found.answered_by = outcome, text, by.email or ""
    found.answered_at = timezone.now()
    found.acknowledged_at = found.acknowledged_at or found.answered_at
    found.undelivered_at = None if can_be_told(found) else found.answered_at
    found.save()
    if can_be_told(found):
        letters.answer_complaint(found, contact_of(found))
    return can_be_told(found)


@transaction.atomic
def deliver(complaint: DataComplaint, *, by: User) -> None:
    """Somebody has given them the answer, by phone or letter. Twice changes nothing, nor does one that arrived."""
    found = DataComplaint.objects.select_for_update().get(pk=complaint.pk)
    if found.is_to_deliver:
        found.delivered_at, found.delivered_by = timezone.now(), by.email or ""
        found.save(update_fields=["delivered_at", "delivered_by"])
        note_opened(found, by=by, why=_("The answer to a complaint about data was given by phone or letter"))


def answer_came_back(complaint: DataComplaint, now: dt.datetime) -> None:
    """The answer did not arrive: a person has to give it."""
    complaint.undelivered_at = now
    complaint.save(update_fields=["undelivered_at"])


def call_back(complaint: DataComplaint, now: dt.datetime) -> None:
    """What said that we have it did not arrive: a person has to say it."""
    complaint.acknowledged_at = None
    complaint.save(update_fields=["acknowledged_at"])


def note_opened(complaint: DataComplaint, *, by: User, why: str) -> None:
    """A line in the access log under the family's reference, or without a family under the complaint's own."""
    reference = complaint.family.reference if complaint.family else complaint.reference
    actions.note_access(by, AccessLogEntry.Action.COMPLAINT, why=why, reference=reference)
