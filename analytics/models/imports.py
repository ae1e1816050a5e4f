"""Statistics that came from elsewhere: which file, what it held, what was wrong with it."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Problem(NamedTuple):
    """What is wrong with one line (counted from 1), in a sentence."""

    line: int
    text: str


class Import(models.Model):
    """One file: first looked at (preview), then taken in, once."""

    class Kind(models.TextChoices):
        TOTALS = "totals", _("Totals by day (CSV with day, views, sessions)")
        ACCESS_LOG = "access-log", _("Web server’s access log (combined format)")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    filename = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file: the same file is never taken in twice.")
    days = models.JSONField(default=list, help_text="[day, views, sessions] of each good row.")
    problems = models.JSONField(default=list, help_text="[line, sentence] of each bad row.")
    problem_count = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict, help_text="How many lines of a log are no page view, by reason.")
    lines = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("looked at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="import_file_once")]
        verbose_name = _("import")

    def __str__(self) -> str:
        return self.filename
