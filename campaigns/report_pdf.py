"""The report as a PDF to print or to send on: real text, charts as lines, a bookmark for each part, its title and its language."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import FontFace, TextStyle

from analytics import typefaces
from analytics.chart_files import as_svg
from analytics.definitions import DEFINITION, DEFINITIONS
from analytics.phrases import number
from campaigns.fixing import in_words
from campaigns.parts import Part
from campaigns.reports import Report

INK: Final = (29, 43, 42)
PALE: Final = (221, 238, 234)
MARGIN: Final = 18.0
TEXT, LINE = 10.5, 5.6
# What a number says first, with its chart: not torn apart.
WITH_CHART: Final = 160


class Paper(FPDF):
    """Pages of A4 with their number and the report's name at the foot."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.title_at_foot = title
        self.set_title(title)
        self.set_lang("en-GB")
        self.set_creation_date(timezone.now())
        self.add_font(typefaces.FAMILY, "", typefaces.REGULAR)
        self.add_font(typefaces.FAMILY, "B", typefaces.BOLD)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 4)
        self.set_text_color(*INK)
        self.set_draw_color(*INK)
        self.set_section_title_styles(*(TextStyle(typefaces.FAMILY, "B", size, INK, t_margin=above, b_margin=2) for size, above in ((20, 0), (14, 6), (11.5, 4))))
        self.add_page()
        self.set_font(typefaces.FAMILY, "", TEXT)

    def footer(self) -> None:
        self.set_y(-MARGIN + 2)
        self.set_font(typefaces.FAMILY, "", 8)
        self.cell(self.epw, 5, _("%(title)s: page %(page)s of %(pages)s") % {"title": self.title_at_foot, "page": self.page_no(), "pages": "{nb}"})

    def heading(self, words: str, level: int = 1, *, room: float = 15) -> None:
        """With a bookmark. It stays with so many mm of what follows."""
        self.keep(15 + room)
        self.start_section(words, level)

    def keep(self, height: float) -> None:
        """A new page for what would not fit on the rest of this one but fits on one."""
        if self.will_page_break(height) and height < self.eph:
            self.add_page()

    def say(self, words: str, *, is_bold: bool = False, size: float = TEXT) -> None:
        self.set_font(typefaces.FAMILY, "B" if is_bold else "", size)
        self.multi_cell(self.epw, LINE * size / TEXT, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1.5)

    def points(self, sentences: Iterable[str]) -> None:
        self.set_font(typefaces.FAMILY, "", TEXT)
        for said in sentences:
            self.set_x(MARGIN)
            self.cell(5, LINE, "•")
            self.multi_cell(self.epw - 5, LINE, said, align="L", new_x="LMARGIN", new_y="NEXT")
            self.ln(0.8)

    def height_of(self, rows: Sequence[Sequence[str]], first: float = 2) -> float:
        """How high a table of these rows is, in mm."""
        self.set_font(typefaces.FAMILY, "", TEXT - 1)
        columns = _columns(rows, first)
        spaces = [self.epw * part / sum(columns) - 2 for part in columns]
        cells = [[self.multi_cell(space, LINE, cell, dry_run=True, output="HEIGHT") for space, cell in zip(spaces, row, strict=True)] for row in rows]
        return sum(max(height for height in row if isinstance(height, float)) + 2 for row in cells)

    def rows(self, rows: Sequence[Sequence[str]], heads: Sequence[str] = (), *, first: float = 2) -> None:
        """On one page where they fit on one. `first`: how many times as wide as each of the others the first column is."""
        table = [heads, *rows] if heads else rows
        self.keep(self.height_of(table, first))
        self.set_font(typefaces.FAMILY, "", TEXT - 1)
        look = {"headings_style": FontFace(emphasis="BOLD", fill_color=PALE), "line_height": LINE, "text_align": "LEFT", "padding": 1}
        with self.table(table, first_row_as_headings=bool(heads), col_widths=_columns(rows, first), **look):
            self.ln(0)
        self.ln(3)

    def chart(self, part: Part) -> None:
        if part.daily:
            drawn = BytesIO(as_svg(part.daily.chart, part.daily.notes, is_headed=False).encode())
            self.image(drawn, w=self.epw, alt_text=f"{part.daily.chart.title}. {part.daily.chart.description}")
            self.ln(3)


