"""An old version of a service, made fit to be shown and saved after rows that it names are gone."""

from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations


def fit_to_restore(service: ClusterableModel, content: dict[str, Any]) -> dict[str, Any]:
    """The version's `content` without references to rows that were deleted since; its own rows that were deleted since come as new ones.

    Otherwise a place that somebody deleted would make the whole version unreadable, and a time that was taken out could not come back.
    """
    fit = dict(content)
    for name in _dangling(type(service), content):
        fit[name] = None
    for relation in get_all_child_relations(type(service)):
        model, name = relation.related_model, relation.get_accessor_name()
        given = content.get(name) or []
        there = set(map(str, model._default_manager.filter(**{relation.field.name: service.pk}).values_list("pk", flat=True)))
        rows = [row | dict.fromkeys(_dangling(model, row)) for row in given if not any(_is_needed(model, name) for name in _dangling(model, row))]
        fit[name] = [row if str(row["pk"]) in there else row | {"pk": None} for row in rows]
    return fit


def with_keys_of_their_kind(service: ClusterableModel) -> None:
    """Make the keys of rows that were read from a version what the database gives: as texts they can't be put in order with others."""
    for relation in get_all_child_relations(type(service)):
        for row in getattr(service, relation.get_accessor_name()).all():
            row.pk = row._meta.pk.to_python(row.pk)


def _dangling(model: type[models.Model], row: dict[str, Any]) -> list[str]:
    """The names of the row's foreign keys to protected rows that are gone."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.PROTECT]
    return [field.name for field in keys if row.get(field.name) and not field.related_model._default_manager.filter(pk=row[field.name]).exists()]


def _is_needed(model: type[models.Model], name: str) -> bool:
    return not model._meta.get_field(name).null
