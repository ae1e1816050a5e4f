"""Where every live page stands. Asked once after each change and remembered with the kept pages, so that naming a page costs no query."""

from collections.abc import Iterable
from functools import cached_property

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction

from home.page_cache import remembered

LONGEST_NUMBER = 20
SHOWN = ("path", "depth", "title", "slug", "url_path", "live", "show_in_menus", "alias_of", "locale")


class Atlas:
    """The live pages in the order of the tree, and the places where a part that not everybody may read begins."""

    def __init__(self, pages: Iterable[Page]) -> None:
        found = list(pages)
        self.pages = [page for page in found if page.live]
        self.closed = tuple(page.path for page in found if page.is_gate)

    @cached_property
    def _by_number(self) -> dict[int, Page]:
        return {page.pk: page for page in self.pages}

    @cached_property
    def _by_path(self) -> dict[str, Page]:
        return {page.path: page for page in self.pages}

    @cached_property
    def _by_address(self) -> dict[str, Page]:
        return {page.url_path: page for page in self.pages}

    def numbered(self, number: int | str | None) -> Page | None:
        """The live page of that number."""
        text = str(number)
        return self._by_number.get(int(text)) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None

    def at(self, address: str) -> Page | None:
        """The live page at an address, with everything its own kind has: the one question to the database."""
        known = self._by_address.get(address)
        if known is None:
            return None
        return apps.get_model(known.app, known.model)._default_manager.filter(pk=known.pk, url_path=address, live=True).first()

    def is_open(self, page: Page) -> bool:
        """Whether the page is live and anybody may read it."""
        return page.pk in self._by_number and not self._is_closed(page.path)

    def open(self, pages: Iterable[Page | None]) -> list[Page]:
        """Of these pages, in their order, those that anybody may read."""
        return [page for page in pages if page and self.is_open(page)]

    def above(self, page: Page) -> list[Page]:
        """The live pages above a page, from a home page down to its parent."""
        return [above for above in self._line(page.path)[:-1] if above and above.depth > 1]

    def below(self, page: Page) -> list[Page]:
        """The open pages right under a page."""
        return self._under(page.path)

    def beside(self, page: Page) -> list[Page]:
        """The open pages of the same kind under the same parent, the page itself among them."""
        return [other for other in self._under(page.path[: -Page.steplen]) if _is_a(other, type(page))]

    def of_kind(self, kind: type[Page]) -> list[Page]:
        """Every open page of one kind."""
        return [page for page in self.pages if _is_a(page, kind) and not self._is_closed(page.path)]

    def needs_no_key(self, page: Page) -> bool:
        """Whether Wagtail would surely let anybody read this page. An alias obeys its original, so we say nothing of it."""
        return not self._is_closed(page.path) and all(each and each.alias_of_id is None for each in self._line(page.path))

    def _is_closed(self, path: str) -> bool:
        return path.startswith(self.closed) if self.closed else False

    def _line(self, path: str) -> list[Page | None]:
        return [self._by_path.get(path[:end]) for end in range(Page.steplen, len(path) + 1, Page.steplen)]

    def _under(self, path: str) -> list[Page]:
        return [page for page in self._by_parent.get(path, []) if not self._is_closed(page.path)]

    @cached_property
    def _by_parent(self) -> dict[str, list[Page]]:
        families: dict[str, list[Page]] = {}
        for page in self.pages:
            families.setdefault(page.path[: -Page.steplen], []).append(page)
        return families


def _is_a(page: Page, kind: type[Page]) -> bool:
    return (page.app, page.model) == (kind._meta.app_label, kind._meta.model_name)


def atlas() -> Atlas:
    """The atlas of now."""
    return remembered("atlas", _draw)


def _draw() -> Atlas:
    is_gate = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    pages = Page.objects.annotate(app=F("content_type__app_label"), model=F("content_type__model"), is_gate=is_gate)
    return Atlas(pages.filter(Q(live=True) | Q(is_gate=True)).only(*SHOWN).order_by("path"))
