"""Sections, guidance, New to SEND and its pathway."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager, PageQuerySet

from home.atlas import atlas
from home.blocks import SENTENCES, BodyBlock, SourceBlock
from home.icons import ICONS
from home.models import Borough
from home.queries import readable
from localoffer import next_steps, pathway
from localoffer.blocks import QuestionBlock, SuggestionBlock
from localoffer.models.vocabulary import AgePhase, Topic


class SectionPage(Page):
    """A part of the Local Offer: says what it is about and lists its guidance."""

    summary = models.CharField(_("summary"), max_length=250)
    intro = RichTextField(_("introduction"), blank=True, features=SENTENCES)
    icon = models.CharField(_("picture"), max_length=20, choices=ICONS, default="information")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("intro"), FieldPanel("icon")]

    class Meta:
        verbose_name = _("section")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        guidance = readable(GuidancePage.objects.child_of(self)).for_borough(Borough.objects.chosen(request.GET))
        return super().get_context(request, *args, **kwargs) | {"guidance": guidance.in_tree_order()}


class GuidancePageQuerySet(PageQuerySet):
    def in_tree_order(self) -> "GuidancePageQuerySet":
        """In the order editors gave the pages."""
        return self.order_by("path")

    def for_borough(self, borough: Borough | None) -> "GuidancePageQuerySet":
        """Guidance of `borough` and of everywhere; all guidance when `borough` is None."""
        if borough is None:
            return self
        return self.filter(models.Q(boroughs=borough) | models.Q(boroughs=None)).distinct()

    def review_due(self, on: dt.date) -> "GuidancePageQuerySet":
        """Live guidance whose review-by date is `on` or earlier, the longest overdue first."""
        return self.live().filter(review_by__lte=on).order_by("review_by", "title")

    def by_team(self, on: dt.date) -> list[dict[str, Any]]:
        """For each team that keeps pages right: how many, checked in the 12 months up to `on`, overdue, never checked, without a check-by date."""
        asked = {
            "pages": models.Q(),
            "in_12_months": models.Q(checked_on__gte=on - relativedelta(years=1), checked_on__lte=on),
            "overdue": models.Q(review_by__lt=on),
            "never": models.Q(checked_on=None),
            "undated": models.Q(review_by=None),
        }
        counts = {name: models.Count("pk", filter=question) for name, question in asked.items()}
        return list(self.order_by("owner_team").values("owner_team").annotate(**counts))


class GuidancePage(Page):
    """One thing explained: is this for me, what do I do, who can help, what if it goes wrong."""

    summary = models.CharField(_("summary"), max_length=250, help_text=_("One or two sentences, shown large at the top and in lists."))
    body = StreamField(BodyBlock(), verbose_name=_("body"))
    ages = ParentalManyToManyField(AgePhase, blank=True, verbose_name=_("for which ages"), help_text=_("None chosen: all ages."))
    boroughs = ParentalManyToManyField(Borough, blank=True, verbose_name=_("for which borough"), help_text=_("None chosen: every borough."))
    topics = ParentalManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("law and guidance it comes from"))
    keywords = models.CharField(_("families' words for it"), max_length=250, blank=True, help_text=_("Words people search for that are not in the text, with commas between."))
    owner_team = models.CharField(_("who keeps it right"), max_length=80, help_text=_("A team, not a person."))
    checked_on = models.DateField(_("last checked"), null=True, blank=True, help_text=_("Shown to families."))
    review_by = models.DateField(_("check again by"), null=True, blank=True)

    objects = PageManager.from_queryset(GuidancePageQuerySet)()
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("ages"), FieldPanel("boroughs"), FieldPanel("topics"), FieldPanel("keywords")], heading=_("Who it is for and how it is found")),
        MultiFieldPanel([FieldPanel("owner_team"), FieldPanel("checked_on"), FieldPanel("review_by"), FieldPanel("sources")], heading=_("Kept right")),
    ]

    class Meta:
        verbose_name = _("guidance")

    def clean(self) -> None:
        super().clean()
        if self.checked_on and self.review_by and self.review_by < self.checked_on:
            raise ValidationError({"review_by": _("This day must not be before the day it was last checked.")})

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        return super().get_context(request, *args, **kwargs) | self._neighbours()

    def _neighbours(self) -> dict[str, Page | None]:
        """The guidance before and after this page; none around a page that is previewed before it has a place."""
        if not self.path:
            return {"previous": None, "next": None}
        family = atlas().beside(self)
        before = [page for page in family if page.path < self.path]
        after = [page for page in family if page.path > self.path]
        return {"previous": before[-1] if before else None, "next": after[0] if after else None}


class NewToSendPage(Page):
    """Where a family starts: the first six steps, and the way into the pathway."""

    summary = models.CharField(_("summary"), max_length=250)
    intro = RichTextField(_("introduction"), blank=True, features=SENTENCES)

    subpage_types = ["localoffer.PathwayPage", "localoffer.GuidancePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("New to SEND")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        steps = readable(GuidancePage.objects.child_of(self)).in_tree_order()
        way_in = readable(PathwayPage.objects.child_of(self)).first()
        return super().get_context(request, *args, **kwargs) | {"steps": steps, "pathway": way_in}


class PathwayPage(Page):
    """Up to five questions, then "Your next steps". Answers live in the address only; nothing is stored."""

    summary = models.CharField(_("summary"), max_length=250)
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("questions"), min_num=1, max_num=5)
    suggestions = StreamField([("suggestion", SuggestionBlock())], verbose_name=_("what to suggest, and when"))
    closing = RichTextField(_("words at the end"), blank=True, features=SENTENCES)

    parent_page_types = ["localoffer.NewToSendPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("questions"), FieldPanel("suggestions"), FieldPanel("closing")]

    class Meta:
        verbose_name = _("New to SEND pathway")

    def clean(self) -> None:
        super().clean()
        pathway.check_answers_exist(self.questions, self.suggestions)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        walk = pathway.walk(self.questions, request.GET)
        context = super().get_context(request, *args, **kwargs) | {"walk": walk}
        if walk.is_finished:
            suggestions = pathway.suggest(self.suggestions, walk.answers)
            context["steps"] = next_steps.with_services(suggestions, walk.ages, Borough.objects.chosen(request.GET))
        return context

    def get_template(self, request: HttpRequest, *args, **kwargs) -> str:
        finished = pathway.walk(self.questions, request.GET).is_finished
        return "localoffer/next_steps.html" if finished else "localoffer/pathway_page.html"
