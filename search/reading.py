"""What there is to read of each thing, and what it can be chosen by."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.documents.models import Document
from wagtail.rich_text import get_text_for_indexing

from localoffer.models import AccessFact, AgePhase, Service
from search.items import EVERY, NONE, NOT_SAID, Codes, not_said
from search.query import FREE, NO_AGE, OLDEST_AGE, SELF_REFERRAL

Point = tuple[float, float]


@dataclass(frozen=True)
class Facts:
    """Of one thing: what there is to read, what it can be chosen by (see `search.items.Item`), where it is and how fresh.

    A facet that is not named is one that it has nothing of; a borough and a phase that are not named are all of them, because who writes a page means it so.
    """

    summary: str = ""
    body: str = ""
    keywords: Iterable[str] = ()
    facets: Mapping[str, Codes] = field(default_factory=dict)
    ages: frozenset[int] | None = None
    places: tuple[Point, ...] = ()
    no_place: bool = False
    checked_on: dt.date | None = None
    verify_by: dt.date | None = None
    hide_on: dt.date | None = None


Reader = Callable[[Any, "Phases"], Facts]


class Phases:
    """The phases of growing up, read once for many things."""

    def __init__(self, rows: Iterable[AgePhase]) -> None:
        self._rows = list(rows)

    def within(self, least: int | None, most: int | None) -> Codes:
        """The phases that have an age from `least` to `most`; with neither, nobody has said."""
        if least is None and most is None:
            return NOT_SAID
        return frozenset(row.code for row in self._rows if row.min_age <= (OLDEST_AGE if most is None else most) and row.max_age >= (least or 0))


def guidance(page: Any, phases: Phases) -> Facts:
    ages = list(page.ages.all())
    return Facts(
        page.summary,
        stream_text(page.body),
        [page.keywords, *(topic.name for topic in page.topics.all()), *(phase.name for phase in ages)],
        {"borough": _codes(borough.slug for borough in page.boroughs.all()), "phase": _codes(phase.code for phase in ages)},
        ages=_years_of(ages),
        checked_on=page.checked_on,
    )


def introduction(page: Any, phases: Phases) -> Facts:
    return Facts(page.summary, get_text_for_indexing(page.intro))


def information(page: Any, phases: Phases) -> Facts:
    return Facts(page.summary, stream_text(page.body))


def news(page: Any, phases: Phases) -> Facts:
    return Facts(page.summary, stream_text(page.body), facets=_in_borough(page))


def event(page: Any, phases: Phases) -> Facts:
    """It leaves the search on the day after its last one."""
    ages = list(page.ages.all())
    point = page.location.point if page.location else None
    ways = {"online": page.is_online, "in-person": bool(page.location or page.place)}
    return Facts(
        page.summary,
        "\n".join([stream_text(page.body), *page.place_lines]),
        [page.organiser],
        _in_borough(page) | {"phase": _codes(phase.code for phase in ages), "delivery": frozenset(way for way, is_so in ways.items() if is_so)},
        ages=_years_of(ages),
        places=(point,) if point else (),
        hide_on=page.ends_on + dt.timedelta(days=1),
    )


def you_said_we_did(page: Any, phases: Phases) -> Facts:
    said, *rest = [get_text_for_indexing(getattr(page, part)) for part in ("you_said", "we_did", "what_next")]
    body = "\n".join(filter(None, [*rest, page.not_possible_because]))
    return Facts(said, body, [page.get_topic_display()], _in_borough(page))


def document(row: Document, phases: Phases) -> Facts:
    return Facts(keywords=[tag.name for tag in row.tags.all()])


def service(row: Service, phases: Phases) -> Facts:
    """A masked address stays out; so does a contact for staff only."""
    words = [row.keywords, row.provider.name if row.provider else "", *(need.name for need in row.needs.all()), *(category.name for category in row.categories.all())]
    words += [FREE] if row.is_free else []
    words += [row.get_route_display()] if row.route else []
    places = [", ".join(place.lines) for place in row.places]
    costs = [option.description for option in row.cost_options.all()]
    points = {point for place in row.places if (point := place.point)}
    return Facts(
        row.summary,
        "\n".join(filter(None, [row.description, row.criteria, row.route_details, row.what_next, *costs, *places])),
        words,
        _service_facets(row, phases),
        ages=_years(row.min_age, row.max_age),
        places=tuple(sorted(points)),
        no_place=not (points or row.is_online or row.is_by_phone or row.is_at_home),
        checked_on=row.checked_on,
        verify_by=row.verify_by,
        hide_on=row.hide_on,
    )


def _service_facets(row: Service, phases: Phases) -> dict[str, Codes]:
    ways = {"in-person": row.is_in_person, "online": row.is_online, "phone": row.is_by_phone, "home": row.is_at_home}
    categories = list(row.categories.all())
    return {
        "need": EVERY if row.is_for_every_need else _said(need.code for need in row.needs.all()),
        "phase": phases.within(row.min_age, row.max_age),
        "category": _said(one.code for category in categories for one in (category, category.parent) if one),
        "borough": EVERY if row.is_for_every_borough else _said(borough.slug for borough in row.boroughs.all()),
        "access": frozenset(_access(row)),
        "day": _said(schedule.day for schedule in row.schedules.all() if schedule.day),
        "delivery": _said(way for way, is_so in ways.items() if is_so),
        "cost": NOT_SAID if row.is_free is None else frozenset([FREE]) if row.is_free else NONE,
        "route": NOT_SAID if row.route == Service.Route.NOT_KNOWN else frozenset([SELF_REFERRAL]) if row.route == Service.Route.SELF else NONE,
    }


def _access(row: Service) -> Iterator[str]:
    """The kinds that are "yes", and with a mark those that nobody has answered."""
    answers = {fact.kind: fact.answer for fact in row.access_facts.all()}
    for kind in AccessFact.Kind.values:
        answer = answers.get(kind, AccessFact.Answer.NOT_KNOWN)
        if answer != AccessFact.Answer.NO:
            yield kind if answer == AccessFact.Answer.YES else not_said(kind)


def stream_text(stream: StreamValue) -> str:
    """All the words of a page's body. Wagtail gives a field that was never filled in as "None"."""
    return "\n".join(words for words in stream.stream_block.get_searchable_content(stream) if words not in ("", "None"))


def _codes(codes: Iterable[str]) -> Codes:
    """Those that were chosen; every one when none was."""
    return frozenset(codes) or EVERY


def _said(codes: Iterable[str]) -> Codes:
    """Those that were chosen; when none was, nobody has said."""
    return frozenset(codes) or NOT_SAID


def _in_borough(page: Any) -> dict[str, Codes]:
    return {"borough": frozenset([page.borough.slug]) if page.borough else EVERY}


def _years(least: int | None, most: int | None) -> frozenset[int] | None:
    if least is None and most is None:
        return frozenset([NO_AGE])
    return frozenset(range(least or 0, min(OLDEST_AGE if most is None else most, OLDEST_AGE) + 1)) or frozenset([OLDEST_AGE])


def _years_of(phases: Iterable[AgePhase]) -> frozenset[int] | None:
    return frozenset(year for phase in phases for year in range(phase.min_age, phase.max_age + 1)) or None
