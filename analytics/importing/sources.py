"""The file as it came: plain or gzip, in one of several encodings, and the lines in it."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, TextIO

from django.utils.translation import gettext as _

from analytics.importing.readings import Unreadable

GZIP: Final = b"\x1f\x8b"
CHUNK: Final = 1_000_000
HEAD: Final = 65_536
TICK_EVERY: Final = 5_000
ENCODINGS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# Called every few thousand lines, so that somebody can be told how far it is.
Tick = Callable[[], None]


def no_tick() -> None:
    """For whoever does not wait."""


def unpacked(file: BinaryIO) -> "BinaryIO | gzip.GzipFile":
    """The content from its beginning, whether or not it was zipped."""
    file.seek(0)
    is_zipped = file.read(2) == GZIP
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_zipped else file


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of the unpacked content: a file and the same file zipped are one. Raises Unreadable when it is damaged."""
    digest = hashlib.sha256()
    with careful():
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.hexdigest()


def is_larger(file: BinaryIO, most: int) -> bool:
    """True when more than `most` bytes come out of it; a small file can hold a very large one. Raises Unreadable when it is damaged."""
    size = 0
    with careful():
        for chunk in _chunks(file):
            size += len(chunk)
            if size > most:
                return True
    return False


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    source = unpacked(file)
    while chunk := source.read(CHUNK):
        yield chunk


def head_of(file: BinaryIO) -> bytes:
    """The first 64 kB, unpacked. Raises Unreadable."""
    with careful():
        return unpacked(file).read(HEAD)


def encoding_of(head: bytes) -> str:
    """By the mark at its beginning; UTF-8 where there is none."""
    return next((name for mark, name in ENCODINGS if head.startswith(mark)), "utf-8")


@contextmanager
def text_of(file: BinaryIO) -> Iterator[TextIO]:
    """The unpacked content as text; a byte that is no text becomes a sign that no number has. Raises Unreadable. The file stays open."""
    encoding = encoding_of(head_of(file))
    with careful():
        text = io.TextIOWrapper(unpacked(file), encoding, errors="replace", newline="")
        try:
            yield text
        finally:
            text.detach()


@contextmanager
def careful() -> Iterator[None]:
    """Turn what a damaged zip file raises into a sentence."""
    try:
        yield
    except (EOFError, OSError, zlib.error) as problem:
        raise Unreadable(_("The file is damaged: it cannot be unpacked to its end. Fetch it again from where it came.")) from problem
