"""A feed's places and costs."""

from decimal import Decimal

import pytest

from localoffer.openreferral import CostDraft
from tests.localoffer.openreferral.given import GOOD_ID, read


def place(**location):
    draft = read(service_at_locations=[{"location": {"id": GOOD_ID} | location}])
    return [place.fields for place in draft.places], draft.repairs


def test_a_place_in_either_version():
    for name in ("addresses", "physical_addresses"):
        places, repairs = place(name="Mill", latitude="51.5", longitude=-0.12, **{name: [{"address_1": "1 Mill Lane", "city": "Larkmere", "postal_code": "lk1  4qa"}]})
        assert places == [{"name": "Mill", "address": "1 Mill Lane", "town": "Larkmere", "postcode": "LK1 4QA", "latitude": 51.5, "longitude": -0.12}]
        assert repairs == []


@pytest.mark.parametrize(
    "where", [{"latitude": 0, "longitude": 0}, {"latitude": 951, "longitude": 0}, {"latitude": 51.5}, {"latitude": "north", "longitude": 1}, {"latitude": True, "longitude": 1}]
)
def test_coordinates_that_cannot_be_right_are_left_out_and_told(where):
    places, repairs = place(name="Mill", **where)
    assert (places[0]["latitude"], places[0]["longitude"]) == (None, None)
    assert repairs == ["place: a place's coordinates left out, because they can't be right"]


def test_a_place_that_says_nothing_is_left_out_and_told():
    assert place(name=" ", addresses=[{"city": ""}]) == ([], ["place: left out, because nothing says where it is"])


def test_a_postcode_that_is_too_long_is_left_out_and_told():
    places, repairs = place(name="Mill", addresses=[{"postal_code": "see our website"}])
    assert places[0]["postcode"] == ""
    assert repairs == ["place: postcode left out, because it is too long: SEE OUR WEBSITE"]


def test_places_without_ids_are_told_apart_by_their_words_and_one_place_twice_is_one():
    at = [{"location": {"name": name}} for name in ("Mill", "Hall", "Mill")]
    assert [place.fields["name"] for place in read(service_at_locations=at).places] == ["Mill", "Hall"]


@pytest.mark.parametrize(
    ("given", "costs"),
    [
        ({"cost_options": [{"option": "A lesson", "amount": "£4.50"}]}, [CostDraft(Decimal("4.50"), "A lesson")]),
        ({"cost_options": [{"amount": 0, "amount_description": "nothing to pay"}]}, [CostDraft(Decimal("0.00"), "nothing to pay")]),
        ({"cost_options": [{"option": "", "amount": None}, {"option": "Ask us"}]}, [CostDraft(None, "Ask us")]),
        ({"fees": "Free."}, [CostDraft(Decimal("0.00"), "Free.")]),
        ({"fees": "Free for members, £5 for others"}, [CostDraft(None, "Free for members, £5 for others")]),
        ({"fees": ""}, []),
        ({"cost_options": [], "fees": "£2"}, [CostDraft(None, "£2")]),
    ],
)
def test_costs(given, costs):
    draft = read(**given)
    assert draft.costs == costs
    assert draft.repairs == []


@pytest.mark.parametrize("amount", [-1, "lots", "1e9", "NaN", "Infinity", 999999.999])
def test_an_amount_that_cannot_be_is_left_out_and_told(amount):
    draft = read(cost_options=[{"option": "A visit", "amount": amount}])
    assert draft.costs == [CostDraft(None, "A visit")]
    assert draft.repairs == [f"cost {str(amount)[:20]!r} left out, because it is no amount in pounds"]
