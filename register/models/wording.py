"""Every word the register says to families, editable, with each version kept for ever."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from register.models.insert_only import InsertOnlyModel, InsertOnlyQuerySet


class Wording(models.Model):
    """One place where the register speaks: a page's introduction, why we ask, a choice, a mail."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        QUESTION = "question", _("Question and why we ask")
        CHOICE = "choice", _("Choice that a family gives or takes back")
        MAIL = "mail", _("Mail")

    key = models.SlugField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("where it stands"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("wording")

    def __str__(self) -> str:
        return self.about


class WordingVersionQuerySet(InsertOnlyQuerySet):
    def current(self, keys: Iterable[str] | None = None) -> "WordingVersionQuerySet":
        """The newest version of each wording, or of those with these keys."""
        newer = WordingVersion.objects.filter(wording=models.OuterRef("wording"), number__gt=models.OuterRef("number"))
        versions = self.filter(~models.Exists(newer)).select_related("wording").order_by("wording__order", "wording__key")
        return versions if keys is None else versions.filter(wording__key__in=keys)

    def by_kind(self) -> "WordingVersionQuerySet":
        return self.order_by("wording__kind", "wording__order")


class WordingVersion(InsertOnlyModel):
    """The words as they stood from one moment on. Consents point here, so it is never changed and never deleted."""

    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="versions", verbose_name=_("wording"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=4_000, blank=True)
    made_at = models.DateTimeField(_("from"), auto_now_add=True)
    made_by = models.CharField(_("by"), max_length=254, blank=True, help_text=_("The member of staff; empty: it came with the portal."))

    wagtail_reference_index_ignore = True
    objects = WordingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["wording", "-number"]
        verbose_name = _("wording version")
        constraints = [models.UniqueConstraint(fields=["wording", "number"], name="wording_version_once")]

    def __str__(self) -> str:
        return f"{self.wording.key}:{self.number}"

    @property
    def code(self) -> str:
        """Names exactly these words, such as `choice-surveys:3`."""
        return str(self)
