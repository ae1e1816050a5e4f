"""Who may sign in, by e-mail address or mobile number, and nobody with a password; and what waits to be sent to people."""

import datetime as dt
import uuid
from collections.abc import Container, Iterable
from typing import Any, Self

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser, BaseUserManager, Permission
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import phones
from accounts.fields import EncryptedEmailField, EncryptedTextField, KeyedHashField
from accounts.role_models import RoleChange, RoleRequest
from accounts.roles import PROVIDER

__all__ = ["Outgoing", "QueuedMail", "QueuedText", "RoleChange", "RoleRequest", "User", "UserQuerySet"]

A_LONG_SEND = dt.timedelta(minutes=10)
REFUSED_TO_US = "refused to us"
# What somebody signs in with: encrypted, and looked for by the hash beside it.
HASHED = {"email", "phone"}


def staff_only() -> models.Q:
    """Who works here: superusers, and everyone with a role that is not a provider's. Also what a field that names a user offers to choose from."""
    return models.Q(is_superuser=True) | models.Q(models.Exists(_roles().exclude(group__name=PROVIDER)))


class UserQuerySet(models.QuerySet["User"]):
    def update(self, **values: Any) -> int:
        """Django's; an address or a number only as a text, and with what it is looked for by. Raises ValueError for an expression, as `bulk_update` makes."""
        for name in HASHED & values.keys():
            if not isinstance(values[name], str | None):
                raise ValueError(f"{name} is looked for by a hash that is made of a text: save each user instead.")
            field: Any = self.model._meta.get_field(f"{name}_hash")
            values[field.name] = field.newest(values[name])
        return super().update(**values)

    def staff(self) -> "UserQuerySet":
        return self.filter(staff_only())

    def colleagues(self) -> "UserQuerySet":
        """Who may open the admin, and so may read each other's addresses."""
        opens = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        may = models.Q(is_superuser=True) | models.Q(user_permissions__in=opens) | models.Q(groups__permissions__in=opens)
        return self.filter(may, is_active=True).distinct()

    def with_role(self) -> "UserQuerySet":
        """Who may do more than a family, or is to: staff, also whose role waits to be approved, and the people of providers."""
        return self.filter(_may_more())

    def with_phone(self, number: str) -> "UserQuerySet":
        """Whose number (E.164) it is, whichever field key wrote it: nobody or one."""
        field: Any = self.model._meta.get_field("phone_hash")
        return self.filter(phone_hash__in=field.hashes(number))

    def families(self) -> "UserQuerySet":
        """Who may do no more than a family."""
        return self.exclude(_may_more())

    def holding_roles(self) -> "list[tuple[str, int]]":
        """How many active people hold each role; one can hold several."""
        return list(self.filter(is_active=True).exclude(groups=None).order_by().values_list("groups__name").annotate(models.Count("pk")))

    def without_second_factor(self) -> "UserQuerySet":
        """Active staff with no authenticator app, passkey or key; recovery codes alone are none."""
        return self.staff().filter(is_active=True).exclude(authenticator__type__in=["totp", "webauthn"])


def _may_more() -> models.Q:
    return models.Q(is_superuser=True) | models.Q(models.Exists(_roles())) | models.Q(models.Exists(RoleRequest.objects.filter(user=models.OuterRef("pk"))))


