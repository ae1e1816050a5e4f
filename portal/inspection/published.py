"""Numbers that were made to be shown, as they are shown: the register's totals, and indicators by year."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from analytics.disclosure import LEAST, ROUNDED_TO
from analytics.indicators.reading import Reading, read_all
from analytics.models import Indicator
from analytics.phrases import number
from analytics.tables import Table
from portal.inspection.parts import Occasion, Part, day, of_table
from register import figures_page, totals_files
from register.models import Baseline, Dimension, Figures

QUARTERS = "quarters"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def register(occasion: Occasion) -> list[Part]:
    """Rounded and hidden as on the page of totals: it reads what was kept for that page, never the register."""
    figures, in_force = Figures.objects.newest(), Baseline.objects.in_force()
    if figures is None:
        return [Part(sentences=(_("The register has no totals yet."),))]
    said = _("As the register stood on %(day)s. Confirmed families only, unless a table says otherwise.") % {"day": day(figures.at.date())}
    rule = _("Numbers are rounded to the nearest %(base)s. “Hidden” is fewer than %(least)s, or a number from which such a one could be worked out.")
    return [Part(sentences=(said, rule % {"base": ROUNDED_TO, "least": LEAST})), *(_total(figures, in_force, key, title) for key, title in _titles(figures, in_force))]


def _titles(figures: Figures, in_force: dict[str, Baseline]) -> list[tuple[str, str]]:
    """Every file of the page of totals, with what it is called; of sign-ups the quarters."""
    expected = [(totals_files.EXPECTED, _("Of the families there are, how many joined"))] if Dimension.FAMILIES in in_force else []
    compared = [(each.file, _("%(what)s: the register beside all families") % {"what": each.title}) for each in figures_page.comparisons(figures, in_force)]
    return [*expected, (QUARTERS, _("Sign-ups by quarter, from its first day")), *((table.key, table.title) for table in figures_page.tables(figures)), *compared]


def _total(figures: Figures, in_force: dict[str, Baseline], key: str, title: str) -> Part:
    heads, rows = totals_files.sheet(figures, in_force, key)
    cells, said = [tuple(_cell(cell) for cell in row) for row in rows], []
    if cells and _has_source(key):
        source, counted_on = cells[0][-2:]
        said = [_("Source of the number of families: %(source)s, counted on %(day)s.") % {"source": source.rstrip("."), "day": counted_on}]
        heads, cells = heads[:-2], [row[:-2] for row in cells]
    return of_table(Table(title, tuple(heads), cells, empty=_("The numbers are too small to show.")), *said)


def _has_source(key: str) -> bool:
    """Whether each row ends with where the whole was counted, and when: the same in all of them."""
    return key == totals_files.EXPECTED or key.startswith(figures_page.COMPARED_FILE)


def _cell(value: Any) -> str:
    """Numbers and days as people read them."""
    if isinstance(value, int):
        return number(value)
    text = str(value)
    return day(dt.date.fromisoformat(text)) if ISO_DAY.fullmatch(text) else text


def impact(occasion: Occasion) -> list[Part]:
    """Only figures that families may see; a draft is not one."""
    shown = [reading for reading in read_all(Indicator.objects.at(occasion.site)) if reading.as_of]
    if not shown:
        return [Part(sentences=(_("No number is published."),))]
    return [_indicator(reading) for reading in shown]


def _indicator(reading: Reading) -> Part:
    indicator = reading.indicator
    source = _("Source: %(source)s. Figures as of %(day)s.") % {"source": indicator.source.rstrip("."), "day": day(reading.as_of)}
    known = [reading.known] if reading.known else []
    rows = [(row.label, row.figure, row.span, row.against, " ".join(row.notes)) for row in reading.rows]
    heads = (_("Year"), str(indicator.unit) or _("Figure"), _("Likely range (95%%)") % {}, _("Compared"), _("Notes"))
    return of_table(Table(indicator.name, heads, rows), reading.sentence, indicator.definition, source, *known)
