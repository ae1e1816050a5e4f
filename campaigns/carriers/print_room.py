"""Letters for a print room: one PDF, and a table that says what is in it. Both are there whole, or nothing is."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from campaigns.carriers import holes, letter_pdf
from campaigns.carriers.base import Refused, Words
from campaigns.carriers.encoded import one_line
from campaigns.carriers.letter_pdf import Drawn, Look, Paper
from campaigns.carriers.postal import NoPostalAddress, address_lines
from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv

MOST_LETTERS: Final = 1_000
BATCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
LEFTOVER = re.compile(r"\..+\.(?:pdf|csv)\.[0-9a-f]{12}")
AN_HOUR: Final = 3600
ONLY_OURS: Final = 0o600


class NotWritten(Exception):
    """No batch was made, and nothing of one was left behind; the words tell an operator why."""


@dataclass(frozen=True)
class Letter:
    """`to`: the lines of an address, the last one a postcode."""

    reference: UUID
    to: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Prepared:
    heading: list[str]
    text: list[str]
    look: Look


@dataclass(frozen=True)
class Batch:
    """What was made: how many pages each letter has, and which ones are not in it."""

    pdf: Path
    manifest: Path
    pages: dict[UUID, int]
    refused: dict[UUID, Refused]


def prepare(words: Words, look: Look) -> Prepared:
    """Raises ValueError for words that can't be printed."""
    holes.check(words)
    said = [words.subject, words.text, look.short_address, *look.sender, *look.signatures]
    if not words.text.strip():
        raise ValueError(_("The letter has no words."))
    if sign := letter_pdf.unprintable(*said):
        raise ValueError(_("“%(sign)s” can’t be printed on a letter.") % {"sign": sign})
    return Prepared(holes.split(words.subject), holes.split(words.text), look)


def write(prepared: Prepared, letters: Sequence[Letter], *, folder: Path, batch: str) -> Batch:
    """The files `batch`.pdf and `batch`.csv, to be read by nobody else; what can't be printed is left out and named. Raises NotWritten; ValueError for a batch too large.

    The PDF comes last: where it is, the table is too, also when the process was killed in between.
    """
    if not BATCH.fullmatch(batch) or len(letters) > MOST_LETTERS:
        raise ValueError(_("A batch has a plain name and at most %(most)d letters.") % {"most": MOST_LETTERS})
    pages: dict[UUID, int] = {}
    refused: dict[UUID, Refused] = {}
    paper = Paper(prepared.look, batch)
    for letter in letters:
        try:
            drawn = _drawn(prepared, letter, f"{batch} / {len(pages) + 1}")
        except (NoPostalAddress, holes.Missing) as problem:
            refused[letter.reference] = Refused(str(problem))
        else:
            pages[letter.reference] = paper.letter(drawn)
    if not pages:
        raise NotWritten(_("None of these letters can be printed."))
    pdf, manifest = folder / f"{batch}.pdf", folder / f"{batch}.csv"
    _write_whole({manifest: _table(batch, pages), pdf: bytes(paper.output())})
    return Batch(pdf, manifest, pages, refused)


def refusal_of(prepared: Prepared, letter: Letter) -> Refused | None:
    """Why a letter would be left out; None when it can be printed."""
    try:
        _drawn(prepared, letter, "")
    except (NoPostalAddress, holes.Missing) as problem:
        return Refused(str(problem))
    return None


def _drawn(prepared: Prepared, letter: Letter, mark: str) -> Drawn:
    """Raises NoPostalAddress, holes.Missing."""
    lines = address_lines(letter.to)
    heading = one_line(holes.fill(prepared.heading, letter.fields))
    text = holes.fill(prepared.text, letter.fields, _inline)
    if sign := letter_pdf.unprintable(heading, text, *lines):
        raise NoPostalAddress(_("“%(sign)s” in this person’s name or address can’t be printed.") % {"sign": sign})
    if not all(letter_pdf.fits_window(line) for line in lines):
        raise NoPostalAddress(_("A line of the address is too long for the window of the envelope."))
    return Drawn(lines, heading, text, mark)


def _inline(value: str) -> str:
    """A family's own words begin no heading and no list."""
    return one_line(value).lstrip("#*•- ")


def _table(batch: str, pages: Mapping[UUID, int]) -> bytes:
    """No name and no address: the print room needs none, and a table is passed on more easily than a PDF."""
    file = StringIO(newline="")
    table = SafeCsv(file)
    table.write([_("Batch"), _("Number"), _("Reference"), _("Pages")])
    for number, (reference, many) in enumerate(pages.items(), 1):
        table.write([batch, number, str(reference), many])
    return f"{BYTE_ORDER_MARK}{file.getvalue()}".encode()


def _write_whole(files: Mapping[Path, bytes]) -> None:
    """All of them, on the disk, in their order; or none. Raises NotWritten, also when one is there already: it may be with the print room."""
    made: list[Path] = []
    _forget_leftovers(next(iter(files)).parent)
    try:
        if any(path.exists() for path in files):
            raise FileExistsError
        for path, content in files.items():
            made.append(_hidden(path))
            _write(made[-1], content)
        for path, hidden in zip(files, tuple(made), strict=True):
            hidden.rename(path)
            made.append(path)
        _sync_folder(made[-1].parent)
    except OSError as problem:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise NotWritten(_why(problem)) from problem


def _hidden(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")


def _forget_leftovers(folder: Path) -> None:
    """What a process that was killed had half written holds addresses: it goes when nobody can be writing it any more."""
    for path in folder.glob(".*"):
        with contextlib.suppress(OSError):
            if LEFTOVER.fullmatch(path.name) and time.time() - path.stat().st_mtime > AN_HOUR:
                path.unlink()


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _why(problem: OSError) -> str:
    if isinstance(problem, FileExistsError):
        return _("There is a batch of this name already.")
    if problem.errno is None:
        return _("The batch can’t be written to its folder.")
    return _("The batch can’t be written to its folder: %(reason)s.") % {"reason": os.strerror(problem.errno)}
