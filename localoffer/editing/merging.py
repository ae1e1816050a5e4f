"""Two services become one. All that this moves is written down, so that `undoing` can move it back."""

import uuid
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from localoffer import versions
from localoffer.editing.actions import TheSameService
from localoffer.editing.which import named
from localoffer.models import Merge, OldAddress, Service
from localoffer.signals import Moved, services_merged

# What the kept service takes over from the other when it has nothing there itself; what goes together is taken together.
FILLED = (
    *(("summary",), ("description",), ("provider",), ("website",), ("email",), ("keywords",), ("criteria",), ("route",), ("route_details",), ("what_next",)),
    *(("typical_wait", "wait_told_by", "wait_told_on"), ("min_age", "max_age"), ("owner_team", "owner_email")),
    *(("needs", "is_for_every_need"), ("boroughs", "is_for_every_borough", "areas_served")),
    *(("categories",), ("languages",), ("is_in_person", "is_online", "is_by_phone", "is_at_home")),
)
# Not a setting's facts: their number belongs to one service.
FILLED_ROWS = ("contacts", "at_locations", "schedules", "cost_options", "access_facts", "send_answers")


class ProposalWaits(Exception):
    """What a provider proposed for the service that would end is not decided; nothing was done."""


@transaction.atomic
def merge(other: Service, *, into: Service, by: User) -> Merge:
    """Make one service of two: `into` stays, and gets what it lacks, the other's comments and its address.

    The other stays too, ended and hidden: its own import finds it there and does not bring it back. Raises TheSameService, ProposalWaits.
    """
    if other == into:
        raise TheSameService
    Service.objects.lock([into.pk, other.pk])
    if other.proposals.waiting().exists():
        raise ProposalWaits
    for service in (into, other):
        service.refresh_from_db()
        versions.keep_first(service)
    was = {"status": other.status, "is_published": other.is_published}
    filled = _fill(into, other)
    copied = [name for name in FILLED_ROWS if _copy_rows(into, other, name)]
    into.save()
    other.status, other.is_published = Service.Status.ENDED, False
    other.save(update_fields=["status", "is_published", "updated_at"])
    moved = _move(into, other)
    names = [str(Service._meta.get_field(group[0]).verbose_name) for group in (list(fields) for fields in filled)]
    names += [str(Service._meta.get_field(name).related_model._meta.verbose_name_plural) for name in copied]
    versions.keep(into, how=versions.BY_MERGE, by=by, words=_("with “%s”") % named(other, beside=into), fields=names)
    versions.keep(other, how=versions.BY_MERGE, by=by, words=_("into “%s”") % named(into, beside=other))
    rows = {name: [row_said(row) for row in getattr(into, name).all()] for name in copied}
    return Merge.objects.create(kept=into, other=other, merged_by=by, was=was, filled=filled, copied=rows, moved=moved.rows, own=moved.own)


def said(service: models.Model, name: str) -> Any:
    """What a field says, as JSON: the sorted keys of a list, a text of anything else that has a value."""
    field: Any = service._meta.get_field(name)
    if field.many_to_many:
        return sorted(row.pk for row in getattr(service, name).all())
    value = getattr(service, field.attname)
    return value if value is None or isinstance(value, str | bool | int) else field.value_to_string(service)


def row_said(row: models.Model) -> dict[str, Any]:
    """All that a row says, but for the service whose it is."""
    return {field.attname: said(row, field.name) for field in row._meta.concrete_fields if field.name != "service"} | {"pk": str(row.pk)}


def _fill(into: Service, other: Service) -> list[dict[str, list[Any]]]:
    """Take over what is empty; for each group of fields that was taken what each said and what it says now."""
    filled = []
    for group in FILLED:
        before, theirs = {name: said(into, name) for name in group}, {name: said(other, name) for name in group}
        if any(map(_says_something, before.values())) or not any(map(_says_something, theirs.values())):
            continue
        for name in group:
            _take(into, other, name)
        filled.append({name: [before[name], theirs[name]] for name in group})
    return filled


def _says_something(value: Any) -> bool:
    """An age of 0 does."""
    return value is not False and value not in ("", None) and value != []


def _take(into: Service, other: Service, name: str) -> None:
    value = getattr(other, name)
    setattr(into, name, list(value.all()) if Service._meta.get_field(name).many_to_many else value)


def _copy_rows(into: Service, other: Service, name: str) -> bool:
    """Whether there were rows to copy, and none in their place."""
    rows = list(getattr(other, name).all())
    if not rows or list(getattr(into, name).all()):
        return False
    setattr(into, name, [_copy(row) for row in rows])
    return True


def _copy(row: Any) -> Any:
    """The same row, not saved and of no service yet."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key and field.name != "service"}
    own_key = {"id": uuid.uuid4()} if isinstance(row.pk, uuid.UUID) else {}
    return type(row)(**kept, **own_key)


def _move(into: Service, other: Service) -> Moved:
    """Let the other's addresses lead to the kept one, and tell the packages that know more of it."""
    moved = Moved()
    addresses = list(other.old_addresses.values_list("pk", flat=True))
    other.old_addresses.update(service=into)
    moved.rows["localoffer.OldAddress.service"] = addresses
    _address, is_new = OldAddress.objects.update_or_create(slug=other.slug, defaults={"service": into})
    moved.own["address"] = other.slug if is_new else ""
    answers: list[tuple[Any, Any]] = services_merged.send(sender=Service, kept=into, other=other)
    for _receiver, theirs in answers:
        moved.rows.update(theirs.rows)
        moved.own.update(theirs.own)
    return moved
