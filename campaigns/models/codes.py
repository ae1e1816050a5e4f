"""Codes of short addresses: six signs that can't be misread on paper, each given out once and never again."""

import re
import secrets

from django.db import models

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet

# Crockford's base 32: no I, L, O or U, so that nothing on a leaflet can be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
MISREAD = str.maketrans("ILO", "110")


def new_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def read_code(text: str, length: int = CODE_LENGTH) -> str:
    """A code as somebody typed it from paper, in the signs it was made of; "" when it can't be one."""
    code = text.strip().upper().translate(MISREAD)
    return code if len(code) == length and set(code) <= {*ALPHABET} else ""


class GivenCode(InsertOnlyModel):
    """A code that a campaign or one of its links got. It stays when they are gone, so that a printed code never leads to something else.

    The database writes these rows when a campaign or a link is added (migration 0003), whoever adds it; the same code twice is refused there.
    """

    code = models.CharField(max_length=CODE_LENGTH, primary_key=True)

    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
