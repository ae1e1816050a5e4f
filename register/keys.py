"""Names for people that say nothing about them: keyed hashes of addresses, random references, tokens for links."""

import hashlib
import re
import secrets
import unicodedata
import uuid

from accounts import crypto

# Letters and digits that are hard to mistake for each other, read out over the phone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
PURPOSE = b"register: look-up by e-mail address"
PHONE = b"register: look-up by phone number"
HOUSEHOLD = b"register: families that may be the same"
FORM = b"register: the same form twice"
FORESEEN = b"register: what was said to happen"
CODE = b"register: code to confirm"
# They begin or end many a last name, and say nothing of whose it is.
PARTICLES = {
    "al", "ap", "bin", "binti", "da", "dal", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le", "mac", "mc", "o", "st", "ten",
    "jr", "sr", "ter", "van", "von", "y",
}  # fmt: skip
# What stands between the parts of a name: spaces, and hyphens of any kind.
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212\ufe63\uff0d]+")


def normal_email(email: str) -> str:
    """The address as we keep and compare it: without spaces around it, in small letters."""
    return email.strip().lower()


def email_hash(email: str) -> str:
    """The address as a hash that only a holder of the newest field key can make (HMAC-SHA256, 64 hex digits); nothing for no address."""
    return email_hashes(email)[0] if email else ""


def email_hashes(email: str) -> list[str]:
    """The hashes of an address under every field key, newest first: a row may have been written under an older one."""
    return crypto.keyed_hashes(PURPOSE, normal_email(email))


def phone_hash(phone: str) -> str:
    """As `email_hash`, of a number as E.164 writes it."""
    return phone_hashes(phone)[0] if phone else ""


def phone_hashes(phone: str) -> list[str]:
    return crypto.keyed_hashes(PHONE, phone)


def household_hash(last_name: str, postcode: str) -> str:
    """Families with the same last name at the same postcode have the same; empty without a postcode."""
    return household_hashes(last_name, postcode)[0] if postcode else ""


def household_hashes(last_name: str, postcode: str) -> list[str]:
    """Capitals, spaces, hyphens, apostrophes and accents make no other name of it: Núñez is found as Nunez."""
    name = "".join(sign for sign in unicodedata.normalize("NFKD", last_name).casefold() if sign.isalnum())
    return crypto.keyed_hashes(HOUSEHOLD, f"{name} {postcode}")


def first_half_hash(last_name: str, postcode: str) -> str:
    """As `household_hash`, of the first part of a double name; empty for one that is not double."""
    return household_hash(halves[0], postcode) if (halves := halves_of(last_name)) else ""


def last_half_hash(last_name: str, postcode: str) -> str:
    """As `first_half_hash`, of the last part."""
    return household_hash(halves[-1], postcode) if (halves := halves_of(last_name)) else ""


def halves_of(last_name: str) -> list[str]:
    """The parts of a double name, with a space or a hyphen between them; none when there is one name, as in van der Berg."""
    parts = [part for part in BETWEEN.split(last_name) if len(part.strip("'’.")) > 1 and part.casefold().strip("'’.") not in PARTICLES]
    return parts if len(parts) > 1 else []


def form_digests(answers: str) -> list[str]:
    """What the answers of a form are told apart by, newest key first."""
    return crypto.keyed_hashes(FORM, answers)


def foreseen_marks(lines: list[str]) -> list[str]:
    """What a page said that will happen, to know later that it said just this: newest key first."""
    return crypto.keyed_hashes(FORESEEN, "\n".join(lines))


def code_hashes(code: str, salt: str) -> list[str]:
    """A code is short, so that only a holder of a field key can find it by trying; `salt` is the reference it belongs to."""
    return crypto.keyed_hashes(CODE, f"{salt} {plain_code(code)}")


def new_code() -> str:
    """A random code such as `K7Q-F2M`: one of 387 million."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{signs[:3]}-{signs[3:]}"


def plain_code(typed: str) -> str:
    """A code as it is compared: capitals, without what stands between them."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def new_reference() -> str:
    """A random reference such as `K7QF-2MXR-9T`: 10 signs of 27, nothing of the family in it."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def plain_reference(typed: str) -> str:
    """A reference as we write it, from one typed in small letters or without the dashes."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(part for part in (signs[:4], signs[4:8], signs[8:]) if part)


def new_card_number() -> str:
    """A random number such as `4821-7736`, for talking about a card."""
    return f"{secrets.randbelow(10_000):04}-{secrets.randbelow(10_000):04}"


def new_card_code() -> str:
    """Ten random signs: one of 200 million million, so that nobody finds a card by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def uuid_or_new(typed: object) -> uuid.UUID:
    """The key that a page brings back; a new one for a page that brings none, or what is none."""
    try:
        return uuid.UUID(str(typed))
    except ValueError:
        return uuid.uuid4()


def new_token() -> str:
    """A token for a link: 43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token, so that who reads the table can't open the link."""
    return hashlib.sha256(token.encode()).hexdigest()
