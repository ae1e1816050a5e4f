"""What a file of services would change, worked out row by row before anything is changed."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from home.batches import batches
from home.sheets import tidy
from home.spreadsheets import without_guard
from localoffer.editing import columns, rows
from localoffer.editing.cells import Cells, as_text, written
from localoffer.editing.changes import Change, Plan, Problem, Row
from localoffer.editing.columns import COLUMNS, KEY, ROW, STATE, WHY, Column, Unreadable
from localoffer.editing.files import LONGEST_CELL
from localoffer.editing.reading import Reader
from localoffer.editing.state import State, mark
from localoffer.models import Location, Service

NOT_CHECKED = {"id", "slug", "latest_revision", "provider"}
# What one rule is about.
TOGETHER = ({"min_age", "max_age"}, {"typical_wait", "wait_told_by", "wait_told_on"})
OURS = {heading.casefold() for heading in (KEY, STATE, WHY, ROW)}
LONGEST_NUMBER = 6
AT_ONCE = 500
HEADING_OF = {column.field: column.heading for column in COLUMNS if not column.of}


def make(table: list[list[str]]) -> Plan:
    """`table` is the headings and the rows, as `home.sheets.read` gives them. Raises Unreadable when there is no column we know."""
    headings = [heading.strip() for heading in table[0]]
    places = {heading.casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    found = columns.find(headings)
    if not found:
        raise Unreadable(_("No heading of the file is one of ours. Take the list away as a file first, and keep its first line."))
    given = [_row(line, [*cells, *[""] * (len(headings) - len(cells))], places.get(ROW.casefold())) for line, cells in enumerate(table[1:], start=2) if cells]
    _find_services(given, places)
    work = _Work(found, places.get(STATE.casefold()), Reader())
    for row, standing in _with_standing(given):
        work.read(row, standing)
    _refuse_twins(given)
    return Plan(headings, given, [heading for heading in headings if heading and heading.casefold() not in OURS and not columns.named(heading)])


def lock(table: list[list[str]]) -> None:
    """Hold the services that the file names by their keys until the transaction ends: nobody changes them between reading and writing."""
    places = [place for place, heading in enumerate(table[0]) if heading.strip().casefold() == KEY.casefold()][:1]
    keys = {key for cells in table[1:] for place in places if place < len(cells) and (key := _key(cells[place].strip()))}
    for batch in batches(sorted(keys), AT_ONCE):
        Service.objects.lock(batch)


def _row(line: int, cells: list[str], place: int | None) -> Row:
    said = cells[place].strip() if place is not None else ""
    is_number = said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER
    return Row(line, int(said) if is_number else line, cells)


def _find_services(given: list[Row], places: dict[str, int]) -> None:
    """The service of each row by its key. A key that nobody has, or that stands in the file twice, is a problem."""
    place = places.get(KEY.casefold())
    texts = {row.line: row.cells[place].strip() if place is not None else "" for row in given}
    keys = {line: key for line, text in texts.items() if (key := _key(text))}
    services = {service.pk: service for batch in batches(sorted(set(keys.values())), AT_ONCE) for service in Service.objects.filter(pk__in=batch)}
    often = Counter(keys.values())
    for row in given:
        key = keys.get(row.line)
        row.service = services.get(key) if key else None
        row.is_new = not texts[row.line]
        row.name = row.service.name if row.service else ""
        if texts[row.line] and not row.service:
            row.problems.append(Problem(KEY, _("No service has this key. For a new service leave it empty.")))
        elif key and often[key] > 1:
            row.problems.append(Problem(KEY, _("This service stands in the file more than once.")))


def _with_standing(given: list[Row]) -> Iterator[tuple[Row, Cells | None]]:
    """The rows that can be read, with the cells of their services as they are now; of many services only a batch is held at once."""
    readable = [row for row in given if not row.problems]
    for row in readable:
        if row.service is None:
            yield row, None
    known = {row.service.pk: row for row in readable if row.service}
    for batch in batches(known, AT_ONCE):
        for service, cells in written(Service.objects.filter(pk__in=batch)):
            yield known[service.pk], cells


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@dataclass
class _Work:
    """What is the same for every row."""

    columns: dict[Column, int]
    state: int | None
    reader: Reader

    @cached_property
    def hidden(self) -> list[Location]:
        """The places whose address nobody may learn; asked for once a file, and only when it changes a place."""
        return list(Location.objects.filter(is_masked=True))

    def read(self, row: Row, standing: Cells | None) -> None:
        """Fill in the row's changes, conflicts and problems, and set the values on its service."""
        try:
            were = State.read(row.cells[self.state] if self.state is not None and standing else "")
        except ValueError:
            row.problems.append(Problem(STATE, _("This cell was changed, or is from another version of the portal. Take the list away again.")))
            return
        for column, place in self.columns.items():
            self._cell(row, column, row.cells[place], (standing or {}).get(column.heading, ""), were)
        _keep_together(row, standing or {}, were)
        row.service = row.service or Service()
        for change in row.changes:
            if change.column.kind != "list" and not change.column.of:
                setattr(row.service, change.column.field, change.value)
        row.name = row.service.name
        if row.changes or row.is_new:
            row.problems += [
                *_breaches(row.service, None if row.is_new else {change.column.field for change in row.changes if not change.column.of}),
                *rows.check(row.service, standing or {}, row.changes, self.reader),
            ]
        if any(change.column.of == "at_locations" for change in row.changes):
            row.problems += rows.hidden_again(standing or {}, row.changes, self.hidden, self.reader)

    def _cell(self, row: Row, column: Column, raw: str, standing: str, were: State) -> None:
        given, was = tidy(without_guard(raw)), were.mark_of(column)
        if standing in {given, tidy(raw)} or was in {mark(given), mark(tidy(raw))} or (row.is_new and not given) or _is_cut(given, standing):
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


