"""One row for each message to each family: what became of it, and every step of the way."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from campaigns.models.mailing import CHANNELS, Mailing
from campaigns.models.signing import MailingVersion
from register.models import Family


class DeliveryState(models.TextChoices):
    READY = "ready", _("Waiting")
    SENDING = "sending", _("On its way")
    UNKNOWN = "unknown", _("Not known: we ask")
    ACCEPTED = "accepted", _("Taken by the carrier")
    DELIVERED = "delivered", _("Delivered")
    TEMPORARY = "temporary-failure", _("Not delivered: mailbox full or phone off")
    PERMANENT = "permanent-failure", _("Not delivered: no such address")
    TECHNICAL = "technical-failure", _("Not delivered: a fault on the way")
    RETURNED = "returned", _("Letter came back")
    SUPPRESSED = "suppressed", _("Not sent: not agreed to any more")
    EXPIRED = "expired", _("Not sent: too late")
    CANCELLED = "cancelled", _("Not sent: cancelled")


# Not over yet: as long as one is in these, its mailing is not sent.
OPEN = (DeliveryState.READY, DeliveryState.SENDING, DeliveryState.UNKNOWN)
# A person should look: it was not delivered, and nothing will be tried again.
DEAD_LETTERS = (DeliveryState.TEMPORARY, DeliveryState.PERMANENT, DeliveryState.TECHNICAL, DeliveryState.RETURNED)


class AudienceSnapshot(models.Model):
    """Who was to get it when that was decided: how many, and why others were not. The sum of all snapshots is the sum of all states, always."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("messages of"))
    version = models.ForeignKey(MailingVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    size = models.PositiveIntegerField(_("messages"))
    families = models.PositiveIntegerField(_("families"))
    left_out = models.JSONField(_("left out"), default=dict, help_text="How many families by the reason (`audience.Why`).")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("list of recipients")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.mailing} {self.size}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def lost_by_workers(self, now: dt.datetime) -> Self:
        """Claimed by a worker that has not been heard of since its lease ended."""
        return self.filter(state=DeliveryState.SENDING, lease_until__lt=now)

    def dead_letters(self) -> Self:
        """What nobody has resolved yet of what was not delivered."""
        return self.filter(state__in=DEAD_LETTERS, resolved_at=None)

    def by_state(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(Count("pk")))


class Delivery(models.Model):
    """One message to one family by one channel. Its random key is the reference that carriers know it by: nothing about the family.

    `epoch` counts the claims: whoever lost a lease can write nothing more. `attempted_at` stands from before the carrier is called, in that claim.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("messages of"))
    version = models.ForeignKey(MailingVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    channel = models.CharField(_("channel"), max_length=10, choices=[(channel.value, channel.label) for channel in CHANNELS])
    wave = models.PositiveSmallIntegerField(_("when"), default=0)
    message_key = models.CharField(_("message"), max_length=40, help_text="Which message of the version: the key in its words.")
    family = models.ForeignKey(Family, null=True, on_delete=models.SET_NULL, related_name="deliveries", verbose_name=_("family"))
    invitation = models.UUIDField(_("invitation to a survey"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=DeliveryState, default=DeliveryState.READY)
    try_after = models.DateTimeField(_("not before"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(_("tried"), null=True)
    accepted_at = models.DateTimeField(_("taken"), null=True)
    over_at = models.DateTimeField(_("over"), null=True)
    asked_times = models.PositiveSmallIntegerField(_("asked about"), default=0)
    provider_id = models.CharField(max_length=120, blank=True)
    problem = models.CharField(_("problem"), max_length=250, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.EmailField(_("resolved by"), blank=True)

    wagtail_reference_index_ignore = True
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            # Few are open at a time, whatever was sent before.
            models.Index(fields=["channel", "mailing", "try_after"], condition=Q(state="ready"), name="delivery_to_claim"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="delivery_on_its_way"),
            models.Index(fields=["attempted_at"], condition=Q(state="unknown"), name="delivery_to_ask_about"),
            models.Index(fields=["mailing", "state"], name="delivery_by_state"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="delivery_by_provider_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "wave", "channel", "family"], name="delivery_once_a_family"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_in_a_known_state"),
            models.CheckConstraint(condition=Q(channel__in=[channel.value for channel in CHANNELS]), name="delivery_by_a_known_channel"),
            models.CheckConstraint(condition=~Q(state="sending") | Q(lease_until__isnull=False), name="delivery_on_its_way_has_a_lease"),
            models.CheckConstraint(condition=~Q(state__in=("accepted", "delivered")) | Q(accepted_at__isnull=False), name="delivery_taken_at_some_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DeliveryEvent(InsertOnlyModel):
    """One step of one delivery. `what` is its new state, or what was done with it in between."""

    class What(models.TextChoices):
        ATTEMPT = "attempt", _("Handed to the carrier")
        RECEIPT = "receipt", _("Receipt came")
        ASKED = "asked", _("Carrier asked about it")
        RESOLVED = "resolved", _("Resolved by a person")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="events", verbose_name=_("delivery"))
    what = models.CharField(_("what"), max_length=20, choices=[*DeliveryState.choices, *What.choices])
    epoch = models.PositiveIntegerField(default=0)
    detail = models.CharField(_("detail"), max_length=250, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    wagtail_reference_index_ignore = True
    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of a delivery")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.what}"


class StoredReceipt(models.Model):
    """A receipt as it came, kept before anything is done with it, also when nobody knows what it is about."""

    reference = models.CharField(max_length=120, db_index=True)
    provider_id = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=40)
    said_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["came_at"], condition=Q(applied_at=None), name="receipt_to_apply")]

    def __str__(self) -> str:
        return f"{self.reference} {self.status}"
