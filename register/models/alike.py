"""Families that may be one, or that somebody looks for by name: names are encrypted, so what is compared are keyed hashes."""

from collections.abc import Iterable
from typing import Self

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

    def sharing(self, name: str, most: int) -> Self:
        """Those whose value in this field others have too; of each value the newest, at most so many."""
        # Rows, not keys, are counted, and what is empty is left out by its order: so the index alone is read.
        shared = self.model._default_manager.filter(**{f"{name}__gt": ""}).order_by().values(name).annotate(many=models.Count("*")).filter(many__gt=1).values(name)
        place = models.Window(RowNumber(), partition_by=[name], order_by=["-created_at", "pk"])
        return self.filter(**{f"{name}__in": shared}).annotate(place=place).filter(place__lte=most).newest_first()

    def sharing_half(self, name: str) -> Self:
        """Those with a double last name of which one half, that in this field, is another family's whole last name, or half of it, at the same postcode."""
        others = self.model._default_manager.exclude(pk=models.OuterRef("pk"))
        same = (models.Exists(others.filter(**{each: models.OuterRef(name)})) for each in NAME_HASHES)
        return self.filter(models.Q(*same, _connector=models.Q.OR), **{f"{name}__gt": ""})
