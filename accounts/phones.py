"""Phone numbers: as people in Britain type them, as we keep them (E.164, `+447700900123`), and as we show them."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

HERE, HERE_CODE = "GB", 44
LONGEST_TYPED = 60
# Digits of any script, and what stands between them: dashes, dots, strokes, brackets, and the unseen marks that a copied number brings.
SIGNS = re.compile(r"[\d\s+()./\-\u2010-\u2015\uff0b\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
DRAMA = re.compile(r"7700900\d{3}|1632960\d{3}|2079460\d{3}", re.ASCII)
CAN_BE_TEXTED = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


class NotAPhone(ValueError):
    """The text is no whole phone number: too short or long, with words in it, with an extension, or in no range that exists."""


def normal(typed: str) -> str:
    """The number in E.164, from any way of writing it in Britain; a foreign one needs its + or 00. Raises NotAPhone.

    The numbers Ofcom keeps free for drama (07700 900000 to 900999, 01632 960000 to 960999, 020 7946 0000 to 0999) count as numbers, though
    the library knows better: tests, examples and the demo use them, because nobody has them.
    Source: Ofcom, "Telephone numbers for use in TV and radio drama programmes".
    """
    if len(typed) > LONGEST_TYPED or not SIGNS.fullmatch(typed):
        raise NotAPhone
    try:
        number = phonenumbers.parse(UNSEEN.sub("", typed), HERE)
    except phonenumbers.NumberParseException:
        raise NotAPhone from None
    if number.extension or not (phonenumbers.is_valid_number(number) or _is_drama(number)):
        raise NotAPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether a number in E.164 can be sent a text message. Personal numbers (070) and pagers can't."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.number_type(parsed) in CAN_BE_TEXTED or (_is_drama(parsed) and str(parsed.national_number).startswith("7"))


def is_british(number: str) -> bool:
    """Whether a text to a number in E.164 costs what texts cost here: not Jersey, Guernsey or Man, which have our +44 and prices of abroad."""
    parsed = phonenumbers.parse(number)
    return _is_drama(parsed) or phonenumbers.region_code_for_number(parsed) == HERE


def as_written(number: str) -> str:
    """A number in E.164 as people write it: `07912 345678`, a foreign one `+33 6 12 34 56 78`."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if parsed.country_code == HERE_CODE else PhoneNumberFormat.INTERNATIONAL)


def _is_drama(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code == HERE_CODE and bool(DRAMA.fullmatch(str(number.national_number)))
