"""What may be counted: pages the site has and campaigns somebody registered, so that a stranger can make no rows."""

from collections.abc import Callable

from wagtail.models import Page, Site

from analytics.definitions import PAGE_GROUPS, UNREGISTERED

LONGEST_ID = 9
Names = Callable[[list[str]], dict[str, str]]
_registered: list[Names] = []


def register_codes(names: Names) -> None:
    """Let an app above this one say which campaign codes exist, and what each is called; called once when the apps are ready."""
    _registered.append(names)


def is_page(site: Site, key: str) -> bool:
    """True for a group of pages, and for the id of a page that is live on this site."""
    if key in PAGE_GROUPS:
        return True
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_ID):
        return False
    return Page.objects.live().filter(pk=int(key), path__startswith=site.root_page.path).exists()


def campaign_of(code: str) -> str:
    """The code when it is registered, "" when there is none, and one bucket for every other."""
    if not code:
        return ""
    return code if code in campaign_names([code]) else UNREGISTERED


def campaign_names(codes: list[str]) -> dict[str, str]:
    """What the campaign with each of these codes is called. A code that nobody registered is not among them."""
    return {code: name for names in _registered for code, name in names(codes).items()}


def titles(keys: list[str]) -> dict[str, str]:
    """What each page is called now. A page that is gone has no title here."""
    ids = [int(key) for key in keys if key.isdigit()]
    found = {str(pk): title for pk, title in Page.objects.filter(pk__in=ids).values_list("pk", "title")}
    return found | {key: str(PAGE_GROUPS[key]) for key in keys if key in PAGE_GROUPS}
