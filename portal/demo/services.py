"""The demo's invented services, schools and events. Their days move with the day of loading, so that the demo never grows old."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from home.models import EVERY_ONE, Borough, HomePage
from localoffer.actions import free_slug
from localoffer.models import (
    AccessFact,
    AgePhase,
    Category,
    CostOption,
    EventIndexPage,
    EventPage,
    Language,
    Location,
    Need,
    Provider,
    Schedule,
    SendAnswer,
    SendQuestion,
    Service,
    ServiceAtLocation,
    ServiceContact,
    SettingFacts,
)
from portal.starter.load import read
from portal.starter.prose import stream

CONTENT = Path(__file__).parent / "content"
WRITTEN_ON = dt.date(2026, 11, 1)
ROUTES = {"self-referral": Service.Route.SELF, "professional": Service.Route.PROFESSIONAL, "panel": Service.Route.PANEL}
WAYS = {"in-person": "is_in_person", "online": "is_online", "phone": "is_by_phone", "home": "is_at_home"}
TEXTS = ("summary", "description", "website", "email", "route_details", "keywords", "owner_team", "owner_email", "criteria", "what_next")
JOINED: dict[str, Any] = {"needs": Need, "categories": Category, "languages": Language}


def make_services(boroughs: dict[str, Borough]) -> None:
    """What is there already stays as it is."""
    standing = set(Service.objects.values_list("name", flat=True))
    rows: dict[str, dict[str, Any]] = {name: {row.code: row for row in model.objects.all()} for name, model in JOINED.items()}
    questions = {question.code: question for question in SendQuestion.objects.all()}
    for words in [*read(CONTENT / "services.yaml"), *read(CONTENT / "schools.yaml")]:
        if words["name"] not in standing:
            service = _service(words)
            _add_setting(service, words, questions)
            for name, known in (rows | {"boroughs": boroughs}).items():
                codes = words.get(name) or []
                service.choose(name, EVERY_ONE if codes == [EVERY_ONE] else [known[code] for code in codes])
            service.save()


def make_events(home: HomePage, boroughs: dict[str, Borough]) -> None:
    """Eight days to look forward to, counted from today."""
    index = EventIndexPage.objects.child_of(home).get()
    standing = set(index.get_children().values_list("slug", flat=True))
    phases = {phase.code: phase for phase in AgePhase.objects.all()}
    for words in read(CONTENT / "events.yaml"):
        slug = slugify(words["title"])
        if slug not in standing:
            page = _event(words, slug)
            page.borough = boroughs.get(words.get("borough") or "")
            page.ages = [phases[code] for code in words.get("ages") or []]
            index.add_child(instance=page)
            page.save_revision().publish()


def _moved(day: dt.date | None) -> dt.date | None:
    """As far from today as it was from the day the demo was written."""
    return day + (timezone.localdate() - WRITTEN_ON) if day else None


def _service(words: dict[str, Any]) -> Service:
    """An unsaved service with the rows that belong to it alone; its provider and places are saved."""
    low, high = words.get("ages") or [None, None]
    wait = words.get("wait") or {}
    service = Service(
        name=words["name"],
        slug=free_slug(words["name"]),
        provider=Provider.objects.get_or_create(name=words["provider"]["name"], defaults=words["provider"])[0],
        min_age=low,
        max_age=high,
        route=ROUTES.get(words.get("route") or "", Service.Route.NOT_KNOWN),
        typical_wait=wait.get("is") or "",
        wait_told_by=wait.get("by") or "",
        wait_told_on=_moved(wait.get("told")),
        status=words.get("status") or Service.Status.OPEN,
        checked_on=_moved(words.get("checked_on")),
        checked_by=words["provider"]["name"] if words.get("checked_on") else "",
        verify_by=_moved(words.get("verify_by")),
        **{name: words.get(name) or "" for name in TEXTS},
        **{WAYS[way]: True for way in words.get("delivery") or []},
    )
    _add_rows(service, words)
    return service


def _add_rows(service: Service, words: dict[str, Any]) -> None:
    """Where, when, for how much, how to get in, and whom to ring."""
    places = [Location.objects.get_or_create(name=place["name"], postcode=place.get("postcode") or "", defaults=place)[0] for place in words.get("locations") or []]
    service.at_locations = [ServiceAtLocation(location=place, sort_order=order) for order, place in enumerate(places)]
    service.schedules = [_schedule(time, places, order) for order, time in enumerate(words.get("times") or [])]
    service.cost_options = [CostOption(amount=cost["amount"], description=cost.get("description") or "", sort_order=order) for order, cost in enumerate(words.get("costs") or [])]
    service.access_facts = [
        AccessFact(kind=kind, answer=answer, checked_on=_moved(day), note=note or "", sort_order=order)
        for order, (kind, (answer, day, note)) in enumerate((words.get("access") or {}).items())
    ]
    if words.get("phone"):
        service.contacts = [ServiceContact(phone=words["phone"], email=words.get("email") or "")]


def _schedule(time: dict[str, Any], places: list[Location], order: int) -> Schedule:
    return Schedule(
        day=time.get("day") or "",
        opens_at=dt.time.fromisoformat(time["from"]) if time.get("from") else None,
        closes_at=dt.time.fromisoformat(time["to"]) if time.get("to") else None,
        freq=time.get("freq") or Schedule.Freq.WEEKLY,
        interval=time.get("every") or 1,
        week_of_month=time.get("which"),
        valid_from=_moved(dt.date.fromisoformat(time["from_day"])) if time.get("from_day") else None,
        valid_to=_moved(dt.date.fromisoformat(time["to_day"])) if time.get("to_day") else None,
        term_time_only=bool(time.get("term")),
        description=time.get("words") or "",
        location=next((place for place in places if place.name == time.get("at")), None),
        sort_order=order,
    )


def _add_setting(service: Service, words: dict[str, Any], questions: dict[str, SendQuestion]) -> None:
    if words.get("setting"):
        service.setting_facts = [SettingFacts(**words["setting"])]
    answers = enumerate((words.get("answers") or {}).items())
    service.send_answers = [SendAnswer(question=questions[code], answer=answer, sort_order=order) for order, (code, answer) in answers]


def _event(words: dict[str, Any], slug: str) -> EventPage:
    day = timezone.localdate() + dt.timedelta(days=words["in_days"])
    start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(words[name]))) for name in ("from", "to"))
    texts = {name: words.get(name) or "" for name in ("place", "cost", "booking", "booking_url", "booking_phone", "organiser")}
    location = Location.objects.filter(name=words.get("location") or "-").first()
    body = stream(words.get("body") or [], lambda _path: 0)
    return EventPage(
        title=words["title"], slug=slug, summary=words["summary"], starts_at=start, ends_at=end, location=location, is_online=bool(words.get("online")), body=body, **texts
    )
