"""Who may sign in: the e-mail address is the login, and nobody has a password."""

import datetime as dt
from collections.abc import Container
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser, BaseUserManager, Permission
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.roles import PROVIDER

A_LONG_SEND = dt.timedelta(minutes=10)


def staff_only() -> models.Q:
    """Who works here: superusers, and everyone with a role that is not a provider's. Also what a field that names a user offers to choose from."""
    return models.Q(is_superuser=True) | models.Q(models.Exists(_roles().exclude(group__name=PROVIDER)))


class UserQuerySet(models.QuerySet["User"]):
    def staff(self) -> "UserQuerySet":
        return self.filter(staff_only())

    def colleagues(self) -> "UserQuerySet":
        """Who may open the admin, and so may read each other's addresses."""
        opens = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        may = models.Q(is_superuser=True) | models.Q(user_permissions__in=opens) | models.Q(groups__permissions__in=opens)
        return self.filter(may, is_active=True).distinct()

    def with_role(self) -> "UserQuerySet":
        """Who may do more than a family: staff, and the people of providers."""
        return self.filter(models.Q(is_superuser=True) | models.Q(models.Exists(_roles())))

    def without_second_factor(self) -> "UserQuerySet":
        """Active staff with no authenticator app, passkey or key; recovery codes alone are none."""
        return self.staff().filter(is_active=True).exclude(authenticator__type__in=["totp", "webauthn"])


def _roles() -> models.QuerySet:
    """The roles of the user of the question around it."""
    return User.groups.through.objects.filter(user=models.OuterRef("pk"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by e-mail; Django and allauth ask for these names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in by an e-mailed code: `password` is taken because callers pass it, and never kept."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def no_password() -> str:
    """A value that no password fits, new each time: sessions hold a mark of it."""
    return make_password(None)


class User(AbstractUser):
    """A member of staff, somebody of a provider, or the sign-in of a registered family. Families have no role (a group)."""

    username = None  # type: ignore[assignment]
    password = models.CharField(_("password"), max_length=128, default=no_password, editable=False)
    email = models.EmailField(_("e-mail"), unique=True, error_messages={"unique": _("Someone with this e-mail address is here already.")})

    objects = UserManager()  # type: ignore[misc]
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(condition=models.Q(password__startswith="!"), name="user_has_no_password"),  # noqa: S106 - the mark of no password
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def name_for_staff(self, colleagues: Container[int]) -> str:
        """Their name; of a colleague without one the address they sign in with, and of nobody else an address.

        `colleagues` are the keys of `User.objects.colleagues()`, asked for once for a whole list.
        """
        if name := self.get_full_name().strip():
            return name
        return self.email if self.pk in colleagues else str(_("somebody who gave no name"))

    @property
    def needs_second_factor(self) -> bool:
        """True for everyone who may do more than a family."""
        return self.is_superuser or self.groups.exists()


class QueuedMailQuerySet(models.QuerySet["QueuedMail"]):
    def due(self, now: dt.datetime) -> "QueuedMailQuerySet":
        """Mails to try now, the oldest first; one that is being sent is never tried again by itself."""
        return self.filter(is_sending=False, gave_up_at=None, try_after__lte=now).order_by("pk")

    def stuck(self, now: dt.datetime) -> "QueuedMailQuerySet":
        """Mails whose worker died while sending: nobody knows whether they arrived, so they are not sent again."""
        return self.filter(is_sending=True, claimed_at__lt=now - A_LONG_SEND)

    def undelivered_since(self, moment: dt.datetime) -> "QueuedMailQuerySet":
        """Mails that nobody will send any more: given up, or stuck, before `moment`."""
        return self.filter(models.Q(gave_up_at__lt=moment) | models.Q(is_sending=True, claimed_at__lt=moment))


class QueuedMail(models.Model):
    """A mail on its way out: written in a web request's transaction, sent and deleted by the worker."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    sender = models.CharField(max_length=250)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    try_after = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    is_sending = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=250, blank=True)

    objects = QueuedMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["try_after"], condition=models.Q(is_sending=False, gave_up_at=None), name="queued_mail_due")]
        verbose_name = _("mail on its way")
        verbose_name_plural = _("mails on their way")
