"""Who left the register, as numbers: why, in which quarter of a year and from which council, and nothing that leads to anybody."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel
from home.models import Borough


class WhyLeft(models.TextChoices):
    """Of the last three nobody pressed a button: two are the clocks' own, and the third is all that is known after a restore (`register.erasures`)."""

    NO_ANSWER = "no-answer", _("Did not say")
    TOO_MANY = "too-many", _("Too many messages")
    NOT_USEFUL = "not-useful", _("It did not help us")
    MOVED = "moved", _("We have moved away")
    NO_NEED = "no-need", _("We do not need it any more")
    DATA = "data", _("I worry about my data")
    OTHER = "other", _("Something else")
    SILENT = "no-answer-to-us", _("Did not answer when we asked if all is still right")
    GROWN_UP = "grown-up", _("The young person grew too old for the register")
    NOT_KEPT = "not-kept", _("Not known: erased once more after a backup was restored")


class Leaver(InsertOnlyModel):
    """One family that was erased. The key is random, so that the order in which families left can't be read off it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(_("why"), max_length=15, choices=WhyLeft)
    quarter = models.DateField(_("quarter"), help_text=_("The first day of the quarter in which they left."))
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("borough"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("family that left")
        verbose_name_plural = _("families that left")
        constraints = [models.CheckConstraint(condition=models.Q(reason__in=WhyLeft.values), name="leaver_for_a_known_reason")]

    def __str__(self) -> str:
        return f"{self.reason} {self.quarter}"
