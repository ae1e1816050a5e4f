"""Families as a table that leaves the portal: chosen columns, a number, and a line in the log of each family in it."""

import csv
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import openpyxl
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import phones
from accounts.models import User
from home.spreadsheets import BYTE_ORDER_MARK, safe_cell
from register import actions
from register.models import CHOICES, AccessLogEntry, Channel, Child, Choice, Consent, Export, Family, Purpose, TakingPart
from register.summary import born_in, when

AT_ONCE = 500
BETWEEN = "; "


@dataclass(frozen=True)
class Column:
    """A column under the name that families know it by. `of` reads it off a family with its children and standing consents."""

    name: str
    label: Promise
    of: Callable[[Family], Any]


def _name(value: Any) -> str:
    return value.name if value else ""


def _of_children(of: Callable[[Child], str]) -> Callable[[Family], str]:
    return lambda family: BETWEEN.join(of(child) for child in family.children.all())


def _needs(child: Child) -> str:
    return _("would rather not say") if child.needs_not_said else ", ".join(need.name for need in child.needs.all())


def _sorted_by_day(moment: dt.datetime | None) -> str:
    """As a spreadsheet puts days in order."""
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _taking_part(family: Family) -> str:
    return BETWEEN.join(str(TakingPart(each).label) for each in family.taking_part if each in TakingPart.values)


def _choices(family: Family) -> str:
    given = {(row.purpose, row.channel) for row in family.standing}  # type: ignore[attr-defined]
    return BETWEEN.join(choice.label for choice in CHOICES if (choice.purpose, choice.channel) in given)


COLUMNS = (
    Column("reference", gettext_lazy("Reference"), lambda family: family.reference),
    Column("first_name", gettext_lazy("First name"), lambda family: family.first_name),
    Column("last_name", gettext_lazy("Last name"), lambda family: family.last_name),
    Column("relationship", gettext_lazy("Relationship to the child or young person"), lambda family: family.get_relationship_display()),
    Column("email", gettext_lazy("E-mail address"), lambda family: family.email),
    Column("phone", gettext_lazy("Phone"), lambda family: phones.as_written(family.phone) if family.phone else ""),
    Column("address", gettext_lazy("Postal address"), lambda family: family.address.replace("\n", ", ")),
    Column("postcode", gettext_lazy("Postcode"), lambda family: family.postcode),
    Column("council", gettext_lazy("Council"), lambda family: family.borough.council if family.borough else ""),
    Column("ward", gettext_lazy("Ward"), lambda family: _name(family.ward)),
    Column("reach", gettext_lazy("Likes to hear from us by"), lambda family: family.get_reach_display()),
    Column("language", gettext_lazy("Language"), lambda family: _name(family.language) or family.other_language or _("English")),
    Column("interpreter", gettext_lazy("Interpreter"), lambda family: _("yes") if family.needs_interpreter else ""),
    Column("format", gettext_lazy("How we write"), lambda family: family.get_reading_format_display()),
    Column("topics", gettext_lazy("Would like to hear about"), lambda family: BETWEEN.join(topic.name for topic in family.topics.all())),
    Column("taking_part", gettext_lazy("Would like to take part in"), _taking_part),
    Column("choices", gettext_lazy("Choices that stand"), _choices),
    Column("children", gettext_lazy("Number of children"), lambda family: len(family.children.all())),
    Column("born", gettext_lazy("Children: born in"), _of_children(lambda child: born_in(child.birth_month, child.birth_year))),
    Column("setting", gettext_lazy("Children: go to"), _of_children(lambda child: child.get_setting_display() or "–")),
    Column("stage", gettext_lazy("Children: help now"), _of_children(lambda child: child.get_support_stage_display())),
    Column("needs", gettext_lazy("Children: needs"), _of_children(_needs)),
    Column("signed_up", gettext_lazy("Signed up"), lambda family: _sorted_by_day(family.created_at)),
    Column("confirmed", gettext_lazy("Confirmed"), lambda family: _sorted_by_day(family.confirmed_at)),
    Column("joined_how", gettext_lazy("How they joined"), lambda family: family.get_joined_how_display()),
)
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True)
class Wish:
    """What is to be exported. `choice`: only families that agree to it now and may be written to for it."""

    columns: tuple[str, ...]
    status: str
    borough: str
    choice: Choice | None
    reason: str
    details: str
    kind: str

    @property
    def why(self) -> str:
        """For those who check: the reason from the list, and what the officer wrote to it."""
        return f"{self.reason}: {self.details}"

    @property
    def families(self) -> Any:
        found = Family.objects.agreeing_to(Purpose(self.choice.purpose), Channel(self.choice.channel)) if self.choice else Family.objects.all()
        return {"confirmed": found.confirmed, "unconfirmed": found.unconfirmed}.get(self.status, found.all)().of_council(self.borough)

    @property
    def filters(self) -> dict[str, str]:
        """For the log: nothing of a family."""
        return {"status": self.status, "borough": self.borough, "choice": self.choice.slug if self.choice else ""}


