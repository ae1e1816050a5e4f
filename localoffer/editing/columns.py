"""The columns of the editors' file of services: how each fact is written in a cell, and how a cell is read."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from home.models import Borough
from localoffer.models import Category, CostOption, Language, Need, Provider, Service, ServiceAtLocation

KEY, STATE, WHY = "Key", "State when taken away", "Why it is not taken"
BETWEEN = "; "
YES, NO = "yes", "no"
BATCH = 500
DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class Unreadable(ValueError):
    """The cell says nothing that its column can hold; the message says why, to an editor."""


@dataclass(frozen=True)
class Column:
    """A heading, the service's field, and how the field is written. Headings are part of the file's form and are never translated."""

    heading: str
    field: str
    kind: str = "words"  # words, number, yes-no, day, choice, list, provider, or "only to read"


COLUMNS = (
    Column("Name", "name"),
    Column("Provider", "provider", "provider"),
    Column("Status", "status", "choice"),
    Column("Shown to families", "is_published", "yes-no"),
    Column("Summary", "summary"),
    Column("Description", "description"),
    Column("Kind of help", "categories", "list"),
    Column("Needs", "needs", "list"),
    Column("Boroughs", "boroughs", "list"),
    Column("Which part", "areas_served"),
    Column("Languages", "languages", "list"),
    Column("From age", "min_age", "number"),
    Column("To age", "max_age", "number"),
    Column("In person", "is_in_person", "yes-no"),
    Column("Online", "is_online", "yes-no"),
    Column("By phone", "is_by_phone", "yes-no"),
    Column("At home", "is_at_home", "yes-no"),
    Column("Who can get it", "criteria"),
    Column("How to get it", "route", "choice"),
    Column("How to get it, step by step", "route_details"),
    Column("What happens next", "what_next"),
    Column("Typical wait", "typical_wait"),
    Column("Who told us the wait", "wait_told_by"),
    Column("When they told us", "wait_told_on", "day"),
    Column("Website", "website"),
    Column("E-mail", "email"),
    Column("Families' words", "keywords"),
    Column("Who keeps it right", "owner_team"),
    Column("Their mailbox", "owner_email"),
    Column("Last checked", "checked_on", "day"),
    Column("Checked by", "checked_by"),
    Column("Check again by", "verify_by", "day"),
    Column("Places (only to read)", "places", "only to read"),
    Column("Costs (only to read)", "costs", "only to read"),
)
LISTS: dict[str, QuerySet] = {"categories": Category.objects.all(), "needs": Need.objects.all(), "boroughs": Borough.objects.all(), "languages": Language.objects.all()}
Cells = dict[str, str]


def tidy(text: str) -> str:
    """As a spreadsheet gives it back: one kind of line end, no space around, no character that a file can't hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def written(services: Iterable[Service]) -> Iterator[tuple[Service, Cells]]:
    """Each service with its cells by heading, in batches, so that a batch costs 7 queries whatever is in it."""
    batch: list[Service] = []
    for service in services:
        batch.append(service)
        if len(batch) == BATCH:
            yield from _written(batch)
            batch = []
    yield from _written(batch)


def _written(batch: list[Service]) -> Iterator[tuple[Service, Cells]]:
    if not batch:
        return
    keys = [service.pk for service in batch]
    joined = {name: _names(name, keys) for name in LISTS}
    providers = dict(Provider.objects.filter(services__in=keys).values_list("pk", "name"))
    places = _gathered(ServiceAtLocation.objects.filter(service__in=keys).order_by("sort_order").values_list("service", "location__name", "location__postcode"))
    costs = _gathered(CostOption.objects.filter(service__in=keys).order_by("sort_order").values_list("service", "amount", "description"))
    for service in batch:
        many = {name: found.get(service.pk, []) for name, found in joined.items()} | {"places": places.get(service.pk, []), "costs": costs.get(service.pk, [])}
        yield service, {column.heading: tidy(_cell(column, service, many, providers)) for column in COLUMNS}


def _names(name: str, keys: list[Any]) -> dict[Any, list[str]]:
    field = Service._meta.get_field(name)
    target = field.m2m_reverse_field_name()
    rows = field.remote_field.through.objects.filter(service__in=keys).values_list("service", f"{target}__name")
    return {key: sorted(names) for key, names in _gathered(rows).items()}


