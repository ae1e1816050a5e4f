"""Every word the register says to families: written by council and forum, shown once both have signed it, with each version kept for ever."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet

LONGEST_NUMBER = 6


class Wording(models.Model):
    """One place where the register speaks: a page's introduction, why we ask, a choice, a mail."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        QUESTION = "question", _("Question and why we ask")
        FIELD = "field", _("What stands beside a question, and the hint below it")
        CHOICE = "choice", _("Choice that a family gives or takes back")
        MAIL = "mail", _("Mail")
        TEXT = "text", _("Text message")
        SHOWN = "shown", _("Questions that are asked")

    key = models.SlugField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("where it stands"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("wording")
        permissions = [(f"sign_wording_for_{organisation}", f"Can sign the register's words for the {organisation}") for organisation in ("council", "forum")]

    def __str__(self) -> str:
        return self.about


class Organisation(models.TextChoices):
    """Who signs the words together."""

    COUNCIL = "council", _("The council")
    FORUM = "forum", _("The parent carer forum")


class WordingVersionQuerySet(InsertOnlyQuerySet):
    def live(self) -> "WordingVersionQuerySet":
        """Versions that were or are shown: both organisations signed them, or they came with the portal."""
        return self._signed(WordingSignOff.objects.filter(is_approved=True))

    def live_on(self, day: dt.date) -> "WordingVersionQuerySet":
        """Versions that were shown by the end of this day. Those that came with the portal are older than any paper."""
        return self._signed(WordingSignOff.objects.filter(is_approved=True, at__date__lte=day))

    def _signed(self, signatures: models.QuerySet) -> "WordingVersionQuerySet":
        by_all = signatures.values("version").annotate(how_many=models.Count("pk")).filter(how_many=len(Organisation))
        return self.filter(models.Q(number=1, made_by="") | models.Q(pk__in=by_all.values("version")))

    def newest(self) -> "WordingVersionQuerySet":
        """The last version of each wording, live or not."""
        return self.filter(pk__in=_last(WordingVersion.objects.all()))

    def newest_first(self) -> "WordingVersionQuerySet":
        return self.order_by("-number")

    def current(self, keys: Iterable[str] | None = None) -> "WordingVersionQuerySet":
        """What families read now, of each wording or of those with these keys: the last live version."""
        versions = self.filter(pk__in=_last(WordingVersion.objects.live())).select_related("wording").order_by("wording__order", "wording__key")
        return versions if keys is None else versions.filter(wording__key__in=keys)

    def with_code(self, code: str) -> "WordingVersionQuerySet":
        """The version that a code names, such as `choice-surveys:3`: one row or none."""
        key, _colon, number = code.partition(":")
        is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
        return self.filter(wording__key=key, number=int(number)).select_related("wording") if is_number else self.none()

    def drafts(self) -> "WordingVersionQuerySet":
        """Last versions that are not live: some wait for a signature, some were sent back."""
        return self.newest().exclude(pk__in=WordingVersion.objects.live()).select_related("wording").prefetch_related("sign_offs")

    def by_kind(self) -> "WordingVersionQuerySet":
        """In the order of the kinds: what a family meets first comes first."""
        kinds = models.Case(*(models.When(wording__kind=kind, then=order) for order, kind in enumerate(Wording.Kind.values)))
        return self.order_by(kinds, "wording__order")


class WordingVersion(InsertOnlyModel):
    """The words as somebody wrote them at one moment. Consents point here, so it is never changed and never deleted."""

    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="versions", verbose_name=_("wording"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=4_000, blank=True)
    note = models.CharField(_("what is new and why"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    made_by = models.CharField(_("by"), max_length=254, blank=True, help_text=_("The member of staff; empty: it came with the portal."))

    wagtail_reference_index_ignore = True
    objects = WordingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["wording", "-number"]
        verbose_name = _("wording version")
        constraints = [
            models.UniqueConstraint(fields=["wording", "number"], name="wording_version_once"),
            models.CheckConstraint(condition=models.Q(number=1) | ~models.Q(made_by=""), name="wording_version_has_a_writer"),
        ]

    def __str__(self) -> str:
        return f"{self.wording.key}:{self.number}"

    @property
    def code(self) -> str:
        """Names exactly these words, such as `choice-surveys:3`."""
        return str(self)

    @property
    def sent_back(self) -> "WordingSignOff | None":
        """Why it was sent back; None when nobody did."""
        return next((each for each in self.sign_offs.all() if not each.is_approved), None)

    @property
    def missing(self) -> list[Organisation]:
        """Who has not signed yet."""
        signed = {each.organisation for each in self.sign_offs.all()}
        return [each for each in Organisation if each not in signed]

    @property
    def missing_names(self) -> str:
        return ", ".join(str(each.label) for each in self.missing)


class WordingSignOff(InsertOnlyModel):
    """One organisation's answer to exactly these words: signed, or sent back with a reason. Nobody answers for both."""

    version = models.ForeignKey(WordingVersion, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("version"))
    organisation = models.CharField(_("for"), max_length=10, choices=Organisation)
    is_approved = models.BooleanField(_("signed"))
    reason = models.CharField(_("what should change"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.CharField(_("by"), max_length=254)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("wording sign-off")
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="wording_signed_once_an_organisation"),
            models.UniqueConstraint(fields=["version", "by"], name="wording_signed_by_two_people"),
            models.CheckConstraint(condition=models.Q(organisation__in=Organisation.values), name="wording_signed_for_a_known_organisation"),
            models.CheckConstraint(condition=models.Q(is_approved=True) | ~models.Q(reason=""), name="wording_sent_back_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.organisation}"


def _last(versions: WordingVersionQuerySet) -> models.QuerySet:
    """The last of these versions of each wording: they are only added to, so a later one has a higher key."""
    return versions.values("wording").annotate(last=models.Max("pk")).values("last")
