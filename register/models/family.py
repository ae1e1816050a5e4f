"""Families. What says who they are is encrypted; what we count by is not."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from home.models import Borough
from register import keys
from register.models.consent import Channel, Consent, Purpose

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Relationship(models.TextChoices):
    PARENT = "parent", _("Parent or carer")
    FOSTER = "foster", _("Foster carer")
    KINSHIP = "kinship", _("Grandparent, or other family or friend who is raising the child")
    YOUNG_PERSON = "young-person", _("I am the young person (16 or over)")
    OTHER = "other", _("Someone else who cares for the child")


class FamilyQuerySet(models.QuerySet):
    def confirmed(self) -> "FamilyQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "FamilyQuerySet":
        return self.filter(confirmed_at=None)

    def confirmed_since(self, moment: dt.datetime) -> "FamilyQuerySet":
        return self.filter(confirmed_at__gte=moment)

    def newest_first(self) -> "FamilyQuerySet":
        return self.order_by("-created_at", "pk")

    def with_email(self, email: str) -> "FamilyQuerySet":
        """Families, confirmed or not, that gave this address."""
        return self.filter(email_hash__in=keys.email_hashes(email))

    def reached_by(self, email: str) -> "FamilyQuerySet":
        """Confirmed families that this address belongs to: theirs to write to, or theirs to sign in with."""
        return self.confirmed().filter(models.Q(email_hash__in=keys.email_hashes(email)) | models.Q(account__email=keys.normal_email(email)))

    def of(self, user: "User | AnonymousUser") -> "FamilyQuerySet":
        """The family that signs in as `user`: one row or none."""
        return self.confirmed().filter(account_id=user.pk) if user.pk else self.none()

    def found_by(self, words: str) -> "FamilyQuerySet":
        """Families with exactly this reference or e-mail address; nothing else can be looked for."""
        return self.with_email(words) if "@" in words else self.filter(reference=keys.plain_reference(words))

    def lock_all_with(self, email: str, family: "Family") -> None:
        """Hold every row that the address or this family is about, in one order, until the transaction ends."""
        mine = self.filter(models.Q(email_hash__in=keys.email_hashes(email)) | models.Q(pk=family.pk))
        list(mine.select_for_update().order_by("pk").values_list("pk"))

    def silent_for(self, months: int, as_of: dt.datetime) -> "FamilyQuerySet":
        """Confirmed families that have not said for so many months that what we hold is right."""
        return self.confirmed().filter(said_at__lte=as_of - relativedelta(months=months))

    def to_ask_again(self, as_of: dt.datetime) -> "FamilyQuerySet":
        return self.silent_for(settings.REGISTER_ASK_MONTHS, as_of).filter(asked_again_at=None)

    def to_stop_writing(self, as_of: dt.datetime) -> "FamilyQuerySet":
        """Families that did not answer in time. One that was asked late gets its time all the same."""
        warned = as_of - dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)
        return self.silent_for(settings.REGISTER_STOP_MONTHS, as_of).filter(asked_again_at__lte=warned, stopped_at=None)

    def to_delete(self, as_of: dt.datetime) -> "FamilyQuerySet":
        """Families that did not answer either when we told them that we stop writing."""
        warned = as_of - dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)
        return self.silent_for(settings.REGISTER_DELETE_MONTHS, as_of).filter(stopped_at__lte=warned)

    def to_forget(self, as_of: dt.datetime) -> "FamilyQuerySet":
        """Sign-ups that nobody confirmed in time."""
        return self.unconfirmed().filter(asked_at__lte=as_of - dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS))

    def agreeing_to(self, purpose: Purpose, channel: Channel) -> "FamilyQuerySet":
        """Confirmed families that agree to this now, and still answer: nobody else may be written to for it."""
        agreed = Consent.objects.standing().filter(family=models.OuterRef("pk"), purpose=purpose, channel=channel)
        return self.confirmed().filter(models.Exists(agreed), stopped_at=None)


class Family(models.Model):
    """One person who joined for a child or for themselves. Unconfirmed until the e-mailed link is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True, default=keys.new_reference, editable=False)
    form_id = models.UUIDField(unique=True, editable=False, help_text="The form's own number: sending it twice is one sign-up.")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="family", verbose_name=_("sign-in"))
    first_name = EncryptedTextField(_("first name"))
    last_name = EncryptedTextField(_("last name"))
    relationship = models.CharField(_("relationship"), max_length=20, choices=Relationship)
    email = EncryptedTextField(_("e-mail"))
    email_hash = models.CharField(_("keyed hash of the e-mail"), max_length=64, db_index=True, editable=False)
    postcode = EncryptedTextField(_("postcode"), blank=True)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("borough"))
    source_code = models.CharField(_("campaign code"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("signed up"), default=timezone.now)
    asked_at = models.DateTimeField(_("last asked to confirm"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    said_at = models.DateTimeField(_("last said that it is right"), null=True, blank=True, db_index=True)
    asked_again_at = models.DateTimeField(_("asked if it is still right"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("not written to since"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        indexes = [models.Index(fields=["-created_at"], name="family_newest"), models.Index(fields=["asked_at"], condition=models.Q(confirmed_at=None), name="family_to_forget")]
        constraints = [
            models.UniqueConstraint(fields=["email_hash"], condition=models.Q(confirmed_at__isnull=False), name="family_once_an_address"),
            models.CheckConstraint(condition=models.Q(account=None) | models.Q(confirmed_at__isnull=False), name="family_signs_in_once_confirmed"),
            models.CheckConstraint(condition=models.Q(confirmed_at=None) | models.Q(said_at__isnull=False), name="family_confirmed_has_said_so"),
            models.CheckConstraint(condition=models.Q(stopped_at=None) | models.Q(asked_again_at__isnull=False), name="family_asked_before_we_stop"),
            models.CheckConstraint(condition=models.Q(relationship__in=Relationship.values), name="family_of_a_known_relationship"),
        ]
        permissions = [("view_totals", "Can see totals of the register")]

    def __str__(self) -> str:
        """The reference: a name would end in logs and titles."""
        return self.reference


class ConfirmationQuerySet(models.QuerySet):
    def for_token(self, token: str) -> "ConfirmationQuerySet":
        return self.filter(token_hash=keys.token_hash(token))

    def sent_to(self, email: str, *, since: dt.datetime) -> "ConfirmationQuerySet":
        """What we wrote to this address since a moment, whoever asked for it."""
        return self.filter(email_hash__in=keys.email_hashes(email), made_at__gte=since)

    def worn_out(self, as_of: dt.datetime) -> "ConfirmationQuerySet":
        """Links past their time whose family is confirmed: nothing is left for them to do."""
        return self.filter(expires_at__lte=as_of, family__confirmed_at__isnull=False)


class Confirmation(models.Model):
    """A link we mailed, to join or to change the address. It works once, and only until it expires."""

    class Kind(models.TextChoices):
        JOIN = "join", _("Join")
        NEW_EMAIL = "new-email", _("Change the e-mail address")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("family"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    email = EncryptedTextField(_("address it went to"))
    email_hash = models.CharField(_("keyed hash of the address"), max_length=64, db_index=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation link")

    def __str__(self) -> str:
        return f"{self.kind} {self.family_id}"

    def is_expired(self, now: dt.datetime) -> bool:
        return self.used_at is None and self.expires_at <= now

    @property
    def state(self) -> str:
        """`used`, `expired` or `ready`, now."""
        if self.used_at:
            return "used"
        return "expired" if self.is_expired(timezone.now()) else "ready"


class SuppressionQuerySet(models.QuerySet):
    def of_email(self, email: str) -> "SuppressionQuerySet":
        return self.filter(email_hash__in=keys.email_hashes(email))


class Suppression(models.Model):
    """An address that left, as a keyed hash: an import or a restored backup must not bring the family back."""

    email_hash = models.CharField(_("keyed hash of the address"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True
    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that left")
        verbose_name_plural = _("addresses that left")

    def __str__(self) -> str:
        return self.email_hash[:8]
