"""What editors do to many services at once. Each service that changes gets a version, and a line in its history that names who."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from home import page_cache, sheets
from home.models import EVERY_ONE
from localoffer import versions
from localoffer.actions import find_places, free_slug, keep_first_version
from localoffer.editing import plan, rows
from localoffer.editing.cells import BATCH, WHAT_IT_READS
from localoffer.editing.changes import Plan, Row
from localoffer.freshness import clock
from localoffer.models import NotTheSame, OldAddress, Service, Sheet
from localoffer.models.subject import FOR_EVERY

CHECKS = {name: Service._meta.get_field(name).verbose_name for name in ("checked_on", "checked_by", "verify_by")} | {"access_facts": _("access")}


class MeanwhileChanged(Exception):
    """The file would do something else now than what the editor saw; nothing was done."""


class TheSameService(Exception):
    """A service can't be made one with itself."""


@transaction.atomic
def change(services: Iterable[Service], *, values: Mapping[str, Any], by: User) -> int:
    """Give all the services these values, none of them another row; how many were changed. What has them already is left alone."""
    keys, changed = [service.pk for service in services], 0
    Service.objects.lock(keys)
    with page_cache.held_back():
        for service in Service.objects.whole().filter(pk__in=keys):  # read again: what was fetched before may not be what there is now
            news = {name: value for name, value in values.items() if getattr(service, name) != value}
            if news:
                _set(service, news, by=by)
                changed += 1
    page_cache.drop_pages()
    return changed


def _set(service: Service, news: Mapping[str, Any], *, by: User) -> None:
    versions.keep_first(service)
    for name, value in news.items():
        setattr(service, name, value)
    with disable_reference_index_auto_update():  # none of these fields names another row
        service.save(update_fields=[*news, "updated_at"])
    versions.keep(service, how=versions.BY_MANY, by=by, fields=[Service._meta.get_field(name).verbose_name for name in news])


@transaction.atomic
def mark_checked(services: Iterable[Service], *, checked_by: str, verify_by: dt.date, by: User) -> int:
    """All that the services say was checked today, and is due again by `verify_by`; how many were changed. What says so already is left alone."""
    keys, changed = [service.pk for service in services], 0
    Service.objects.lock(keys)
    with page_cache.held_back():
        for service in Service.objects.whole().filter(pk__in=keys):
            before = _checks(service)
            clock.mark_checked(service, on=timezone.localdate(), by=checked_by)
            service.verify_by = verify_by
            news = [name for name, value in _checks(service).items() if value != before[name]]
            if news:
                keep_first_version(service)
                with disable_reference_index_auto_update():  # nothing of this names another row
                    service.save(update_fields=[*news, "updated_at"])
                versions.keep(service, how=versions.BY_MANY, by=by, fields=[CHECKS[name] for name in news])
                changed += 1
    page_cache.drop_pages()
    return changed


def _checks(service: Service) -> dict[str, Any]:
    """When what was checked, by whom, under the fields' names."""
    days = [row.checked_on for row in service.access_facts.all()]
    return {name: days if name == "access_facts" else getattr(service, name) for name in CHECKS}


@transaction.atomic
def change_words(services: Iterable[Service], *, name: str, words: Any, how: str, by: User) -> int:
    """Add rows of a word list to all the services, take them away, or put them in place of what is there (`how` is "add", "take" or "replace").

    `name` is the list, `words` its rows; of needs and boroughs perhaps EVERY_ONE. How many services were changed: what is so already is left alone.
    """
    keys = [service.pk for service in services]
    Service.objects.lock(keys)
    changed = []
    with page_cache.held_back():
        for service in Service.objects.whole().filter(pk__in=keys):
            wanted = _wanted(service, name, words, how)
            if wanted is not None:
                versions.keep_first(service)
                service.choose(name, wanted)
                service.save(update_fields=[name, *([FOR_EVERY[name]] if name in FOR_EVERY else []), "updated_at"])
                changed.append(service.pk)
        for service in Service.objects.whole().filter(pk__in=changed):  # read again: what was fetched before is not what there is now
            versions.keep(service, how=versions.BY_MANY, by=by, fields=[Service._meta.get_field(name).verbose_name])
    page_cache.drop_pages()
    return len(changed)


