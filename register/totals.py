"""What others may know of the register: rounded totals, with every small number hidden.

Trees of wholes and parts (`analytics.disclosure`): whatever is shown together is protected together. Why it is safe: docs/decisions/register-totals.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.disclosure import LEAST, Cell, Split, State, protect, shown
from home.models import Borough
from localoffer.models import AgePhase, Language, Need, Ward
from register import sources
from register.models import (
    CHOICES,
    WAYS_TO_JOIN,
    Child,
    Consent,
    EqualityAnswer,
    EqualityQuestion,
    EthnicGroup,
    Family,
    Format,
    Leaver,
    Reach,
    Setting,
    SupportStage,
    WhyLeft,
)
from register.models.child import age_of
from register.models.equality import quarter_of
from register.sign_ups import periods, periods_as_shown

OTHERS = "others"
NONE = "none"
QUARTERS = 8
TWO_LEVELS = ("place", "source")
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One table: what its rows make up, or None where they make up nothing (a family can agree to several things).

    `levels`: 2 where a row is followed by its own parts, as a borough by its wards.
    """

    key: str
    rows: list[Cell]
    whole: Cell | None = None
    split: Split | None = None
    levels: int = 1


def of_register(today: dt.date | None = None) -> Numbers:
    """Every number that may be shown, ready to be kept: `tables` by key, and the quarters, months and weeks of sign-ups."""
    day = today or timezone.localdate()
    families, of_families = _families()
    by_time = families.cut(periods(families.count, day))
    children, of_children = _children(day)
    answers, of_answers = _equality()
    left, of_left = _leavers(day)
    single = _single()
    for whole in (families, children, answers, left, *(cell for part in single for cell in part.rows)):
        protect(whole)
    parts = [*of_families, *of_children, *single, *of_answers, *of_left]
    return {"tables": {part.key: _as_shown(part) for part in parts}, **periods_as_shown(by_time)}


def _as_shown(part: Part) -> Numbers:
    withdrawn = bool(part.split and part.split.is_withdrawn)
    rows = [] if withdrawn else [row for cell in part.rows for row in _rows(cell, part.levels)]
    return {"whole": shown(part.whole) if part.whole else None, "rows": rows, "is_withdrawn": withdrawn}


def _rows(cell: Cell, levels: int, level: int = 0) -> Iterable[list[Any]]:
    """Code, name, number and how deep it stands."""
    yield [cell.code, cell.name, shown(cell), level]
    for split in cell.standing() if level + 1 < levels else ():
        for part in split.parts:
            yield from _rows(part, levels, level + 1)


def _many(rows: models.QuerySet[Any], *names: str) -> dict[Any, int]:
    """How many rows there are of each value, or of each combination."""
    counted = rows.order_by().values_list(*names).annotate(models.Count("pk"))
    return {(row[0] if len(names) == 1 else row[:-1]): row[-1] for row in counted}


def _cells(names: Iterable[tuple[str, Any]], counts: Mapping[Any, int]) -> list[Cell]:
    return [Cell(code, str(name), counts.get(code, 0)) for code, name in names]


def _with_others(counts: Mapping[str, int], names: Mapping[str, str], without: str) -> list[Cell]:
    """A row for each value that is not small, one for all the others together, and one for families `without` any: which small ones there are is not shown either."""
    large = [code for code in sorted(counts) if code and counts[code] >= LEAST]
    rows = [Cell(code, names.get(code, code), counts[code]) for code in large]
    others = sum(count for code, count in counts.items() if code and count < LEAST)
    return [Cell(NONE, without, counts.get("", 0)), *rows, Cell(OTHERS, _("All others together"), others)]


def _families() -> tuple[Cell, list[Part]]:
    confirmed = Family.objects.confirmed()
    by_place = _many(confirmed, "borough", "ward")
    of_confirmed = Cell("confirmed", _("Confirmed"), sum(by_place.values()))
    waiting = Cell("unconfirmed", _("Waiting to be confirmed"), Family.objects.unconfirmed().count())
    all_families = Cell("all", "", of_confirmed.count + waiting.count, state=State.UNSEEN)
    languages = _many(confirmed, "language__code")
    tables = {"place": _places(by_place), "joined": _cells(WAYS_TO_JOIN, _many(confirmed, "joined_how"))}
    tables |= {"reach": _cells([*Reach.choices, ("", _("Did not say"))], _many(confirmed, "reach")), "format": _cells(Format.choices, _many(confirmed, "reading_format"))}
    spoken = dict(Language.objects.values_list("code", "name"))
    tables["language"] = _with_others({code or "": count for code, count in languages.items()}, spoken, _("English, none was asked for, or one that is not in our list"))
    tables["source"] = sources.cells(_many(confirmed, "source_code"), _with_others)
    state = Part("state", [of_confirmed, waiting], None, all_families.cut([of_confirmed, waiting]))
    parts = [Part(key, rows, of_confirmed, of_confirmed.cut(rows), levels=2 if key in TWO_LEVELS else 1) for key, rows in tables.items()]
    return all_families, [state, *parts]


