"""What families tell us, and "You said, we did": what came of it (SEND Regulations 2014, regulation 56)."""

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Cast, TruncMonth
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import ModelLogEntry, Page, PageManager

from feedback.places import PLACES, About, in_a_row
from home.blocks import SENTENCES
from home.fields import DayField
from home.models import Borough, SiteSettings
from home.models.boroughs import OfBoroughQuerySet
from home.queries import readable

ENTRIES_PER_PAGE = 12


class CommentQuerySet(models.QuerySet):
    def unanswered(self) -> "CommentQuerySet":
        """Comments nobody has dealt with yet, the longest waiting first."""
        return self.filter(status=Comment.Status.NEW).order_by("created_at")

    def unheard_first(self) -> "CommentQuerySet":
        """Each with `is_unheard`, and those before all others: no mailbox hears of such a one, neither a team's nor the site's. Then by age."""
        site = SiteSettings.objects.filter(site__is_default_site=True).exclude(help_email="")
        is_unheard = models.Q(~models.Exists(site), service__isnull=False, service__owner_email="")
        return self.annotate(is_unheard=models.Case(models.When(is_unheard, then=True), default=False)).order_by("-is_unheard", "created_at")

    def since(self, moment: dt.datetime) -> "CommentQuerySet":
        """Comments that came at `moment` or later."""
        return self.filter(created_at__gte=moment)

    def from_day(self, day: dt.date) -> "CommentQuerySet":
        """Comments that came on this local day or later."""
        return self.since(dt.datetime.combine(day, dt.time(), timezone.get_default_timezone()))

    def dealt_with(self) -> "CommentQuerySet":
        """Comments that are new no more."""
        return self.exclude(status=Comment.Status.NEW)

    def counted_by(self, *names: str) -> list[tuple[Any, ...]]:
        """How many have each combination of these fields, the number last."""
        return list(self.order_by().values_list(*names).annotate(models.Count("pk")))

    def by_month(self) -> list[tuple[dt.date, int]]:
        """How many came in each month, by its first day."""
        return list(self.annotate(month=TruncMonth("created_at", output_field=models.DateField())).values_list("month").annotate(models.Count("pk")).order_by("month"))

    def days_to_first_change(self) -> list[int]:
        """Whole days from each comment to the first time an editor saved it; one of which no log knows that is left out."""
        saved = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Comment), action="wagtail.edit", object_id=Cast(models.OuterRef("pk"), models.CharField())
        )
        first = self.annotate(first=models.Subquery(saved.order_by("timestamp").values("timestamp")[:1])).exclude(first=None)
        return [(moment - created).days for moment, created in first.order_by().values_list("first", "created_at")]