@transaction.atomic
def begin(wish: Wish, *, by: User) -> Export:
    """The export's number, and its line in the log, before the first family is read."""
    export = Export.objects.create(who=by.staff_email, why=wish.why, columns=list(wish.columns), filters=wish.filters, kind=wish.kind, rows=wish.families.count())
    actions.note_access(by, AccessLogEntry.Action.EXPORT, why=_said(export, wish.why))
    return export


def _said(export: Export, why: str) -> str:
    return f"{_('Export')} {export.pk}: {why}"[:200]


def file_name(export: Export) -> str:
    """With its number, when it was made and by whom."""
    who = slugify(export.who.partition("@")[0].replace(".", "-"))
    return f"send-register-export-{export.pk}-{timezone.localtime(export.at):%Y-%m-%d-%H%M}-{who}.{export.kind}"


def watermark(export: Export) -> str:
    words = {"number": export.pk, "who": export.who, "when": when(export.at), "why": export.why}
    told = _("Export %(number)s of the SEND Register, by %(who)s on %(when)s. Why: %(why)s. Personal data: delete this file when that is done.") % words
    return safe_cell(told)


def table(export: Export, wish: Wish) -> Iterator[list[Any]]:
    """Watermark, headings, and a row for each family. Each batch is in the families' logs before its first row leaves.

    There every family reads the reason from the list only: what an officer wrote to it may be about one of them.
    """
    said = _said(export, wish.reason)
    columns = [column for column in COLUMNS if column.name in wish.columns]
    yield [watermark(export)]
    yield [str(column.label) for column in columns]
    for batch in _batches(wish.families):
        AccessLogEntry.objects.bulk_create(AccessLogEntry(who=export.who, action=AccessLogEntry.Action.EXPORT, why=said, reference=family.reference) for family in batch)
        for family in batch:
            yield [safe_cell(column.of(family)) for column in columns]


def _batches(families: Any) -> Iterator[list[Family]]:
    """The oldest sign-up first. The next batch begins behind the last row, so that however many there are a batch costs the same."""
    standing = Prefetch("consents", Consent.objects.standing(), to_attr="standing")
    ready = families.select_related("borough", "ward", "language").prefetch_related("children__needs", "topics", standing).order_by("created_at", "pk")
    after = Q()
    while batch := list(ready.filter(after)[:AT_ONCE]):
        yield batch
        last = batch[-1]
        after = Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterator[list[Any]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow(row)


def as_xlsx(export: Export, rows: Iterator[list[Any]]) -> IO[bytes]:
    """A file on the disk, open at its beginning; gone when it is closed."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.title = export.who, watermark(export)
    sheet = book.create_sheet(f"Export {export.pk}")
    sheet.freeze_panes = "A3"
    for row in rows:
        sheet.append(row)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file
