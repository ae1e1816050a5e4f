"""The pack on paper: A4, with a title page, contents with page numbers, bookmarks, page feet, and tables that repeat their heads."""

import math
import re
from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace, ViewerPreferences
from fpdf.enums import TableBordersLayout
from fpdf.outline import OutlineSection

from analytics import typefaces
from analytics.tables import Table
from portal.inspection.parts import Part, Section

LANGUAGE = "en-GB"
MARGIN, FOOT = 18.0, 20.0
BODY, SMALL, LINE = 10.5, 8.5, 5.2
CONTENTS_LINE = 6.2
PADDING = 1.3
INK, TEAL, PALE, MUTED, RULE, PAPER = (29, 43, 42), (11, 83, 81), (246, 239, 227), (70, 83, 79), (190, 184, 172), (255, 255, 255)
# A heading is not left alone at the foot of a page.
ROOM_FOR_HEADING, ROOM_FOR_TABLE = 40.0, 55.0
# More rows than these, or longer cells, are for a screen: the CSV has them.
MOST_ROWS, LONGEST_CELL = 120, 700
WIDEST_SHARE = 0.5
FIGURE: Final = re.compile(r"[−+<]?[\d,.]+%?|hidden|–|")


class Paper(FPDF):
    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.said_at_foot = title
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=FOOT)
        self.set_lang(LANGUAGE)
        self.set_title(title)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_creation_date(timezone.now())
        self.add_font("DejaVu", "", typefaces.REGULAR)
        self.add_font("DejaVu", "B", typefaces.BOLD)

    def footer(self) -> None:
        if self.page_no() == 1:
            return
        self.set_y(-FOOT + 6)
        self.set_font("DejaVu", "", SMALL)
        self.set_text_color(*MUTED)
        self.cell(self.epw * 0.75, 5, self.said_at_foot)
        self.cell(0, 5, _("Page %(page)s") % {"page": self.page_no()}, align="R")

    def write_lines(self, text: str, *, size: float = BODY, bold: bool = False, colour: tuple[int, int, int] = INK, after: float = 2.0) -> None:
        """A paragraph; a point of a list hangs behind its dot."""
        self.set_font("DejaVu", "B" if bold else "", size)
        self.set_text_color(*colour)
        is_point = text.startswith("• ")
        if is_point:
            self.cell(5, size * 0.5, "•")
        self.multi_cell(0, size * 0.5, text.removeprefix("• "), align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def keep_room(self, height: float) -> None:
        if self.get_y() + height > self.h - FOOT:
            self.add_page()


def made(sections: list[Section], *, title: str, subtitle: str) -> bytes:
    paper = Paper(f"{title}, {subtitle}")
    _title_page(paper, title, subtitle)
    entries = sum(1 + sum(bool(part.title) for part in section.parts) for section in sections)
    paper.add_page()
    paper.write_lines(_("Contents"), size=20, bold=True, colour=TEAL, after=4)
    _room_for_contents(paper, entries)
    for number, section in enumerate(sections, 1):
        if number > 1:
            paper.add_page()
        _section(paper, f"{number}. {section.title}", section.parts)
    return bytes(paper.output())


def _title_page(paper: Paper, title: str, subtitle: str) -> None:
    paper.add_page()
    paper.set_fill_color(*TEAL)
    paper.rect(0, 0, paper.w, 12, style="F")
    paper.set_y(85)
    paper.write_lines(title, size=28, bold=True, colour=TEAL, after=6)
    paper.write_lines(subtitle, size=16, after=14)
    paper.write_lines(
        _("What the Local Offer holds, how it is kept up to date, what families said and what came of it: in totals, with no family’s record and no name of a member of staff."),
        size=12,
    )
    paper.write_lines(_("SEND Regulations 2014, Part 4 (regulations 53 to 57) and Schedule 2."), size=12)


def _room_for_contents(paper: Paper, entries: int) -> None:
    """Leave just the pages that the contents need: the first begins under its heading."""
    first = math.floor((paper.h - FOOT - paper.get_y()) / CONTENTS_LINE)
    others = math.floor((paper.h - FOOT - MARGIN) / CONTENTS_LINE)
    pages = 1 + max(0, math.ceil((entries - first) / others))
    paper.insert_toc_placeholder(_contents, pages=pages)


def _contents(pdf: FPDF, outline: list[OutlineSection]) -> None:
    """A line for each heading, with its page; each line leads there."""
    for entry in outline:
        if pdf.get_y() + CONTENTS_LINE > pdf.h - FOOT:
            pdf.add_page()
        link = pdf.add_link(page=entry.page_number)
        indent = 6.0 * entry.level
        pdf.set_font("DejaVu", "" if entry.level else "B", BODY - entry.level)
        pdf.set_text_color(*(INK if entry.level else TEAL))
        pdf.set_x(pdf.l_margin + indent)
        room = pdf.epw - indent - 14
        pdf.cell(room, CONTENTS_LINE, _shortened(pdf, entry.name, room - 2), link=link)
        pdf.cell(14, CONTENTS_LINE, str(entry.page_number), align="R", link=link, new_x="LMARGIN", new_y="NEXT")


def _shortened(pdf: FPDF, words: str, room: float) -> str:
    """On one line."""
    if pdf.get_string_width(words) <= room:
        return words
    while words and pdf.get_string_width(f"{words}…") > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _section(paper: Paper, title: str, parts: list[Part]) -> None:
    paper.start_section(title)
    paper.write_lines(title, size=20, bold=True, colour=TEAL, after=4)
    for part in parts:
        _part(paper, part)


def _part(paper: Paper, part: Part) -> None:
    if part.title:
        paper.keep_room(ROOM_FOR_TABLE if part.table else ROOM_FOR_HEADING)
        paper.ln(3)
        paper.start_section(part.title, level=1)
        paper.write_lines(part.title, size=13, bold=True)
    for sentence in part.sentences:
        paper.write_lines(sentence)
    if part.table:
        _table(paper, part.table)


def _table(paper: Paper, table: Table) -> None:
    if not table.rows:
        paper.write_lines(table.empty or _("Nothing is recorded."))
        return
    rows = [[_cut(cell) for cell in row] for row in table.rows[:MOST_ROWS]]
    paper.set_font("DejaVu", "", SMALL)
    paper.set_text_color(*INK)
    paper.set_draw_color(*RULE)
    paper.set_fill_color(*PAPER)
    with paper.table(
        col_widths=_widths(paper, [list(table.heads), *rows]),
        text_align=tuple("RIGHT" if column and _is_figures([row[column] for row in rows]) else "LEFT" for column in range(len(table.heads))),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", fill_color=PALE),
        line_height=SMALL * 0.5,
        padding=PADDING,
        v_align="TOP",
    ) as drawn:
        for row in [table.heads, *rows]:
            drawn.row(row)
    paper.ln(2)
    for said in _under(table):
        paper.write_lines(said, size=SMALL, colour=MUTED)


def _is_figures(cells: list[str]) -> bool:
    return any(cells) and all(FIGURE.fullmatch(cell) for cell in cells)


def _under(table: Table) -> list[str]:
    left = len(table.rows) - MOST_ROWS
    more = [_("%(left)s more rows stand in the CSV file of this table.") % {"left": f"{left:,}"}] if left > 0 else []
    return [*more, *([table.note] if table.note else [])]


def _cut(cell: str) -> str:
    """A row that is higher than a page could not be printed."""
    return cell if len(cell) <= LONGEST_CELL else _("%(words)s … (the rest is in the CSV file)") % {"words": cell[:LONGEST_CELL]}


def _widths(paper: Paper, rows: Sequence[Sequence[str]]) -> list[float]:
    """Each column as wide as its longest word; what is left goes to those that want more."""
    columns = list(zip(*rows, strict=True))
    paper.set_font("DejaVu", "B", SMALL)
    around = 2 * PADDING + 1
    least = [max(paper.get_string_width(word) for cell in column for word in [*cell.split(), ""]) + around for column in columns]
    wanted = [min(max(paper.get_string_width(cell) for cell in column) + around, paper.epw * WIDEST_SHARE) for column in columns]
    paper.set_font("DejaVu", "", SMALL)
    if sum(least) >= paper.epw:
        return [paper.epw * width / sum(least) for width in least]
    more = [max(0.0, wish - width) for wish, width in zip(wanted, least, strict=True)]
    left = paper.epw - sum(least)
    if sum(more) <= left:
        spare = (left - sum(more)) / len(columns)
        return [width + each + spare for width, each in zip(least, more, strict=True)]
    usual = [sum(paper.get_string_width(cell) for cell in column) / len(column) for column in columns]
    weights = [max(0.0, width - floor) + each / 10 for width, floor, each in zip(usual, least, more, strict=True)]
    return [width + left * weight / sum(weights) for width, weight in zip(least, weights, strict=True)]
