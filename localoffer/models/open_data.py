"""What readers of the open data ask about services."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models

from localoffer.models.parts import Schedule, ServiceAtLocation, ServiceContact
from localoffer.models.places import Location
from localoffer.models.vocabulary import Category


class OpenDataQuerySet(models.QuerySet):
    """The part of ServiceQuerySet that families' pages have no use for."""

    def with_open_data(self) -> Self:
        """With all that the open data says of a service, and no contact for staff: the same queries for 1 and 1,000."""
        parents = models.Prefetch("categories", queryset=Category.objects.select_related("parent"))
        contacts = models.Prefetch("contacts", queryset=ServiceContact.objects.filter(is_public=True))
        return self.with_places().prefetch_related(parents, contacts, "needs", "boroughs", "languages", "cost_options", "schedules", "access_facts", "send_answers__question")

    def with_places(self) -> Self:
        """With its provider and places, which also say when it last changed."""
        places = models.Prefetch("at_locations", queryset=ServiceAtLocation.objects.select_related("location"))
        return self.select_related("provider").prefetch_related(places)

    def changed_since(self, moment: dt.datetime) -> Self:
        """Services that changed at `moment` or later, themselves or by their provider or a place."""
        places = ServiceAtLocation.objects.filter(service=models.OuterRef("pk"), location__updated_at__gte=moment)
        return self.filter(models.Q(updated_at__gte=moment) | models.Q(provider__updated_at__gte=moment) | models.Exists(places))

    def latest_change(self) -> tuple[int, dt.datetime | None]:
        """How many there are, and when one of them last changed."""
        found = self.aggregate(many=models.Count("pk"), latest=models.Max("updated_at"))
        return found["many"], found["latest"]

    def for_ages(self, low: int | None, high: int | None) -> Self:
        """Services that take somebody from `low` to `high` whole years; None is an open end."""
        services = self if low is None else self.filter(models.Q(max_age=None) | models.Q(max_age__gte=low))
        return services if high is None else services.filter(models.Q(min_age=None) | models.Q(min_age__lte=high))

    def on_days(self, days: Iterable[str]) -> Self:
        """Services that have a time on one of these days ("MO" to "SU")."""
        return self.filter(models.Exists(Schedule.objects.filter(service=models.OuterRef("pk"), day__in=days)))

    def at_one_of(self, places: models.QuerySet[Location]) -> Self:
        return self.filter(models.Exists(ServiceAtLocation.objects.filter(service=models.OuterRef("pk"), location__in=places)))

    def that_say(self, words: str) -> Self:
        """Services that have each of the words in their name, description or provider's name."""
        services = self
        for word in words.split():
            services = services.filter(
                models.Q(name__icontains=word) | models.Q(summary__icontains=word) | models.Q(description__icontains=word) | models.Q(provider__name__icontains=word)
            )
        return services
