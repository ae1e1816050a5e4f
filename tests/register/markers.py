"""Words that stand for personal data, and where to look for them: the whole database, sessions, caches, files, addresses and cookies."""

import pickle
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.sessions import SessionStore

NAMES = ("zyxfirst", "zyxsecond", "zyxlast", "zyxchild", "zyxtwin", "zyxcard")
PLACES = ("zyxaddress", "zyxschool", "zq9 9zq", "zq99zq")
CONTACTS = ("zyxmail", "zyxnew", "zyxpaper", "zyxcomplains", "7700900987", "7700 900987", "7700900654", "7700 900654", "1632960321", "1632 960321")
WORDS = ("zyxwrong", "zyxhappened", "zyxwanted", "zyxanswer")
MARKERS = NAMES + PLACES + CONTACTS + WORDS
# The sign-in's own address and number are the only personal data outside the register; both are encrypted.
ALLOWED = {("accounts_user", name) for name in ("email", "email_hash", "phone", "phone_hash")}
# A mail or a text, until it is sent.
ON_ITS_WAY = {("accounts_queuedmail", name) for name in ("to_hash", "subject", "headers")} | {("accounts_queuedtext", "to_hash")}
# Encrypted, and looked into by those who may: a message and whom it is to, and what a browser's session holds.
MESSAGES = {("accounts_queuedmail", name) for name in ("recipient", "text", "html")} | {("accounts_queuedtext", name) for name in ("number", "text")}
# Which message went to which family, by a key that goes with the family, and after two years.
SENT = {("campaigns_delivery", name) for name in ("family", "mailing", "version", "message_key", "channel", "wave", "state", "accepted_at", "over_at")}
ENCRYPTED = MESSAGES | {("django_session", "session_data")}


@dataclass(frozen=True)
class Looked:
    """How much was looked through, and in which (table, column) a marker stands in the clear."""

    tables: set[str]
    columns: int
    rows: int
    found: set[tuple[str, str]]


def look_through_database(markers: tuple[str, ...] = MARKERS) -> Looked:
    tables, columns, rows, found = set(), 0, 0, set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            names = [column[0] for column in cursor.description]
            tables.add(table)
            columns += len(names)
            for row in cursor.fetchall():
                rows += 1
                found |= {(table, name) for name, value in zip(names, row, strict=True) if has_marker(value, markers)}
    return Looked(tables, columns, rows, found)


def columns_with_markers(markers: tuple[str, ...] = MARKERS) -> set[tuple[str, str]]:
    return look_through_database(markers).found


def has_marker(value: object, markers: tuple[str, ...] = MARKERS) -> bool:
    text = bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
    return any(marker in text.lower() for marker in markers)


def sessions_with_markers() -> list[dict]:
    """What is in them once they are decrypted: a form that was sent leaves nothing behind there."""
    return [data for data in (SessionStore().decode(session.session_data) for session in Session.objects.all()) if has_marker(data)]


def cached_with_markers() -> list[str]:
    """Names in the caches under which, or in whose unpacked content, a marker stands."""
    return [name for name, content in cached() if has_marker(content) or has_marker(name)]


def cached() -> list[tuple[str, bytes]]:
    """Everything in the caches, by name, unpacked."""
    return [pair for cache in caches.all() for pair in (_stored_in_redis(cache) if isinstance(cache, RedisCache) else _stored_in_files(cache))]


def _stored_in_redis(cache: RedisCache) -> list[tuple[str, bytes]]:
    client = cache._cache.get_client()
    return [(key.decode(), client.get(key) or b"") for key in client.scan_iter()]


def _stored_in_files(cache: FileBasedCache) -> list[tuple[str, bytes]]:
    found = []
    for file in Path(cache._dir).glob("*.djcache"):
        with file.open("rb") as stored:
            pickle.load(stored)  # noqa: S301 - our own file: when it expires
            found.append((file.name, zlib.decompress(stored.read())))
    return found


def files_with_markers() -> list[Path]:
    """Of what is uploaded or made: an export or a card is never kept as a file."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and (has_marker(path.name) or has_marker(path.read_bytes()))]


class Watched(Client):
    """A browser that remembers every address it asked for or was led to, and every cookie and file name it was given."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.seen: list[str] = []

    def request(self, **request: object) -> HttpResponse:
        response = super().request(**request)
        self.seen += [f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING', '')}", response.get("Location", ""), response.cookies.output()]
        self.seen += [response.get("Content-Disposition", "")]
        return response
