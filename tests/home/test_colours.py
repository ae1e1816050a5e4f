"""A council's colours: it may choose its own, but not ones that tired eyes can't read."""

import pytest
from django.core.exceptions import ValidationError

from home.colours import check_contrast, contrast

OURS = {"brand": "#0B5351", "link": "#0A5563", "said": "#5E2750", "highlight": "#F4B942"}


def test_black_on_white_is_21_to_1_and_a_colour_on_itself_1():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#0B5351", "#0B5351") == 1


def test_the_colours_we_start_with_pass():
    check_contrast(**OURS)


@pytest.mark.parametrize(("name", "colour"), [("brand", "#3A9A97"), ("link", "#1E90FF"), ("said", "#C080B0"), ("highlight", "#7A3B00")])
def test_a_colour_too_near_to_its_ground_is_refused_with_the_figure(name, colour):
    with pytest.raises(ValidationError) as problem:
        check_contrast(**OURS | {name: colour})
    assert list(problem.value.message_dict) == [f"{name}_colour"]
    assert "7 to 1" in str(problem.value)
