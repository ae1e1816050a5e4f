"""A feed's records brought into the directory, row by row."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home import page_cache
from home.models import EVERY_ONE, Borough
from localoffer import facts, feed_places, openreferral, versions
from localoffer.actions import find_places, free_slug
from localoffer.freshness import clock
from localoffer.models import AccessFact, Category, ImportedRecord, Language, Need, Provider, Service
from localoffer.openreferral import KnownWords, Line, Refused, RowDraft, ServiceDraft
from localoffer.openreferral.publish import terms


@dataclass(frozen=True)
class ImportedRow:
    """What became of one record: its number in the feed from 1 (in a CSV its line), its name, the reasons, and the service it is.

    Of a refused one, the service that it would be: it stands in the feed still.
    """

    number: int
    name: str
    outcome: str  # "new", "changed", "unchanged" or "refused"
    reasons: list[str] = field(default_factory=list)
    service_id: uuid.UUID | None = None

    @property
    def is_repaired(self) -> bool:
        return bool(self.reasons) and self.outcome != "refused"


@dataclass(frozen=True)
class _Reading:
    """What stays the same from the first record of a feed to the last."""

    source: str
    today: dt.date
    known: KnownWords
    seen: dict[uuid.UUID, Any] = field(default_factory=dict)


def import_services(records: Iterable[Any], *, source: str) -> Iterator[ImportedRow]:
    """Bring a feed's services in, each in a transaction of its own, and tell what became of each as it happens.

    A record that came before with the same words changes nothing; of a changed one, only what the feed changed and no
    editor had. Kept pages are dropped once, at the end, also when the end is a crash.
    """
    reading = _Reading(source[:200], timezone.localdate(), known_words())
    try:
        for number, record in enumerate(records, start=1):
            line = record if isinstance(record, Line) else Line(number, record)
            yield _import(line.number, line.record, reading)
        find_places()
    finally:
        page_cache.drop_pages()


def known_words() -> KnownWords:
    """Our word lists, by the ids and codes that we publish and the names that families read."""
    named, categories = [*map(terms.need, Need.objects.all()), terms.EVERY], Category.objects.select_related("parent")
    access = {str(label).casefold(): kind for kind, label in AccessFact.Kind.choices}
    return KnownWords(
        needs={term.id: term.code for term in named} | {term.code.casefold(): term.code for term in named},
        categories={terms.category(row).id: row.code for row in categories} | {row.code.casefold(): row.code for row in categories},
        access=access | {terms.access(kind).id: kind for kind in AccessFact.Kind.values} | {kind: kind for kind in AccessFact.Kind.values},
        boroughs={name.casefold(): borough.slug for borough in Borough.objects.all() for name in (borough.name, borough.council, borough.slug)} | {EVERY_ONE: EVERY_ONE},
        languages={row.name.casefold(): row.code for row in Language.objects.all()},
    )


def _import(number: int, given: Any, reading: _Reading) -> ImportedRow:
    try:
        if isinstance(given, Refused):
            raise given
        record = openreferral.storable(given)
        draft = openreferral.read(record, feed=reading.source, today=reading.today, known=reading.known)
        _tell_apart(draft, record, reading.seen)
        with page_cache.held_back():
            outcome = _save(draft, record, reading)
    except Refused as refusal:
        return _refused(number, given, str(refusal), reading)
    except DatabaseError as error:
        if not connection.is_usable():
            raise  # the database is gone, which is not this row's fault
        return _refused(number, given, _("the database refused it: %s") % str(error).partition("\n")[0], reading)
    return ImportedRow(number, draft.fields["name"], outcome, draft.repairs, draft.id)


def _refused(number: int, given: Any, why: str, reading: _Reading) -> ImportedRow:
    record = given.record if isinstance(given, Refused) else given
    return ImportedRow(number, _name(record), "refused", [why], openreferral.known_as(record, feed=reading.source))


def _name(given: Any) -> str:
    """What to call a record in a report, whatever it is."""
    name = given.get("name") if isinstance(given, Mapping) else ""
    return " ".join(openreferral.storable(name).split())[:120] if isinstance(name, str) else ""


def _tell_apart(draft: ServiceDraft, record: Any, seen: dict[uuid.UUID, Any]) -> None:
    """Two records with one id: the same words are one service, different words are two."""
    if draft.id in seen:
        if seen[draft.id] == record:
            raise Refused(_("it stands in the feed twice, word for word"))
        draft.id = uuid.uuid5(draft.id, draft.fields["name"])
        draft.repairs.append(_("its id was used before in this feed; a stable one of its own was made"))
        if draft.id in seen:
            raise Refused(_("a service with the same id and name came before in this feed"))
    seen[draft.id] = record


@transaction.atomic
def _save(draft: ServiceDraft, record: Any, reading: _Reading) -> str:
    service = Service.objects.select_related("imported").select_for_update(of=("self",)).filter(pk=draft.id).first()
    kept: ImportedRecord | None = getattr(service, "imported", None)
    said = draft.said()
    if kept and kept.record == record and kept.said == said:
        return "unchanged"
    outcome = "changed" if service else "new"
    before = kept.said if kept else {}
    if service:
        versions.keep_first(service)
    service = service or Service(pk=draft.id, slug=free_slug(draft.fields["name"]))
    _keep_rows(service, draft, before.get("rows", {}))
    facts.merge(service, now=said, before=before, is_new=outcome == "new")
    clock.begin(service, today=reading.today)
    service.save()
    differs = outcome == "changed" and bool(facts.differences(service, said, turned_down=kept.turned_down if kept else None))
    ImportedRecord.objects.update_or_create(service=service, defaults={"source": reading.source, "record": record, "said": said, "differs": differs})
    (versions.keep if outcome == "changed" else versions.tell)(service, how=versions.BY_FEED, words=reading.source)
    return outcome


def _keep_rows(service: Service, draft: ServiceDraft, before: Mapping[str, dict[str, Any]]) -> None:
    """The rows that services share: its places, its provider, and languages we did not know yet."""
    feed_places.keep(service, draft.places, before)
    if draft.provider:
        _keep_provider(draft.provider, before.get(str(draft.provider.id), {}))
    for code, name in draft.languages.items():
        Language.objects.get_or_create(code=code, defaults={"name": name})


def _keep_provider(now: RowDraft, said: Mapping[str, Any]) -> None:
    """Shared by many services: blanks are filled and the feed's own changes made, unless an editor's stand there."""
    provider, is_new = Provider.objects.get_or_create(pk=now.id, defaults=now.fields)
    theirs = {} if is_new else facts.given(now.fields, said, standing={name: getattr(provider, name) for name in now.fields})
    for name, value in theirs.items():
        setattr(provider, name, value)
    if theirs:
        provider.save()
