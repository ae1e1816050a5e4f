"""Django and Wagtail say that something changed; we note what has to be looked at again.

What is deleted is noted just before, while it still says what it belongs to; notes are read after the commit.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from localoffer.signals import merge_undone, services_merged
from search import actions, indexing


def connect() -> None:
    """Called once when the apps are ready."""
    post_save.connect(_saved, dispatch_uid="search")
    pre_delete.connect(_deleted, dispatch_uid="search")
    m2m_changed.connect(_joined, dispatch_uid="search")
    page_published.connect(_page_changed, dispatch_uid="search")
    page_unpublished.connect(_page_changed, dispatch_uid="search")
    services_merged.connect(actions.follow_merged, dispatch_uid="search")
    merge_undone.connect(actions.follow_undone, dispatch_uid="search")
    post_page_move.connect(_branch_changed, dispatch_uid="search")


def _saved(sender: type[Model], instance: Model, update_fields: Any = None, **kwargs: Any) -> None:
    is_draft = isinstance(instance, Page) and update_fields is not None  # Wagtail notes a draft on the live row
    if not is_draft:
        _note(_keys(instance))


def _deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    _note(_keys(instance))


def _joined(sender: type[Model], instance: Any, action: str, model: type[Model], pk_set: set | None, **kwargs: Any) -> None:
    """`need.services.add(service)` names the need as instance and the services in `pk_set`."""
    if action.startswith("post_") and isinstance(instance, Model):
        _note([*_keys(instance), *(indexing.key(model, pk) for pk in pk_set or ())])


def _page_changed(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    _note(_keys(instance))


def _branch_changed(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """A page moved with all that is under it: it may have come under a password, or out from under one."""
    _note(_branch(instance))


def _keys(row: Model) -> list[str]:
    if isinstance(row, PageViewRestriction):
        return _branch(row.page)
    if isinstance(row, CollectionViewRestriction):
        return indexing.documents_in(row.collection)
    return [indexing.key(type(row), row.pk), *indexing.keys_around(row)]


def _branch(page: Page) -> list[str]:
    return [f"page:{pk}" for pk in Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)]


def _note(keys: list[str]) -> None:
    if known := [key for key in keys if key]:
        actions.note(known)
