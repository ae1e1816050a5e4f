"""Where a reader is when they tell us something: on a page, on a service, or on one of the lists that are neither."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.urls import reverse
from wagtail.models import Page

from analytics.definitions import PAGE_GROUPS
from localoffer.models import Service

# The name that a list is counted under, and its view. A fixed few, so that a stranger can make no rows.
VIEWS: Final = {
    "services": "service_list",
    "search": "search",
    "glossary": "glossary",
    "a-to-z": "a_to_z",
    "site-map": "site_map",
    "stats-choice": "stats_choice",
}
PLACES: Final = [(key, PAGE_GROUPS[key]) for key in VIEWS]
_KEYS: Final = {view: key for key, view in VIEWS.items()}


@dataclass(frozen=True)
class Place:
    """One of `VIEWS`, by its key."""

    key: str

    def __str__(self) -> str:
        return str(PAGE_GROUPS[self.key])

    @property
    def address(self) -> str:
        return reverse(VIEWS[self.key])


About: TypeAlias = Page | Service | Place


def place_of_view(name: str | None) -> Place | None:
    """The list that the view of this name shows; None for every other view."""
    return Place(_KEYS[name]) if name in _KEYS else None


def in_a_form(about: About) -> tuple[str, str]:
    """The name and the value that a form or an address of ours says it with."""
    if isinstance(about, Page):
        return "page", str(about.pk)
    return ("service", about.slug) if isinstance(about, Service) else ("place", about.key)


def in_a_row(about: About) -> dict[str, Any]:
    """The column of a row that says it."""
    if isinstance(about, Page):
        return {"page": about}
    return {"service": about} if isinstance(about, Service) else {"place": about.key}


def address_of(about: About) -> str:
    if isinstance(about, Page):
        return about.get_url() or "/"
    return about.get_absolute_url() if isinstance(about, Service) else about.address
