import pytest

from campaigns import fields
from campaigns.carriers.base import Words


@pytest.mark.parametrize(("text", "found"), [
    ("Dear ((first_name)), your number is ((reference)).", []),
    ("Dear ((surname)) and ((surname))", ["surname"]),
    ("Dear ((First_name))", ["First_name"]),
    ("Dear (( first_name ))", [" first_name "]),
    ("((stop)) ((signatures))", ["stop", "signatures"]),
    ("one bracket (first_name)", []),
])  # fmt: skip
def test_only_two_fields_of_a_family_may_be_written(text, found):
    assert fields.unknown(text) == found


def test_a_value_is_text_in_html_and_its_lines_are_lines():
    words = Words(subject="For ((first_name))", text="((signatures))", html="<p>((first_name)) ((signatures)) ((stop))</p>")
    filled = fields.filled(words, {"first_name": "<b>Sam</b>", "signatures": "Ada, Chair\nBob, Director"})
    assert filled.subject == "For <b>Sam</b>"
    assert filled.text == "Ada, Chair\nBob, Director"
    assert filled.html == "<p>&lt;b&gt;Sam&lt;/b&gt; Ada, Chair<br>Bob, Director ((stop))</p>"


def test_a_value_with_a_field_in_it_is_not_filled_in_again():
    assert fields.filled(Words(subject="", text="((first_name))"), {"first_name": "((reference))", "reference": "K7QF"}).text == "((reference))"