class Comment(models.Model):
    """One thing somebody told us. Anonymous: we ask for no name and no address."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("Something is missing")
        WRONG = "wrong", _("Something is wrong or out of date")
        UNCLEAR = "unclear", _("Something is hard to understand")
        QUALITY = "quality", _("How good the help was")
        PRAISE = "praise", _("Something is good")

    class Status(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered in “You said, we did”")
        PUT_RIGHT = "put-right", _("Put right")
        NO_ACTION = "no-action", _("Read, nothing to do")
        NOT_PUBLISHED = "not-published", _("Not for publishing (about one person, or abusive)")

    kind = models.CharField(_("about what"), max_length=10, choices=Kind)
    text = models.TextField(_("comment"), max_length=3_000)
    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page"))
    service = models.ForeignKey("localoffer.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="comments", verbose_name=_("service"))
    place = models.CharField(_("list"), max_length=20, choices=PLACES, blank=True)
    words = models.CharField(_("what they searched for"), max_length=100, blank=True)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("borough"))
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    form_id = models.UUIDField(unique=True, editable=False, help_text="The form's own number: sending it twice is one comment.")
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.NEW)
    response = models.TextField(_("our answer"), blank=True)

    objects = CommentQuerySet.as_manager()
    panels = [HelpPanel(template="feedback/admin/written.html", heading=_("The comment")), FieldPanel("status"), FieldPanel("response")]

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("comment")

    def __str__(self) -> str:
        return self.text[:80]


class UsefulnessQuerySet(models.QuerySet):
    def totals(self, about: About) -> dict[str, int]:
        """How many found it useful and how many did not, over all days."""
        return self.filter(**in_a_row(about)).aggregate(yes=models.Sum("yes", default=0), no=models.Sum("no", default=0))

    def least_useful(self, since: dt.date, limit: int) -> list[dict[str, Any]]:
        """What most readers said no to since a day, the most first: what it is, `said_yes` and `said_no`."""
        what = ("page_id", "page__title", "service_id", "service__name", "service__slug", "place")
        sums = self.filter(day__gte=since).values(*what).annotate(said_yes=models.Sum("yes"), said_no=models.Sum("no"))
        return list(sums.filter(said_no__gt=0).order_by("-said_no", "said_yes", *what)[:limit])


class Usefulness(models.Model):
    """Answers to "Was this page useful?" as daily totals: nothing about who answered."""

    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey("localoffer.Service", null=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=20, choices=PLACES, blank=True)
    day = models.DateField(default=timezone.localdate)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    objects = UsefulnessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="usefulness_once_a_page_and_day"),
            models.UniqueConstraint(fields=["service", "day"], name="usefulness_once_a_service_and_day"),
            models.UniqueConstraint(fields=["place", "day"], condition=~models.Q(place=""), name="usefulness_once_a_place_and_day"),
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, service=None, place="")
                | models.Q(page=None, service__isnull=False, place="")
                | models.Q(models.Q(page=None, service=None), ~models.Q(place="")),
                name="usefulness_of_one_thing",
            ),
        ]
        verbose_name = _("page usefulness")


class YouSaidWeDidQuerySet(OfBoroughQuerySet):
    def newest_first(self) -> "YouSaidWeDidQuerySet":
        return self.order_by("-date", "-pk")

    def promised(self) -> "YouSaidWeDidQuerySet":
        """Live entries that are not done and say by when, the most pressing first."""
        open_ones = (YouSaidWeDidPage.Status.IN_PROGRESS, YouSaidWeDidPage.Status.PLANNED)
        return self.live().filter(status__in=open_ones, by_when__isnull=False).order_by("by_when", "title")

    def chosen(self, parameters: Any) -> "YouSaidWeDidQuerySet":
        """Narrowed to the year and topic in the address; a value nobody knows narrows nothing."""
        entries, year = self, parameters.get("year", "")
        if year.isascii() and year.isdigit() and len(year) == 4 and int(year) >= dt.MINYEAR:
            entries = entries.filter(date__year=int(year))
        if parameters.get("topic") in YouSaidWeDidPage.Topic.values:
            entries = entries.filter(topic=parameters["topic"])
        return entries


class YouSaidWeDidIndexPage(Page):
    """Everything families said and what came of it, by year, topic and borough."""

    summary = models.CharField(_("summary"), max_length=250)
    intro = RichTextField(_("introduction"), blank=True, features=SENTENCES)

    subpage_types = ["feedback.YouSaidWeDidPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("You said, we did list")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        every = readable(YouSaidWeDidPage.objects.child_of(self))
        entries = every.for_borough(Borough.objects.chosen(request.GET)).chosen(request.GET).newest_first().select_related("borough")
        return super().get_context(request, *args, **kwargs) | {
            "entries": Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page")),
            "years": [day.year for day in every.dates("date", "year", order="DESC")],
            "topics": YouSaidWeDidPage.Topic.choices,
            "chosen_year": request.GET.get("year", ""),
            "chosen_topic": request.GET.get("topic", ""),
        }


class DraftForm(WagtailAdminPageForm):
    """A draft may be unfinished; what is sent for sign-off may not."""

    def clean(self) -> dict[str, Any]:
        self.instance.is_unfinished = self.is_deferred_validation
        return super().clean()


class YouSaidWeDidPage(Page):
    """One promise kept, under way, or honestly not possible."""

    class Topic(models.TextChoices):
        COMMUNICATION = "communication", _("Keeping you informed")
        EHC_PLANS = "ehc-plans", _("EHC plans")
        SCHOOLS = "schools", _("Schools and nurseries")
        HEALTH = "health", _("Health")
        SHORT_BREAKS = "short-breaks", _("Short breaks")
        TRAVEL = "travel", _("Travel")
        ADULTHOOD = "preparing-for-adulthood", _("Preparing for adulthood")
        WEBSITE = "this-website", _("This website")

    class AnsweredBy(models.TextChoices):
        FORUM = "forum", _("Parent carer forum")
        COUNCIL = "council", _("Council")
        NHS = "nhs", _("NHS")

    class Status(models.TextChoices):
        DONE = "done", _("Done")
        IN_PROGRESS = "in-progress", _("Under way")
        PLANNED = "planned", _("Planned")
        NOT_POSSIBLE = "not-possible", _("Not possible")

    date = DayField(_("date"))
    topic = models.CharField(_("topic"), max_length=30, choices=Topic)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("borough"), help_text=_("Empty: for everyone."))
    you_said = RichTextField(_("you said"), features=SENTENCES)
    said_by_count = models.PositiveIntegerField(_("how many said it"), null=True, blank=True)
    heard_from = models.CharField(_("where we heard it"), max_length=160, blank=True, help_text=_("“Survey of parents, June 2026”."))
    we_did = RichTextField(_("we did"), blank=True, features=SENTENCES)
    what_next = RichTextField(_("what happens next"), blank=True, features=SENTENCES)
    by_when = models.DateField(_("by when"), null=True, blank=True)
    answered_by = models.CharField(_("who answers for it"), max_length=10, choices=AnsweredBy)
    status = models.CharField(_("status"), max_length=15, choices=Status)
    not_possible_because = models.TextField(_("not possible, because"), blank=True)

    is_unfinished = False  # the editor's form says so while it saves a draft
    base_form_class = DraftForm
    objects = PageManager.from_queryset(YouSaidWeDidQuerySet)()
    parent_page_types = ["feedback.YouSaidWeDidIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("topic"), FieldPanel("borough")]),
        MultiFieldPanel([FieldPanel("you_said"), FieldPanel("said_by_count"), FieldPanel("heard_from")], heading=_("You said")),
        MultiFieldPanel([FieldPanel("we_did"), FieldPanel("answered_by"), FieldPanel("status"), FieldPanel("not_possible_because")], heading=_("We did")),
        MultiFieldPanel([FieldPanel("what_next"), FieldPanel("by_when")], heading=_("What happens next")),
    ]

    class Meta:
        verbose_name = _("You said, we did")

    def clean(self) -> None:
        """Here and not in the database, because an editor's unfinished draft is a row too."""
        super().clean()
        if self.is_unfinished:
            return
        if self.status == self.Status.NOT_POSSIBLE and not self.not_possible_because:
            raise ValidationError({"not_possible_because": _("Say why it is not possible. Families deserve the reason.")})
        if self.status and self.status != self.Status.NOT_POSSIBLE and not strip_tags(self.we_did).strip():
            raise ValidationError({"we_did": _("Say what we did, or what we are going to do.")})
