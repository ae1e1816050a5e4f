"""One service is two again: what a merge moved goes back, unless somebody changed it since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from localoffer import versions
from localoffer.editing.merging import FILLED, row_said, said
from localoffer.editing.which import named, names
from localoffer.models import Merge, OldAddress, Service
from localoffer.signals import merge_undone


class CanNotBeUndone(Exception):
    """It was undone already, is too long ago, or one of its services became one with another since; the message says which."""


@dataclass(frozen=True)
class Part:
    """One thing that the merge did: in words, and how it is undone; `None` when somebody changed it since, and it stays."""

    words: str
    put_back: Callable[[], object] | None


def look(merge: Merge) -> list[Part]:
    """What would go back, and what would stay. Raises CanNotBeUndone."""
    if not Merge.objects.recent().filter(pk=merge.pk).exists():
        raise CanNotBeUndone(_("This was undone already, or is more than 30 days ago."))
    if later := Merge.objects.after(merge).select_related("kept", "other").order_by("-pk").first():
        raise CanNotBeUndone(_("“%(other)s” became one with “%(kept)s” since. Undo that first.") % names(later.kept, later.other))
    return [part for find in (_other, _fields, _rows, _moved) for part in find(merge)]


@transaction.atomic
def undo(merge: Merge, *, by: User) -> list[Part]:
    """Put back what nobody changed since; all that the merge did, each with whether it went back. Raises CanNotBeUndone."""
    Service.objects.lock([merge.kept_id, merge.other_id])
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "other").get(pk=merge.pk)
    parts = look(merge)
    for part in parts:
        if part.put_back:
            part.put_back()
    merge_undone.send(sender=Service, kept=merge.kept, other=merge.other, own=merge.own)
    for service, partner in ((merge.kept, merge.other), (merge.other, merge.kept)):
        service.save()
        versions.keep(Service.objects.get(pk=service.pk), how=versions.BY_UNDO, by=by, words=f"“{named(partner, beside=service)}”")
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    return parts


def forget_merges() -> int:
    """Delete what can't be undone any more; how many they were."""
    return Merge.objects.forgotten().delete()[0]


def _other(merge: Merge) -> Iterator[Part]:
    other = merge.other
    is_as_left = other.status == Service.Status.ENDED and not other.is_published
    name = named(other, beside=merge.kept)
    words = _("“%(service)s”: its status “%(status)s”, and whether families see it") % {"service": name, "status": Service.Status(merge.was["status"]).label}
    yield Part(words, partial(_set, other, merge.was) if is_as_left else None)


def _set(service: Service, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field: Any = Service._meta.get_field(name)
        setattr(service, name if field.many_to_many else field.attname, value)


def _fields(merge: Merge) -> Iterator[Part]:
    """What it took over is empty again: it was so before."""
    for group in merge.filled:
        is_as_left = all(said(merge.kept, name) == given for name, (_before, given) in group.items())
        first = next(fields[0] for fields in FILLED if fields[0] in group)  # the database keeps no order of names
        field: Any = Service._meta.get_field(first)
        words = f"“{named(merge.kept, beside=merge.other)}”: {field.verbose_name}"
        yield Part(words, partial(_set, merge.kept, {name: before for name, (before, _given) in group.items()}) if is_as_left else None)


def _rows(merge: Merge) -> Iterator[Part]:
    """Copies that are as they were made go. What became of one that is gone was somebody's decision."""
    for name, made in sorted(merge.copied.items()):
        there = {str(row.pk): row for row in getattr(merge.kept, name).all()}
        left = {row["pk"]: row for row in made if row["pk"] in there}
        same = [key for key, row in left.items() if row_said(there[key]) == row]
        for keys, put_back in ((same, partial(_drop, merge.kept, name, same)), (left.keys() - same, None)):
            if keys:
                yield Part(f"“{named(merge.kept, beside=merge.other)}”: {_count(Service._meta.get_field(name).related_model, len(keys))}", put_back)


def _drop(service: Service, name: str, keys: list[str]) -> None:
    setattr(service, name, [row for row in getattr(service, name).all() if str(row.pk) not in keys])


def _moved(merge: Merge) -> Iterator[Part]:
    if address := merge.own.get("address"):
        own = OldAddress.objects.filter(slug=address, service=merge.kept)
        yield Part(_("The address /%s/ leads to its own page") % address, own.delete if own.exists() else None)
    for path, keys in sorted(merge.moved.items()):
        label, _dot, name = path.rpartition(".")
        model = apps.get_model(label)
        rows = model._default_manager.filter(pk__in=keys)
        still = rows.filter(**{name: merge.kept})
        back, stay = still.count(), rows.count() - still.count()
        if back:
            yield Part(_count(model, back), partial(still.update, **{name: merge.other}))
        if stay:
            yield Part(_count(model, stay), None)


def _count(model: type[models.Model], number: int) -> str:
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return f"{number} {name}"


def told(parts: list[Part]) -> tuple[list[str], list[str]]:
    """In words what goes back, and what stays because it was changed since."""
    return [str(capfirst(part.words)) for part in parts if part.put_back], [str(capfirst(part.words)) for part in parts if not part.put_back]
