"""The demo's page of numbers by year shows each thing that can be said of a number."""

import pytest

from analytics.models import Indicator
from home.models import HomePage
from portal.demo.impact import SLUG, make_impact
from portal.demo.load import CONTENT

pytestmark = pytest.mark.django_db


def test_each_kind_of_sentence_stands_on_the_page(client, site):
    home = HomePage.objects.get(pk=site.root_page_id)
    for _time in range(2):
        make_impact(site, home, CONTENT / "impact.yaml")
    html = client.get(f"/{SLUG}/").content.decode()
    assert Indicator.objects.count() == 6
    for words in ["more than chance would do", "could be chance", "too small to tell if anything changed", "too small a number to tell it from 35%", "only these two numbers"]:
        assert html.count(f"{words}") == 1, words
    assert "Invented for this demo" in html
