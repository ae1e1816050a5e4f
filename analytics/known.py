"""What may be counted: pages the site has and campaigns somebody registered, so that a stranger can make no rows."""

from collections.abc import Callable, Collection, Iterable
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from analytics.definitions import ELSEWHERE, PAGE_GROUPS, UNREGISTERED
from analytics.memory import Memory

LONGEST_ID = 9
_sites: Memory[str, Site] = Memory()
_pages: Memory[tuple[int, str], bool] = Memory()
_codes: Memory[str, str] = Memory()
Names = Callable[[Collection[str]], dict[str, str]]
Boroughs = Callable[[list[int]], dict[int, list[str]]]
_registered: list[Names] = []
_campaigns: list[Names] = []
_boroughs: list[Boroughs] = []


def register_codes(names: Names, campaigns: Names) -> None:
    """Let an app above this one say which campaign codes exist, what each is called, and which campaign's it is; called once when the apps are ready."""
    _registered.append(names)
    _campaigns.append(campaigns)


def register_boroughs(boroughs: Boroughs) -> None:
    """Let an app above this one say which boroughs a page is for, by its id; called once when the apps are ready."""
    _boroughs.append(boroughs)


def boroughs_of(keys: Iterable[str]) -> dict[str, list[str]]:
    """The names of the boroughs that each page is for; a page for everyone, and a group of pages, is not among them."""
    ids = [int(key) for key in keys if key.isdigit()]
    return {str(pk): names for boroughs in _boroughs for pk, names in boroughs(ids).items()}


def forget() -> None:
    """Ask the database anew: for tests, which put another one in its place."""
    for memory in (_sites, _pages, _codes):
        memory.forget()


def site_of(request: HttpRequest) -> Site:
    """The site that the request is for. Raises DisallowedHost."""
    return _sites.get(request.get_host(), lambda _host: Site.find_for_request(request))


def is_page(site: Site, key: str) -> bool:
    """True for a group of pages, and for the id of a page that is live on this site, or was a minute ago."""
    if key in PAGE_GROUPS:
        return True
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_ID):
        return False
    return bool(_pages.get((site.pk, key), lambda _key: Page.objects.live().filter(pk=int(key), path__startswith=site.root_page.path).exists()))


def campaign_of(code: str) -> str:
    """The code when it is registered, "" when there is none, and one bucket for every other."""
    if not code:
        return ""
    return _codes.get(code, lambda code: code if code in campaign_names([code]) else "") or UNREGISTERED


def campaign_names(codes: Collection[str]) -> dict[str, str]:
    """What the campaign or the link with each of these codes is called. A code that nobody registered is not among them."""
    return {code: name for names in _registered for code, name in names(codes).items()}


def campaigns_of(codes: Collection[str]) -> dict[str, str]:
    """The own code of the campaign that each of these codes is of, where a campaign has several."""
    return {code: own for campaigns in _campaigns for code, own in campaigns(codes).items()}


def page_finder(site: Site) -> Callable[[str], str]:
    """A function that gives the id of the live page at an address or path, and one bucket for every other: an old address may say something of a person."""
    root = site.root_page.url_path
    pages = Page.objects.live().descendant_of(site.root_page, inclusive=True).values_list("url_path", "pk")
    ids = {path.removeprefix(root).strip("/").lower(): str(pk) for path, pk in pages}

    def find(address: str) -> str:
        return ids.get(_path_of(address), ELSEWHERE) if address else ELSEWHERE

    return find


def _path_of(address: str) -> str:
    """The path without slashes at its ends, in small letters. The host in front of it and Matomo's "index" at its end are left out."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return address
    first, _slash, rest = path.partition("/")
    bare = (rest if "." in first else path).strip("/").lower()
    return "" if bare == "index" else bare.removesuffix("/index")


def titles(keys: list[str]) -> dict[str, str]:
    """What each page is called now. A page that is gone has no title here."""
    ids = [int(key) for key in keys if key.isdigit()]
    found = {str(pk): title for pk, title in Page.objects.filter(pk__in=ids).values_list("pk", "title")}
    groups = PAGE_GROUPS | {ELSEWHERE: _("Addresses that this site does not have")}
    return found | {key: str(groups[key]) for key in keys if key in groups}
