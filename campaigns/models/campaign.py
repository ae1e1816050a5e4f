"""Campaigns: what the council and the forum tell families, and the short address that is on the leaflet."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import Page

from accounts.models import staff_only
from analytics.models.evaluation import OUTSIDE_YEARS, YEARS
from analytics.phrases import span
from campaigns.models.codes import ALPHABET, CODE, CODE_LENGTH, GivenCode, new_code, read_code


def live_address(page: Page | None) -> str:
    """Where a page of ours is; empty without one, and while it is not live."""
    return (page.url or "") if page is not None and page.live else ""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def with_code(self, text: str) -> "CampaignQuerySet":
        """The campaign with this code, however it was typed."""
        code = read_code(text)
        return self.filter(code=code) if code else self.none()

    def overlapping(self, start: dt.date, end: dt.date) -> "CampaignQuerySet":
        """Campaigns that ran on any day from `start` to `end`."""
        return self.filter(starts_on__lte=end).filter(Q(ends_on=None) | Q(ends_on__gte=start))


class Place(models.TextChoices):
    """Where a code may lead, beside the pages of the site."""

    REGISTER = "/register/", _("Join the SEND Register")
    SERVICES = "/services/", _("Service directory")
    SEARCH = "/search/", _("Search")
    HOME = "/", _("Home page")


class Campaign(ClusterableModel):
    """One push to reach families, with its own code, so that we can see what it did."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    code = models.CharField(
        _("code"),
        max_length=CODE_LENGTH,
        unique=True,
        default=new_code,
        validators=[RegexValidator(CODE, _("Six letters or digits, without I, L, O and U."))],
        help_text=_("The short address for leaflets and messages is /go/ and this code. Six letters or digits, without I, L, O and U: on paper they look like others."),
    )
    summary = models.TextField(_("what we did"), blank=True, help_text=_("To whom, by which ways, and what we hoped for."))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    target_page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("leads to this page"))
    target_place = models.CharField(_("or to"), max_length=12, choices=Place, default=Place.REGISTER, help_text=_("Used when no page is chosen."))
    cost = models.DecimalField(
        _("cost in pounds"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("If you fill it in, the report says what each sign-up cost."),
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, limit_choices_to=staff_only, related_name="+", verbose_name=_("owner"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "name"]
        verbose_name = _("campaign")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="campaign_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="campaign_costs_nothing_or_more"),
            models.CheckConstraint(condition=Q(code__regex=rf"^[{ALPHABET}]{{{CODE_LENGTH}}}$"), name="campaign_code_in_base_32"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day must not be before the first.")})
        if self.starts_on and self.starts_on.year not in YEARS:
            raise ValidationError({"starts_on": OUTSIDE_YEARS})
        if self._state.adding and GivenCode.objects.filter(pk=self.code).exists():
            raise ValidationError({"code": _("This code was given out before. A printed code never leads to something else: choose another.")})

    @property
    def ran(self) -> str:
        """Its days in words; empty where the first is not known."""
        if self.starts_on is None:
            return ""
        return span(self.starts_on, self.ends_on) if self.ends_on else gettext("from %(day)s") % {"day": formats.date_format(self.starts_on, "j F Y")}

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def target(self) -> str:
        """Where the code leads: a page of ours that is live, or the chosen place."""
        return live_address(self.target_page) or self.target_place

    @property
    def report_question(self) -> str:
        """The words that lead to the campaign's report."""
        return gettext("Did it work?")

    @property
    def links_words(self) -> str:
        """The words that lead to the campaign's links."""
        return gettext("Links and flyers")

    @property
    def messages_question(self) -> str:
        """The words that lead to the campaign's messages."""
        return gettext("Write or read")

    @property
    def short_address(self) -> str:
        return f"{settings.SITE_URL}{reverse('go', args=[self.code])}"
