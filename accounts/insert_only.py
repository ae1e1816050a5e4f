"""Rows that may be added and never changed: Python refuses here, the database by triggers (migration 0002)."""

from typing import Any, NoReturn

from django.db import models


class InsertOnly(Exception):
    """Somebody tried to change or delete a row of a record that only grows."""


class InsertOnlyQuerySet(models.QuerySet):
    def update(self, **fields: Any) -> NoReturn:
        raise InsertOnly(self.model.__name__)

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise InsertOnly(self.model.__name__)

    def delete(self) -> NoReturn:
        raise InsertOnly(self.model.__name__)


class InsertOnlyModel(models.Model):
    """A row that is written once. Only the erasure of a whole family takes its consents with it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise InsertOnly(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise InsertOnly(type(self).__name__)
