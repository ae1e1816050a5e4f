"""Near the rounded place that a browser told: measured from, said in words, and neither counted nor given away."""

import logging

import pytest
from django.urls import reverse

from localoffer import geo
from localoffer.geo import UnknownPostcode
from search import actions
from search.models import SearchDay
from tests.search.conftest import words_of
from tests.search.given import HERE, service

PLACE = f"{HERE[0]:.2f},{HERE[1]:.2f}"


@pytest.fixture
def clubs(home):
    service("Swim far", miles=9)
    service("Swim near", miles=1.2)


def names(response):
    return [result.name for result in response.context["found"].results]


def test_the_nearest_come_first_and_what_is_too_far_is_left_out(clubs, search):
    response = search("", near=PLACE)
    assert names(response) == ["Swim near", "Swim far"]
    assert "1.2 miles</li>" in words_of(response)
    assert names(search("swim near me", near=PLACE, within="3")) == ["Swim near"]


def test_the_page_says_where_you_are_and_shows_no_numbers(clubs, search):
    response = search("swim", near=PLACE)
    page = words_of(response)
    assert [chip.name for chip in response.context["found"].chips] == ["Near where you are"]
    assert "We measured from where you are, to about half a mile." in page
    assert '<input type="hidden" name="near" value="51.41,-0.30" form="finder">' in page, "it is kept when more is chosen"
    assert 'id="near" name="near" type="text" maxlength="30" autocomplete="postal-code" form="finder" value=""' in page
    assert PLACE not in page.split("<title>")[1].split("</title>")[0]
    (chip,) = search("swim", near=PLACE, within="3").context["found"].chips
    assert chip.name == "Within 3 miles of where you are"
    assert chip.address == "?q=swim"


def test_a_postcode_takes_its_place(clubs, search, postcode):
    assert search("swim", near=[PLACE, "KT1 2AB"]).context["asked"].place == "KT1 2AB"


@pytest.mark.parametrize("place", ["51.41234,-0.30567", "51.4,-0.3", "51,0", "51.41", "51.41,-0.30,1.00", "nan,nan", "٥١.٤١,٠.٣٠"])
def test_a_finer_place_and_what_is_no_pair_are_places_that_nobody_knows(clubs, search, place):
    response = search("swim", near=place)
    assert response.context["asked"].near is None
    assert "We do not know the postcode" in words_of(response)


@pytest.mark.parametrize("place", ["48.86,2.35", "0.00,0.00", "99.99,-99.99", "-51.41,-0.30"])
def test_far_away_nothing_is_measured_and_the_page_says_so(clubs, search, place):
    response = search("swim", near=place, within="3")
    assert sorted(names(response)) == ["Swim far", "Swim near"]
    page = words_of(response)
    assert "Where you are is too far away for us to measure from" in page
    assert f"“{place}”" not in page


@pytest.mark.parametrize("place", ["49.19,-2.11", "60.15,-1.14", "53.27,-9.05"])
def test_all_of_the_british_isles_are_known(place):
    assert geo.rounded(place).label == ""


def test_the_open_data_takes_no_pair_for_a_postcode(db):
    with pytest.raises(UnknownPostcode):
        geo.locate(PLACE)


def test_it_is_neither_counted_nor_logged(clubs, search, caplog):
    with caplog.at_level(logging.DEBUG):
        search("swim", near=PLACE, within="3")
        search("zebra", near="48.86,2.35")
    assert list(SearchDay.objects.values_list("filters", "area")) == [("", ""), ("", "")]
    assert not [record for record in caplog.records if record.name.split(".")[0] in {"search", "localoffer", "home", "django.request"}]


def test_a_feed_never_says_where_somebody_is_and_a_table_measures_from_there(clubs, search, client):
    page = words_of(search("swim", near=PLACE, within="3"))
    assert '/search/results.rss?q=swim"' in page
    assert "/search/results.csv?q=swim&amp;near=51.41%2C-0.30&amp;within=3" in page
    feed = client.get(reverse("search_rss"), {"q": "swim", "near": PLACE, "within": "3"}).content.decode()
    assert "51.41" not in feed
    assert "Swim far" in feed
    assert "Swim far" not in client.get(reverse("search_csv"), {"q": "swim", "near": PLACE, "within": "3"}).content.decode()


def test_where_nothing_else_was_asked_there_is_nothing_to_follow(clubs, search, client):
    page = words_of(search("", near=PLACE))
    assert "results.rss" not in page
    assert "results.csv?near=51.41%2C-0.30" in page


def test_a_list_for_other_sites_does_without_it(clubs, client):
    actions.catch_up()
    page = client.get(reverse("service_list"), {"near": PLACE, "cost": "free"}).content.decode()
    assert 'href="/services/share/?cost=free"' in page
    share = client.get(reverse("services_share"), {"near": PLACE, "cost": "free"})
    assert share.context["embed"].endswith("/services/embed/?cost=free")
    assert share.context["csv"].endswith("/services/directory.csv?cost=free")
    assert ("near", PLACE) not in share.context["kept"]


def test_only_our_own_pages_may_ask_the_browser(home, client):
    assert "geolocation=(self)" in client.get("/services/")["Permissions-Policy"].replace('"', "").replace("'", "")
