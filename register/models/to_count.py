"""What somebody answered, before it is counted with the answers of others."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField


class ToCountQuerySet(models.QuerySet):
    def of_kind(self, kind: "ToCount.Kind") -> "ToCountQuerySet":
        return self.filter(kind=kind)


class ToCount(models.Model):
    """One person's answers, encrypted and without a family, until enough wait to be counted at once (`register.counting`): the moment alone would lead to who gave them."""

    class Kind(models.TextChoices):
        EQUALITY = "equality", _("Answers about equality")
        LEAVER = "leaver", _("Why a family left")
        GROWN_UP = "grown-up", _("Who grew up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    said = EncryptedTextField(_("what was said"), help_text="JSON: the fields of the rows to come, without a family.")

    wagtail_reference_index_ignore = True
    objects = ToCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to be counted")
        verbose_name_plural = _("answers to be counted")
        default_permissions = ()

    def __str__(self) -> str:
        return self.kind
