"""Prices and distances are said as people say them."""

from decimal import Decimal

import pytest

from localoffer.models import CostOption
from localoffer.sayings import distance, price


@pytest.mark.parametrize(
    ("amount", "description", "said"),
    [
        ("6", "A month", "£6 a month"),
        ("5.5", "per session", "£5.50 per session"),
        ("12.00", "Swimming lesson", "£12: Swimming lesson"),
        ("0", "", "Free"),
        ("0", "For brothers and sisters", "Free for brothers and sisters"),
        ("0", "Ask us", "Free: Ask us"),
        ("3", "", "£3"),
        ("1250", "each term", "£1250 each term"),
        (None, "Ask us", "Ask us"),
        ("4", "Andover club", "£4: Andover club"),
    ],
)
def test_a_price_is_one_phrase(amount, description, said):
    assert price(CostOption(amount=None if amount is None else Decimal(amount), description=description)) == said


@pytest.mark.parametrize(
    ("miles", "said"),
    [
        (0.0, "less than 0.1 miles"),
        (0.04, "less than 0.1 miles"),
        (0.06, "0.1 miles"),
        (0.98, "1 mile"),
        (1.0, "1 mile"),
        (1.26, "1.3 miles"),
        (2.0, "2 miles"),
        (12.34, "12.3 miles"),
    ],
)
def test_a_distance_is_never_nought(miles, said):
    assert distance(miles) == said
