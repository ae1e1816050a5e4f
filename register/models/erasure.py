"""What was erased or taken back, told in random numbers: what a restored backup must not bring back."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from register.models.consent import Channel, Purpose
from register.models.family import Family


class ErasureQuerySet(InsertOnlyQuerySet):
    def of(self, family: Family) -> "ErasureQuerySet":
        """What a family that is here has taken back or taken out, in each record that is its own now."""
        return self.filter(family_id__in=family.every_key).order_by("at", "pk")

    def since(self, moment: dt.datetime) -> "ErasureQuerySet":
        return self.filter(at__gte=moment)

    def became(self, child_id: uuid.UUID) -> "ErasureQuerySet":
        """Children of records that were put together with another one, where each was found to be this child."""
        return self.filter(kind=Erasure.Kind.MERGED, other_id=child_id)


class Erasure(InsertOnlyModel):
    """One erasure or withdrawal, written in its transaction; a ledger outside the database has it too (`register.ledger`). No name, no address.

    `other_id`: of a child that was merged the child that it is now, of a card its own random number. `channel` says of a contact which one: e-mail, number or address.
    """

    class Kind(models.TextChoices):
        LEFT = "left", _("A family left")
        DELETED = "deleted", _("A family was deleted")
        CHILD = "child", _("A child was taken out")
        GROWN_UP = "grown-up", _("A young person grew up")
        MERGED = "merged", _("A child was in two records")
        WITHDRAWAL = "withdrawal", _("A choice was taken back")
        CONTACT = "contact", _("An address or number was taken out")
        CARD = "card", _("A card was cancelled")

    FAMILIES = (Kind.LEFT, Kind.DELETED)
    CHILDREN = (Kind.CHILD, Kind.GROWN_UP)
    NAME_A_CHILD = (*CHILDREN, Kind.MERGED)
    NAME_ANOTHER = (Kind.MERGED, Kind.CARD)
    NAME_A_CHANNEL = (Kind.WITHDRAWAL, Kind.CONTACT)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    family_id = models.UUIDField(_("the family's random number"))
    child_id = models.UUIDField(_("the child's random number"), null=True, blank=True)
    other_id = models.UUIDField(_("the card's random number, or that of the child it is now"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)

    wagtail_reference_index_ignore = True
    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        default_permissions = ()
        indexes = [
            models.Index(fields=["at"], name="erasure_since"),
            models.Index(fields=["other_id"], condition=models.Q(kind="merged"), name="erasure_merged_into"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["family_id"], condition=models.Q(kind__in=("left", "deleted")), name="erasure_of_a_family_once"),
            models.UniqueConstraint(fields=["child_id"], condition=models.Q(kind__in=("child", "grown-up")), name="erasure_of_a_child_once"),
            models.CheckConstraint(condition=models.Q(kind__in=("child", "grown-up", "merged")) ^ models.Q(child_id=None), name="erasure_names_a_child_or_none"),
            models.CheckConstraint(condition=models.Q(kind__in=("merged", "card")) ^ models.Q(other_id=None), name="erasure_names_another_or_none"),
            models.CheckConstraint(condition=models.Q(kind="withdrawal") ^ models.Q(purpose=""), name="erasure_names_a_purpose_or_none"),
            models.CheckConstraint(condition=models.Q(kind__in=("withdrawal", "contact")) ^ models.Q(channel=""), name="erasure_names_a_channel_or_none"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def clean(self) -> None:
        """The same as the constraints, in words for whoever reads a ledger."""
        if (self.kind in self.NAME_A_CHILD) != bool(self.child_id):
            raise ValidationError(_("It should name a child exactly when a child went."))
        if (self.kind in self.NAME_ANOTHER) != bool(self.other_id):
            raise ValidationError(_("It should name a card, or what a child is now, exactly when there is one."))
        if (self.kind == self.Kind.WITHDRAWAL) != bool(self.purpose) or (self.kind in self.NAME_A_CHANNEL) != bool(self.channel):
            raise ValidationError(_("It should name a purpose and a channel exactly when a choice was taken back, and a channel alone when a contact went."))
