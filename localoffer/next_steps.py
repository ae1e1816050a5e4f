"""What "Your next steps" shows of each suggestion: the services that fit it, for this borough and this child's age."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from home.models import Borough
from localoffer.models.services import Service, ServiceQuerySet
from localoffer.models.vocabulary import AgePhase, Category, Need

EACH = 3
# Each suggestion that names services is a question to the database: of more than this, the later ones name none.
MOST_WITH_SERVICES = 6


@dataclass(frozen=True)
class Step:
    """A suggestion, the services it names, and the address of the list of all of them."""

    suggestion: Any
    services: list[Service]
    more: str


def with_services(suggestions: list[Any], ages: tuple[int, int] | None, borough: Borough | None) -> list[Step]:
    """The suggestions as steps, in their order; no service is named twice."""
    naming = [suggestion for suggestion in suggestions if suggestion["category"] or suggestion["need"]][:MOST_WITH_SERVICES]
    rows = Service.objects.listed().taking_families().for_borough(borough)
    chosen = _choose(naming, rows.for_ages(*ages) if ages else rows)
    services = Service.objects.with_lists().in_bulk([number for numbers in chosen.values() for number in numbers])
    phase = AgePhase.objects.covering(*ages).first() if ages and chosen else None
    return [Step(each, [services[number] for number in chosen.get(id(each), [])], _address(each, phase)) for each in suggestions]


def _choose(naming: list[Any], rows: ServiceQuerySet) -> dict[int, list[UUID]]:
    """The numbers of up to three services for each suggestion. A kind or need that is gone from the word lists finds none."""
    categories = {row.code: row for row in Category.objects.filter(code__in=[each["category"] for each in naming])}
    needs = {row.code: row for row in Need.objects.filter(code__in=[each["need"] for each in naming])}
    chosen: dict[int, list[UUID]] = {}
    for each in naming:
        category, need = categories.get(each["category"]), needs.get(each["need"])
        if (each["category"] and not category) or (each["need"] and not need):
            continue
        taken = [number for numbers in chosen.values() for number in numbers]
        chosen[id(each)] = list(rows.exclude(pk__in=taken).about(category, need).values_list("pk", flat=True)[:EACH])
    return chosen


def _address(suggestion: Any, phase: AgePhase | None) -> str:
    asked = {"category": suggestion["category"], "need": suggestion["need"], "phase": phase.code if phase else ""}
    return f"{reverse('service_list')}?{urlencode({name: code for name, code in asked.items() if code})}"
