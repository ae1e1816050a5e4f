"""A place and an age in a search: typed as such, or among the words."""

import pytest

from tests.search.conftest import words_of
from tests.search.given import service


def test_near_a_postcode_the_nearest_come_first_with_their_miles(home, services, postcode, search):
    service("Swim far", miles=4.04)
    service("Swim near", miles=1.2)
    service("Swim nowhere")
    assert services(near="kt1 2ab") == ["Swim near", "Swim far", "Swim nowhere"]
    assert services(near="KT12AB", within="3") == ["Swim near"]
    page = words_of(search("swim", near="KT1 2AB", sort="nearest"))
    assert "<li>1.2 miles</li>" in page and "<li>4 miles</li>" in page


def test_a_postcode_among_the_words_is_a_place(home, search, postcode):
    service("Swim far", miles=9)
    service("Swim near", miles=1)
    response = search("swim kt1 2ab", within="3")
    assert [result.name for result in response.context["found"].results] == ["Swim near"]
    assert "1 result for “swim”." in words_of(response)
    assert "Within 3 miles of KT1 2AB" in words_of(response)


@pytest.mark.parametrize("typed", ["swim near KT1 2AB", "swim in kt1 2ab", "swim close to KT12AB"])
def test_a_word_that_only_leads_to_the_place_is_not_looked_for(home, search, postcode, typed):
    service("Swim", miles=1)
    service("Near the pool", miles=1)
    response = search(typed)
    assert ([result.name for result in response.context["found"].results], response.context["asked"].text) == (["Swim"], "swim")


@pytest.mark.parametrize("typed", ["swim age 8", "swim aged 8 years", "swim for my 8 year old", "8-year-old swim", "swim 8yo", "swim 8 y/o"])
def test_an_age_among_the_words_is_an_age_that_can_be_taken_away(home, search, typed):
    service("Swim", min_age=5, max_age=11)
    service("Swim age", min_age=12, max_age=18)
    response = search(typed)
    assert [result.name for result in response.context["found"].results] == ["Swim"]
    assert ("age", "Age 8") in [(chip.facet, chip.name) for chip in response.context["found"].chips]
    assert response.context["asked"].age == 8


@pytest.mark.parametrize(
    "typed",
    [
        "swim age 5 to 11",
        "swim 16-25 year olds",
        "swim under 5 year olds",
        "swim age 100",
        "swim year 6",
        "swim 2 year check",
        "swim for 3 and 4 year olds",
        "swim between 5 and 11 year olds",
        "swim aged 16 and over",
        "swim aged 5 or under",
        "swim 2/3 year olds",
        "swim aged 16+",
        "swim age 5-11",
        "swim up to 5 year olds",
        "swim 5, 6 year olds",
    ],
)
def test_what_is_no_age_stays_among_the_words(home, search, typed):
    asked = search(typed).context["asked"]
    assert (asked.age, asked.text) == (None, typed)


def test_an_age_that_was_chosen_goes_before_one_among_the_words(home, search):
    asked = search("swim age 8", age="9").context["asked"]
    assert (asked.age, asked.text) == (9, "swim age 8")


def test_what_is_no_word_is_not_said_to_be_found(home, search):
    service("Swim")
    assert "There is no word in “😀” that we could look for" in words_of(search("😀"))


def test_near_me_is_no_word_of_a_service(home, search):
    service("Swim")
    service("Stay near the farm")
    assert [result.name for result in search("swim near me").context["found"].results] == ["Swim"]
    assert [result.name for result in search("near me").context["found"].results] == ["Stay near the farm"], "alone it is all there is"


@pytest.mark.parametrize("typed", ["swim near me", "swimming clubs nearby", "near me"])
def test_near_me_without_a_place_asks_for_the_postcode(home, search, typed):
    service("Swim")
    page = words_of(search(typed))
    assert "Write your postcode to see what is near you." in page
    assert '<label class="govuk-label" for="near-you">Your postcode</label> <div class="lo-near__field"> <input class="govuk-input" id="near-you" name="near"' in page


@pytest.mark.parametrize("place", [{"q": "swim near me KT1 2AB"}, {"q": "swim near me", "near": "KT1 2AB"}])
def test_near_me_with_a_place_is_near_that_place(home, search, postcode, place):
    service("Swim far", miles=9)
    service("Swim near", miles=1)
    response = search(**place, within="3")
    assert [result.name for result in response.context["found"].results] == ["Swim near"]
    assert "Write your postcode to see" not in words_of(response)


def test_near_me_alone_with_a_place_is_all_that_is_near(home, search, postcode):
    service("Swim far", miles=9)
    service("Swim near", miles=1)
    assert [result.name for result in search("near me", near="KT1 2AB").context["found"].results] == ["Swim near", "Swim far"]


def test_of_two_fields_for_a_postcode_the_one_that_was_filled_in_counts(home, search, postcode):
    for both in (["KT1 2AB", ""], ["", "KT1 2AB"], ["51.60,-0.10", "KT1 2AB", ""]):
        assert search("swim", near=both).context["asked"].place == "KT1 2AB"


def test_a_postcode_nobody_knows_is_said_and_the_rest_is_searched(home, search):
    service("Swim near", miles=1)
    page = words_of(search("swim ZZ99 9ZZ", within="3"))
    assert "We do not know the postcode “ZZ99 9ZZ”" in page
    assert "1 result for “swim”." in page
    assert "miles</li>" not in page


@pytest.mark.parametrize(("typed", "miles"), [("swim within 3 miles of kt1 2ab", 3), ("swim within 4 miles from KT1 2AB", 5), ("swim KT1 2AB up to 10 miles", 10)])
def test_a_distance_among_the_words_is_a_distance(home, search, postcode, typed, miles):
    service("Swim far", miles=12)
    service("Swim near", miles=1)
    response = search(typed)
    assert ([result.name for result in response.context["found"].results], response.context["asked"].within) == (["Swim near"], miles)


@pytest.mark.parametrize("typed", ["s17 assessment", "S17 assessment", "section s41 school list"])
def test_a_section_of_a_law_is_no_place_far_from_here(home, search, typed):
    service("Assessment", miles=1)
    asked = search(typed).context["asked"]
    assert (asked.near, asked.text) == (None, typed)


@pytest.mark.parametrize("typed", ["swim KT2", "swim kt2", "swim near S17"])
def test_half_a_postcode_is_a_place_near_our_services_or_after_a_word_that_says_so(home, search, typed):
    service("Swim", miles=1)
    asked = search(typed).context["asked"]
    assert (asked.near is not None, asked.text) == (True, "swim")


def test_what_looks_like_half_a_postcode_and_is_none_stays_a_word(home, search):
    service("KS2 maths")
    assert [result.name for result in search("KS2 maths").context["found"].results] == ["KS2 maths"]
