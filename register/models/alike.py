"""Families that may be one, or that somebody looks for by name: names are encrypted, so what is compared are keyed hashes."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models.functions import RowNumber

from register.models.clocks import ClockQuerySet

# What is made of the last name with the postcode: of the whole of it and, when it is double, of each half.
NAME_HASHES = ("household_hash", "first_half_hash", "last_half_hash")


class AlikeQuerySet(ClockQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "pk")

    def called(self, hashes: Iterable[str]) -> Self:
        """Whose last name, or one half of it, with their postcode has one of these keyed hashes."""
        some = [each for each in hashes if each]
        return self.filter(models.Q(*(models.Q((f"{name}__in", some)) for name in NAME_HASHES), _connector=models.Q.OR))

    def newest_of_each(self, name: str, values: Iterable[str], most: int) -> Self:
        """Of those with each of these values of a field the newest, at most so many a value."""
        place = models.Window(RowNumber(), partition_by=[name], order_by=["-created_at", "pk"])
        return self.filter(**{f"{name}__in": list(values)}).annotate(place=place).filter(place__lte=most)

    def shared(self, name: str) -> models.QuerySet[Any, str]:
        """The values of this field that several have, that of the newest family first."""
        # Rows, not keys, are counted, and what is empty is left out by its order: so the index alone is read.
        values = self.filter(**{f"{name}__gt": ""}).values(name).annotate(many=models.Count("*"), newest=models.Max("created_at")).filter(many__gt=1)
        return values.order_by("-newest", name).values_list(name, flat=True)

    def shared_halves(self, name: str) -> models.QuerySet[Any, str]:
        """The halves of double last names in this field that are another family's whole last name, or half of it, at the same postcode; that of the newest family first."""
        others = self.model._default_manager.exclude(pk=models.OuterRef("pk"))
        same = (models.Exists(others.filter(**{each: models.OuterRef(name)})) for each in NAME_HASHES)
        values = self.filter(models.Q(*same, _connector=models.Q.OR), **{f"{name}__gt": ""}).values(name).annotate(newest=models.Max("created_at"))
        return values.order_by("-newest", name).values_list(name, flat=True)
