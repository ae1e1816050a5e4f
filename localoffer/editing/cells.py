"""How the facts of a service are written in the cells of its row."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Model, Q, QuerySet, prefetch_related_objects

from home.models import EVERY_ONE, Borough
from home.sheets import tidy
from localoffer.editing import sentences
from localoffer.editing.columns import ACCESS, COLUMNS, MOST_NUMBERED, NUMBERED, ONLY_TO_READ, PLACE_FIELDS, SETTING, Column, Numbered, named
from localoffer.models import Category, Language, Need, Schedule, Service

BETWEEN = "; "
YES, NO, FREE = "yes", "no", "free"
BATCH = 500
LISTS: dict[str, type[Model]] = {"categories": Category, "needs": Need, "boroughs": Borough, "languages": Language}
WHAT_IT_READS = ("provider", *LISTS, "at_locations__location", "schedules", "cost_options", "contacts", "access_facts", "setting_facts", "send_answers")
# What stays in the portal, because the file may be passed on.
SHOWN = {"contacts": Q(is_public=True), "at_locations": Q(location__is_masked=False)}
Cells = dict[str, str]


def written(services: Iterable[Service]) -> Iterator[tuple[Service, Cells]]:
    """Each service with its cells by heading, in batches, so that a batch costs 13 queries whatever is in it."""
    batch: list[Service] = []
    for service in services:
        batch.append(service)
        if len(batch) == BATCH:
            yield from _written(batch)
            batch = []
    yield from _written(batch)


def _written(batch: list[Service]) -> Iterator[tuple[Service, Cells]]:
    prefetch_related_objects(batch, *WHAT_IT_READS)
    for service in batch:
        yield service, cells_of(service)


def cells_of(service: Service) -> Cells:
    """Every column that stands in each file, and as many numbered ones as the service has rows."""
    own = {column.heading: as_text(column, _own(service, column)) for column in COLUMNS if not column.of}
    access = {fact.kind: {"answer": fact.answer, "checked_on": fact.checked_on, "note": fact.note} for fact in service.access_facts.all()}
    facts = {column.heading: as_text(column, access.get(column.field)) for column in ACCESS}
    setting = {column.heading: as_text(column, getattr(service.setting, column.field)) if service.setting else "" for column in SETTING}
    every = own | facts | setting
    return {column.heading: every[column.heading] for column in COLUMNS} | {column.heading: as_text(column, value) for column, value in _numbered(service)}


def _own(service: Service, column: Column) -> Any:
    if column.kind == "list":
        return EVERY_ONE if service.is_for_every(column.field) else getattr(service, column.field).all()
    return _only_in_the_form(service) if column.kind == ONLY_TO_READ else getattr(service, column.field)


def _numbered(service: Service) -> Iterator[tuple[Column, Any]]:
    for group in NUMBERED:
        for number, row in enumerate(rows(service, group.of), start=1):
            for column in group.columns(number):
                yield column, _value(service, row, column)


def _value(service: Service, row: Any, column: Column) -> Any:
    if column.of == "at_locations" and column.field in PLACE_FIELDS:
        return getattr(row.location, column.field)
    return time_said(service, row) if column.kind == "time" else getattr(row, column.field)


def rows(service: Service, of: str) -> list[Any]:
    """The rows that the numbered columns are about, in their order: not the contacts for staff, nor the places whose address is hidden."""
    every = list(getattr(service, of).all())
    if of == "contacts":
        return [row for row in every if row.is_public]
    return [row for row in every if not row.location.is_masked] if of == "at_locations" else every


def places_by_name(service: Service) -> dict[str, Any]:
    """The keys of the places that a time may be at, by what its cell calls them: “place 1” is one of the columns', “other place 1” has none."""
    shown = [row.location_id for row in rows(service, "at_locations")]
    elsewhere = [*(row.location_id for row in service.at_locations.all()), *(row.location_id for row in service.schedules.all() if row.location_id)]
    others = dict.fromkeys(key for key in elsewhere if key not in shown)
    return {f"place {number}": key for number, key in enumerate(shown, start=1)} | {f"other place {number}": key for number, key in enumerate(others, start=1)}


def time_said(service: Service, row: Schedule) -> dict[str, Any]:
    """A time as its cell says it."""
    place = next((name for name, key in places_by_name(service).items() if key == row.location_id), "") if row.location_id else ""
    return {name: place if name == "place" else getattr(row, name) for name in sentences.EMPTY_TIME}


def _only_in_the_form(service: Service) -> str:
    """What the file does not hold, so that nobody takes it for missing."""
    hidden = sum(row.location.is_masked for row in service.at_locations.all())
    for_staff = sum(not row.is_public for row in service.contacts.all())
    counts = {"place with a hidden address": hidden, "contact for staff": for_staff, "answer for families": len(service.send_answers.all())}
    return BETWEEN.join(f"{count} {words}" for words, count in counts.items() if count)


def as_text(column: Column, value: Any) -> str:
    """A value as its column writes it."""
    if column.kind == "list":
        return EVERY_ONE if value == EVERY_ONE else BETWEEN.join(sorted(_word(row) for row in value))
    if column.kind == "yes-no":
        return YES if value else NO
    if column.kind == "choice":
        return str(dict(column.choices).get(value, value))
    if column.kind == "money" and value is not None:
        return FREE if value == 0 else f"{Decimal(value):.2f}"
    sentence = {"time": sentences.time_text, "access": sentences.access_text}.get(column.kind)
    return tidy(sentence(value) if sentence else "" if value is None else str(value))


def _word(row: Any) -> str:
    """The name of a row of a word list; its code where the name can't stand in a list."""
    return str(getattr(row, "code", "") or row.slug) if BETWEEN.strip() in row.name else tidy(row.name)


def widths(services: QuerySet[Service]) -> dict[str, int]:
    """How many of each numbered column a file of these services has: one more than any of them needs, within reason."""
    return {group.of: min(max(_most(services, group.of) + 1, group.at_least), MOST_NUMBERED) for group in NUMBERED}


def _most(services: QuerySet[Service], of: str) -> int:
    model = Service._meta.get_field(of).related_model
    counts = model.objects.filter(SHOWN.get(of, Q()), service__in=services.order_by().values("pk")).order_by().values("service").annotate(many=Count("pk"))
    return counts.aggregate(most=Max("many", default=0))["most"]


def lines(cells: Cells, group: Numbered) -> str:
    """The numbered cells of these rows for a person to read, a row on each line."""
    columns = [column for heading in cells if (column := named(heading)) and column.of == group.of]
    rows = groupby(columns, key=lambda column: column.number)
    return "\n".join(", ".join(" ".join(cells[column.heading].split()) for column in row if cells[column.heading]) for _number, row in rows)
