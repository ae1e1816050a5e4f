"""What services are about, by their kinds of help and by the needs they name."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce

from localoffer.models.vocabulary import Category, Need


def joined_or_open(joins: type[models.Model], **row: object) -> models.Q:
    """Services joined to the row, and those joined to none, which are for everyone. Asked without a join, so no service comes twice."""
    own = _own(joins)
    return models.Q(models.Exists(own.filter(**row))) | models.Q(~models.Exists(own))


class SubjectQuerySet(models.QuerySet):
    model: Any

    def for_need(self, need: Need) -> Self:
        """Services for the need, and those for every need; not those of which nobody has said."""
        return self.filter(models.Q(is_for_every_need=True) | models.Exists(_own(self.model.needs.through).filter(need=need)))

    def silent_about_needs(self) -> Self:
        """Services of which nobody has said which needs they are for."""
        return self.filter(~models.Exists(_own(self.model.needs.through)), is_for_every_need=False)

    def naming_first(self, need: Need) -> Self:
        """By name; those that name `need` stand before those for every need."""
        own = _own(self.model.needs.through).filter(need=need)
        return self.annotate(names_need=models.Exists(own)).order_by("-names_need", "name", "pk")

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
