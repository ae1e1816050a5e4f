"""Changes to the service directory."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from localoffer import openreferral
from localoffer.models import CostOption, Location, Provider, Service
from localoffer.openreferral import PlaceDraft, Refused, ServiceDraft


@dataclass(frozen=True)
class ImportedRow:
    """What became of one record: its number in the feed from 1, its name, and the reasons."""

    number: int
    name: str
    outcome: str  # "new", "changed", "unchanged" or "refused"
    reasons: list[str] = field(default_factory=list)


def import_services(records: Iterable[Any], *, source: str) -> Iterator[ImportedRow]:
    """Bring a feed's services in, one by one, each in a transaction of its own, and tell what became of each.

    A record that came before with the same words changes nothing, so an editor's corrections stay.
    """
    seen: dict[uuid.UUID, Any] = {}
    for number, record in enumerate(records, start=1):
        try:
            draft = openreferral.read(record)
            _tell_apart(draft, record, seen)
            outcome = _save(draft, record, source)
        except Refused as refusal:
            name = record.get("name") if isinstance(record, dict) else ""
            yield ImportedRow(number, str(name or "")[:120], "refused", [str(refusal)])
        else:
            yield ImportedRow(number, draft.fields["name"], outcome, draft.repairs)


def _tell_apart(draft: ServiceDraft, record: Any, seen: dict[uuid.UUID, Any]) -> None:
    """Two records with one id: the same words are one service, different words are two."""
    if draft.id in seen:
        if seen[draft.id] == record:
            raise Refused("it stands in the feed twice, word for word")
        draft.id = uuid.uuid5(draft.id, draft.fields["name"])
        draft.repairs.append("its id was used before in this feed; a stable one of its own was made")
        if draft.id in seen:
            raise Refused("a service with the same id and name came before in this feed")
    seen[draft.id] = record


@transaction.atomic
def _save(draft: ServiceDraft, record: Any, source: str) -> str:
    service = Service.objects.filter(pk=draft.id).first()
    if service and service.source_record == record:
        return "unchanged"
    outcome = "changed" if service else "new"
    service = service or Service(pk=draft.id, slug=free_slug(draft.fields["name"]), source=source[:200])
    for name, value in draft.fields.items():
        setattr(service, name, value)
    service.provider = _provider(draft.provider)
    service.source_record = record
    service.locations = [_location(place) for place in draft.places]
    service.cost_options = [CostOption(amount=cost.amount, description=cost.description, sort_order=place) for place, cost in enumerate(draft.costs)]
    service.save()
    return outcome


def free_slug(name: str) -> str:
    """A name for the address that no service has yet."""
    stem = slugify(name)[:100].strip("-") or "service"
    taken = set(Service.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)


def _provider(draft: PlaceDraft | None) -> Provider | None:
    return Provider.objects.update_or_create(pk=draft.id, defaults=draft.fields)[0] if draft else None


def _location(draft: PlaceDraft) -> Location:
    return Location.objects.update_or_create(pk=draft.id, defaults=draft.fields)[0]
