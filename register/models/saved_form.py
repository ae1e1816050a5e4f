"""A form that somebody put away to go on with later: the answers so far, encrypted, behind a mailed link."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register import keys
from register.fields import EncryptedTextField


class SavedFormQuerySet(models.QuerySet):
    def for_token(self, token: str) -> "SavedFormQuerySet":
        """The form behind a link that still works: one row or none."""
        return self.filter(token_hash=keys.token_hash(token), expires_at__gt=timezone.now())

    def sent_to(self, email: str, *, since: dt.datetime) -> "SavedFormQuerySet":
        return self.filter(email_hash__in=keys.email_hashes(email), saved_at__gte=since)

    def to_forget(self, as_of: dt.datetime) -> "SavedFormQuerySet":
        return self.filter(expires_at__lte=as_of)


class SavedForm(models.Model):
    """Not a sign-up: nobody reads it, nobody writes to it for anything but the link, and it is gone when it is sent or too old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form_id = models.UUIDField(db_index=True, editable=False, help_text="The form's own number: when it is sent, what was put away of it goes.")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email_hash = models.CharField(_("keyed hash of the e-mail"), max_length=64, db_index=True, editable=False)
    state = EncryptedTextField(_("answers so far"), help_text="JSON, as the session has it.")
    saved_at = models.DateTimeField(_("put away"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"), db_index=True)

    wagtail_reference_index_ignore = True
    objects = SavedFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form put away")
        verbose_name_plural = _("forms put away")

    def __str__(self) -> str:
        return str(self.pk)