def _is_cut(given: str, standing: str) -> bool:
    """Whether a spreadsheet has only cut what is longer than a cell can be."""
    return len(given) >= LONGEST_CELL - 1 and standing.startswith(given)


def _keep_together(row: Row, standing: Cells, were: State) -> None:
    """Where somebody changed one of several contacts here, the second may have become the first: nothing of them is taken."""
    touched = {change.column.of for change in (*row.changes, *row.conflicts) if change.column.number}
    apart = {of for of in touched if were.is_known and were.of(of) != State.made(standing).of(of)}
    row.conflicts += [change for change in row.changes if change.column.number and change.column.of in apart]
    row.changes = [change for change in row.changes if not (change.column.number and change.column.of in apart)]


def _breaches(service: Service, changed: set[str] | None) -> list[Problem]:
    """The rules that the service as it would be breaks: those about the fields that changed, or all of them when it is new."""
    looked_at = None if changed is None else changed.union(*(group for group in TOGETHER if group & changed))
    left = NOT_CHECKED if looked_at is None else {field.name for field in Service._meta.get_fields()} - (looked_at - NOT_CHECKED)
    try:
        service.full_clean(exclude=left, validate_unique=False)
    except ValidationError as broken:
        found = broken.message_dict
        return [Problem("" if name == NON_FIELD_ERRORS else HEADING_OF.get(name, name), " ".join(words)) for name, words in found.items()]
    return []


def _refuse_twins(given: list[Row]) -> None:
    """What would stand here twice: a row without a key for a service that is there under the same name and provider, and a setting's number."""
    new = [row for row in given if row.is_new and row.service and not row.problems]
    names = sorted({row.name.lower() for row in new})
    there = set()
    for start in range(0, len(names), 500):
        same = Service.objects.alias(small=Lower("name")).filter(small__in=names[start : start + 500])
        there |= {(name.casefold(), provider) for name, provider in same.values_list("name", "provider_id")}
    for row in new:
        one = (row.name.casefold(), row.service.provider_id if row.service else None)
        if one in there:
            row.problems.append(Problem(KEY, _("This provider has a service of this name already. Put its key here to change it, or give this one another name.")))
        there.add(one)
    urns: set[str] = set()
    for row in given:
        for change in row.changes:
            if change.column.field == "urn" and change.new:
                if change.new in urns:
                    row.problems.append(Problem(change.column.heading, _("Another row of the file has this number too.")))
                urns.add(change.new)
