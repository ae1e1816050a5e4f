"""Names for people that say nothing about them: keyed hashes of addresses, random references, tokens for links."""

import hashlib
import secrets

from accounts import crypto

# Letters and digits that are hard to mistake for each other, read out over the phone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
PURPOSE = b"register: look-up by e-mail address"


def normal_email(email: str) -> str:
    """The address as we keep and compare it: without spaces around it, in small letters."""
    return email.strip().lower()


def email_hash(email: str) -> str:
    """The address as a hash that only a holder of the newest field key can make (HMAC-SHA256, 64 hex digits)."""
    return email_hashes(email)[0]


def email_hashes(email: str) -> list[str]:
    """The hashes of an address under every field key, newest first: a row may have been written under an older one."""
    return crypto.keyed_hashes(PURPOSE, normal_email(email))


def new_reference() -> str:
    """A random reference such as `K7QF-2MXR-9T`: 10 signs of 27, nothing of the family in it."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def plain_reference(typed: str) -> str:
    """A reference as we write it, from one typed in small letters or without the dashes."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(part for part in (signs[:4], signs[4:8], signs[8:]) if part)


def new_token() -> str:
    """A token for a link: 43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token, so that who reads the table can't open the link."""
    return hashlib.sha256(token.encode()).hexdigest()
