"""Questions about the whole tree of pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from django.db.models import Q
from wagtail.models import Page, PageQuerySet, Site

from home.atlas import atlas

T = TypeVar("T")
OTHER = "#"


@dataclass
class Branch:
    """A page with the branches under it."""

    page: Page
    branches: list["Branch"] = field(default_factory=list)


def readable(pages: PageQuerySet) -> PageQuerySet:
    """The live pages that a visitor may read without a password."""
    closed = Q()
    for path in atlas().closed:
        closed |= Q(path__startswith=path)
    return pages.live().exclude(closed) if closed else pages.live()


def public_pages(site: Site) -> list[Page]:
    """Every page below the home page that a visitor may read, in the order of the tree."""
    return list(readable(Page.objects.descendant_of(site.root_page)).order_by("path"))


def tree(pages: Iterable[Page]) -> list[Branch]:
    """The pages as a tree; a page whose parent is not there stands on the top level."""
    top: list[Branch] = []
    known: dict[str, Branch] = {}
    for page in pages:
        branch = known[page.path] = Branch(page)
        parent = known.get(page.path[: -Page.steplen])
        (parent.branches if parent else top).append(branch)
    return top


def by_letter(things: Iterable[T], *, title: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    """The things in order of their titles, under their first letters; digits and signs come under "#"."""

    def letter(thing: T) -> str:
        first = title(thing).strip()[:1].upper()
        return first if first.isalpha() else OTHER

    ordered = sorted(things, key=lambda thing: (letter(thing) == OTHER, letter(thing), title(thing).casefold()))
    return [(initial, list(group)) for initial, group in groupby(ordered, key=letter)]
