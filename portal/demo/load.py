"""Load the demo site: two invented boroughs, their news, services, staff and the campaign."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Site

from campaigns.headline import make_headline_campaign
from feedback.models import YouSaidWeDidIndexPage, YouSaidWeDidPage
from home.models import Borough, CrisisLine, HomePage, NewsIndexPage, NewsPage, SiteSettings
from localoffer.actions import free_slug
from localoffer.models import AccessFact, Category, CostOption, Location, Need, Provider, Service, ServiceAtLocation, ServiceContact
from portal import actions
from portal.demo.families import make_families
from portal.demo.people import make_staff
from portal.starter.load import load_starter_content, read
from portal.starter.prose import rich_text, stream
from search import actions as search

CONTENT = Path(__file__).parent / "content"
ROUTES = {"self-referral": Service.Route.SELF, "professional": Service.Route.PROFESSIONAL, "panel": Service.Route.PANEL}


def load_demo() -> None:
    """Set the site up and fill it; twice changes nothing that is there."""
    actions.set_up_site()
    site = Site.objects.get(is_default_site=True)
    home = HomePage.objects.get(pk=site.root_page_id)
    boroughs = _boroughs()
    _settings(site)
    _front_door(home)
    load_starter_content(home)
    _said_and_done(YouSaidWeDidIndexPage.objects.child_of(home).get(), boroughs)
    _news(home, boroughs)
    _services(boroughs)
    make_staff()
    make_families()
    make_headline_campaign()
    while search.catch_up():
        continue


def _boroughs() -> dict[str, Borough]:
    rows = {}
    for order, words in enumerate(read(CONTENT / "boroughs.yaml")):
        rows[words["slug"]], _made = Borough.objects.get_or_create(slug=words["slug"], defaults=words | {"order": order})
    return rows


@transaction.atomic
def _settings(site: Site) -> None:
    words = read(CONTENT / "site.yaml")
    lines = words.pop("crisis_lines")
    settings, made = SiteSettings.objects.get_or_create(site=site)
    if made or not settings.crisis_lines.exists():
        for name, value in words.items():
            setattr(settings, name, value)
        settings.crisis_lines = [CrisisLine(sort_order=order, **line) for order, line in enumerate(lines)]
        settings.save()


def _front_door(home: HomePage) -> None:
    words = read(CONTENT / "home.yaml")
    if not home.register_text:
        for name, value in words.items():
            setattr(home, name, value)
        home.save_revision().publish()


def _said_and_done(index: YouSaidWeDidIndexPage, boroughs: dict[str, Borough]) -> None:
    standing = set(index.get_children().values_list("slug", flat=True))
    for words in read(CONTENT / "you-said-we-did.yaml"):
        slug = slugify(words["title"])
        if slug not in standing:
            prose = {name: rich_text(words.get(name) or "", _no_page) for name in ("you_said", "we_did", "what_next")}
            plain = {name: words[name] for name in ("title", "date", "topic", "said_by_count", "by_when", "answered_by", "status")}
            texts = {name: words.get(name) or "" for name in ("heard_from", "not_possible_because")}
            _publish(index, YouSaidWeDidPage(slug=slug, borough=boroughs.get(words["borough"]), **prose, **plain, **texts))


def _news(home: HomePage, boroughs: dict[str, Borough]) -> None:
    index = NewsIndexPage.objects.child_of(home).get()
    standing = set(index.get_children().values_list("slug", flat=True))
    for words in read(CONTENT / "news.yaml"):
        slug = slugify(words["title"])
        if slug not in standing:
            plain = {name: words[name] for name in ("title", "summary", "date")}
            body = stream(words["body"], lambda path: _page_number(home, path))
            _publish(index, NewsPage(slug=slug, borough=boroughs.get(words["borough"]), body=body, **plain))


def _publish(parent: Any, page: Any) -> None:
    page.first_published_at = dt.datetime.combine(page.date, dt.time(9), dt.UTC)
    parent.add_child(instance=page)
    page.save_revision().publish()


def _page_number(home: HomePage, path: str) -> int:
    return home.get_descendants().get(url_path=f"{home.url_path}{path.strip('/')}/").pk


def _no_page(path: str) -> int:
    raise LookupError(f"An entry links to the page {path}: write a web address instead.")


def _services(boroughs: dict[str, Borough]) -> None:
    standing = set(Service.objects.values_list("name", flat=True))
    needs = {need.code: need for need in Need.objects.all()}
    categories = {category.code: category for category in Category.objects.all()}
    for words in read(CONTENT / "services.yaml"):
        if words["name"] not in standing:
            service = _service(words)
            service.boroughs = [boroughs[slug] for slug in words.get("boroughs") or []]
            service.needs = [needs[code] for code in words.get("needs") or []]
            service.categories = [categories[code] for code in words.get("categories") or []]
            service.save()


def _service(words: dict[str, Any]) -> Service:
    """An unsaved service with the rows that belong to it alone; its provider and places are saved."""
    low, high = words.get("ages") or [None, None]
    texts = {name: words.get(name) or "" for name in ("summary", "description", "website", "email", "route_details", "keywords", "owner_team")}
    service = Service(
        name=words["name"],
        slug=free_slug(words["name"]),
        provider=Provider.objects.get_or_create(name=words["provider"]["name"], defaults=words["provider"])[0],
        min_age=low,
        max_age=high,
        route=ROUTES.get(words.get("route") or "", Service.Route.NOT_KNOWN),
        status=words.get("status") or Service.Status.OPEN,
        checked_on=words.get("checked_on"),
        verify_by=words.get("verify_by"),
        **texts,
    )
    places = [Location.objects.get_or_create(name=place["name"], postcode=place.get("postcode") or "", defaults=place)[0] for place in words.get("locations") or []]
    service.at_locations = [ServiceAtLocation(location=place, sort_order=order) for order, place in enumerate(places)]
    service.cost_options = [CostOption(amount=cost["amount"], description=cost.get("description") or "", sort_order=order) for order, cost in enumerate(words.get("costs") or [])]
    service.access_facts = [
        AccessFact(kind=kind, answer=answer, checked_on=day, note=note or "", sort_order=order)
        for order, (kind, (answer, day, note)) in enumerate((words.get("access") or {}).items())
    ]
    if words.get("phone"):
        service.contacts = [ServiceContact(phone=words["phone"], email=words.get("email") or "")]
    return service
