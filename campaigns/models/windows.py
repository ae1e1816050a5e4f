"""When the windows a campaign is judged by were fixed, and each change after that."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from analytics.models import Evaluation
from analytics.phrases import OPENING, Metric
from campaigns.models.campaign import Campaign


class WindowStep(InsertOnlyModel):
    """Windows or totals were fixed, or changed after that. It outlives the campaign and whoever did it, so it has no key of theirs that the database follows."""

    class What(models.TextChoices):
        FIXED = "fixed", _("Fixed")
        CHANGED = "changed", _("Changed")
        TAKEN_OUT = "taken-out", _("Taken out")

    campaign = models.ForeignKey(Campaign, on_delete=models.DO_NOTHING, db_constraint=False, related_name="window_steps", verbose_name=_("campaign"))
    metric = models.CharField(_("what is compared"), max_length=12, choices=[(metric.value, OPENING[metric]) for metric in Metric])
    what = models.CharField(_("what was done"), max_length=10, choices=What)
    was = models.JSONField(null=True, help_text="As `Evaluation.chosen`; empty when it was fixed.")
    now = models.JSONField(null=True, help_text="As `Evaluation.chosen`; empty when it was taken out.")
    why = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.EmailField(_("by"))

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of windows")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(what="fixed") | ~Q(why=""), name="window_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(what="fixed", was=None, now__isnull=False) | Q(what="changed", was__isnull=False, now__isnull=False) | Q(what="taken-out", was__isnull=False, now=None),
                name="window_step_from_and_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.metric} {self.what}"

    @staticmethod
    def in_force(steps: Iterable["WindowStep"]) -> dict[str, "WindowStep"]:
        """Of one campaign's steps, oldest first: the newest of each number whose windows are fixed, by what is compared."""
        newest = {step.metric: step for step in steps}
        return {metric: step for metric, step in newest.items() if step.what != WindowStep.What.TAKEN_OUT}

    @property
    def before(self) -> Evaluation | None:
        """What was compared until then."""
        return None if self.was is None else Evaluation.of_chosen(self.metric, self.was)

    @property
    def after(self) -> Evaluation | None:
        """What was compared from then on."""
        return None if self.now is None else Evaluation.of_chosen(self.metric, self.now)
