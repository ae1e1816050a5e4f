"""What services are about, and for whom: by their kinds of help, and by the needs and boroughs they name."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from home.models import Borough
from localoffer.models.vocabulary import Category, Need

# The lists of which a service may say that it is for every row, and the flag by which it does; then it names none (docs/decisions/who-a-service-is-for.md).
FOR_EVERY = {"needs": "is_for_every_need", "boroughs": "is_for_every_borough"}


class SubjectQuerySet(models.QuerySet):
    model: Any

    def for_need(self, need: Need) -> Self:
        """Services for the need, and those for every need; not those of which nobody has said."""
        return self.filter(self._says("needs", need=need))

    def silent_about_needs(self) -> Self:
        """Services of which nobody has said which needs they are for."""
        return self.filter(self._says_nothing("needs"))

    def for_borough(self, borough: Borough | None) -> Self:
        """Services for the borough, and those for every borough; not those of which nobody has said. All services when it is None."""
        return self if borough is None else self.filter(self._says("boroughs", borough=borough))

    def silent_about_boroughs(self) -> Self:
        """Services of which nobody has said which boroughs they are for."""
        return self.filter(self._says_nothing("boroughs"))

    def not_for_others(self, borough: Borough | None) -> Self:
        """Services for the borough, and those of which nobody has said. All services when it is None."""
        return self if borough is None else self.filter(self._says("boroughs", borough=borough) | self._says_nothing("boroughs"))

    def silent_last(self) -> Self:
        """By name; last come those of which nobody has said which boroughs they are for, with `is_silent`."""
        return self.annotate(is_silent=models.ExpressionWrapper(self._says_nothing("boroughs"), models.BooleanField())).order_by("is_silent", "name", "pk")

    def naming_first(self, row: Need | Borough) -> Self:
        """By name; those that name the need or the borough stand before those for every one."""
        own = _own(self.model.needs.through).filter(need=row) if isinstance(row, Need) else _own(self.model.boroughs.through).filter(borough=row)
        return self.annotate(names_it=models.Exists(own)).order_by("-names_it", "name", "pk")

    def in_category(self, category: Category) -> Self:
        """Services of the category, and of the categories that are part of it."""
        own = _own(self.model.categories.through)
        return self.filter(models.Exists(own.filter(models.Q(category=category) | models.Q(category__parent=category))))

    def about(self, category: Category | None, need: Need | None) -> Self:
        """What to suggest to a family that looks for this kind of help, for this need, or for both: the nearest in subject first.

        Nothing of another kind, and nothing that names other needs only. For a need, those that name it and the fewest others come first.
        A service for every need tells what it is about by its kind alone: after those that name the need it stands only where the kind is
        a part of another, as therapies are of health, which also holds continence. For no need, the widest come first.
        """
        named, kinds = _own(self.model.needs.through), _own(self.model.categories.through)
        services, kind_order = self.annotate(names_need=models.Exists(named.filter(need=need)), needs_named=_count(named, "need")), []
        if category:
            whole = category.parent_id or category.pk
            others = kinds.exclude(models.Q(category=whole) | models.Q(category__parent=whole))
            services, kind_order = services.in_category(category).annotate(other_kinds=_count(others, Coalesce("category__parent", "category"))), ["other_kinds"]
        if need is None:
            need_order = ["-is_for_every_need", "-needs_named"]
        else:
            services = services.for_need(need) if category and category.parent_id else services.filter(names_need=True)
            need_order = ["-names_need", "needs_named"]
        return services.order_by(*need_order, *kind_order, "name", "pk")

    def _says(self, name: str, **row: object) -> models.Q:
        """Who names the row in the list `name`, or is for every one. Asked without a join, so no service comes twice."""
        own = _own(getattr(self.model, name).through)
        return models.Q(**{FOR_EVERY[name]: True}) | models.Q(models.Exists(own.filter(**row)))

    def _says_nothing(self, name: str) -> models.Q:
        return models.Q(~models.Exists(_own(getattr(self.model, name).through)), **{FOR_EVERY[name]: False})

    def similar_to(self, service: models.Model, *, needs: list[int], categories: list[int]) -> Self:
        """Others that give the same kind of help, first those for most of the same needs."""
        own = _own(self.model.categories.through).filter(category__in=categories)
        shared = _own(self.model.needs.through).filter(need__in=needs)
        return self.exclude(pk=service.pk).filter(models.Exists(own)).annotate(shared_needs=_count(shared, "need")).order_by("-shared_needs", "name", "pk")


def _own(joins: type[models.Model]) -> models.QuerySet:
    """The rows that join the service of the question around it to a word list."""
    return joins._default_manager.filter(service=models.OuterRef("pk"))


def _count(rows: models.QuerySet, what: str | models.Expression) -> Coalesce:
    """How many different ones the rows of a service name."""
    return Coalesce(models.Subquery(rows.values("service").annotate(many=models.Count(what, distinct=True)).values("many")), 0)
