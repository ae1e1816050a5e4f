"""Who was given which role, by whom, and who agreed to it: the log of it only grows."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet


class RoleRequest(models.Model):
    """A role that reads personal data, asked for somebody and not theirs before a second person has said yes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_requests", verbose_name=_("for"))
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", verbose_name=_("role"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("role to be approved")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="role_asked_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.user_id}"


class RoleChangeQuerySet(InsertOnlyQuerySet):
    def since(self, day: dt.date) -> "RoleChangeQuerySet":
        """Those of this local day and later."""
        return self.filter(at__gte=dt.datetime.combine(day, dt.time(), timezone.get_default_timezone()))

    def last_days(self) -> dict[str, dt.date]:
        """The local day on which each role was last given, approved or taken, by its name."""
        done = (RoleChange.What.GIVEN, RoleChange.What.APPROVED, RoleChange.What.TAKEN)
        rows = self.filter(what__in=done).order_by().values_list("role").annotate(models.Max("at"))
        return {role: timezone.localdate(at) for role, at in rows}

    def counted(self) -> list[tuple[str, int]]:
        """How many there were of each step."""
        return list(self.order_by().values_list("what").annotate(models.Count("pk")))


class RoleChange(InsertOnlyModel):
    """One step of somebody's roles. People are named by their address as it was then: the row outlives them."""

    class What(models.TextChoices):
        GIVEN = "given", _("Given")
        TAKEN = "taken", _("Taken away")
        ASKED = "asked", _("Asked for: waits for a second person")
        APPROVED = "approved", _("Approved and given")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.EmailField(_("by"))
    whom = models.EmailField(_("whose"))
    # Their numbers stay the same when an address changes, and outlive the user: no foreign keys.
    by_id = models.BigIntegerField(null=True, editable=False)
    whom_id = models.BigIntegerField(null=True, editable=False)
    role = models.CharField(_("role"), max_length=150)
    what = models.CharField(_("what"), max_length=10, choices=What)

    objects = RoleChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of roles")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.whom}: {self.role} {self.what}"
