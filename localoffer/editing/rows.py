"""The rows that belong to a service (contacts, places, costs, times, access, a setting's facts), as a file would have them: checked, and written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from localoffer import geo
from localoffer.editing import cells, places
from localoffer.editing.cells import Cells
from localoffer.editing.changes import Change, Problem
from localoffer.editing.columns import NUMBERED, PLACE_FIELDS, SETTING, Column, Numbered, Unreadable, numbers
from localoffer.editing.reading import Reader
from localoffer.editing.sentences import EMPTY_TIME
from localoffer.models import AccessFact, Location, Schedule, Service, ServiceAtLocation, SettingFacts

Values = dict[str, Any]
OTHER_PLACE = "other place"


def check(service: Service, standing: Cells, changes: Iterable[Change], reader: Reader) -> Iterator[Problem]:
    """What can't be right about the rows that would change, each with the heading of its column."""
    changed = {change.column: change for change in changes if change.column.of}
    touched = {column.of for column in changed}
    wanted = {group.of: _wanted(group, standing, changed, reader) for group in NUMBERED}
    for group in NUMBERED:
        for number, values in wanted[group.of].items():
            if any(column in changed for column in group.columns(number)):
                yield from _check_row(group, number, values)
    if touched & {"at_locations", "schedules"}:
        yield from _check_places(wanted["at_locations"], wanted["schedules"], standing)
    for column, change in changed.items():
        if column.of == "access_facts" and change.value:
            yield from _breaches(AccessFact(kind=column.field, **change.value), {NON_FIELD_ERRORS: column.heading, "note": column.heading})
    if "setting_facts" in touched:
        yield from _check_setting(service, standing, changed, reader)


def _wanted(group: Numbered, standing: Cells, changed: Mapping[Column, Change], reader: Reader) -> dict[int, Values]:
    """The fields of each row as the file would have it, by its number; rows without a word are none."""
    found: dict[int, Values] = {}
    for number in sorted({*numbers(group.of, standing), *(column.number for column in changed if column.of == group.of)}):
        columns = group.columns(number)
        values = {column.field: _value(column, standing, changed, reader) for column in columns}
        if any(changed[column].new if column in changed else standing.get(column.heading, "") for column in columns):
            found[number] = values
    return found


def _value(column: Column, standing: Cells, changed: Mapping[Column, Change], reader: Reader) -> Any:
    if column in changed:
        return changed[column].value
    text = standing.get(column.heading, "")
    try:
        return reader.read(column, text)
    except Unreadable:  # it stands there all the same, and stays
        return text


def _check_row(group: Numbered, number: int, values: Values) -> Iterator[Problem]:
    headings = {column.field: column.heading for column in group.columns(number)} | {NON_FIELD_ERRORS: group.row_heading(number)}
    if group.of == "schedules":
        headings = dict.fromkeys([*EMPTY_TIME, NON_FIELD_ERRORS], group.row_heading(number))
        yield from _breaches(Schedule(**{name: value for name, value in values["time"].items() if name != "place"}), headings)
    elif group.of == "at_locations":
        yield from _breaches(Location(**{name: values[name] for name in PLACE_FIELDS}), headings)
        yield from _breaches(ServiceAtLocation(note=values["note"]), headings)
        if not any(values[name] for name in PLACE_FIELDS):
            yield Problem(group.row_heading(number), _("Say which place it is: its name or its postcode."))
    else:
        yield from _breaches(Service._meta.get_field(group.of).related_model(**values), headings)


def _breaches(row: models.Model, headings: Mapping[str, str]) -> Iterator[Problem]:
    """The rules that the row breaks by itself, whatever it belongs to and whatever else there is."""
    try:
        row.clean_fields(exclude={"service", "location"})
        row.validate_constraints(exclude={"service", "location", "urn"})
    except ValidationError as broken:
        for name, words in broken.message_dict.items():
            yield Problem(headings.get(name, headings[NON_FIELD_ERRORS]), " ".join(words))


def _check_places(wanted: Mapping[int, Values], times: Mapping[int, Values], standing: Cells) -> Iterator[Problem]:
    """No place twice, and no time at a place that is not there."""
    seen: set[tuple] = set()
    for number, values in wanted.items():
        words = tuple(str(values[name]).casefold() for name in PLACE_FIELDS)
        if words in seen:
            yield Problem(f"Place {number}", _("This place stands here twice."))
        seen.add(words)
    there = {f"place {number}" for number in wanted} | {said["time"]["place"] for said in _standing_times(standing) if said["time"]["place"].startswith(OTHER_PLACE)}
    for number, values in times.items():
        place = values["time"]["place"] if isinstance(values["time"], dict) else ""
        if place and place not in there:
            yield Problem(f"Time {number}", _("This service has no %s. Name another place, or take the time away too.") % place)


def _standing_times(standing: Cells) -> list[Values]:
    [group] = [group for group in NUMBERED if group.of == "schedules"]
    return [values for values in _wanted(group, standing, {}, Reader()).values() if isinstance(values["time"], dict)]


