"""What a file of services would change, worked out row by row before anything is changed."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from localoffer.editing.columns import COLUMNS, KEY, STATE, WHY, Cells, Column, Reader, Unreadable, as_text, tidy, written
from localoffer.editing.files import mark, marks, without_guard
from localoffer.models import Service

MOST_AT_ONCE = 2_000  # about half a minute's work
NOT_CHECKED = {"id", "slug", "latest_revision", "provider"}
OURS = {KEY.casefold(), STATE.casefold(), WHY.casefold(), *(column.heading.casefold() for column in COLUMNS)}
HEADING_OF = {column.field: column.heading for column in COLUMNS}


@dataclass(frozen=True)
class Change:
    """One cell: what stands there now, and what the file says."""

    column: Column
    old: str
    new: str
    value: Any


@dataclass(frozen=True)
class Problem:
    """Why a cell, or with no heading the row, can't be taken."""

    heading: str
    words: str

    def __str__(self) -> str:
        return f"{self.heading}: {self.words}" if self.heading else self.words


@dataclass
class Row:
    """What a row of the file would do. `number` is its line in the file, the headings being 1."""

    number: int
    cells: list[str]
    name: str = ""
    service: Service | None = None
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.problems:
            return "refused"
        if self.is_new:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def reasons(self) -> list[str]:
        """Why the row, or some of its cells, are not taken."""
        clash = _("changed here since the file was made: it says “%(old)s” now, the file says “%(new)s”")
        return [*map(str, self.problems), *(f"{cell.column.heading}: {clash % {'old': cell.old[:80], 'new': cell.new[:80]}}" for cell in self.conflicts)]


@dataclass(frozen=True)
class Plan:
    headings: list[str]
    rows: list[Row]
    not_understood: list[str]

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def to_do(self) -> list[Row]:
        return [row for row in self.rows if row.outcome in {"new", "changed"}]

    @property
    def is_too_much(self) -> bool:
        return len(self.to_do) > MOST_AT_ONCE

    @property
    def left_out(self) -> list[Row]:
        """Rows that are not taken, and rows with a cell that is not."""
        return [row for row in self.rows if row.reasons]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as something else would be changed: what an editor confirms is what is done."""
        told = [(row.number, row.outcome, [(change.column.field, change.old, change.new) for change in row.changes]) for row in self.to_do]
        return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def make(table: list[list[str]]) -> Plan:
    """`table` is the headings and the rows, as `files.read` gives them. Raises Unreadable when there is no column we know."""
    headings = [heading.strip() for heading in table[0]]
    places = {heading.casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    columns = {column: places[column.heading.casefold()] for column in COLUMNS if column.heading.casefold() in places}
    if not columns:
        raise Unreadable(_("No heading of the file is one of ours. Take the list away as a file first, and keep its first line."))
    rows = [Row(number, [*cells, *[""] * (len(headings) - len(cells))]) for number, cells in enumerate(table[1:], start=2)]
    _find_services(rows, places)
    work = _Work(columns, places.get(STATE.casefold()), Reader())
    standing = {service.pk: cells for service, cells in written(row.service for row in rows if row.service)}
    for row in rows:
        if not row.problems:
            work.read(row, standing[row.service.pk] if row.service else None)
    _refuse_twins(rows)
    return Plan(headings, rows, [heading for heading in headings if heading and heading.casefold() not in OURS])


def lock(table: list[list[str]]) -> None:
    """Hold the services that the file names by their keys until the transaction ends: nobody changes them between reading and writing."""
    places = [place for place, heading in enumerate(table[0]) if heading.strip().casefold() == KEY.casefold()][:1]
    keys = {key for cells in table[1:] for place in places if place < len(cells) and (key := _key(cells[place].strip()))}
    for batch in _batches(sorted(keys)):
        Service.objects.lock(batch)


def _find_services(rows: list[Row], places: dict[str, int]) -> None:
    """The service of each row by its key. A key that nobody has, or that stands in the file twice, is a problem."""
    place = places.get(KEY.casefold())
    given = {row.number: row.cells[place].strip() if place is not None else "" for row in rows}
    keys = {number: key for number, text in given.items() if (key := _key(text))}
    services = {service.pk: service for batch in _batches(sorted(set(keys.values()))) for service in Service.objects.filter(pk__in=batch)}
    often = Counter(keys.values())
    for row in rows:
        key = keys.get(row.number)
        row.service = services.get(key) if key else None
        row.is_new = not given[row.number]
        row.name = row.service.name if row.service else ""
        if given[row.number] and not row.service:
            row.problems.append(Problem(KEY, _("No service has this key. For a new service leave it empty.")))
        elif key and often[key] > 1:
            row.problems.append(Problem(KEY, _("This service stands in the file more than once.")))


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _batches(keys: list[uuid.UUID], size: int = 500) -> Iterator[list[uuid.UUID]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


@dataclass(frozen=True)
class _Work:
    """What is the same for every row."""

    columns: dict[Column, int]
    state: int | None
    reader: Reader

    def read(self, row: Row, standing: Cells | None) -> None:
        """Fill in the row's changes, conflicts and problems, and set the values on its service."""
        try:
            were = dict(zip(COLUMNS, marks(row.cells[self.state] if self.state is not None and standing else ""), strict=False))
        except ValueError:
            row.problems.append(Problem(STATE, _("This cell was changed, or is from another version of the portal. Take the list away again.")))
            return
        for column, place in self.columns.items():
            self._cell(row, column, row.cells[place], (standing or {}).get(column.heading, ""), were.get(column))
        row.service = row.service or Service()
        for change in row.changes:
            if change.column.kind != "list":
                setattr(row.service, change.column.field, change.value)
        row.name = row.service.name
        if row.changes or row.is_new:
            row.problems += _breaches(row.service)

    def _cell(self, row: Row, column: Column, raw: str, standing: str, was: str | None) -> None:
        given = tidy(without_guard(raw))
        if standing in {given, tidy(raw)} or was in {mark(given), mark(tidy(raw))} or (row.is_new and not given):
            return
        try:
            value = self.reader.read(column, given)
        except Unreadable as problem:
            row.problems.append(Problem(column.heading, str(problem)))
            return
        new = as_text(column, value)
        if new == standing or mark(new) == was:
            return
        clashes = was is not None and was != mark(standing)
        (row.conflicts if clashes else row.changes).append(Change(column, standing, new, value))


def _breaches(service: Service) -> list[Problem]:
    """The rules that the service as it would be breaks."""
    try:
        service.full_clean(exclude=NOT_CHECKED, validate_unique=False)
    except ValidationError as broken:
        found = broken.message_dict
        return [Problem("" if name == NON_FIELD_ERRORS else HEADING_OF.get(name, name), " ".join(words)) for name, words in found.items()]
    return []


def _refuse_twins(rows: list[Row]) -> None:
    """A row without a key, for a service that is there already under the same name and provider, would make it twice."""
    new = [row for row in rows if row.is_new and row.service and not row.problems]
    names = [name for row in new for name in {row.name}]
    there = set()
    for start in range(0, len(names), 500):
        there |= {(name.casefold(), provider) for name, provider in Service.objects.filter(name__in=names[start : start + 500]).values_list("name", "provider_id")}
    for row in new:
        one = (row.name.casefold(), row.service.provider_id if row.service else None)
        if one in there:
            row.problems.append(Problem(KEY, _("This provider has a service of this name already. Put its key here to change it, or give this one another name.")))
        there.add(one)