def _places(counts: Mapping[tuple[int | None, str | None], int]) -> list[Cell]:
    """Boroughs, each cut into its wards. Which wards there are is told by the list of wards, never by who lives in them."""
    wards: dict[int | None, list[Ward]] = {}
    for ward in Ward.objects.select_related("borough"):
        wards.setdefault(ward.borough_id, []).append(ward)
    places = []
    for pk, code, name in [*Borough.objects.known().values_list("pk", "slug", "name"), (None, "", _("Elsewhere or not sure"))]:
        own = {ward: count for (borough, ward), count in counts.items() if borough == pk}
        place = Cell(code, name, sum(own.values()))
        known = [Cell(ward.code, ward.name or ward.code, own.pop(ward.code, 0)) for ward in wards.get(pk, [])] if pk else []
        if known:
            place.cut([*known, Cell(f"{code}-{OTHERS}", _("Ward not known"), sum(own.values()))])
        places.append(place)
    return places


def _children(today: dt.date) -> tuple[Cell, list[Part]]:
    children = Child.objects.of_confirmed()
    stages = _many(children, "support_stage")
    whole = Cell("children", _("Children and young people"), sum(stages.values()))
    needs = _many(children.exclude(needs=None), "needs__code")
    told = Cell("told", _("A need was named"), children.filter(needs__isnull=False).values("pk").distinct().count())
    of_needs = _cells(Need.objects.values_list("code", "name"), needs)
    rows = {"stage": _cells(SupportStage.choices, stages), "phase": _phases(children, today)}
    rows["setting"] = _cells([*Setting.choices, ("", _("Did not say"))], _many(children, "setting"))
    parts = [Part(key, cells, whole, whole.cut(cells)) for key, cells in rows.items()]
    whole.cut([told, Cell("not-told", "", whole.count - told.count, state=State.UNSEEN)])
    excess = Cell("excess", "", told.count - sum(cell.count for cell in of_needs), state=State.EXCESS)
    return whole, [*parts, Part("need", of_needs, told, told.cut([*of_needs, excess]))]


def _phases(children: models.QuerySet[Child], today: dt.date) -> list[Cell]:
    """Each child once: phases may share an age, and the first that holds it counts."""
    left = Counter[int]()
    for (year, month), count in _many(children, "birth_year", "birth_month").items():
        left[age_of(year, month, today)] += count
    rows = [Cell(phase.code, phase.name, sum(left.pop(age, 0) for age in range(phase.min_age, phase.max_age + 1))) for phase in AgePhase.objects.all()]
    return [*rows, Cell(OTHERS, _("Any other age"), sum(left.values()))]


def _single() -> list[Part]:
    """Numbers that make up nothing: a family may be in several, or in none."""
    confirmed = Family.objects.confirmed()
    standing = _many(Consent.objects.standing().filter(family__confirmed_at__isnull=False), "purpose", "channel")
    choices = [Cell(choice.slug, f"{choice.purpose.label} ({choice.channel.label})", standing.get((choice.purpose, choice.channel), 0)) for choice in CHOICES]
    interpreter = Cell("interpreter", _("Needs an interpreter"), confirmed.filter(needs_interpreter=True).count())
    return [Part("consent", choices), Part("interpreter", [interpreter])]


def _equality() -> tuple[Cell, list[Part]]:
    answers = _many(EqualityAnswer.objects.filter(question=EqualityQuestion.ETHNIC_GROUP), "answer")
    groups = _cells([choice for choice in EthnicGroup.choices if choice[0] != EthnicGroup.NOT_SAID], answers)
    told = Cell("answered", _("Answered"), sum(group.count for group in groups))
    whole = Cell("equality", "", sum(answers.values()), state=State.UNSEEN)
    not_said = Cell(EthnicGroup.NOT_SAID, str(EthnicGroup.NOT_SAID.label), whole.count - told.count)
    whole.cut([told, not_said])
    return whole, [Part("ethnic-group", groups, told, told.cut(groups))]


def _leavers(today: dt.date) -> tuple[Cell, list[Part]]:
    reasons, quarters = _many(Leaver.objects.all(), "reason"), _many(Leaver.objects.all(), "quarter")
    whole = Cell("left", _("Families that left"), sum(reasons.values()))
    days = [quarter_of(today)]
    while len(days) < QUARTERS:
        days.append(quarter_of(days[-1] - dt.timedelta(days=1)))
    by_quarter = [Cell(day.isoformat(), day.isoformat(), quarters.pop(day, 0)) for day in days]
    by_quarter.append(Cell(OTHERS, _("Before that"), sum(quarters.values())))
    by_reason = _cells(WhyLeft.choices, reasons)
    return whole, [Part("why-left", by_reason, whole, whole.cut(by_reason)), Part("when-left", by_quarter, whole, whole.cut(by_quarter))]
