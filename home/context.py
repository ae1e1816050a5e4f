"""What every page's frame needs: the site's settings, the menu and the chosen borough."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from home.atlas import atlas
from home.models import Borough, InformationPage, SiteSettings
from home.page_cache import remembered

MOST_STANDARD_PAGES = 8


class Item(NamedTuple):
    """A page as the frame links to it."""

    pk: int
    title: str
    address: str


def site(request: HttpRequest) -> dict[str, Any]:
    """Each value is looked up only when a template asks for it, so that the admin pays nothing."""
    frame = SimpleLazyObject(lambda: _frame(request))
    return {
        "site_settings": SimpleLazyObject(lambda: frame["settings"]),
        "menu": SimpleLazyObject(lambda: frame["menu"]),
        "standard_pages": SimpleLazyObject(lambda: frame["standard_pages"]),
        "boroughs": SimpleLazyObject(lambda: frame["boroughs"]),
        "borough": SimpleLazyObject(lambda: _chosen(request, frame["boroughs"])),
    }


def settings_of(request: HttpRequest) -> SiteSettings:
    """The settings of the site that was asked, as its frame shows them: without a question to the database."""
    settings: SiteSettings = _frame(request)["settings"]
    return settings


def _frame(request: HttpRequest) -> dict[str, Any]:
    number = _site_number(request)
    return remembered(f"frame:{number}", lambda: _make_frame(request, number))


def _site_number(request: HttpRequest) -> int | None:
    """Which site was asked; where there is only one, Wagtail need not look for it."""
    numbers = remembered("sites", lambda: {place.site_id for place in Site.get_site_root_paths()})
    if len(numbers) == 1:
        return next(iter(numbers))
    found = Site.find_for_request(request)
    return found.pk if found else None


def _make_frame(request: HttpRequest, number: int | None) -> dict[str, Any]:
    """The settings, the pages right under the home page that editors put in the menu, those of the foot (privacy, contact and the like), and the boroughs."""
    found = Site.find_for_request(request) or Site.objects.filter(pk=number).first()
    if found is None:
        return {"settings": SiteSettings(), "menu": [], "standard_pages": [], "boroughs": []}
    menu = [page for page in atlas().below(found.root_page) if page.show_in_menus]
    standard = [page for page in atlas().of_kind(InformationPage) if not page.show_in_menus][:MOST_STANDARD_PAGES]
    return {
        "settings": SiteSettings.for_site(found),
        "menu": _items(menu, request),
        "standard_pages": _items(standard, request),
        "boroughs": list(Borough.objects.known()),
    }


def _items(pages: Iterable[Page], request: HttpRequest) -> list[Item]:
    return [Item(page.pk, page.title, page.get_url(request) or "/") for page in pages]


def _chosen(request: HttpRequest, boroughs: list[Borough]) -> Borough | None:
    slug = request.GET.get("borough", "")
    return next((borough for borough in boroughs if borough.slug == slug), None)
