"""The facts of a service that its provider may change, as plain JSON values under one name each.

A list is a list of lines: costs and times are written as people say them, and read back.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localoffer import times
from localoffer.models import AccessFact, CostOption, Language, Schedule, Service, ServiceContact

Facts = dict[str, Any]
TEXTS = ("name", "summary", "description", "website", "email", "criteria", "route", "route_details", "what_next", "typical_wait", "status")
AGES = ("min_age", "max_age")
DELIVERY = ("is_in_person", "is_online", "is_by_phone", "is_at_home")
PHONE, NEW_PHONE, ACCESS = "phone_", "phone_new", "access_"
LINES = {"delivery", "costs", "times", "languages"}
LABELS = {"delivery": gettext_lazy("How families take part"), "costs": gettext_lazy("What it costs"), "times": gettext_lazy("When it is on")}
# An amount is one only when it stands alone or before a colon: of "£4 to £8 a session" nobody can make one number.
COST = re.compile(r"(?:free|£ ?(\d{1,6}(?:\.\d{1,2})?))(?::\s*(.*))?", re.IGNORECASE)


def read(service: Service) -> Facts:
    """What the service says now."""
    facts: Facts = {name: plain(getattr(service, name)) for name in TEXTS}
    facts |= {name: getattr(service, name) for name in AGES}
    facts["delivery"] = [name for name in DELIVERY if getattr(service, name)]
    facts["costs"] = [cost_line(cost) for cost in service.cost_options.all()]
    facts["times"] = [line.words for line, _rows in times.with_rows(service.schedules.all(), today=timezone.localdate())]
    facts["languages"] = sorted(language.code for language in service.languages.all())
    shown = [contact for contact in service.contacts.all() if contact.is_public]
    facts |= {f"{PHONE}{contact.pk}": contact.phone for contact in shown} or {NEW_PHONE: ""}
    said = {fact.kind: fact.answer for fact in service.access_facts.all()}
    return facts | {f"{ACCESS}{kind}": said.get(kind, AccessFact.Answer.NOT_KNOWN.value) for kind in AccessFact.Kind.values}


def of_nothing() -> Facts:
    """What a service says of which nothing is known: where a new one begins."""
    return read(Service())


def write(service: Service, facts: Mapping[str, Any], *, on: dt.date, by: str) -> None:
    """Put the facts into the service, unsaved. `on` and `by`: when they were told, and by whom."""
    for name in (*TEXTS, *AGES):
        if name in facts:
            setattr(service, name, facts[name])
    if facts.get("typical_wait"):
        service.wait_told_by, service.wait_told_on = by[:120], on
    if "delivery" in facts:
        for name in DELIVERY:
            setattr(service, name, name in facts["delivery"])
    if "costs" in facts:
        service.cost_options = [_cost(line, order) for order, line in enumerate(facts["costs"])]
    if "times" in facts:
        _write_times(service, facts["times"])
    if "languages" in facts:
        service.languages = list(Language.objects.filter(code__in=facts["languages"]))
    _write_phones(service, {name: phone for name, phone in facts.items() if name.startswith(PHONE)})
    _write_access(service, {name.removeprefix(ACCESS): answer for name, answer in facts.items() if name.startswith(ACCESS)}, on)


def plain(text: str) -> str:
    """The text as it is compared: without space around it, with one kind of line end."""
    return "\n".join(text.strip().splitlines())


def cost_line(cost: CostOption) -> str:
    if cost.amount is None:
        return plain(cost.description)
    amount = _("Free") if cost.amount == 0 else f"£{cost.amount:.2f}".removesuffix(".00")
    return f"{amount}: {plain(cost.description)}" if cost.description else amount


def label(name: str, service: Service | None = None) -> str:
    """What the fact is called."""
    if name.startswith(ACCESS):
        return str(AccessFact.Kind(name.removeprefix(ACCESS)).label)
    if name.startswith(PHONE):
        contacts = service.contacts.all() if service and service.pk else ()
        whose = next((contact.name for contact in contacts if f"{PHONE}{contact.pk}" == name), "")
        return _("Phone of %s") % whose if whose else _("Phone")
    return str(LABELS.get(name) or capfirst(str(Service._meta.get_field(name).verbose_name)))


def words(name: str, value: Any) -> str:
    """The value as people read it; empty for nothing."""
    if value in (None, "", []):
        return ""
    if name.startswith(ACCESS):
        return str(AccessFact.Answer(value).label)
    if name in {"route", "status"}:
        return str({"route": Service.Route, "status": Service.Status}[name](value).label)
    if name == "delivery":
        return "\n".join(capfirst(str(Service._meta.get_field(way).verbose_name)) for way in value)
    if name == "languages":
        return "\n".join(Language.objects.filter(code__in=value).values_list("name", flat=True))
    return "\n".join(value) if name in LINES else str(value)


def _cost(line: str, order: int) -> CostOption:
    found = COST.fullmatch(line)
    if found is None:
        return CostOption(description=line, sort_order=order)
    return CostOption(amount=Decimal(found[1] or 0), description=found[2] or "", sort_order=order)


def _write_times(service: Service, lines: list[str]) -> None:
    """A line that stays keeps its rows, with the days they know; a new one is kept in its words, for an editor to make a rule of."""
    rows = list(service.schedules.all())
    told = {line.words: group for line, group in times.with_rows(rows, today=timezone.localdate())}
    told_rows = [row for group in told.values() for row in group]
    kept = [row for row in rows if row not in told_rows]
    for line in lines:
        kept += told.get(line) or [Schedule(description=line)]
    for order, row in enumerate(kept):
        row.sort_order = order
    service.schedules = kept


def _write_phones(service: Service, phones: dict[str, str]) -> None:
    if not phones:
        return
    contacts = list(service.contacts.all())
    known = {f"{PHONE}{contact.pk}": contact for contact in contacts}
    for name, phone in phones.items():
        if name in known:
            known[name].phone = phone
        elif phone:
            contacts.append(ServiceContact(phone=phone, sort_order=len(contacts)))
    service.contacts = contacts


def _write_access(service: Service, answers: dict[str, str], on: dt.date) -> None:
    """A new answer has a new day, and the old answer's note goes."""
    if not answers:
        return
    rows = {row.kind: row for row in service.access_facts.all()}
    for kind, answer in answers.items():
        row = rows.setdefault(kind, AccessFact(kind=kind, sort_order=len(rows)))
        row.answer, row.note = answer, ""
        row.checked_on = None if answer == AccessFact.Answer.NOT_KNOWN else on
    service.access_facts = list(rows.values())
