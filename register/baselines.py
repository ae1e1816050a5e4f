"""How many families and children there are, as the council tells us: typed in group by group, or as lines of a file."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from home.models import Borough
from localoffer.models import AgePhase, Need, Ward
from register.models import Baseline, Dimension, EthnicGroup

COLUMNS = ["dimension", "group", "number"]
WHOLE = "all"
MOST = 10_000_000
LONGEST_TEXT = 200_000
OVERLAPPING = {Dimension.NEED}


def groups(dimension: str) -> dict[str, str]:
    """The groups of a dimension: code and name, in their order."""
    if dimension == Dimension.FAMILIES:
        return dict(Borough.objects.known().values_list("slug", "name"))
    if dimension == Dimension.ETHNIC_GROUP:
        return {code: str(name) for code, name in EthnicGroup.choices if code != EthnicGroup.NOT_SAID}
    if dimension == Dimension.WARD:
        return {ward.code: str(ward) for ward in Ward.objects.exclude(borough=None).select_related("borough")}
    return dict((Need if dimension == Dimension.NEED else AgePhase).objects.values_list("code", "name"))


def enter(dimension: str, numbers: Mapping[str, int], *, of: int | None = None, source: str, counted_on: dt.date, by: str) -> Baseline:
    """Put the numbers in force; those before them stay to be read."""
    return Baseline.objects.create(dimension=dimension, numbers=dict(numbers), of=of, source=source, counted_on=counted_on, by=by)


@dataclass(frozen=True)
class Line:
    """One line of the file: what it says, and what is wrong with it ("": nothing)."""

    number: int
    text: str
    problem: str = ""


@dataclass
class Reading:
    """Every line with what became of it, and the numbers by dimension. Nothing is entered while a line has a problem."""

    lines: list[Line] = field(default_factory=list)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def problems(self) -> int:
        return sum(bool(line.problem) for line in self.lines)

    def not_named(self) -> dict[str, list[str]]:
        """Groups of a dimension that the file leaves out, by the dimension's name: they are not compared."""
        left_out = {dimension: [name for code, name in groups(dimension).items() if code not in numbers] for dimension, numbers in self.numbers.items()}
        return {str(Dimension(dimension).label): names for dimension, names in left_out.items() if names}


def read(text: str) -> Reading:
    """Lines of `dimension,group,number`; a group by its code or its name. The first line may be the heading."""
    reading, names = Reading(), {dimension: _names(dimension) for dimension in Dimension.values}
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""))
    try:
        for cells in rows:
            told = [cell.strip() for cell in cells]
            if any(told) and [cell.lower() for cell in told] != COLUMNS:
                reading.lines.append(Line(rows.line_num, ", ".join(told)[:200], _take(reading, names, told)))
    except csv.Error:
        reading.lines.append(Line(rows.line_num, "", _("This is not CSV from here on.")))
    for dimension in OVERLAPPING & set(reading.numbers):
        if WHOLE not in reading.numbers[dimension]:
            reading.lines.append(Line(0, dimension, _("A child can have several needs, so we need a line with the group “all”: how many children there are.")))
    reading.lines.extend(Line(0, dimension, wrong) for dimension, numbers in reading.numbers.items() for wrong in _wrong_sums(numbers))
    return reading


def _wrong_sums(numbers: Mapping[str, int]) -> Iterator[str]:
    """What the form refuses too."""
    named = [number for code, number in numbers.items() if code != WHOLE]
    if not sum(named):
        yield _("Write the number of at least one group.")
    if max(named, default=0) > numbers.get(WHOLE, MOST):
        yield _("No group can be larger than the number of children in all.")


@transaction.atomic
def enter_all(reading: Reading, *, source: str, counted_on: dt.date, by: str) -> None:
    """Put every dimension of a file in force. Raises ValueError while a line has a problem."""
    if reading.problems:
        raise ValueError("A line has a problem.")
    for dimension, numbers in reading.numbers.items():
        named = {code: number for code, number in numbers.items() if code != WHOLE}
        enter(dimension, named, of=numbers.get(WHOLE), source=source, counted_on=counted_on, by=by)


def _names(dimension: str) -> dict[str, str]:
    found = {name.casefold(): code for code, name in groups(dimension).items()} | {code.casefold(): code for code in groups(dimension)}
    return found | ({WHOLE: WHOLE} if dimension in OVERLAPPING else {})


def _take(reading: Reading, names: Mapping[str, Mapping[str, str]], cells: list[str]) -> str:
    """What is wrong, or "" once the number is taken in."""
    if len(cells) != len(COLUMNS):
        return _("There must be 3 columns, not %(number)s: dimension, group, number.") % {"number": len(cells)}
    dimension, group, number = cells[0].lower(), cells[1].casefold(), cells[2].replace(",", "")
    if dimension not in names:
        return _("The dimension is not one of: %(names)s.") % {"names": ", ".join(names)}
    if group not in names[dimension]:
        return _("No group of this dimension has this name or code.")
    if not (number.isascii() and number.isdigit() and len(number) < 9) or int(number) > MOST:
        return _("“%(text)s” is not a whole number.") % {"text": cells[2][:40]}
    taken = reading.numbers.setdefault(dimension, {})
    if names[dimension][group] in taken:
        return _("This group stands in an earlier line already.")
    taken[names[dimension][group]] = int(number)
    return ""
