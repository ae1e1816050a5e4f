"""What every page's frame needs: the site's settings, the menu and the chosen borough."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from home.models import Borough, SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """Each value is looked up only when a template asks for it, so that the admin pays nothing."""
    return {
        "site_settings": SimpleLazyObject(lambda: SiteSettings.for_request(request)),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "boroughs": SimpleLazyObject(lambda: list(Borough.objects.known())),
        "borough": SimpleLazyObject(lambda: Borough.objects.chosen(request.GET)),
    }


def menu(request: HttpRequest) -> list[Page]:
    """The pages right under the home page that editors put in the menu, in their order."""
    site = Site.find_for_request(request)
    return list(Page.objects.child_of(site.root_page).live().public().in_menu()) if site else []
