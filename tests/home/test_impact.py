"""Numbers by year on a page: what a family sees, what it costs, and when the kept page is dropped."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from wagtail.models import Page

from analytics.models import Indicator
from home.page_cache import STAMP
from tests.analytics.indicators.made import add, make
from tests.factories import GlossaryTermFactory, InformationPageFactory

pytestmark = pytest.mark.django_db


def page_of(site, *indicators: Indicator, title="The numbers", times=1) -> Page:
    block = {"type": "impact", "value": {"title": title, "indicators": [indicator.pk for indicator in indicators]}}
    page = InformationPageFactory(parent=site.root_page, title="What has changed", slug="what-has-changed")
    page.body = [block] * times
    page.save_revision().publish()
    return page


def shown(client, page) -> str:
    return client.get(page.url).content.decode()


def test_a_family_reads_the_sentence_what_it_measures_and_where_it_comes_from(client, site):
    indicator = make({2022: (96, 212), 2025: (149, 240)}, definition="New plans, from the day somebody asked.", source="SEN2 return")
    html = shown(client, page_of(site, indicator))
    for words in [
        "It rose from 45% (96 of 212 plans) in 2022 to 62% (149 of 240 plans) in 2025.",
        "New plans, from the day somebody asked.",
        "SEN2 return",
        "<h3>EHC plans finished",
    ]:
        assert words in html


def test_the_chart_has_a_title_a_description_and_a_table(client, site):
    indicator = make({2022: (96, 212), 2025: (149, 240)})
    html = shown(client, page_of(site, indicator))
    name = f"indicator-{indicator.pk}"
    assert f'<title id="{name}-title">EHC plans finished in 20 weeks</title>' in html
    assert f'<desc id="{name}-description">2022: 45%; 2025: 62%; the line marks 2022</desc>' in html
    assert "<td>62% (149 of 240)</td><td>56% to 68%</td>" in html


def test_a_number_shown_three_times_on_a_page_has_three_drawings_that_are_told_apart(client, site):
    drawings = BeautifulSoup(shown(client, page_of(site, make({2022: (96, 212), 2025: (149, 240)}), times=3)), "html.parser").select(".lo-years svg[aria-labelledby]")
    names = [name for drawing in drawings for name in drawing["aria-labelledby"].split()]
    assert len(set(names)) == len(names) == 6
    assert [part["id"] for drawing in drawings for part in drawing.find_all(["title", "desc"])] == names


def test_a_term_is_explained_beside_a_drawing_and_never_in_it(client, site):
    GlossaryTermFactory(term="Education, health and care plan", short="EHC plan", also="EHC plans", explained="A legal paper.")
    html = shown(client, page_of(site, make({2022: (96, 212)}, definition="Every EHC plan.")))
    drawing = html[html.index('<figure class="lo-years">') : html.index("</figure>")]
    assert "<button" not in drawing
    assert html.count("A legal paper.") == 1


def test_without_a_title_each_number_is_a_heading_of_the_page(client, site):
    assert '<h2 id="ehc-plans-finished-in-20-weeks">' in shown(client, page_of(site, make(), title=""))


def test_an_indicator_without_a_figure_says_so(client, site):
    html = shown(client, page_of(site, make()))
    assert "There is no figure to show yet." in html
    assert "<figure" not in html


def test_what_was_deleted_leaves_nothing_behind(client, site):
    indicator = make({2022: (96, 212)})
    page = page_of(site, indicator)
    indicator.delete()
    html = shown(client, page)
    assert "lo-impact" not in html


def test_a_hidden_number_is_nowhere_in_the_page(client, site):
    html = shown(client, page_of(site, make({2022: 1234, 2025: 4}, kind="count", unit="appeals")))
    assert "1,234 appeals" not in html
    assert "4 appeals" not in html
    assert "<td>hidden</td>" in html


def test_a_changed_figure_is_seen_at_once(client, site, django_capture_on_commit_callbacks):
    indicator = make({2022: (96, 212)})
    year, page = add(indicator, 2025, (149, 240)), page_of(site, indicator)
    assert "62% (149 of 240 plans)" in shown(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        year.number = 120
        year.save()
    assert "50% (120 of 240 plans)" in shown(client, page)


def test_a_changed_definition_drops_the_kept_page_too(client, site, django_capture_on_commit_callbacks):
    indicator = make({2022: (96, 212)})
    shown(client, page_of(site, indicator))
    before = caches["pages"].get(STAMP)
    with django_capture_on_commit_callbacks(execute=True):
        indicator.definition = "Other plans."
        indicator.save()
    assert caches["pages"].get(STAMP) != before


def test_more_numbers_cost_no_more_queries(site, count_queries):
    first = make({2022: (96, 212), 2025: (149, 240)})
    page = page_of(site, first)
    one = count_queries(page.url)
    others = [make({2022: (96, 212), 2025: (149, 240)}, name=f"Number {number}") for number in range(19)]
    page.delete()
    assert count_queries(page_of(site, first, *others).url) == one
