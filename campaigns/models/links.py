"""The links of a campaign: a code for each ward or way of giving it out, so that we can see which of them brought families."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from campaigns.models.campaign import Campaign, Place, live_address
from campaigns.models.codes import ALPHABET, CODE_LENGTH, new_code, read_code
from localoffer.models import Ward


class TrackedLinkQuerySet(models.QuerySet["TrackedLink"]):
    def with_code(self, text: str) -> "TrackedLinkQuerySet":
        """The link with this code, however it was typed."""
        code = read_code(text)
        return self.filter(code=code) if code else self.none()

    def in_use(self) -> "TrackedLinkQuerySet":
        return self.filter(ended_at=None)

    def leading(self) -> "TrackedLinkQuerySet":
        """With what is needed to know where each leads."""
        return self.select_related("target_page", "campaign__target_page", "ward__borough")


class TrackedLink(models.Model):
    """One way to give out a campaign's address, with a code of its own that never changes; it can end. It knows of a ward or a kind of place, never of a person."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, editable=False, related_name="links", verbose_name=_("campaign"))
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    label = models.CharField(_("what it is for"), max_length=180, help_text=_("For you and the report, such as “Letters to schools”. Families do not see it."))
    ward = models.ForeignKey(
        Ward,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ward"),
        help_text=_("If you give it out in one ward. It is not printed on the flyer."),
    )
    distribution = models.CharField(_("where you give it out"), max_length=80, blank=True, help_text=_("Such as “schools in the north” or “GP surgeries”."))
    target_page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("leads to this page"),
        help_text=_("Leave it empty to lead where the campaign leads. A page that is taken down leads there too."),
    )
    target_place = models.CharField(_("or to"), max_length=12, choices=Place, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    wagtail_reference_index_ignore = True
    objects = TrackedLinkQuerySet.as_manager()

    class Meta:
        ordering = ["label"]
        verbose_name = _("link of a campaign")
        verbose_name_plural = _("links of campaigns")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "label"], name="link_label_once_a_campaign"),
            models.CheckConstraint(condition=Q(code__regex=rf"^[{ALPHABET}]{{{CODE_LENGTH}}}$"), name="link_code_in_base_32"),
            models.CheckConstraint(condition=~Q(label=""), name="link_has_a_label"),
            models.CheckConstraint(condition=Q(target_place="") | Q(target_place__in=Place.values), name="link_leads_to_a_known_place"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None or self.campaign.has_ended

    @property
    def target(self) -> str:
        """Where the code leads: its own live page or place, or the campaign's."""
        return live_address(self.target_page) or self.target_place or self.campaign.target

    @property
    def short_address(self) -> str:
        return f"{settings.SITE_URL}{reverse('go', args=[self.code])}"
