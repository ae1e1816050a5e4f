"""What pages that are for one borough, or for everyone, have in common."""

from typing import Self

from django.db import models
from wagtail.models import PageQuerySet

from home.models.site import Borough


class OfBoroughQuerySet(PageQuerySet):
    def for_borough(self, borough: Borough | None) -> Self:
        """Pages of `borough` and of everywhere; all pages when `borough` is None."""
        return self if borough is None else self.filter(models.Q(borough=borough) | models.Q(borough=None))
