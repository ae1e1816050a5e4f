"""Phone numbers, however somebody types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import phones

pytestmark = pytest.mark.same_on_any_server

MINE = "+447912345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07912345678", MINE),
        ("07912 345 678", MINE),
        (" 07912-345-678 ", MINE),
        ("07912.345.678", MINE),
        ("+44 7912 345678", MINE),
        ("+44 (0)7912-345678", MINE),
        ("+44(0)7912345678", MINE),
        ("00447912345678", MINE),
        ("0044 (0) 7912 345678", MINE),
        ("447912345678", MINE),
        ("7912345678", MINE),
        ("07912\u00a0345\u2011678", MINE),
        ("\u202a+44 7912 345678\u202c", MINE),
        ("٠٧٩١٢٣٤٥٦٧٨", MINE),
        ("020 8547 5000", "+442085475000"),
        ("(020) 8547 5000", "+442085475000"),
        ("0303 123 4567", "+443031234567"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("+1 (650) 253-0000", "+16502530000"),
    ],
)
def test_every_way_of_writing_a_number_is_the_same_number(typed, kept):
    assert phones.normal(typed) == kept


@pytest.mark.parametrize("typed", ["07700 900000", "+44 7700 900999", "020 7946 0000", "020 7946 0999", "01632 960123"])
def test_the_numbers_kept_free_for_drama_are_numbers(typed):
    assert phones.normal(phones.as_written(phones.normal(typed))) == phones.normal(typed)


@pytest.mark.parametrize("typed", ["07700 901000", "01632 961000"])
def test_numbers_beside_those_for_drama_stay_refused(typed):
    with pytest.raises(phones.NotAPhone):
        phones.normal(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "+", "()", "0", "999", "0791234567", "079123456789", "1" * 400, "+33 6 12", "+999 123456789", "+07912345678"),
        *("07912 345 678 or 07912 345 679", "07912345678 ext 4", "07912345678x4", "07912345678;phone-context=+44", "07912\x00345678"),
        *("call 07912345678", "tel:07912345678", "0800 FLOWERS", "sam@families.example"),
    ],
)
def test_what_is_no_number_is_refused_by_name(typed):
    with pytest.raises(phones.NotAPhone):
        phones.normal(typed)


@given(st.text() | st.text(alphabet="0123456789+() -./x;#,", max_size=70) | st.from_regex(r"(\+|00|0)\d{5,16}", fullmatch=True))
def test_no_text_at_all_breaks_the_reading_of_numbers(typed):
    try:
        number = phones.normal(typed)
    except phones.NotAPhone:
        return
    assert phones.normal(number) == number, "what we keep is read as itself"
    assert phones.normal(phones.as_written(number)) == number, "and so is what we show"
    assert phones.is_mobile(number) in {True, False}
    assert phones.is_british(number) in {True, False}


@pytest.mark.parametrize(
    ("typed", "can"), [(MINE, True), ("07700 900123", True), ("020 7946 0123", False), ("01632 960123", False), ("070 1234 5678", False), ("+33 6 12 34 56 78", True)]
)
def test_only_a_mobile_can_be_texted(typed, can):
    assert phones.is_mobile(phones.normal(typed)) is can


@pytest.mark.parametrize(("typed", "is_it"), [(MINE, True), ("07700 900123", True), ("07797 712345", False), ("+33 6 12 34 56 78", False)])
def test_a_text_to_jersey_costs_what_it_costs_abroad(typed, is_it):
    assert phones.is_british(phones.normal(typed)) is is_it


def test_a_number_is_shown_as_people_write_it():
    assert [phones.as_written(number) for number in (MINE, "+442079460123", "+33612345678")] == ["07912 345678", "020 7946 0123", "+33 6 12 34 56 78"]
