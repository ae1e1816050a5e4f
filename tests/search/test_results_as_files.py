"""Results taken away: as a table, as a feed, as dates for a calendar."""

import csv
import datetime as dt
import io
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from localoffer.models import Service
from search import actions, feeds, limits, results
from tests import factories
from tests.search.given import service


def test_results_as_a_table_that_no_spreadsheet_runs(home, client, postcode):
    service("=Swim()", miles=1.25, free=True, min_age=5, summary="Splash.")
    factories.GuidancePageFactory(parent=home, title="Swim safely")
    actions.catch_up()
    response = client.get(reverse("search_csv"), {"q": "swim", "near": "KT1 2AB"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    found = {row[0]: row for row in rows[1:]}
    assert found["'=Swim()"][1:] == [
        "Service",
        "Splash.",
        "http://testserver/services/" + Service.objects.get().slug + "/",
        Service.objects.get().provider.name,
        "5",
        "",
        "Yes",
        "Larkmere",
        "1.2",
        "Open",
        "",
    ]
    assert found["Swim safely"][1] == "Guidance"


def test_a_table_that_is_cut_says_so(home, client, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ROWS", 2)
    for number in range(3):
        service(f"Swim {number}")
    actions.catch_up()
    rows = client.get(reverse("search_csv"), {"q": "swim"}).content.decode().splitlines()
    assert len(rows) == 4
    assert rows[-1] == '"Only the first 2 of 3 results are here."' or rows[-1] == "Only the first 2 of 3 results are here."


def test_results_as_a_feed(home, client):
    service("Swim & splash", summary="For you & me.")
    actions.catch_up()
    response = client.get(reverse("search_rss"), {"q": "swim", "type": "service"})
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    items = ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314 (our own feed)
    assert [(item.findtext("title"), item.findtext("description"), item.findtext("link")) for item in items] == [
        ("Swim & splash", "For you & me.", f"http://testserver/services/{Service.objects.get().slug}/")
    ]


def test_a_sign_that_no_feed_may_hold_takes_no_result_away(home, client):
    service("Swim\x0bclub", summary="For you\x01.")
    actions.catch_up()
    response = client.get(reverse("search_rss"), {"q": "swim"})
    [item] = ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314 (our own feed)
    assert (item.findtext("title"), item.findtext("description")) == ("Swim club", "For you.")


def test_results_as_dates_for_a_calendar(home, client):
    service("Swim", days=["MO"])
    service("Swim without a date")
    index = factories.EventIndexPageFactory(parent=home)
    factories.EventPageFactory(parent=index, title="Swim day", starts_at=timezone.now() + dt.timedelta(days=3))
    actions.catch_up()
    response = client.get(reverse("search_ics"), {"q": "swim"})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == ["Swim", "Swim day"]


def test_files_of_no_search_and_of_no_kind_are_not_there(home, client):
    assert client.get(reverse("search_csv")).status_code == 404
    assert client.get("/search/results.exe?q=a").status_code == 404


@pytest.mark.parametrize("form", ["csv", "ics", "rss"])
def test_a_file_marks_no_words_that_it_does_not_show(home, client, monkeypatch, form):
    service("Swim", summary="Splash.", days=["MO"])
    actions.catch_up()

    def refuse(*args):
        raise AssertionError("nobody sees these")

    monkeypatch.setattr(results, "mark", refuse)
    monkeypatch.setattr(results, "extract", refuse)
    assert "Swim" in client.get(reverse(f"search_{form}"), {"q": "swim"}).content.decode()


def test_one_address_takes_no_more_than_so_many_files_and_another_one_goes_on(home, client, monkeypatch):
    monkeypatch.setitem(limits.MOST, "files", 2)
    with time_machine.travel(timezone.now().replace(second=20), tick=False):
        answers = [client.get(reverse(name), {"q": "swim"}) for name in ("search_csv", "directory_csv", "search_rss", "directory_csv")]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert answers[2]["Retry-After"] == "40"
        assert "Please wait a little" in answers[2].content.decode()
        assert client.get(reverse("search_csv"), {"q": "swim"}, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert client.get(reverse("search"), {"q": "swim"}).status_code == 200
