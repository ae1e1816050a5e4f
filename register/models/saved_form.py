"""A form that somebody put away to go on with later: the answers so far, encrypted, behind a mailed link."""

import datetime as dt
import json
import uuid
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from register import keys

MOST_WRONG_PROOFS = 5


class Proof(StrEnum):
    """What somebody is asked who comes with the link. `NOTHING` of a form that is still empty: the link alone opens no answer."""

    BORN = "born"
    LAST_NAME = "last-name"
    NOTHING = ""


class SavedFormQuerySet(models.QuerySet):
    def for_token(self, token: str) -> "SavedFormQuerySet":
        """The form behind a link that still works: one row or none. Too many wrong answers end it."""
        return self.filter(token_hash=keys.token_hash(token), expires_at__gt=timezone.now(), tries__lt=MOST_WRONG_PROOFS)

    def of_email(self, email: str) -> "SavedFormQuerySet":
        return self.filter(email_hash__in=keys.email_hashes(email)) if email else self.none()

    def mails_to(self, email: str, *, since: dt.datetime) -> int:
        """How many links went to this address, of whichever form."""
        return self.of_email(email).filter(saved_at__gte=since).aggregate(models.Sum("mails", default=0))["mails__sum"]

    def to_forget(self, as_of: dt.datetime) -> "SavedFormQuerySet":
        return self.filter(expires_at__lte=as_of)


class SavedForm(models.Model):
    """Not a sign-up: nobody reads it, nobody writes to it for anything but the link, and it is gone when it is sent or too old.

    The link alone opens nothing: it went to an address that nobody has confirmed, so whoever opens it says something that was typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form_id = models.UUIDField(db_index=True, editable=False, help_text="The form's own number: when it is sent, what was put away of it goes.")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email_hash = models.CharField(_("keyed hash of the e-mail"), max_length=64, db_index=True, editable=False)
    state = EncryptedTextField(_("answers so far"), help_text="JSON, as the session has it.")
    mails = models.PositiveSmallIntegerField(_("links mailed"), default=1)
    tries = models.PositiveSmallIntegerField(_("wrong answers"), default=0)
    saved_at = models.DateTimeField(_("put away"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"), db_index=True)

    wagtail_reference_index_ignore = True
    objects = SavedFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form put away")
        verbose_name_plural = _("forms put away")
        constraints = [models.UniqueConstraint(fields=["form_id", "email_hash"], name="form_put_away_once_an_address")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """By step, with what was typed and is no answer yet: see `register.journey`."""
        return json.loads(self.state)["answers"]
