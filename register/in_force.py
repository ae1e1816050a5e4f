"""The register's words as families read them now, read once for as long as nobody adds to them: a page of the form asks for them several times."""

from collections.abc import Mapping
from functools import lru_cache

from django.db import connection

from register.models import WordingVersion

# Versions and sign-offs are only added, never changed or deleted: while there are as many as before, and none is newer, nothing has changed.
# Counted, because of two that are written at once the one with the higher number may be there first.
HOW_IT_STANDS = """
    SELECT (SELECT COUNT(*) FROM register_wordingversion), (SELECT MAX(made_at) FROM register_wordingversion),
           (SELECT COUNT(*) FROM register_wordingsignoff), (SELECT MAX(at) FROM register_wordingsignoff)
"""


def in_force() -> Mapping[str, WordingVersion]:
    """The words of now, by the key of their wording, in the order of the wordings. One small query when they are known."""
    with connection.cursor() as cursor:
        cursor.execute(HOW_IT_STANDS)
        return _read(cursor.fetchone())


@lru_cache(maxsize=1)
def _read(how_it_stands: tuple[object, ...]) -> Mapping[str, WordingVersion]:
    return {version.wording.key: version for version in WordingVersion.objects.current()}


def forget() -> None:
    """Read them anew, for tests that take back what they wrote."""
    _read.cache_clear()
