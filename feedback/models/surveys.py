"""A survey: its words, its questions, and the days on which it is open."""

import datetime as dt
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import ModelLogEntry, PreviewableMixin

from accounts.models import User
from feedback.surveys import checks
from feedback.surveys.blocks import QuestionsBlock
from feedback.surveys.forms import AnswerForm
from feedback.surveys.questions import Question, questions_of
from home.blocks import SENTENCES

WRITING = ("wagtail.create", "wagtail.edit")
POST_TAKES = dt.timedelta(days=14)


def languages() -> list[tuple[str, str]]:
    """Every language that Django knows, each by its own name."""
    return sorted(((code, info["name_local"]) for code, info in LANG_INFO.items() if "name_local" in info), key=lambda row: str(row[1]).lower())


class SurveyQuerySet(models.QuerySet):
    def approved(self) -> "SurveyQuerySet":
        """Those that a second person has opened, whatever the day."""
        return self.exclude(opened_on=None)

    def open_on(self, day: dt.date) -> "SurveyQuerySet":
        """Those that can be answered on this local day, both ends counted."""
        return self.approved().filter(opens_on__lte=day, closes_on__gte=day)

    def over_on(self, day: dt.date) -> "SurveyQuerySet":
        return self.approved().filter(closes_on__lt=day)

    def waiting_for(self, user: User) -> "SurveyQuerySet":
        """Those that this user may open, since others wrote them, and those with free texts that nobody has read: `unread` says how many."""
        entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Survey), action__in=WRITING, user=user)
        own = models.Exists(entries.filter(object_id=Cast(models.OuterRef("pk"), models.CharField())))
        counted = self.annotate(unread=models.Count("said", filter=models.Q(said__is_read=False)))
        return counted.filter(models.Q(models.Q(opened_on=None), ~own) | models.Q(unread__gt=0))

    def published(self) -> "SurveyQuerySet":
        """Those whose totals everybody may read."""
        return self.exclude(published_on=None)


class Survey(PreviewableMixin, models.Model):
    class Layout(models.TextChoices):
        ONE = "one", _("One question a page")
        ALL = "all", _("All questions on one page")

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), unique=True, help_text=_("The end of its web address: small letters and hyphens."))
    intro = RichTextField(_("introduction"), features=SENTENCES, help_text=_("What it is about, who asks, how long it takes, and that nobody has to answer."))
    language = models.CharField(_("language"), max_length=10, choices=languages, default="en-gb", help_text=_("Make a survey for each language."))
    layout = models.CharField(_("how it is shown"), max_length=3, choices=Layout, default=Layout.ONE)
    is_for_everybody = models.BooleanField(
        _("open to everybody"),
        default=False,
        help_text=_("Anyone who knows the address can answer. Without the tick, only who was invited. Those who answer then chose to come: say so beside the numbers."),
    )
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"))
    closing_words = RichTextField(
        _("what happens next"), features=SENTENCES, help_text=_("Shown after the answers are sent: who reads them, and when families hear what came of it.")
    )
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    opened_on = models.DateField(null=True, editable=False)
    opened_by = models.EmailField(blank=True, editable=False)
    published_on = models.DateField(null=True, editable=False)
    published_by = models.EmailField(blank=True, editable=False)
    unread: int  # of `waiting_for`
    published_totals = models.JSONField(default=dict, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "title"]
        verbose_name = _("survey")
        permissions = [
            ("open_survey", "Can open a survey that somebody else wrote"),
            ("enter_paper_survey", "Can type in surveys that came on paper"),
            ("read_survey_texts", "Can read the free texts of surveys"),
            ("publish_survey", "Can publish the totals of a survey"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="survey_days_in_order", violation_error_message=_("The last day is before the first.")
            ),
            models.CheckConstraint(condition=models.Q(opened_on=None) ^ ~models.Q(opened_by=""), name="survey_opened_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.questions and (found := checks.problems(self.asked)):
            raise ValidationError({"questions": found})

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """Its questions, in order."""
        return questions_of(self.questions)

    @property
    def direction(self) -> str:
        """Which way its words are written, for HTML."""
        return "rtl" if LANG_INFO.get(self.language, {}).get("bidi") else "ltr"

    @property
    def is_open(self) -> bool:
        return self.opened_on is not None and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_over(self) -> bool:
        return self.opened_on is not None and self.closes_on < timezone.localdate()

    @property
    def is_final(self) -> bool:
        """Whether its numbers change no more: the totals are published, or the time for forms that come by post has gone by."""
        return self.published_on is not None or (self.is_over and self.closes_on + POST_TAKES < timezone.localdate())

    @property
    def has_answers(self) -> bool:
        """Whether anybody has sent an answer: then its questions stay as they are."""
        return self.pk is not None and (self.responses.exists() or self.sealed.exists() or self.invitations.filter(is_answered=True).exists())

    @property
    def state(self) -> Any:
        if self.opened_on is None:
            return _("Not opened")
        if self.is_over:
            return _("Over")
        return _("Open") if self.is_open else _("Opens later")

    def writers(self) -> set[int]:
        """The numbers of the users who wrote or changed it."""
        entries = ModelLogEntry.objects.for_instance(self).filter(action__in=WRITING, user__isnull=False)
        return set(entries.order_by().values_list("user_id", flat=True))

    def may_be_opened_by(self, user: User) -> bool:
        """Nobody approves what they wrote."""
        return user.has_perm("feedback.open_survey") and user.pk not in self.writers()

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Start")), ("questions", _("Questions")), ("thanks", _("After sending"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return f"feedback/surveys/{mode_name or 'start'}.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        self.__dict__.pop("asked", None)
        return {"survey": self, "request": request, "is_preview": True, "form": AnswerForm(self.asked), "number": 1, "last": len(self.asked)}
