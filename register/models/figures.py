"""Numbers of the register that others may see, as they were made up on one day; and how many families and children there are, as the council knows."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet


class FiguresQuerySet(InsertOnlyQuerySet):
    def newest(self) -> "Figures | None":
        return Figures.objects.order_by("-pk").first()


class Figures(InsertOnlyModel):
    """Every number that is shown, hidden ones left out: small ones are not in this row either. `families` is for `publishing.is_due` alone."""

    at = models.DateTimeField(_("as it stood"))
    families = models.PositiveIntegerField(_("confirmed families"), help_text="Exact; never shown.")
    numbers = models.JSONField(_("numbers"), help_text="What `register.totals` made of the register.")

    wagtail_reference_index_ignore = True
    objects = FiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    def families_by_code(self, code: str) -> int | None:
        """Confirmed families that came with a campaign's code, rounded as it is shown; None where it is hidden, or there are none."""
        table = self.numbers.get("tables", {}).get("source", {"rows": []})
        return next((number for name, _label, number, _level in table["rows"] if name == code), None)


class Dimension(models.TextChoices):
    """What the council can tell us the whole of."""

    FAMILIES = "families", _("Families with a child or young person with SEND, by council")
    NEED = "need", _("Children by need")
    PHASE = "phase", _("Children by age")
    ETHNIC_GROUP = "ethnic-group", _("Children by ethnic group")
    WARD = "ward", _("Families by ward")


class BaselineQuerySet(InsertOnlyQuerySet):
    def in_force(self) -> "dict[str, Baseline]":
        """The newest of each dimension."""
        return {baseline.dimension: baseline for baseline in Baseline.objects.order_by("pk")}


class Baseline(InsertOnlyModel):
    """How many there are of each group, from a source that is named. The newest of a dimension is in force; older ones stay."""

    dimension = models.CharField(_("what it counts"), max_length=15, choices=Dimension)
    numbers = models.JSONField(_("numbers"), help_text="By the group's code.")
    of = models.PositiveIntegerField(
        _("children in all"), null=True, blank=True, help_text=_("Only where a child can be in several groups. Otherwise the groups make up the whole.")
    )
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the numbers are from, such as “School census, January 2026”."))
    counted_on = models.DateField(_("date of the numbers"))
    by = models.EmailField(_("entered by"), editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    wagtail_reference_index_ignore = True
    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = _("baseline")
        default_permissions = ("change",)
        constraints = [models.CheckConstraint(condition=models.Q(dimension__in=Dimension.values), name="baseline_of_a_known_dimension")]

    def __str__(self) -> str:
        return f"{self.dimension}, {self.counted_on:%Y-%m-%d}"

    @property
    def whole(self) -> int:
        return self.of or sum(self.numbers.values())


def week_of(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())
