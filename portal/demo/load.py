"""Load the demo site: two invented boroughs, their news, services, events, staff and the campaign."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Site

from campaigns.headline import make_headline_campaign
from feedback.models import YouSaidWeDidIndexPage, YouSaidWeDidPage
from home.models import Borough, CrisisLine, HomePage, NewsIndexPage, NewsPage, SiteSettings
from localoffer import postcodes
from localoffer.actions import keep_postcodes
from portal import actions
from portal.demo.campaign import make_campaign, make_days
from portal.demo.families import make_families
from portal.demo.impact import make_impact
from portal.demo.messages import make_messages
from portal.demo.people import make_staff
from portal.demo.proposals import make_proposals
from portal.demo.register import make_register, make_wards
from portal.demo.services import make_events, make_services
from portal.demo.surveys import make_surveys
from portal.starter.load import load_starter_content, read
from portal.starter.prose import rich_text, stream
from register.publishing import publish
from search import actions as search

CONTENT = Path(__file__).parent / "content"


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
    for _some in keep_postcodes(row for _name, rows in postcodes.read(CONTENT / "postcodes.csv") for row in rows):
        continue
    make_services(boroughs)
    make_events(home, boroughs)
    make_staff()
    make_proposals()
    make_wards(boroughs)
    make_campaign(site)
    make_families()
    make_register()
    publish()
    _campaigns(site)
    make_impact(site, home, CONTENT / "impact.yaml")
    make_surveys(CONTENT / "surveys.yaml")
    _catch_up()


def _catch_up() -> None:
    while search.catch_up():
        continue


def _campaigns(site: Site) -> None:
    """With the site's figures, and messages that wait to be signed."""
    make_headline_campaign()
    make_messages()
    make_days(site)


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
