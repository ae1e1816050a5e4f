"""Letters for a print room: what stands where on the sheet, and that a batch is there whole or not at all."""

import csv
import datetime as dt
import os
import re
import resource
import stat
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from campaigns.carriers import letter_pdf, print_room
from campaigns.carriers.base import Words
from campaigns.carriers.letter_pdf import Look
from campaigns.carriers.print_room import Letter, NotWritten

WORDS = Words(subject="Short breaks for ((first_name))", text="Dear ((first_name)),\n\nThe new breaks begin in May.\n\n# What is new\n\n* More days\n* More places")
LOOK = Look(
    ("Larkmere Council", "Civic Centre"),
    ("A. Chair\nChair of the forum", "A. Director\nDirector of children’s services"),
    dt.date(2026, 5, 4),
    "offer.example/go/ABC234",
    "https://offer.example/go/ABC234",
)
ADDRESS = "Zoë Okonjo\nFlat 3\n1 Larch Road\nLarkmere\nkt11aa"
LONG = "\n\n".join(["We would like to know what you think of short breaks, and how we can make them better. " * 6] * 9)


def letter(to: str = ADDRESS, **fields: str) -> Letter:
    return Letter(uuid4(), to, {"first_name": "Zoë"} | fields)


@pytest.fixture
def printed(monkeypatch) -> list[tuple[int, float, float, str]]:
    """Page, distance from the left and from the top, and words, of everything that is printed."""
    seen = []
    cell = letter_pdf.Paper.cell

    def watched(self, w=None, h=None, text="", *args, **kwargs):
        seen.append((self.page, self.get_x(), self.get_y(), text))
        return cell(self, w, h, text, *args, **kwargs)

    monkeypatch.setattr(letter_pdf.Paper, "cell", watched)
    return seen


def write(folder: Path, *letters: Letter, words: Words = WORDS, look: Look = LOOK, batch: str = "batch-1") -> print_room.Batch:
    return print_room.write(print_room.prepare(words, look), letters, folder=folder, batch=batch)


def words_on(printed, page: int) -> list[str]:
    return [text for on, _x, _y, text in printed if on == page]


def test_a_letter_says_who_writes_to_whom_what_and_who_signed(tmp_path, printed):
    write(tmp_path, letter())
    said = words_on(printed, 1)
    for words in (
        "Larkmere Council",
        "Zoë Okonjo",
        "KT1 1AA",
        "4 May 2026",
        "Short breaks for Zoë",
        "Dear Zoë,",
        "What is new",
        "More days",
        "A. Director",
        "Chair of the forum",
        "offer.example/go/ABC234",
        "Page 1 of 1",
        "batch-1 / 1",
    ):
        assert words in said


@pytest.mark.parametrize("lines", [3, 4, 5, 6, 7])
@pytest.mark.parametrize("is_large", [False, True])
def test_only_the_address_stands_in_the_window_of_the_envelope(tmp_path, printed, lines, is_large):
    address = [f"Line {number}" for number in range(1, lines)] + ["KT1 1AA"]
    look = Look(("Larkmere Council",) * 7, LOOK.signatures, LOOK.date, LOOK.short_address, LOOK.qr, is_large=is_large)
    write(tmp_path, letter("\n".join(address)), look=look)
    left, top, width, height = letter_pdf.WINDOW
    inside = [(y, text) for page, x, y, text in printed if page == 1 and left <= x < left + width and top - letter_pdf.ADDRESS_LINE < y < top + height]
    assert [text for _y, text in inside] == address
    assert max(y for y, _text in inside) + letter_pdf.ADDRESS_LINE <= 81.01, "above the lower edge when the sheet lies at the envelope's foot"
    assert min(y for y, _text in inside) >= (57 if lines <= 5 else 46), "below the upper edge, and up to five lines however it lies"


def test_each_letter_begins_on_a_sheet_of_its_own_and_counts_its_own_pages(tmp_path, printed):
    long, short = Words(subject="Long", text=f"Dear ((first_name)),\n\n{LONG}((more))"), "\n\n".join([LONG] * 2)
    made = write(tmp_path, letter(more=""), letter(more=""), letter(more=short), words=long)
    assert [number % 2 for number, _x, _y, text in printed if text == "Dear Zoë,"] == [1, 1, 1]
    starts = [number for number, _x, _y, text in printed if text == "Dear Zoë,"]
    for start, pages in zip(starts, made.pages.values(), strict=True):
        assert pages > 1
        for page in range(pages):
            assert f"Page {page + 1} of {pages}" in words_on(printed, start + page)