def _gathered(rows: Iterable[tuple]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for key, *parts in rows:
        found.setdefault(key, []).append(" ".join(str(part) for part in parts if part not in ("", None)))
    return found


def _cell(column: Column, service: Service, many: Mapping[str, list[str]], providers: Mapping[Any, str]) -> str:
    if column.field in many:
        return BETWEEN.join(many[column.field])
    if column.kind == "provider":
        return providers.get(service.provider_id, "")
    return as_text(column, getattr(service, column.field))


def as_text(column: Column, value: Any) -> str:
    """A field's value as its column writes it."""
    if column.kind == "list":
        return BETWEEN.join(sorted(row.name for row in value))
    if column.kind == "yes-no":
        return YES if value else NO
    if column.kind == "choice":
        return str(dict(Service._meta.get_field(column.field).flatchoices).get(value, value))
    return "" if value is None else tidy(str(value))


class Reader:
    """Reads cells; looks the word lists and providers up once."""

    @cached_property
    def _lists(self) -> dict[str, dict[str, Any]]:
        codes = {name: "slug" if name == "boroughs" else "code" for name in LISTS}
        return {name: {word.casefold(): row for row in rows for word in (getattr(row, codes[name]), row.name)} for name, rows in LISTS.items()}

    @cached_property
    def _providers(self) -> dict[str, list[Provider]]:
        found: dict[str, list[Provider]] = {}
        for provider in Provider.objects.only("name"):
            found.setdefault(tidy(provider.name).casefold(), []).append(provider)
        return found

    def read(self, column: Column, text: str) -> Any:
        """The field's value. Raises Unreadable."""
        readers = {"number": _number, "yes-no": _yes_no, "day": _day}
        if column.kind in readers:
            return readers[column.kind](text)
        if column.kind == "choice":
            return _choice(column, text)
        if column.kind == "list":
            return self._rows(column, text)
        if column.kind == "provider":
            return self._provider(text)
        if column.kind == "only to read":
            raise Unreadable(_("This column can’t be changed in a file. Open the service and change it there."))
        return text

    def _rows(self, column: Column, text: str) -> list[Any]:
        words = [word.strip() for word in text.split(BETWEEN.strip()) if word.strip()]
        unknown = [word for word in words if word.casefold() not in self._lists[column.field]]
        if unknown:
            raise Unreadable(_("“%s” is not in our list. Write the name as in the word list, with “;” between names.") % unknown[0][:60])
        return list({row.pk: row for word in words for row in [self._lists[column.field][word.casefold()]]}.values())

    def _provider(self, text: str) -> Provider | None:
        if not text:
            return None
        found = self._providers.get(text.casefold(), [])
        if not found:
            raise Unreadable(_("There is no provider “%s”. Add it first: Directory → Providers.") % text[:60])
        if len(found) > 1:
            raise Unreadable(_("There are %(count)d providers called “%(name)s”. Choose one in the service’s form.") % {"count": len(found), "name": text[:60]})
        return found[0]


def _number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}(\.0+)?", text, re.ASCII):
        raise Unreadable(_("“%s” is not a whole number.") % text[:40])
    return int(text.partition(".")[0])


def _yes_no(text: str) -> bool:
    answer = text.casefold()
    if answer not in {"yes", "y", "true", "1", "no", "n", "false", "0"}:
        raise Unreadable(_("Write “yes” or “no”."))
    return answer in {"yes", "y", "true", "1"}


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    british = DAY.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in reversed(british.groups()))) if british else dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(_("“%s” is no date. Write it as 2027-03-31 or 31/03/2027.") % text[:40]) from None


def _choice(column: Column, text: str) -> str:
    for code, label in Service._meta.get_field(column.field).flatchoices:
        if text.casefold() in {str(code).casefold(), str(label).casefold()}:
            return code
    offered = ", ".join(f"“{label}”" for _code, label in Service._meta.get_field(column.field).flatchoices)
    raise Unreadable(_("“%(given)s” is none of these: %(offered)s.") % {"given": text[:40], "offered": offered})
