"""Keyed hashes: rows that are there must be found again."""

from accounts import crypto
from register import keys


def test_the_hashes_that_rows_have_stay_what_they_were(settings):
    """As the register wrote them since its first day."""
    settings.FIELD_KEYS = ["n" * 32, "o" * 32]
    assert keys.email_hashes(" Sam@Families.example") == [
        "c3af5027b72d485d9233bfc58dce42d6a58b44dc3fe89d95fa68fce69eb5c537",
        "9f1f5b3fd59899c97439704869c51097413fb555e7d31f94ce674962f33cbbb2",
    ]


def test_one_text_has_other_hashes_for_another_purpose_or_key(settings):
    settings.FIELD_KEYS = ["n" * 32, "o" * 32]
    hashes = crypto.keyed_hashes(b"one", "+447700900123") + crypto.keyed_hashes(b"two", "+447700900123")
    assert len(set(hashes)) == 4
    assert all(len(each) == 64 for each in hashes)