def _wanted(service: Service, name: str, words: Any, how: str) -> Any:
    """What the list should hold; None when it does so already. Who is for every one is so whatever is added, and has no single one to lose."""
    is_for_all = service.is_for_every(name)
    if words == EVERY_ONE:
        return None if is_for_all == (how != "take") else [] if how == "take" else EVERY_ONE
    there = list(getattr(service, name).all())
    if is_for_all and how != "replace":
        return None
    wanted = {"add": there + [row for row in words if row not in there], "take": [row for row in there if row not in words], "replace": list(words)}[how]
    return None if set(wanted) == set(there) and not is_for_all else wanted


@transaction.atomic
def keep_sheet(*, name: str, content: File, by: User) -> Sheet:
    """Keep a file's table for an hour, so that it can be looked at and confirmed. Raises NotATable."""
    forget_sheets()
    return Sheet.objects.create(name=name[-120:], table=sheets.read(content.read(sheets.LARGEST + 1)), uploaded_by=by)


def forget_sheets() -> int:
    """Delete the files that nobody confirmed within the hour; how many they were."""
    return Sheet.objects.forgotten().delete()[0]


@transaction.atomic
def apply(sheet: Sheet, *, seen: str, by: User) -> Plan:
    """Do what the file says, and keep of it what is not taken. `seen` is the fingerprint of what the editor saw. Raises MeanwhileChanged."""
    try:
        return _apply(sheet, seen=seen, by=by)
    except IntegrityError as broken:  # somebody took a number between our looking and our writing
        raise MeanwhileChanged from broken


def _apply(sheet: Sheet, *, seen: str, by: User) -> Plan:
    locked = Sheet.objects.select_for_update().filter(pk=sheet.pk).first()  # the button pressed twice is one change
    if locked:
        plan.lock(locked.table)
    if locked is None or (made := plan.make(locked.table)).fingerprint != seen or made.is_too_much:
        raise MeanwhileChanged
    with page_cache.held_back():
        for start in range(0, len(made.to_do), BATCH):
            _apply_rows(made.to_do[start : start + BATCH], name=sheet.name, by=by)
    if made.moves_places:
        find_places()
    page_cache.drop_pages()
    if made.left_out:
        left = {row.line: row.cells for row in made.left_out}
        locked.table = [made.headings, *(left.get(line, []) for line in range(2, len(locked.table) + 1))]  # so that rows keep their numbers
        locked.save()
    else:
        locked.delete()
    return made


def _apply_rows(todo: list[Row], *, name: str, by: User) -> None:
    standing = [row.service for row in todo if row.service and not row.is_new]
    for before in Service.objects.whole().filter(pk__in=[service.pk for service in standing], latest_revision=None):
        versions.keep_first(before)
    prefetch_related_objects(standing, *WHAT_IT_READS)
    fields = {row.service.pk: _apply_row(row) for row in todo if row.service}
    for service in Service.objects.whole().filter(pk__in=fields):  # read again: what was fetched before is not what there is now
        versions.keep(service, how=versions.BY_SHEET, by=by, words=name, fields=fields[service.pk])


def _apply_row(row: Row) -> list[str]:
    """The headings of what changed."""
    service: Any = row.service
    if row.is_new:
        service.slug = free_slug(service.name)
    for cell in row.changes:
        if cell.column.kind == "list":
            service.choose(cell.column.field, cell.value)
    rows.write(service, row.changes)
    names_others = row.is_new or any(cell.column.kind in {"list", "provider"} or cell.column.of in {"at_locations", "schedules"} for cell in row.changes)
    with nullcontext() if names_others else disable_reference_index_auto_update():
        service.save()
    return [cell.column.heading for cell in row.changes]


@transaction.atomic
def say_not_the_same(one: Service, other: Service, *, by: User) -> None:
    """Never show the two as a pair again."""
    first, second = sorted((one, other), key=lambda service: service.pk)
    if first == second:
        raise TheSameService
    NotTheSame.objects.get_or_create(first=first, second=second, defaults={"said_by": by})


def remember_address(service: Service, slug: str) -> None:
    """Let an address lead to the service, also when it led elsewhere before."""
    OldAddress.objects.update_or_create(slug=slug, defaults={"service": service})
