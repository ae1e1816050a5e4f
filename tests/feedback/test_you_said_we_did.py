"""You said, we did: what families find by year, topic and borough, and follow by RSS."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from feedback.models import YouSaidWeDidPage
from home.models import Borough
from tests.factories import YouSaidWeDidIndexPageFactory, YouSaidWeDidPageFactory

pytestmark = pytest.mark.django_db
FEED = "/feedback/you-said-we-did.rss"


@pytest.fixture
def index(site):
    return YouSaidWeDidIndexPageFactory(parent=site.root_page)


@pytest.fixture
def entries(index):
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")
    YouSaidWeDidPageFactory(parent=index, title="Letters in plain words", date=dt.date(2026, 5, 1), topic="communication")
    YouSaidWeDidPageFactory(parent=index, title="Buses that wait", date=dt.date(2025, 3, 1), topic="travel", borough=larkmere)
    YouSaidWeDidPageFactory(parent=index, title="A swim on Sundays", date=dt.date(2025, 9, 1), topic="short-breaks", borough=hollowdean)
    YouSaidWeDidPageFactory(parent=index, title="Not ready yet", live=False)


TITLES = ["Letters in plain words", "A swim on Sundays", "Buses that wait"]


def found(client, index, query: str) -> list[str]:
    response = client.get(f"{index.url}?{query}")
    assert response.status_code == 200
    html = response.content.decode()
    assert "Not ready yet" not in html
    return sorted((title for title in TITLES if title in html), key=html.index)


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", TITLES),
        ("year=2025", TITLES[1:]),
        ("topic=travel", TITLES[2:]),
        ("year=2026&topic=travel", []),
        ("borough=larkmere", [TITLES[0], TITLES[2]]),
        ("borough=hollowdean&year=2025", [TITLES[1]]),
        ("year=banana", TITLES),
        ("year=0000", TITLES),
        ("year=99999", TITLES),
        ("year=-1", TITLES),
        ("year=٢٠٢٥", TITLES),
        ("topic=nothing", TITLES),
        ("topic=%00", TITLES),
        ("borough=nowhere", TITLES),
        ("borough=%00", TITLES),
        ("page=999", TITLES),
        ("page=x", TITLES),
    ],
)
def test_entries_by_year_topic_and_borough(client, index, query, titles):
    assert found(client, index, query) == titles


@pytest.mark.usefixtures("entries")
def test_a_choice_without_entries_says_so(client, index):
    assert "Nothing here for this choice yet." in client.get(f"{index.url}?year=2026&topic=travel").content.decode()


def test_more_entries_cost_no_more_queries(count_queries, index):
    borough = Borough.objects.get(slug="larkmere")
    YouSaidWeDidPageFactory(parent=index, borough=borough)
    one = count_queries(index.url)
    for _number in range(11):
        YouSaidWeDidPageFactory(parent=index, borough=borough)
    assert count_queries(index.url) == one
    assert one <= 12


def items_of(response) -> list[ElementTree.Element]:
    return ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314 - our own feed


@pytest.mark.usefixtures("entries")
def test_the_feed_has_the_newest_first_and_no_drafts(client):
    response = client.get(FEED)
    assert response["Content-Type"].startswith("application/rss+xml")
    items = items_of(response)
    assert [item.findtext("title") for item in items] == TITLES
    assert items[0].findtext("description") == "Nobody tells us what is going on. Done. We write to every family each term."
    assert items[0].findtext("link").startswith("http://testserver/you-said-we-did/")


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(("borough", "titles"), [("larkmere", [TITLES[0], TITLES[2]]), ("nowhere", TITLES), ("%00", TITLES)])
def test_the_feed_keeps_to_a_borough(client, borough, titles):
    items = items_of(client.get(f"{FEED}?borough={borough}"))
    assert [item.findtext("title") for item in items] == titles


def test_a_long_feed_ends(client, index):
    for number in range(32):
        YouSaidWeDidPageFactory(parent=index, date=dt.date(2026, 1, 1) + dt.timedelta(days=number))
    assert client.get(FEED).content.count(b"<item>") == 30


def test_not_possible_needs_its_reason_and_everything_else_needs_what_we_did():
    words = {"title": "Entry", "topic": "travel", "you_said": "<p>Words</p>", "answered_by": "council", "date": dt.date(2026, 1, 1)}
    with pytest.raises(ValidationError, match="Families deserve the reason"):
        YouSaidWeDidPage(**words, status="not-possible").clean()
    with pytest.raises(ValidationError, match="Say what we did"):
        YouSaidWeDidPage(**words, status="done").clean()
    YouSaidWeDidPage(**words, status="not-possible", not_possible_because="There is no pool.").clean()
    YouSaidWeDidPage(**words, status="planned", we_did="<p>We will.</p>").clean()


def test_not_possible_is_said_with_its_reason(client, index):
    entry = YouSaidWeDidPageFactory(parent=index, status="not-possible", we_did="", not_possible_because="There is no pool in the borough.")
    assert "There is no pool in the borough." in client.get(entry.url).content.decode()
