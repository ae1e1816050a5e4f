"""Whom a message is for, as rules that a person can read."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# What a rule may ask for. Within one, any of what is named; all that are named must hold.
RULES = ("boroughs", "wards", "phases", "needs", "stages", "topics", "languages", "formats", "reach", "answered", "not_answered")


def normal_rules(rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """The rules in one order, each value once, without what asks for nothing: two that mean the same are the same."""
    return {name: sorted({str(value) for value in rules[name]}) for name in RULES if rules.get(name)}


class Segment(models.Model):
    """A group of families that messages go to. What was signed keeps the rules as they were then (`MailingVersion.plan`)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    include = models.JSONField(_("who gets it"), default=dict, blank=True, help_text="`normal_rules`; empty for everybody.")
    leave_out = models.JSONField(_("who does not"), default=dict, blank=True, help_text="`normal_rules`; a family that fits any of them is left out.")

    class Meta:
        ordering = ["name"]
        verbose_name = _("group of families")
        verbose_name_plural = _("groups of families")

    def __str__(self) -> str:
        return self.name
