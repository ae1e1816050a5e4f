"""A file of figures, line by line: what each would bring, and what is wrong with it. Nothing is entered here."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.importing.layouts import number
from analytics.indicators.sentences import written
from analytics.models import Indicator, IndicatorYear
from analytics.models.indicators import FIRST_YEAR, LAST_YEAR, Figure, YearKind

# Never translated, so that a file means the same everywhere.
COLUMNS: Final = ("Indicator", "Year", "Number", "Out of", "State", "Source", "Note")
ONLY_TO_READ: Final = ("What is counted", "What it measures", "Source of the indicator")
MOST_LINES: Final = 500
LONGEST_TEXT: Final = 250
ONE_YEAR: Final = re.compile(r"(\d{4})", re.ASCII)
TWO_YEARS: Final = re.compile(r"(\d{4})\s*(?:to|/|-|–)\s*(\d{4}|\d{2})", re.ASCII)
WITH_POINT: Final = re.compile(r"\d+\.\d+|\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
WITH_COMMA: Final = re.compile(r"\d+,\d+|\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)
LARGEST: Final = Decimal(10) ** 10
LARGEST_COUNT: Final = 2_147_483_647


class NotFigures(ValueError):
    """The file as a whole holds no figures; the message is a sentence for who sent it."""


@dataclass(frozen=True)
class Line:
    """One line of the file: what becomes of it in words, what is wrong with it ("": nothing), and what it would set."""

    number: int
    text: str
    what: str = ""
    problem: str = ""
    indicator: Indicator | None = None
    starts: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = True


@dataclass(frozen=True)
class Plan:
    lines: list[Line]

    @property
    def problems(self) -> int:
        return sum(bool(line.problem) for line in self.lines)

    @property
    def to_do(self) -> list[Line]:
        """The lines that would change something."""
        return [line for line in self.lines if not line.problem and line.is_new]

    def of(self, indicator: Indicator) -> list[Line]:
        return [line for line in self.to_do if line.indicator and line.indicator.pk == indicator.pk]

    @property
    def seen(self) -> str:
        """Another as soon as something that the preview said would be said in another way."""
        return hashlib.sha256(repr([(line.number, line.what, line.problem) for line in self.lines]).encode()).hexdigest()


def headings() -> list[str]:
    return [*COLUMNS, *ONLY_TO_READ]


def rows_of(years: Iterable[IndicatorYear]) -> list[list[Any]]:
    """Each year as a row that can come back."""
    return [
        [
            *(year.indicator.name, year.label, year.number if year.number is not None else year.value, year.of, year.state, year.source, year.note),
            *(year.indicator.unit, year.indicator.definition, year.indicator.source),
        ]
        for year in years
    ]


def make(site: Site, table: Sequence[Sequence[str]], *, separator: str = ",") -> Plan:
    """What the table would bring, its headings in the first row. `separator` tells how its numbers are written. Raises NotFigures."""
    places = _places(table[0] if table else [])
    if len(table) > MOST_LINES + 1:
        raise NotFigures(_("The file has more than %(most)s lines. Split it.") % {"most": MOST_LINES})
    known = {indicator.name.casefold(): indicator for indicator in Indicator.objects.at(site)}
    standing = {(year.indicator_id, year.starts): year for year in IndicatorYear.objects.filter(indicator__in=known.values())}
    lines: list[Line] = []
    earlier: dict[tuple[int, int], int] = {}
    for place, cells in enumerate(table[1:], 2):
        if any(cells):
            told = {name: cells[column].strip() if column < len(cells) else "" for name, column in places.items()}
            lines.append(_line(place, told, known, standing, earlier, separator))
    return Plan(lines)


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [name.strip().casefold() for name in header]
    missing = [name for name in COLUMNS[:5] if name.casefold() not in names]
    if missing:
        raise NotFigures(_("The first line must have the columns %(all)s. Missing: %(missing)s.") % {"all": ", ".join(COLUMNS[:5]), "missing": ", ".join(missing)})
    unknown = [name for name in header if name.strip() and name.strip().casefold() not in {known.casefold() for known in headings()}]
    if unknown:
        raise NotFigures(_("We do not know the column “%(name)s”.") % {"name": unknown[0][:60]})
    return {name: names.index(name.casefold()) for name in COLUMNS if name.casefold() in names}


def _line(place: int, told: dict[str, str], known: Mapping[str, Indicator], standing: Mapping[Any, IndicatorYear], earlier: dict[tuple[int, int], int], separator: str) -> Line:
    text = ", ".join(value for value in told.values() if value)[:200]
    if told["Indicator"] and not (told["Number"] or told["Out of"]):
        return Line(place, text, _("No number, so nothing happens."), is_new=False)
    try:
        indicator = _indicator(told["Indicator"], known)
        starts = _year(told["Year"], indicator.years_are)
        if earlier.setdefault((indicator.pk, starts), place) != place:
            raise ValueError(_("This year of the indicator is in line %(line)s already.") % {"line": earlier[indicator.pk, starts]})
        figure = _figure(told, indicator, separator)
        facts = {**figure._asdict(), "state": _state(told["State"]), **{name: _short(told.get(name.capitalize(), "")) for name in ("source", "note")}}
    except ValueError as problem:
        return Line(place, text, problem=str(problem))
    year = standing.get((indicator.pk, starts))
    if year and year.counted_by is not None:
        return Line(place, text, problem=_("This site counts this year itself, so no file changes it."))
    is_new = year is None or any(getattr(year, name) != value for name, value in facts.items())
    return Line(place, text, _what(indicator, starts, figure, year, facts), "", indicator, starts, facts, is_new)


def _what(indicator: Indicator, starts: int, figure: Figure, year: IndicatorYear | None, facts: Mapping[str, Any]) -> str:
    named = {"year": indicator.years_are.label_of(starts), "figure": written(figure, indicator.unit)}
    if year is None:
        return _("New: %(figure)s in %(year)s.") % named
    if year.figure != figure:
        named["was"] = written(year.figure, indicator.unit)
        words = _("%(year)s: now %(figure)s, was %(was)s. Families will read that it was corrected.") if year.is_public else _("%(year)s: now %(figure)s, was %(was)s.")
        return words % named
    if any(getattr(year, name) != value for name, value in facts.items()):
        return _("%(year)s: the figure stays; the state, the source or the note changes.") % named
    return _("%(year)s stands here like this already.") % named


def _indicator(name: str, known: Mapping[str, Indicator]) -> Indicator:
    found = known.get(name.casefold())
    if found is None:
        raise ValueError(_("There is no indicator “%(name)s”. Add it first, or write its name as it stands in the list.") % {"name": name[:60]})
    return found


def _year(text: str, kind: YearKind) -> int:
    one, two = ONE_YEAR.fullmatch(text), TWO_YEARS.fullmatch(text)
    if kind == YearKind.CALENDAR and not one:
        raise ValueError(_("“%(text)s” is no calendar year. Write it like 2025.") % {"text": text[:40]})
    if kind != YearKind.CALENDAR and not (two and int(two[2]) % 100 == (int(two[1]) + 1) % 100):
        raise ValueError(_("“%(text)s” is not two years that follow each other. Write them like 2024 to 2025.") % {"text": text[:40]})
    starts = int((one or two)[1])  # type: ignore[index]
    if not FIRST_YEAR <= starts <= LAST_YEAR:
        raise ValueError(_("The year must be from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return starts


def _figure(told: Mapping[str, str], indicator: Indicator, separator: str) -> Figure:
    many, whole = told["Number"], told["Out of"]
    if "%" in many:
        raise ValueError(_("Write how many, and of how many under “Out of”: a percentage does not say how sure it is."))
    if indicator.kind == Indicator.Kind.NUMBER:
        if whole:
            raise ValueError(_("A plain number has nothing under “Out of”."))
        return Figure(None, None, _decimal(many, separator))
    count = _whole(many, "Number", separator)
    if indicator.kind == Indicator.Kind.COUNT:
        if whole:
            raise ValueError(_("A count has nothing under “Out of”."))
        return Figure(count, None, None)
    of = _whole(whole, "Out of", separator)
    if not 0 < of >= count:
        raise ValueError(_("“Out of” must be at least 1, and not less than “Number”."))
    return Figure(count, of, None)


def _whole(text: str, name: str, separator: str) -> int:
    found = number(text, name, separator)
    if found > LARGEST_COUNT:
        raise ValueError(_("“%(text)s” is too large (%(name)s).") % {"text": text[:40], "name": name})
    return found


def _decimal(text: str, separator: str) -> Decimal:
    """A number with up to two decimals. In a file with semicolons 12,5 is twelve and a half, and 1.234 a thousand."""
    digits = _with_decimals(text, separator)
    try:
        value = Decimal(digits or number(text, "Number", separator))
    except ValueError:
        value = LARGEST
    if -int(value.as_tuple().exponent) > 2 or value >= LARGEST:
        raise ValueError(_("“%(text)s” is not a number with at most two decimals (Number).") % {"text": text[:40]})
    return value


def _with_decimals(text: str, separator: str) -> str:
    """The number as Python writes it; "" when it has no decimals."""
    if separator == ";" and WITH_COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    is_thousands = separator == ";" and THOUSANDS.fullmatch(text)
    return text.replace(",", "") if WITH_POINT.fullmatch(text) and not is_thousands else ""


def _state(text: str) -> str:
    if text.casefold() not in IndicatorYear.State.values:
        raise ValueError(_("Write “draft”, “provisional” or “final” under “State”."))
    return text.casefold()


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("A source or a note has at most %(most)s letters.") % {"most": LONGEST_TEXT})
    return text
