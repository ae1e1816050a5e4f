"""What each run of the retention clocks did."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet


class RetentionRunQuerySet(InsertOnlyQuerySet):
    def newest_first(self) -> "RetentionRunQuerySet":
        return self.order_by("-pk")


class RetentionRun(InsertOnlyModel):
    """The report of one run: how many rows each clock was due for. A dry run changes nothing else."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    as_of = models.DateTimeField(_("as if it were"))
    is_dry = models.BooleanField(_("dry run"), default=False)
    counts = models.JSONField(_("how many"), help_text="By the clock's name.")

    wagtail_reference_index_ignore = True
    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention run")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
