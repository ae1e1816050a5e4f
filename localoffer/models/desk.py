"""Editors' own questions about services. Each is asked without a join to many rows, so that no service comes twice."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from modelcluster.models import get_all_child_relations

from localoffer.models.parts import CostOption, ServiceAtLocation

OURS = "ours"
SOON_DAYS = 30


def parts(model: type[models.Model]) -> list[str]:
    """The names of the rows and lists that belong to a service."""
    return [*(relation.get_accessor_name() for relation in get_all_child_relations(model)), *(field.name for field in model._meta.many_to_many)]


class DeskQuerySet(models.QuerySet):
    def for_desk(self) -> Self:
        """With what a line of the editors' list shows beside the service's own fields: its provider, and the `postcode` of its first place."""
        places = ServiceAtLocation.objects.filter(service=models.OuterRef("pk")).order_by("sort_order")
        return self.select_related("provider").annotate(postcode=models.Subquery(places.values("location__postcode")[:1]))

    def lock(self, keys: Iterable[uuid.UUID]) -> None:
        """Hold these until the transaction ends, always in the same order, so that no two wait for each other."""
        list(self.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))

    def whole(self) -> Self:
        """With all that a version of it holds, so that versions of many cost few queries."""
        return self.select_related("provider").prefetch_related(*parts(self.model))

    def with_facts(self) -> Self:
        """Whole, with its places and those of its times, so that a form with many rows costs no more than one with few."""
        return self.whole().prefetch_related("at_locations__location", "schedules__location")

    def called(self, words: str) -> Self:
        """Those with all the words in their name, or in that of their provider, or with a place at a postcode that begins so."""
        found = models.Q()
        for word in words.split():
            found &= models.Q(name__icontains=word) | models.Q(provider__name__icontains=word)
        postcode = " ".join(words.split()).upper()
        return self.filter(found | models.Exists(self._places().filter(location__postcode__istartswith=postcode)))

    def joined_to(self, name: str, row: models.Model) -> Self:
        """Those with this row in the list `name`: `needs`, `categories` (also by a part of the row) or `boroughs`."""
        field: Any = self.model._meta.get_field(name)
        target = field.m2m_reverse_field_name()
        is_it = models.Q(**{target: row})
        if name == "categories":
            is_it |= models.Q(**{f"{target}__parent": row})
        return self.filter(models.Exists(field.remote_field.through.objects.filter(is_it, service=models.OuterRef("pk"))))

    def from_source(self, source: str) -> Self:
        """Those that came from this feed; `ours` are those that came from none."""
        return self.filter(imported=None) if source == OURS else self.filter(imported__source=source)

    def without_place(self) -> Self:
        return self.filter(~models.Exists(self._places()))

    def cost_not_known(self) -> Self:
        return self.filter(~models.Exists(CostOption.objects.filter(service=models.OuterRef("pk"))))

    def by_check(self, state: str) -> Self:
        """By their check-by date: `soon` (in 30 days, not yet over), `overdue`, `hidden` (so long overdue that no list has them) or `never` (no date)."""
        today = timezone.localdate()
        hidden = today - dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS)
        states: dict[str, dict[str, Any]] = {
            "soon": {"verify_by__range": (today, today + dt.timedelta(days=SOON_DAYS))},
            "overdue": {"verify_by__lt": today},
            "hidden": {"verify_by__lt": hidden},
            "never": {"verify_by": None},
        }
        return self.filter(**states[state])

    def counted_by(self, name: str) -> list[tuple[Any, int]]:
        """How many have each value of a field, or of a word list; None stands for those that name none."""
        return list(self.order_by().values_list(name).annotate(models.Count("pk", distinct=True)))

    def without_words(self, name: str) -> Self:
        """Those that say nothing in this field."""
        return self.filter(**{name: ""})

    def _places(self) -> models.QuerySet:
        return ServiceAtLocation.objects.filter(service=models.OuterRef("pk"))
