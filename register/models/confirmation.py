"""Links and codes that show that an address is the family's, and addresses that left."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import phones
from accounts.fields import EncryptedTextField
from register import keys
from register.models.family import Family

MOST_WRONG_CODES = 10
# A button that is pressed twice, or a page that is sent again.
A_MOMENT = dt.timedelta(minutes=5)


class ConfirmationQuerySet(models.QuerySet):
    def for_token(self, token: str) -> "ConfirmationQuerySet":
        return self.filter(token_hash=keys.token_hash(token))

    def sent_to(self, *, email: str, phone: str, since: dt.datetime) -> "ConfirmationQuerySet":
        """What we sent to this address, or without one to this number, since a moment, whoever asked for it."""
        to = models.Q(email_hash__in=keys.email_hashes(email)) if email else models.Q(email_hash="", phone_hash__in=keys.phone_hashes(phone))
        return self.filter(to, made_at__gte=since)

    def to_join(self, reference: str) -> "ConfirmationQuerySet":
        """What was sent to confirm the sign-up with this reference."""
        return self.filter(kind=Confirmation.Kind.JOIN, family__reference=reference)

    def unused(self) -> "ConfirmationQuerySet":
        """What has not been answered and still can be, the newest first."""
        return self.filter(used_at=None, expires_at__gt=timezone.now()).order_by("-made_at", "-pk")

    def with_open_code(self) -> "ConfirmationQuerySet":
        """Of these, whose code still works."""
        return self.unused().filter(tries__lt=MOST_WRONG_CODES).exclude(code_hash="")

    def with_dead_code(self) -> "ConfirmationQuerySet":
        """Of these, whose code was typed wrong too often."""
        return self.unused().filter(tries__gte=MOST_WRONG_CODES)

    def just_used(self) -> "ConfirmationQuerySet":
        """Whose code, or link, did its work a moment ago."""
        return self.filter(used_at__gt=timezone.now() - A_MOMENT).exclude(code_hash="")

    def waiting(self, family: Family, *kinds: "Confirmation.Kind") -> "ConfirmationQuerySet":
        """What went to an address or a number that this family wants to be reached at, and has not answered, the newest first."""
        return self.filter(kind__in=kinds, family=family).unused()

    def worn_out(self, as_of: dt.datetime) -> "ConfirmationQuerySet":
        """Links past their time whose family is confirmed: nothing is left for them to do, not even to count as one of today."""
        return self.filter(expires_at__lte=as_of, made_at__lte=as_of - dt.timedelta(days=1), family__confirmed_at__isnull=False)


class Confirmation(models.Model):
    """A link and a code we sent, to join or to change the address. They work once, and only until they expire."""

    class Kind(models.TextChoices):
        JOIN = "join", _("Join")
        NEW_EMAIL = "new-email", _("Change the e-mail address")
        NEW_PHONE = "new-phone", _("Change the mobile number")

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("family"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    code_hash = models.CharField(_("keyed hash of the code"), max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    email = EncryptedTextField(_("address it went to"), blank=True)
    email_hash = models.CharField(_("keyed hash of the address"), max_length=64, blank=True, db_index=True)
    phone = EncryptedTextField(_("number it went to"), blank=True)
    phone_hash = models.CharField(_("keyed hash of the number"), max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation link")

    def __str__(self) -> str:
        return f"{self.kind} {self.family_id}"

    @property
    def where(self) -> str:
        """The address, or the number as people write it, that it went to."""
        return self.email or phones.as_written(self.phone)

    def is_expired(self, now: dt.datetime) -> bool:
        return self.used_at is None and self.expires_at <= now

    @property
    def state(self) -> str:
        """`used`, `expired` or `ready`, now."""
        if self.used_at:
            return "used"
        return "expired" if self.is_expired(timezone.now()) else "ready"


class SuppressionQuerySet(models.QuerySet):
    def of(self, family: Family) -> "SuppressionQuerySet":
        """The address, or the number that is surely theirs, of a family that has left before; of one that is reached by post alone, its household."""
        household = "" if family.email or family.proven_phone else family.postcode
        return self._with(email=family.email, phone=family.proven_phone, last_name=family.last_name, postcode=household)

    def like(self, family: Family) -> "SuppressionQuerySet":
        """Whoever left with an address, a number or a household that stands in this sign-up, whether it is shown to be theirs or not."""
        return self._with(email=family.email, phone=family.phone, last_name=family.last_name, postcode=family.postcode)

    def since(self, moment: dt.datetime) -> "SuppressionQuerySet":
        return self.filter(made_at__gte=moment)

    def _with(self, *, email: str, phone: str, last_name: str, postcode: str) -> "SuppressionQuerySet":
        hashes = (keys.email_hashes(email) if email else []) + (keys.phone_hashes(phone) if phone else [])
        return self.filter(contact_hash__in=hashes + (keys.household_hashes(last_name, postcode) if postcode else []))


class Suppression(models.Model):
    """Whom a family that left was reached as, as a keyed hash: an older paper form or a restored backup must not bring it back.

    Its address and its number; of one that was reached by post alone its last name with the postcode.
    """

    contact_hash = models.CharField(_("keyed hash of the address, number or household"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True
    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that left")
        verbose_name_plural = _("addresses that left")

    def __str__(self) -> str:
        return self.contact_hash[:8]
