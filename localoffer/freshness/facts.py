"""The facts of a service that its provider may change, as plain JSON values under one name each.

Costs are lines as people write them, and read back. What is chosen from our word lists is a list of codes. Each place and each contact
is a fact of its own, which is nothing before it is added and once it is taken away: see `places`, `contacts` and, for the times, `hours`.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from home.models import EVERY_ONE, Borough
from localoffer.freshness import contacts, hours, places
from localoffer.freshness.contacts import CONTACT
from localoffer.freshness.places import PLACE, plain
from localoffer.models import AccessFact, Category, CostOption, Language, Need, Proposal, Service
from localoffer.models.subject import FOR_EVERY

Facts = dict[str, Any]
TEXTS = ("name", "summary", "description", "website", "email", "areas_served", "criteria", "route", "route_details", "what_next", "typical_wait", "status")
AGES = ("min_age", "max_age")
DELIVERY = ("is_in_person", "is_online", "is_by_phone", "is_at_home")
ACCESS, NOTE, NEW = "access_", "note_", "new_"
CODED: dict[str, type[models.Model]] = {"needs": Need, "categories": Category, "boroughs": Borough, "languages": Language}
LINES = {"delivery", "costs", "times", *CODED}
LABELS = {
    "delivery": gettext_lazy("How families take part"),
    "costs": gettext_lazy("What it costs"),
    "times": gettext_lazy("When it is on"),
    "areas_served": gettext_lazy("Which part of the borough"),
}
# An amount is one only when it stands alone or before a colon: of "£4 to £8 a session" nobody can make one number.
COST = re.compile(r"(?:free|£ ?(\d{1,6}(?:\.\d{1,2})?))(?::\s*(.*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """When the facts were told, by which organisation, and who of us writes them. For those of `ours` an editor found the words."""

    on: dt.date
    by: str
    written_by: User
    ours: Collection[str] = ()

    def day_of(self, name: str) -> dt.date:
        return timezone.localdate() if name in self.ours else self.on


def read(service: Service) -> Facts:
    """What the service says now."""
    facts: Facts = {name: plain(getattr(service, name)) for name in TEXTS}
    facts |= {name: getattr(service, name) for name in AGES}
    facts["delivery"] = [name for name in DELIVERY if getattr(service, name)]
    facts["costs"] = [cost_line(cost) for cost in service.cost_options.all()]
    facts["times"] = hours.read(service)
    facts |= {name: sorted(code_of(row) for row in getattr(service, name).all()) for name in CODED}
    facts |= {"needs": service.codes_of_needs, "boroughs": service.codes_of_boroughs}
    facts |= places.read(service) | contacts.read(service)
    said = {fact.kind: fact for fact in service.access_facts.all()}
    facts |= {f"{ACCESS}{kind}": said[kind].answer if kind in said else AccessFact.Answer.NOT_KNOWN.value for kind in AccessFact.Kind.values}
    return facts | {f"{NOTE}{kind}": plain(said[kind].note) if kind in said else "" for kind in AccessFact.Kind.values}


def of_nothing() -> Facts:
    """What a service says of which nothing is known: where a new one begins."""
    return read(Service())


def seal(service: Service) -> str:
    """Stands for what the service says now: whoever says that it is right sends it back, so that nobody says it of what they did not see."""
    return seal_of(read(service))


def seal_of(facts: Facts) -> str:
    """As `seal`, of facts that were read. A place or a contact that is nothing is none."""
    said = {name: value for name, value in facts.items() if value is not None or not is_row(name)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def seal_beside(service: Service, changes: Mapping[str, Any]) -> str:
    """As `seal`, but of each fact that is to change what was seen of it. It is the seal of what was seen, as long as nothing else changed."""
    return seal_of(read(service) | {name: change["was"] for name, change in changes.items()})


def is_row(name: str) -> bool:
    """Whether it is one of the facts of which a service has as many as it has."""
    return name.startswith((PLACE, CONTACT))


def is_standing_row(name: str) -> bool:
    """Whether it is the name of a place or a contact that the service had, and not of one that a proposal adds."""
    return is_row(name) and not name.startswith((f"{PLACE}{NEW}", f"{CONTACT}{NEW}"))


def changes_of(proposal: Proposal) -> dict[str, Any]:
    """What is proposed, each place under the name that it has in the service now."""
    return places.under_their_names(proposal.changes, proposal.service) if proposal.service else proposal.changes


def labels_of_tweaked(proposal: Proposal) -> dict[str, str]:
    """By their names, what the facts are called of which an editor changed the words."""
    return {name: label(name, proposal.changes.get(name, {}).get("now"), tweak["told"]) for name, tweak in proposal.tweaked.items()}


def titles_of_places(said: Facts) -> list[str]:
    return [places.title(place) for name, place in said.items() if name.startswith(PLACE)]


def code_of(row: models.Model) -> str:
    """What stands for a row of a word list, or for a borough."""
    return str(getattr(row, _code(type(row))))


def write(service: Service, facts: Mapping[str, Any], told: Told) -> None:
    """Put the facts into the service, unsaved; of a place the address is saved, because others may use it."""
    for name in (*TEXTS, *AGES):
        if name in facts:
            setattr(service, name, facts[name])
    if facts.get("typical_wait"):
        who = team(service) if "typical_wait" in told.ours else told.by
        service.wait_told_by, service.wait_told_on = who[:120], told.day_of("typical_wait")
    if "delivery" in facts:
        for name in DELIVERY:
            setattr(service, name, name in facts["delivery"])
    if "costs" in facts:
        service.cost_options = [_cost(line, order) for order, line in enumerate(facts["costs"])]
    for name in CODED.keys() & facts.keys():
        service.choose(name, EVERY_ONE if facts[name] == [EVERY_ONE] else list(_rows(name, facts[name])))
    at = places.write(service, {name: place for name, place in facts.items() if name.startswith(PLACE)}, by=told.written_by)
    if "times" in facts:
        hours.write(service, facts["times"], at)
    contacts.write(service, {name: contact for name, contact in facts.items() if name.startswith(CONTACT)})
    _write_access(service, _told_of(facts, ACCESS), _told_of(facts, NOTE), told)


def team(service: Service) -> str:
    """Who of us says what an editor writes of the service, in words that may stand on the page: not a person."""
    return service.owner_team or _("the editors of this directory")


def cost_line(cost: CostOption) -> str:
    if cost.amount is None:
        return plain(cost.description)
    amount = _("Free") if cost.amount == 0 else f"£{cost.amount:.2f}".removesuffix(".00")
    return f"{amount}: {plain(cost.description)}" if cost.description else amount


def label(name: str, *values: Any) -> str:
    """What the fact is called; a place and a contact by the first of its values that says something."""
    if name.startswith(ACCESS):
        return str(AccessFact.Kind(name.removeprefix(ACCESS)).label)
    if name.startswith(NOTE):
        return _("%s: note") % AccessFact.Kind(name.removeprefix(NOTE)).label
    if is_row(name):
        value = next(value for value in values if value)
        return _("Place: %s") % places.title(value) if name.startswith(PLACE) else _("Contact: %s") % contacts.title(value)
    return str(LABELS.get(name) or capfirst(str(Service._meta.get_field(name).verbose_name)))


def kinds(names: Iterable[str]) -> list[str]:
    """What facts of these names are called, each once and by the alphabet, where a place or a contact need not be told from the others."""
    return sorted({_kind(name) for name in names})


def words(name: str, value: Any) -> str:
    """The value as people read it; empty for nothing."""
    if value in (None, "", []):
        return ""
    if is_row(name):
        return places.words(value) if name.startswith(PLACE) else contacts.words(value)
    if name.startswith(ACCESS):
        return str(AccessFact.Answer(value).label)
    if name in {"route", "status"}:
        return str({"route": Service.Route, "status": Service.Status}[name](value).label)
    return "\n".join(_lines(name, value)) if name in LINES else str(value)


def _kind(name: str) -> str:
    if name.startswith((ACCESS, NOTE)):
        return _("Access")
    if is_row(name):
        return _("Places") if name.startswith(PLACE) else _("Contacts")
    return label(name)


def _lines(name: str, value: list[Any]) -> list[str]:
    if name == "times":
        return hours.words(value)
    if name == "delivery":
        return [capfirst(str(Service._meta.get_field(way).verbose_name)) for way in value]
    if name in FOR_EVERY and value == [EVERY_ONE]:
        return [capfirst(str(Service._meta.get_field(FOR_EVERY[name]).verbose_name))]
    return [full_name(row) for row in _rows(name, value)] if name in CODED else value


def full_name(row: models.Model) -> str:
    """The row's name, after that of the kind of help it is a part of."""
    return f"{row.parent}: {row}" if isinstance(row, Category) and row.parent else str(row)


