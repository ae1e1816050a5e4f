"""Model fields that the apps share."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone


class DayField(models.DateField):
    """A day, today unless an editor says another.

    For a default that is reckoned anew each time Django's form expects the old value in a hidden field, which Wagtail's editor
    does not write: each form would count as changed, and who signs off a page as one of its writers.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"default": timezone.localdate} | kwargs))

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        return super().formfield(*args, **({"show_hidden_initial": False} | kwargs))
