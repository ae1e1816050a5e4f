"""What every page's frame needs: the site's settings, the menu and the chosen borough."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from home.atlas import atlas
from home.models import Borough, SiteSettings
from home.page_cache import remembered


def site(request: HttpRequest) -> dict[str, Any]:
    """Each value is looked up only when a template asks for it, so that the admin pays nothing."""
    frame = SimpleLazyObject(lambda: _frame(request))
    return {
        "site_settings": SimpleLazyObject(lambda: frame["settings"]),
        "menu": SimpleLazyObject(lambda: frame["menu"]),
        "boroughs": SimpleLazyObject(lambda: frame["boroughs"]),
        "borough": SimpleLazyObject(lambda: _chosen(request, frame["boroughs"])),
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    found = Site.find_for_request(request)
    if found is None:
        return {"settings": SiteSettings(), "menu": [], "boroughs": []}
    return remembered(f"frame:{found.pk}", lambda: _make_frame(found))


def _make_frame(found: Site) -> dict[str, Any]:
    """The settings, the pages right under the home page that editors put in the menu, and the boroughs."""
    menu = [page for page in atlas().below(found.root_page) if page.show_in_menus]
    return {"settings": SiteSettings.for_site(found), "menu": menu, "boroughs": list(Borough.objects.known())}


def _chosen(request: HttpRequest, boroughs: list[Borough]) -> Borough | None:
    slug = request.GET.get("borough", "")
    return next((borough for borough in boroughs if borough.slug == slug), None)
