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


class MergeQuerySet(models.QuerySet):
    def recent(self) -> "MergeQuerySet":
        """Those that can still be undone, the latest first, with their services."""
        since = timezone.now() - Merge.CAN_BE_UNDONE_FOR
        return self.filter(undone_at=None, merged_at__gt=since).select_related("kept__provider", "other__provider", "merged_by").order_by("-merged_at", "-pk")

    def with_places(self) -> "MergeQuerySet":
        return self.prefetch_related("kept__at_locations__location", "other__at_locations__location")

    def forgotten(self) -> "MergeQuerySet":
        return self.filter(merged_at__lte=timezone.now() - Merge.CAN_BE_UNDONE_FOR)

    def of(self, service: Service) -> "MergeQuerySet":
        return self.filter(models.Q(kept=service) | models.Q(other=service))

    def after(self, merge: "Merge") -> "MergeQuerySet":
        """Later ones that stand, and in which the merge's services ended or became one with more: they are undone before it."""
        later = self.filter(undone_at=None, pk__gt=merge.pk)
        return later.filter(models.Q(other__in=[merge.kept_id, merge.other_id]) | models.Q(kept=merge.other_id))


class Merge(models.Model):
    """Two services that an editor made one, and all that this moved, so that it can be undone for 30 days. Then it is deleted."""

    CAN_BE_UNDONE_FOR = dt.timedelta(days=30)

    kept = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+", verbose_name=_("the one that stays"))
    other = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+", verbose_name=_("the one that ended"))
    merged_at = models.DateTimeField(_("made one"), default=timezone.now, db_index=True)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    undone_at = models.DateTimeField(_("undone"), null=True)
    was = models.JSONField(_("what the other one said of itself"), help_text="Its status and whether it was shown, by the names of the fields.")
    filled = models.JSONField(_("what the kept one took over"), help_text="Fields that go together, each with what it said before and what it was given.")
    copied = models.JSONField(_("the rows that were copied for it"), help_text="By the name of the relation, each with its fields as texts.")
    moved = models.JSONField(_("the rows that moved to it"), help_text="Their keys, by “app.Model.field”.")
    own = models.JSONField(_("what others keep of it"), help_text="By the name of the app that moved it.")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("two services made one")
        constraints = [models.CheckConstraint(condition=~models.Q(kept=models.F("other")), name="merge_of_two")]

    def __str__(self) -> str:
        return f"{self.other} → {self.kept}"

    @property
    def by(self) -> str:
        """Who made them one, as editors read it."""
        return str(self.merged_by or _("somebody who left"))

    @property
    def last_day(self) -> dt.date:
        """The last day on which it can be undone."""
        return timezone.localdate(self.merged_at + self.CAN_BE_UNDONE_FOR)


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
