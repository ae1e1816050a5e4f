"""What editors' work on the directory leaves behind: old addresses, pairs that are not the same, and files that wait to be confirmed."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from localoffer.models.services import Service


class OldAddressQuerySet(models.QuerySet):
    def leading_somewhere(self) -> "OldAddressQuerySet":
        """Those whose service families may open, with the service."""
        return self.select_related("service").filter(service__in=Service.objects.published())


class OldAddress(models.Model):
    """A name in the address that a service had, or that a service had which is one with it now. It leads on."""

    slug = models.SlugField(_("name in the address"), max_length=120, unique=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="old_addresses")

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("old address")

    def __str__(self) -> str:
        return self.slug


class NotTheSame(models.Model):
    """An editor looked at two services that look alike, and said that they are two."""

    first = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("pair that is not the same")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="not_the_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class SheetQuerySet(models.QuerySet):
    def waiting(self) -> "SheetQuerySet":
        """Those that can still be confirmed."""
        return self.filter(uploaded_at__gt=timezone.now() - Sheet.KEPT_FOR)

    def forgotten(self) -> "SheetQuerySet":
        return self.filter(uploaded_at__lte=timezone.now() - Sheet.KEPT_FOR)


class Sheet(models.Model):
    """A file of services that an editor sent, between looking at it and confirming it. Kept for an hour."""

    KEPT_FOR = dt.timedelta(hours=1)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=120)
    table = models.JSONField(_("headings and rows"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of services")

    def __str__(self) -> str:
        return self.name
