"""Complaints about how we use data, from families and from anybody else."""

import datetime as dt
import uuid

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from accounts.models import QueuedMail, QueuedText
from register import keys
from register.models.family import Family


def acknowledge_by() -> dt.date:
    """The last day for saying that we have a complaint of today."""
    return timezone.localdate() + dt.timedelta(days=settings.REGISTER_COMPLAINT_DAYS)


# Whose answer somebody has to give by phone or letter.
TO_DELIVER = models.Q(undelivered_at__isnull=False, delivered_at=None)


class ComplaintQuerySet(models.QuerySet):
    def newest_first(self) -> "ComplaintQuerySet":
        return self.order_by("-received_at")

    def by_urgency(self) -> "ComplaintQuerySet":
        """Those without an answer, or whose answer has not arrived, first, the oldest at the top; then the others, the newest at the top."""
        is_open = models.Case(models.When(TO_DELIVER | models.Q(answered_at=None), then=0), default=1)
        return self.order_by(is_open, models.Case(models.When(TO_DELIVER | models.Q(answered_at=None), then="received_at")), "-answered_at", "pk")

    def waiting(self, on: dt.date) -> dict[str, int]:
        """How many have no answer (`unanswered`), of these how many nobody has acknowledged, `unacknowledged` in time yet and `late`; and how many answers are `undelivered`."""
        is_open = models.Q(answered_at=None)
        of = {
            "unanswered": is_open,
            "late": is_open & models.Q(acknowledged_at=None, acknowledge_by__lt=on),
            "unacknowledged": is_open & models.Q(acknowledged_at=None, acknowledge_by__gte=on),
            "undelivered": TO_DELIVER,
        }
        return self.aggregate(**{name: models.Count("pk", filter=each) for name, each in of.items()})

    def acknowledged_to(self, *, email: str, phone: str, since: dt.datetime) -> "ComplaintQuerySet":
        """Those for which we wrote to this address, or without one to this number."""
        to = models.Q(email_hash__in=keys.email_hashes(email)) if email else models.Q(email_hash="", phone_hash__in=keys.phone_hashes(phone))
        return self.filter(to, acknowledged_at__gte=since)

    def acknowledged_in_vain(self, as_of: dt.datetime) -> "ComplaintQuerySet":
        """Open ones whose mail or text to say that we have them was given up: a person has to say it in another way."""
        in_vain = models.Q(*(models.Q(pk__in=kind.objects.given_up(as_of).exclude(about=None).values("about")) for kind in (QueuedMail, QueuedText)), _connector=models.Q.OR)
        return self.filter(in_vain, acknowledged_at__isnull=False, acknowledged_by="", answered_at=None)

    def answered_in_vain(self, as_of: dt.datetime) -> "ComplaintQuerySet":
        """Those whose mail or text with the answer was given up: what went out before the answer said something else."""
        of_this = {"about": models.OuterRef("pk"), "created_at__gte": models.OuterRef("answered_at")}
        in_vain = models.Q(*(models.Exists(kind.objects.given_up(as_of).filter(**of_this)) for kind in (QueuedMail, QueuedText)), _connector=models.Q.OR)
        return self.filter(in_vain, undelivered_at=None)

    def to_forget(self, as_of: dt.datetime) -> "ComplaintQuerySet":
        return self.filter(answered_at__lte=as_of - relativedelta(years=settings.REGISTER_COMPLAINT_YEARS))


class Outcome(models.TextChoices):
    RIGHT = "right", _("The complaint was right: we put it right")
    PARTLY = "partly", _("It was right in part")
    NOT_RIGHT = "not-right", _("We found that we did what the law asks")
    NOT_OURS = "not-ours", _("It is about somebody else: we said who")
    TAKEN_BACK = "taken-back", _("It was taken back")


class DataComplaint(models.Model):
    """A complaint about data, acknowledged within REGISTER_COMPLAINT_DAYS days (Data Protection Act 2018, section 164A).

    It outlives the family: we must be able to show our answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form_id = models.UUIDField(unique=True, editable=False, help_text="The form's own number: sending it twice is one complaint.")
    reference = models.CharField(_("reference"), max_length=20, unique=True, default=keys.new_reference, editable=False)
    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.SET_NULL, related_name="complaints", verbose_name=_("family"))
    from_family = models.BooleanField(_("from a family in the register"), default=False, help_text=_("Also when that family has left since."))
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_hash = models.CharField(_("keyed hash of the e-mail"), max_length=64, blank=True, db_index=True, editable=False)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_hash = models.CharField(_("keyed hash of the phone number"), max_length=64, blank=True, db_index=True, editable=False)
    what_happened = EncryptedTextField(_("what happened"))
    wanted = EncryptedTextField(_("what should be done"), blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    acknowledge_by = models.DateField(_("to be acknowledged by"), default=acknowledge_by)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.EmailField(_("acknowledged by"), blank=True, help_text=_("Empty: the portal did it by itself."))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.EmailField(_("answered by"), blank=True)
    undelivered_at = models.DateTimeField(_("the answer could not be sent, or its mail was given up"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("answer given by phone or letter"), null=True, blank=True)
    delivered_by = models.EmailField(_("answer given by"), blank=True)

    wagtail_reference_index_ignore = True
    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint about data")
        verbose_name_plural = _("complaints about data")
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(condition=models.Q(answered_at=None) ^ ~models.Q(outcome=""), name="complaint_answered_with_an_outcome"),
            models.CheckConstraint(condition=models.Q(answered_at=None) | models.Q(acknowledged_at__isnull=False), name="complaint_acknowledged_once_answered"),
            models.CheckConstraint(condition=models.Q(family=None) | models.Q(from_family=True), name="complaint_of_a_family_is_from_one"),
            models.CheckConstraint(condition=models.Q(undelivered_at=None) | models.Q(answered_at__isnull=False), name="complaint_answered_before_it_comes_back"),
            models.CheckConstraint(condition=models.Q(delivered_at=None) | models.Q(undelivered_at__isnull=False), name="complaint_delivered_after_it_came_back"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *Outcome.values]), name="complaint_with_a_known_outcome"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_overdue(self) -> bool:
        """Whether the day went by on which we had to say that we have it."""
        return self.acknowledged_at is None and timezone.localdate() > self.acknowledge_by

    @property
    def is_to_deliver(self) -> bool:
        """Whether there is an answer that has not arrived: somebody has to call, or to write a letter."""
        return self.undelivered_at is not None and self.delivered_at is None

    @property
    def state(self) -> str:
        if self.answered_at:
            return str(_("Answered"))
        return str(_("We have it and are looking into it")) if self.acknowledged_at else str(_("Received"))