def _columns(rows: Sequence[Sequence[str]], first: float) -> tuple[float, ...]:
    return (first, *[1.0] * (len(rows[0]) - 1)) if rows else ()


def as_pdf(report: Report, *, by: str) -> bytes:
    """`by`: who made it, for its first page."""
    campaign = report.campaign
    paper = Paper(_("Did it work? %(campaign)s") % {"campaign": campaign.name})
    paper.set_author(by)
    paper.heading(campaign.name, 0)
    paper.say(_("Made on %(day)s by %(by)s.") % {"day": date_format(timezone.localdate(), "j F Y"), "by": by})
    if campaign.ran:
        paper.say(_("The campaign ran: %(days)s. Short address: %(address)s.") % {"days": campaign.ran, "address": campaign.short_address})
    if campaign.summary:
        paper.say(campaign.summary)
    for part in report.parts:
        _part(paper, part)
    _split(paper, report)
    paper.heading(_("What came with the code"), room=paper.height_of(report.brought))
    paper.rows(report.brought)
    if report.by_link:
        rows = [row.cells for row in report.by_link]
        paper.heading(_("By link"), room=min(paper.height_of(rows), 60))
        paper.say(report.said_of_links)
        paper.rows(rows, report.link_headings)
    if report.sent:
        paper.heading(_("What was sent"), room=paper.height_of(report.sent))
        paper.rows(report.sent)
    _chosen(paper, report)
    _words(paper)
    _days(paper, report)
    return bytes(paper.output())


def _part(paper: Paper, part: Part) -> None:
    paper.heading(part.title, room=WITH_CHART if part.daily else 60)
    paper.say(part.definition, size=TEXT - 1)
    paper.say(_("Compared: %(chosen)s.") % {"chosen": in_words(part.evaluation)})
    if part.problem:
        paper.say(f"{_('This could not be worked out.')} {part.problem}", is_bold=True)
        return
    paper.say(part.sentences[0], is_bold=True, size=12)
    paper.say(" ".join(part.footing))
    paper.chart(part)
    paper.rows([(f"{fact.term}\n{fact.meaning}".strip(), fact.value) for fact in part.facts])
    if part.spreads:
        paper.rows(part.spreads, (_("Times the variation of chance (assumed)"), _("Likely range (95%)")))
    paper.heading(_("What to know beside it"), 2)
    paper.points(part.beside)
    if part.evaluation.note:
        paper.say(part.evaluation.note)


def _split(paper: Paper, report: Report) -> None:
    if report.split:
        paper.heading(_("More visits, or more pages in each visit?"))
        paper.say(report.split_sentence)
        paper.say(report.split_sum, is_bold=True)


def _chosen(paper: Paper, report: Report) -> None:
    if report.parts:
        paper.heading(_("When the windows were chosen"))
        paper.points([*report.fixing.cautions, *report.fixing.steps])
        paper.heading(_("What we did not check"))
        paper.say(report.unchecked)
        if report.others:
            paper.say(_("Other campaigns ran in these weeks:"))
            paper.points(f"{other}: {other.ran}" for other in report.others)


def _words(paper: Paper) -> None:
    meanings = [(str(term), str(meaning)) for term, meaning in DEFINITIONS]
    paper.heading(_("What the words mean"), room=paper.height_of(meanings, 0.3))
    paper.rows(meanings, first=0.3)
    paper.say(_("These are our definitions, version %(version)s.") % {"version": DEFINITION})


def _days(paper: Paper, report: Report) -> None:
    """Each day with both numbers, where days are known."""
    known = [part for part in report.parts if part.daily]
    counted = [dict(part.daily.days) for part in known if part.daily]
    days = sorted({day for days in counted for day in days})
    if days:
        paper.heading(_("The days"))
        rows = [(date_format(day, "D j M Y"), *(_number(each.get(day)) for each in counted)) for day in days]
        paper.rows(rows, (_("Day"), *(part.title for part in known)))


def _number(many: int | None) -> str:
    return "–" if many is None else number(many)