def _rows(name: str, codes: list[str]) -> models.QuerySet:
    model = CODED[name]
    rows = model._default_manager.filter(**{f"{_code(model)}__in": codes})
    return rows.select_related("parent") if model is Category else rows


def _code(model: type[models.Model]) -> str:
    return "slug" if model is Borough else "code"


def _cost(line: str, order: int) -> CostOption:
    found = COST.fullmatch(line)
    if found is None:
        return CostOption(description=line, sort_order=order)
    return CostOption(amount=Decimal(found[1] or 0), description=found[2] or "", sort_order=order)


def _told_of(facts: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in facts.items() if name.startswith(prefix)}


def _write_access(service: Service, answers: Mapping[str, str], notes: Mapping[str, str], told: Told) -> None:
    """A new answer has a new day, and so has a new note, unless its answer was checked later. A note of which nothing is told stays."""
    rows = {row.kind: row for row in service.access_facts.all()}
    for kind in [*answers, *(kind for kind in notes if kind not in answers)]:
        row = rows.setdefault(kind, AccessFact(kind=kind, sort_order=len(rows)))
        on = told.day_of(f"{ACCESS if kind in answers else NOTE}{kind}")
        day = on if kind in answers else max(row.checked_on or on, on)
        row.answer, row.note = answers.get(kind, row.answer), notes.get(kind, row.note)
        row.checked_on = None if row.answer == AccessFact.Answer.NOT_KNOWN else day
    if answers or notes:
        service.access_facts = list(rows.values())
