"""What editors show first for just these words."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from localoffer.models import Service
from search.words import stem, telling_words


class BestBetQuerySet(models.QuerySet["BestBet"]):
    def by_words(self) -> dict[frozenset[str], list[str]]:
        """What to show first, as keys of the index, for each set of stems that somebody may search for."""
        picked: dict[frozenset[str], list[str]] = defaultdict(list)
        for bet in self.all():
            for phrase in bet.phrases:
                picked[phrase].append(bet.key)
        return dict(picked)


class BestBet(models.Model):
    """What editors show first when a family searches for just these words. A change works from the next search on."""

    words = models.TextField(
        _("when a family searches for"), max_length=1_000, help_text=_("With commas between: ehcp, ehc plan. The order of the words and their endings don’t matter.")
    )
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("show this page first"))
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("or show this service first"))
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("When there are several for the same words, the lowest number comes first."))

    objects = BestBetQuerySet.as_manager()
    panels = [FieldPanel("words"), FieldPanel("page"), FieldPanel("service"), FieldPanel("order")]

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets: what a search shows first")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, service=None) | models.Q(page=None, service__isnull=False),
                name="best_bet_shows_one_thing",
                violation_error_message=_("Choose a page or a service, and not both."),
            )
        ]

    def __str__(self) -> str:
        return self.words if len(self.words) <= 80 else f"{self.words[:79]}…"

    def clean(self) -> None:
        super().clean()
        if not self.phrases:
            raise ValidationError({"words": _("Write at least one word that families search for.")})

    @property
    def phrases(self) -> list[frozenset[str]]:
        """The stems of each phrase."""
        return [stems for phrase in self.words.split(",") if (stems := frozenset(map(stem, telling_words(phrase))))]

    @property
    def key(self) -> str:
        return f"page:{self.page_id}" if self.page_id else f"service:{self.service_id}"

    @property
    def shown(self) -> Page | Service | None:
        return self.page or self.service