def test_a_page_between_two_letters_is_blank(tmp_path, printed):
    write(tmp_path, letter(), letter())
    assert words_on(printed, 2) == [] and "Page 1 of 1" in words_on(printed, 3)


def test_marks_show_where_to_fold_on_the_front_of_each_sheet(tmp_path, monkeypatch):
    lines, line = [], letter_pdf.Paper.line
    monkeypatch.setattr(letter_pdf.Paper, "line", lambda self, x1, y1, x2, y2: (lines.append((self.page, y1, x2)), line(self, x1, y1, x2, y2)))
    made = write(tmp_path, letter(), words=Words(subject="Long", text=LONG))
    assert list(made.pages.values()) == [3]
    assert lines == [(page, fold, 9) for page in (1, 3) for fold in (99.0, 198.0)]


def test_large_print_is_large_everywhere_but_on_the_envelope(tmp_path, monkeypatch):
    sizes, cell = {}, letter_pdf.Paper.cell

    def watched(self, w=None, h=None, text="", *args, **kwargs):
        sizes[text] = self.font_size_pt
        return cell(self, w, h, text, *args, **kwargs)

    monkeypatch.setattr(letter_pdf.Paper, "cell", watched)
    write(tmp_path, letter(), look=Look(LOOK.sender, LOOK.signatures, LOOK.date, LOOK.short_address, is_large=True))
    assert sizes["Dear Zoë,"] >= 16 and sizes["Chair of the forum"] >= 16 and sizes["offer.example/go/ABC234"] >= 16
    assert sizes["Page 1 of 1"] >= 14 and sizes["Larkmere Council"] >= 14
    assert sizes["KT1 1AA"] == letter_pdf.ADDRESS_SIZE


def test_the_square_leads_to_the_short_address_and_may_be_left_out(tmp_path, monkeypatch):
    boxes, rect = [], letter_pdf.Paper.rect
    monkeypatch.setattr(letter_pdf.Paper, "rect", lambda self, *args, **kwargs: (boxes.append(args), rect(self, *args, **kwargs)))
    write(tmp_path, letter())
    assert len(boxes) > 200
    boxes.clear()
    write(tmp_path, letter(), look=Look((), (), LOOK.date), batch="without")
    assert not boxes


def test_the_pdf_is_a_document_with_its_language_and_only_we_can_read_it(tmp_path):
    made = write(tmp_path, letter())
    assert made.pdf.read_bytes().startswith(b"%PDF") and b"/Lang (en-GB)" in made.pdf.read_bytes()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made.pdf, made.manifest)} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["batch-1.csv", "batch-1.pdf"]


def test_the_table_names_each_letter_by_its_reference_and_nobody_by_name(tmp_path):
    letters = [letter(), letter()]
    made = write(tmp_path, *letters)
    text = made.manifest.read_text("utf-8-sig")
    assert list(csv.reader(StringIO(text))) == [
        ["Batch", "Number", "Reference", "Pages"],
        *([["batch-1", str(number), str(each.reference), "1"] for number, each in enumerate(letters, 1)]),
    ]
    assert "Zoë" not in text and "Larch" not in text


@pytest.mark.parametrize(
    ("to", "fields", "why"),
    [
        ("Zoë\nKT1 1AA", {}, "The address has 2 lines"),
        ("Zoë\n1 Larch Road\nLarkmere", {}, "not a UK postcode"),
        (f"{'W' * 60}\n1 Larch Road\nKT1 1AA", {}, "too long for the window"),
        (ADDRESS, {"first_name": "名前"}, "“名” in this person’s name or address can’t be printed"),
        (ADDRESS, {"first_name": "محمد"}, "can’t be printed"),
        ("👩 Okonjo\n1 Larch Road\nKT1 1AA", {}, "“👩” in this person’s name or address can’t be printed"),
    ],
)
def test_a_letter_that_can_not_be_printed_is_left_out_and_named_and_the_others_are_not(tmp_path, printed, to, fields, why):
    good, bad = letter(), letter(to, **fields)
    made = write(tmp_path, bad, good)
    assert list(made.pages) == [good.reference] and "batch-1 / 1" in words_on(printed, 1)
    assert why in made.refused[bad.reference].why
    assert print_room.refusal_of(print_room.prepare(WORDS, LOOK), bad) == made.refused[bad.reference]
    assert print_room.refusal_of(print_room.prepare(WORDS, LOOK), good) is None


