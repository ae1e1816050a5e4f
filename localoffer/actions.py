"""Changes to the service directory."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import LogContext

from home import page_cache
from localoffer import openreferral
from localoffer.models import CostOption, ImportedRecord, Location, Provider, Service, ServiceAtLocation
from localoffer.models.services import OUR_PAGES
from localoffer.openreferral import Refused, RowDraft, ServiceDraft

Row = TypeVar("Row", Provider, Location)


@dataclass(frozen=True)
class ImportedRow:
    """What became of one record: its number in the feed from 1, its name, and the reasons."""

    number: int
    name: str
    outcome: str  # "new", "changed", "unchanged" or "refused"
    reasons: list[str] = field(default_factory=list)

    @property
    def is_repaired(self) -> bool:
        return bool(self.reasons) and self.outcome != "refused"


def import_services(records: Iterable[Any], *, source: str) -> Iterator[ImportedRow]:
    """Bring a feed's services in, each in a transaction of its own, and tell what became of each as it happens.

    A record that came before with the same words changes nothing; of a changed one, only what the feed changed. So an
    editor's corrections stay. Kept pages are dropped once, at the end, also when the end is a crash.
    """
    seen: dict[uuid.UUID, Any] = {}
    today = timezone.localdate()
    try:
        for number, record in enumerate(records, start=1):
            yield _import(number, record, seen, source=source[:200], today=today)
    finally:
        page_cache.drop_pages()


def keep_first_version(service: Service) -> None:
    """Before an editor's first change: a version of what an import or a loader brought, so that it can be compared and brought back."""
    if not service.latest_revision_id:
        with LogContext():  # nobody of ours made it
            Service.objects.get(pk=service.pk).save_revision(log_action=True)


def free_slug(name: str) -> str:
    """A name for the address that no service has yet."""
    stem = slugify(name)[:100].strip("-") or "service"
    taken = {*Service.objects.filter(slug__startswith=stem).values_list("slug", flat=True), *OUR_PAGES}
    return next(slug for number in range(1, len(taken) + 2) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)


def _import(number: int, given: Any, seen: dict[uuid.UUID, Any], *, source: str, today: dt.date) -> ImportedRow:
    try:
        record = openreferral.storable(given)
        draft = openreferral.read(record, feed=source, today=today)
        _tell_apart(draft, record, seen)
        with page_cache.held_back():
            outcome = _save(draft, record, source=source, today=today)
    except Refused as refusal:
        return ImportedRow(number, _name(given), "refused", [str(refusal)])
    except DatabaseError as error:
        if not connection.is_usable():
            raise  # the database is gone, which is not this row's fault
        return ImportedRow(number, _name(given), "refused", [f"the database refused it: {str(error).partition(chr(10))[0]}"])
    return ImportedRow(number, draft.fields["name"], outcome, draft.repairs)


def _name(given: Any) -> str:
    """What to call a record in a report, whatever it is."""
    name = given.get("name") if isinstance(given, Mapping) else ""
    return " ".join(name.split())[:120] if isinstance(name, str) else ""


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
def _save(draft: ServiceDraft, record: Any, *, source: str, today: dt.date) -> str:
    service = Service.objects.select_related("imported").filter(pk=draft.id).first()
    kept: ImportedRecord | None = getattr(service, "imported", None)
    if kept and kept.record == record:
        return "unchanged"
    outcome = "changed" if service else "new"
    before = _draft_before(kept, today) if kept else ServiceDraft(draft.id, {})
    service = service or Service(pk=draft.id, slug=free_slug(draft.fields["name"]))
    for name, value in draft.fields.items():
        if name not in before.fields or before.fields[name] != value:
            setattr(service, name, value)
    _set_provider(service, draft.provider, before.provider)
    _set_places(service, draft.places, before.places)
    if draft.costs != before.costs:
        service.cost_options = [CostOption(amount=cost.amount, description=cost.description, sort_order=place) for place, cost in enumerate(draft.costs)]
    service.save()
    ImportedRecord.objects.update_or_create(service=service, defaults={"source": source, "record": record})
    return outcome


def _draft_before(kept: ImportedRecord, today: dt.date) -> ServiceDraft:
    """What the feed said of the service the last time; nothing when that can be read no more."""
    try:
        return openreferral.read(kept.record, feed=kept.source, today=today)
    except Refused:
        return ServiceDraft(kept.service_id, {})


def _set_provider(service: Service, now: RowDraft | None, before: RowDraft | None) -> None:
    provider = _kept(Provider, now, before) if now else None
    if (now and now.id) != (before and before.id):
        service.provider = provider


def _set_places(service: Service, now: list[RowDraft], before: list[RowDraft]) -> None:
    """When the feed changed its places: those, and the ones an editor added; a place the feed has dropped goes."""
    if now == before:
        return
    known = {place.id: place for place in before}
    from_feed = [_kept(Location, place, known.get(place.id)) for place in now]
    standing = [] if service._state.adding else list(service.at_locations.all())
    ours = [row for row in standing if row.location_id not in known]
    kept = {row.location_id: row for row in standing}
    service.at_locations = ours + [kept.get(place.pk) or ServiceAtLocation(location=place) for place in from_feed]


def _kept(model: type[Row], now: RowDraft, before: RowDraft | None) -> Row:
    """The provider or place, shared by many services: blanks are filled and the feed's own changes made, nothing is blanked."""
    row, is_new = model.objects.get_or_create(pk=now.id, defaults=now.fields)
    if is_new:
        return row
    said = before.fields if before and before.id == now.id else now.fields
    news = {name: value for name, value in now.fields.items() if value not in ("", None) and (getattr(row, name) in ("", None) or said[name] != value)}
    changed = {name: value for name, value in news.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save()
    return row
