"""The daily totals of searches, from which we learn what is missing."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# Totals of fewer searches than this could point at one family, and are never shown.
FEWEST_SHOWN = 5
# What begins with this stands for words that may hold a name, and that nobody reads. No folded word has it.
UNREAD = "~"
LONGEST_FILTERS = 500


class SearchDayQuerySet(models.QuerySet["SearchDay"]):
    def without_results(self, since: dt.date) -> "SearchDayQuerySet":
        """Searches on `since` or later that found nothing."""
        return self.since(since).filter(found=SearchDay.Found.NOTHING)

    def zero_result_words(self, since: dt.date, limit: int = 10) -> list[tuple[str, int]]:
        """(words, how often) of searches by words alone that found nothing since that day, most often first; only words asked for at least 5 times."""
        totals = self.without_results(since).filter(filters="").in_words().values("words").annotate(total=models.Sum("n"))
        return list(totals.filter(total__gte=FEWEST_SHOWN).order_by("-total", "words").values_list("words", "total")[:limit])

    def in_words(self) -> "SearchDayQuerySet":
        """Searches with words that may be read."""
        return self.exclude(words="").exclude(words__startswith=UNREAD)

    def since(self, day: dt.date) -> "SearchDayQuerySet":
        return self.filter(day__gte=day)

    def within(self, first: dt.date, last: dt.date) -> "SearchDayQuerySet":
        return self.filter(day__range=(first, last))

    def totals(self, *by: str) -> "models.QuerySet[SearchDay, dict[str, Any]]":
        """How many searches, how many of them found nothing and how many found little, for each value of the fields."""
        nothing, little = models.Q(found=SearchDay.Found.NOTHING), models.Q(found=SearchDay.Found.LITTLE)
        sums = {"searches": models.Sum("n"), "nothing": models.Sum("n", filter=nothing, default=0), "little": models.Sum("n", filter=little, default=0)}
        return self.order_by().values(*by).annotate(**sums)

    def rare_before(self, day: dt.date) -> "SearchDayQuerySet":
        """Totals from before `day` that stayed too small to be shown."""
        return self.filter(day__lt=day, n__lt=FEWEST_SHOWN)


class SearchDay(models.Model):
    """How often something was searched for on one day. Nothing about who searched, no time of day, and no more of a place than its ward."""

    class Found(models.TextChoices):
        NOTHING = "nothing", _("nothing")
        LITTLE = "little", _("little: fewer than five things that fit")
        ENOUGH = "enough", _("enough")

    day = models.DateField()
    words = models.CharField(max_length=100, blank=True)
    borough = models.CharField(max_length=50, blank=True)
    filters = models.CharField(max_length=LONGEST_FILTERS, blank=True, help_text="What was chosen of our own lists: “need=asd&phase=primary”.")
    area = models.CharField(max_length=9, blank=True, help_text="The code of a ward, or the first half of a postcode whose ward is not known.")
    found = models.CharField(max_length=8, choices=Found)
    n = models.PositiveIntegerField(default=1, help_text="How many searches.")

    objects = SearchDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("searches of a day")
        constraints = [
            models.UniqueConstraint(fields=["day", "words", "borough", "filters", "area", "found"], name="search_day_once_a_day"),
            models.CheckConstraint(condition=models.Q(n__gte=1), name="search_day_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.words}"