def _roles() -> models.QuerySet:
    """The roles of the user of the question around it."""
    return User.groups.through.objects.filter(user=models.OuterRef("pk"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by e-mail or mobile number; Django and allauth ask for these names."""

    def create_user(self, email: str | None = None, password: str | None = None, *, phone: str | None = None, **fields: Any) -> "User":
        """A user who signs in by a code that is mailed or texted; `phone` in E.164. `password` is taken because callers pass it, and never kept."""
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.take_phone(phone)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Raises ValidationError, which the command createsuperuser says, for an address that somebody has."""
        if self.filter(email=email).exists():
            raise ValidationError(_("Someone with this e-mail address is here already."))
        return self.create_user(email, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username)


def _both_or_neither(name: str) -> models.Q:
    """A text stands with its hash, or neither does."""
    return models.Q(**{f"{name}__isnull": True, f"{name}_hash__isnull": True}) | models.Q(**{f"{name}__isnull": False, f"{name}_hash__isnull": False})


def no_password() -> str:
    """A value that no password fits, new each time: sessions hold a mark of it."""
    return make_password(None)


class User(AbstractUser):
    """A member of staff, somebody of a provider, or the sign-in of a registered family. Families have no role (a group)."""

    username = None  # type: ignore[assignment]
    password = models.CharField(_("password"), max_length=128, default=no_password, editable=False)
    email = EncryptedEmailField(  # type: ignore[assignment]
        _("e-mail"), hashed_in="email_hash", null=True, blank=True
    )
    email_hash = KeyedHashField(of="email", purpose="accounts: look-up by e-mail address", null=True, unique=True)
    phone = EncryptedTextField(_("mobile number"), null=True, blank=True, editable=False)
    phone_hash = KeyedHashField(of="phone", purpose="accounts: look-up by phone number", null=True, unique=True)

    objects = UserManager()  # type: ignore[misc]
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.CheckConstraint(condition=models.Q(email__isnull=False) | models.Q(phone_hash__isnull=False, is_superuser=False), name="user_can_be_written_to"),
            models.CheckConstraint(condition=_both_or_neither("email"), name="user_email_with_its_hash"),
            models.CheckConstraint(condition=_both_or_neither("phone"), name="user_phone_with_its_hash"),
            models.CheckConstraint(condition=models.Q(password__startswith="!"), name="user_has_no_password"),  # noqa: S106 - the mark of no password
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or str(_("somebody who signs in by mobile"))

    def clean(self) -> None:
        """Django would make an empty text of an address that is not there, and two of these would be the same."""
        super().clean()
        self.email = self.email or None
        self._hash_again()

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Django's; what an address or a number is looked for by is written with it, whatever else is and however the row was read.

        It stands here, against our habit, since a caller who forgets it would leave an old address that still opens somebody's record.
        """
        self._hash_again()
        if update_fields is not None:
            update_fields = {*update_fields} | {f"{name}_hash" for name in HASHED & {*update_fields}}
        super().save(update_fields=update_fields, **options)

    def _hash_again(self) -> None:
        for name in HASHED - self.get_deferred_fields():
            field: Any = self._meta.get_field(f"{name}_hash")
            setattr(self, field.name, field.newest(getattr(self, name)))

    def take_phone(self, number: str | None) -> None:
        """Sign in with this number (E.164) from now on, or with none. Does not save. Raises ValueError for a number that can't be texted."""
        if number is not None and not phones.is_mobile(number):
            raise ValueError("Only a mobile number can be signed in with.")
        self.phone = number

    @property
    def staff_email(self) -> str:
        """The address of somebody with a role: they always have one. Raises ValueError for a family that has none."""
        if not self.email:
            raise ValueError("A family without e-mail was taken for staff.")
        return self.email

    def name_for_staff(self, colleagues: Container[int]) -> str:
        """Their name; of a colleague without one the address they sign in with, and of nobody else an address.

        `colleagues` are the keys of `User.objects.colleagues()`, asked for once for a whole list.
        """
        if name := self.get_full_name().strip():
            return name
        return self.email if self.email and self.pk in colleagues else str(_("somebody who gave no name"))

    @property
    def needs_second_factor(self) -> bool:
        """True for everyone who may do more than a family."""
        return self.is_superuser or self.groups.exists()


class OutgoingQuerySet(models.QuerySet):
    def to(self, address: str) -> Self:
        """What is on its way to this e-mail address or number, however it is written; nothing for no address."""
        field: Any = self.model._meta.get_field("to_hash")
        return self.filter(to_hash__in=field.hashes(address)) if address else self.none()

    def due(self, now: dt.datetime) -> Self:
        """What to try now, the oldest first; what is being sent is never tried again by itself."""
        return self.filter(is_sending=False, gave_up_at=None, try_after__lte=now).order_by("pk")

    def that_end_with(self, address: str) -> Self:
        """Those to this address or number that nobody needs once its family has left, also the one that the worker has in hand: it is not tried again."""
        return self.to(address).filter(about=None)

    def given_up(self, as_of: dt.datetime) -> Self:
        return self.filter(gave_up_at__lte=as_of)

    def stuck(self, now: dt.datetime) -> Self:
        """Those whose worker died while sending, or that nobody answered: nobody knows whether they arrived, so they are not sent again."""
        return self.filter(is_sending=True, claimed_at__lt=now - A_LONG_SEND)

    def undelivered_since(self, moment: dt.datetime) -> Self:
        """Those that nobody will send any more: given up, or stuck, before `moment`."""
        return self.filter(models.Q(gave_up_at__lt=moment) | models.Q(is_sending=True, claimed_at__lt=moment))


class Outgoing(models.Model):
    """Something on its way to one person: written in a web request's transaction, sent and deleted by the worker (`accounts.outgoing`).

    `words`: the fields with whom it is to and what it says, which are encrypted: a code, a link, the answer to a complaint. `to_hash` finds what is to somebody.
    `about`: the key of what it is about, when that outlives whoever it goes to, so that it is sent all the same when they leave.
    """

    words: tuple[str, ...] = ()

    created_at = models.DateTimeField(auto_now_add=True)
    try_after = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    is_sending = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=250, blank=True)
    about = models.UUIDField(null=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["try_after"], condition=models.Q(is_sending=False, gave_up_at=None), name="%(class)s_due")]


class QueuedMail(Outgoing):
    words = ("recipient", "text", "html")
    recipient = EncryptedTextField()
    to_hash = KeyedHashField(of="recipient", purpose="mail on its way", db_index=True)
    subject = models.CharField(max_length=250)
    text = EncryptedTextField()
    html = EncryptedTextField(blank=True)
    sender = models.CharField(max_length=250)
    headers = models.JSONField(default=dict)

    class Meta(Outgoing.Meta):
        verbose_name = _("mail on its way")
        verbose_name_plural = _("mails on their way")


class QueuedTextQuerySet(OutgoingQuerySet):
    def due(self, now: dt.datetime) -> Self:
        return super().due(now).exclude(useful_until__lte=now)

    def too_late(self, now: dt.datetime) -> Self:
        """Texts that help nobody any more, such as a code whose time is over."""
        return self.filter(is_sending=False, useful_until__lte=now)

    def refused_to_us(self) -> Self:
        """Texts that wait because the provider takes none from us: a person must look at the key or the contract."""
        return self.filter(is_sending=False, gave_up_at=None, problem=REFUSED_TO_US)


class QueuedText(Outgoing):
    words = ("number", "text")
    number = EncryptedTextField(help_text="E.164")
    to_hash = KeyedHashField(of="number", purpose="text on its way", db_index=True)
    text = EncryptedTextField()
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="What the provider calls it: nothing about the person.")
    useful_until = models.DateTimeField(null=True)

    objects = QueuedTextQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Outgoing.Meta):
        verbose_name = _("text message on its way")
        verbose_name_plural = _("text messages on their way")