def _check_setting(service: Service, standing: Cells, changed: Mapping[Column, Change], reader: Reader) -> Iterator[Problem]:
    values = {column.field: _value(column, standing, changed, reader) for column in SETTING}
    if _is_no_setting(values):
        return
    headings = {column.field: column.heading for column in SETTING} | {NON_FIELD_ERRORS: SETTING[0].heading}
    setting = SettingFacts(**{name: value or _default(name) for name, value in values.items()})
    yield from _breaches(setting, headings)
    if setting.urn and SettingFacts.objects.filter(urn=setting.urn).exclude(service=service.pk).exists():
        yield Problem(headings["urn"], _("Another service has this number."))


def _is_no_setting(values: Values) -> bool:
    return all(value in {"", _default(name)} for name, value in values.items())


def _default(name: str) -> str:
    field: Any = SettingFacts._meta.get_field(name)
    return str(field.get_default() or "")


def hidden_again(standing: Cells, changes: Iterable[Change], hidden: Iterable[Location], reader: Reader) -> Iterator[Problem]:
    """Places that the file would show to families, and whose address somebody has hidden."""
    changed = {change.column: change for change in changes if change.column.of == "at_locations"}
    numbers = {column.number for column in changed}
    [group] = [group for group in NUMBERED if group.of == "at_locations"]
    for number, values in _wanted(group, standing, changed, reader).items() if changed else ():
        if number in numbers and any(_is_probably(values, place) for place in hidden):
            yield Problem(group.row_heading(number), _("This place’s address is hidden from families. Choose it in the service’s form."))


def _is_probably(values: Values, place: Location) -> bool:
    postcode, its_postcode = geo.compact(values["postcode"]), geo.compact(place.postcode)
    words, its_words = ({text.casefold().strip() for text in texts} - {""} for texts in ((values["name"], values["address"]), (place.name, place.address)))
    if postcode and its_postcode:
        return postcode == its_postcode and (not words or not its_words or bool(words & its_words))
    return bool(words & its_words)


def write(service: Service, changes: Iterable[Change]) -> None:
    """Put the changed cells into the service's rows. What no cell was about stays as it is; the caller saves the service."""
    by_rows: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_rows[change.column.of].append(change)
    names = cells.places_by_name(service)
    if "at_locations" in by_rows:
        names |= places.write(service, by_rows["at_locations"])
    for of in ("contacts", "cost_options", "schedules"):
        if of in by_rows:
            _write_numbered(service, of, by_rows[of], names)
    if "access_facts" in by_rows:
        _write_access(service, by_rows["access_facts"])
    if "setting_facts" in by_rows:
        _write_setting(service, by_rows["setting_facts"])


def _write_numbered(service: Service, of: str, changes: list[Change], names: Mapping[str, Any]) -> None:
    shown = cells.rows(service, of)
    every = list(getattr(service, of).all())
    numbered = dict(enumerate(shown, start=1))
    for change in changes:
        row = numbered.setdefault(change.column.number, Service._meta.get_field(of).related_model())
        for name, value in _fields(change, names).items():
            setattr(row, name, value)
    last = max((row.sort_order or 0 for row in every), default=-1)
    kept = [row for row in every if row not in shown]
    for number in sorted(numbered):
        row = numbered[number]
        if _says_something(of, row):
            if number > len(shown):
                row.sort_order = last = last + 1
            kept.append(row)
    setattr(service, of, kept)


def _fields(change: Change, names: Mapping[str, Any]) -> Values:
    if change.column.kind != "time":
        return {change.column.field: change.value}
    return {name: value for name, value in change.value.items() if name != "place"} | {"location_id": names.get(change.value["place"])}


def _says_something(of: str, row: Any) -> bool:
    if of == "schedules":
        return bool(row.day or row.description or row.opens_at)
    [group] = [group for group in NUMBERED if group.of == of]
    return any(getattr(row, field) not in {"", None} for _last, field, _kind in group.parts)


def _write_access(service: Service, changes: list[Change]) -> None:
    facts = {fact.kind: fact for fact in service.access_facts.all()}
    last = max((fact.sort_order or 0 for fact in facts.values()), default=-1)
    for number, change in enumerate(changes, start=1):
        kind = change.column.field
        if change.value is None:
            facts.pop(kind, None)
            continue
        fact = facts.setdefault(kind, AccessFact(kind=kind, sort_order=last + number))
        for name, value in change.value.items():
            setattr(fact, name, value)
    service.access_facts = list(facts.values())


def _write_setting(service: Service, changes: list[Change]) -> None:
    setting = service.setting or SettingFacts()
    for change in changes:
        setattr(setting, change.column.field, change.value or _default(change.column.field))
    service.setting_facts = [] if _is_no_setting({column.field: getattr(setting, column.field) for column in SETTING}) else [setting]
