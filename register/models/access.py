"""Who looked at whose record, when and why: the family may ask for it, and nobody can tidy it up."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from register.models.officer import FamilyMerge

# Why an officer looked, where whoever reads the family's own page may be the danger. The family reads NEUTRAL instead
# (Data Protection Act 2018, schedule 3: nobody has to be told what would put somebody at serious risk).
AT_RISK, NEUTRAL = _("Someone may be at risk"), _("Work on the record")
# What is told with the same words, so that they give nothing away: whoever reads them knows only that it was one of these.
TOLD_ALIKE = (AT_RISK, _("To check an answer"), _("To check a choice the family made"))


def told(why: str) -> str:
    """A reason, or what stands with one, as a family may read it."""
    for reason in TOLD_ALIKE:
        why = why.replace(str(reason), str(NEUTRAL))
    return why


class AccessLogQuerySet(InsertOnlyQuerySet):
    def newest_first(self) -> "AccessLogQuerySet":
        """The last line first; by the time, which the indexes go by."""
        return self.order_by("-at", "-pk")

    def about(self, reference: str) -> "AccessLogQuerySet":
        """Every look at one family's record, the newest first; also at a record that was put together with it since."""
        before = FamilyMerge.objects.filter(kept__reference=reference).values_list("old_reference", flat=True)
        return self.filter(reference__in=[reference, *before]).newest_first()

    def told_to(self, reference: str) -> "list[AccessLogEntry]":
        """The same as the family reads them: without a suspicion."""
        lines = list(self.about(reference))
        for line in lines:
            line.why = told(line.why)
        return lines

    def by_person(self, since: dt.datetime) -> models.QuerySet[Any, dict[str, Any]]:
        """How often each member of staff `opened`, `searched` and `listed` since then, who opened most first: `who` and the three counts."""
        one, kinds = models.Q(reference=""), AccessLogEntry.Action  # a list that is in the log of each family on it too is one list
        wanted = {"opened": models.Q(action=kinds.VIEW), "searched": models.Q(action=kinds.SEARCH), "listed": models.Q(action=kinds.LIST) & one}
        counts = {name: models.Count("pk", filter=which) for name, which in wanted.items()}
        return self.filter(at__gte=since).values("who").annotate(**counts).order_by("-opened", "-searched", "who")

    def seen_since(self, since: dt.datetime) -> "AccessLogQuerySet":
        """Looks at one record each: it was opened, a search showed that it is there, or a list its number."""
        seen = {AccessLogEntry.Action.VIEW, AccessLogEntry.Action.SEARCH, AccessLogEntry.Action.LIST}
        return self.filter(at__gt=since, action__in=seen).exclude(reference="").order_by()

    def people(self) -> list[str]:
        return list(self.values_list("who", flat=True).distinct())

    def records_of(self, who: str) -> int:
        """How many different records this member of staff's lines are about."""
        return self.filter(who=who).values("reference").distinct().count()

    def matching(self, *, who: str = "", action: str = "", since: dt.datetime | None = None, before: dt.datetime | None = None, reference: str = "") -> "AccessLogQuerySet":
        """Lines of one person, of one kind, of some days, and about one family: also about what was put together with it. What is empty is not asked."""
        found = self.about(reference) if reference else self.newest_first()
        wanted = {"who": who, "action": action, "at__gte": since, "at__lt": before}
        return found.filter(**{name: value for name, value in wanted.items() if value})


class AccessLogEntry(InsertOnlyModel):
    """One look at personal data by a member of staff. The family is named by its random reference, which outlives the family."""

    class Action(models.TextChoices):
        LIST = "list", _("Looked at the list")
        SEARCH = "search", _("Searched")
        VIEW = "view", _("Opened a record")
        COMPLAINT = "complaint", _("Opened a complaint about data")
        CORRECT = "correct", _("Changed an answer")
        NOTE = "note", _("Wrote a note")
        ASSISTED = "assisted", _("Wrote down a sign-up")
        MERGE = "merge", _("Put records together, or apart")
        EXPORT = "export", _("Exported")
        PACK = "pack", _("Made the pack of everything held")
        ERASE = "erase", _("Erased a record")

    at = models.DateTimeField(_("when"), auto_now_add=True)
    who = models.EmailField(_("who"), help_text=_("The member of staff's address, as it was then."))
    action = models.CharField(_("what"), max_length=10, choices=Action)
    reference = models.CharField(_("whose record"), max_length=20, blank=True, db_index=True)
    why = models.CharField(_("why"), max_length=200)

    wagtail_reference_index_ignore = True
    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        default_permissions = ("view",)
        # One for each way in which whoever checks reads a million lines: by day, by person, by kind, by both.
        indexes = [models.Index(fields=[*fields, "at"], name=f"log_by_{'_'.join(fields) or 'day'}") for fields in ([], ["who"], ["action"], ["who", "action"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.reference}".strip()