def test_a_family_without_a_field_is_left_out_and_named(tmp_path):
    bad = Letter(UUID(int=1), ADDRESS, {})
    assert write(tmp_path, bad, letter()).refused[bad.reference].why == "The field “first_name” of this person is missing."


def test_names_with_accents_written_in_two_signs_are_printed(tmp_path, printed):
    write(tmp_path, letter(first_name="Nguye\u0302\u0303n"))
    assert "Dear Nguyễn," in words_on(printed, 1)


def test_a_name_is_no_heading_and_no_point(tmp_path, printed):
    write(tmp_path, letter(first_name="# Big\n\n* point"), words=Words(subject="A", text="((first_name))"))
    assert "Big * point" in words_on(printed, 1)


@pytest.mark.parametrize(
    ("words", "look"),
    [
        (Words(subject="a", text=" "), LOOK),
        (Words(subject="a", text="((Name))"), LOOK),
        (Words(subject="a", text="名前"), LOOK),
        (WORDS, Look(("名前",), (), LOOK.date)),
        (WORDS, Look((), ("محمد",), LOOK.date)),
    ],
)
def test_words_that_can_not_be_printed_are_refused_when_they_are_prepared(words, look):
    with pytest.raises(ValueError):
        print_room.prepare(words, look)


class TestWholeOrNotAtAll:
    def test_a_disk_that_is_full_leaves_nothing_behind(self, tmp_path):
        with _no_file_over(3_000), pytest.raises(NotWritten, match="can’t be written to its folder: File too large"):
            write(tmp_path, letter())
        assert list(tmp_path.iterdir()) == []

    def test_a_fault_in_the_last_step_leaves_nothing_behind(self, tmp_path, monkeypatch):
        rename = Path.rename
        monkeypatch.setattr(Path, "rename", lambda self, target: _full() if target.suffix == ".pdf" else rename(self, target))
        with pytest.raises(NotWritten, match="No space left on device"):
            write(tmp_path, letter())
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_process_left_half_written_goes_with_the_next_batch(self, tmp_path):
        old, new, other = (tmp_path / name for name in (".batch-0.pdf.0123456789ab", ".batch-0.csv.0123456789ab", ".keep"))
        for path in (old, new, other):
            path.write_bytes(b"half")
        os.utime(old, (0, 0))
        os.utime(other, (0, 0))
        write(tmp_path, letter())
        assert not old.exists() and new.exists() and other.exists(), "one that somebody may be writing stays, and so does what is not ours"

    def test_the_pdf_comes_last_so_that_where_it_is_the_table_is_too(self, tmp_path, monkeypatch):
        renamed, rename = [], Path.rename
        monkeypatch.setattr(Path, "rename", lambda self, target: (renamed.append(target.name), rename(self, target)))
        write(tmp_path, letter())
        assert renamed == ["batch-1.csv", "batch-1.pdf"]

    def test_a_batch_that_may_be_with_the_print_room_is_not_written_over(self, tmp_path):
        before = write(tmp_path, letter()).pdf.read_bytes()
        with pytest.raises(NotWritten, match="batch of this name already"):
            write(tmp_path, letter(), letter())
        assert (tmp_path / "batch-1.pdf").read_bytes() == before

    def test_a_folder_that_is_not_there_is_said_plainly(self, tmp_path):
        with pytest.raises(NotWritten, match="No such file or directory"):
            write(tmp_path / "gone", letter())

    def test_a_batch_of_nothing_is_none(self, tmp_path):
        with pytest.raises(NotWritten, match="None of these letters"):
            write(tmp_path, letter("nowhere"))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["", "../up", "a/b", "a.b", "=1+1", "-x", "a" * 41])
    def test_a_name_that_is_no_plain_name_is_refused(self, tmp_path, name):
        with pytest.raises(ValueError, match="plain name"):
            write(tmp_path, letter(), batch=name)

    def test_a_batch_too_large_for_memory_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(print_room, "MOST_LETTERS", 1)
        with pytest.raises(ValueError, match=re.escape("at most 1 letters")):
            write(tmp_path, letter(), letter())


def _full() -> None:
    raise OSError(28, "No space left on device")


class _no_file_over:  # noqa: N801  # reads as what it does
    """As on a disk with so many bytes left: the system itself refuses to write more."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self) -> None:
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *error: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
