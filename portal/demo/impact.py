"""The demo's page of numbers by year: invented, and each says so."""

from typing import Any

from django.db import transaction
from wagtail.models import Site

from analytics.indicators.actions import count_own
from analytics.models import Indicator, IndicatorYear
from home.models import HomePage, InformationPage
from portal.starter.load import read
from portal.starter.prose import rich_text

SLUG = "what-has-changed"


@transaction.atomic
def make_impact(site: Site, home: HomePage, content: Any) -> None:
    """Six indicators and the page that shows them; twice changes nothing that is there."""
    if InformationPage.objects.child_of(home).filter(slug=SLUG).exists():
        return
    told = read(content)
    chosen = [_indicator(site, words) for words in told["indicators"]]
    count_own()
    words = told["page"]
    body = [
        {"type": "text", "value": rich_text(words["text"], _no_page)},
        {"type": "impact", "value": {"title": words["title_of_numbers"], "indicators": [indicator.pk for indicator in chosen]}},
    ]
    page = InformationPage(title=words["title"], slug=SLUG, summary=words["summary"], body=body)
    home.add_child(instance=page)
    page.save_revision().publish()


def _indicator(site: Site, words: dict[str, Any]) -> Indicator:
    years = words.pop("years")
    indicator = Indicator.objects.create(site=site, **words)
    IndicatorYear.objects.bulk_create(IndicatorYear(indicator=indicator, **year) for year in years)
    return indicator


def _no_page(path: str) -> int:
    raise LookupError(f"The text links to the page {path}: write a web address instead.")
