"""A directory for the tests of the open data: one service with a bit of everything, and ways to ask."""

import datetime as dt
import json
from typing import Any

from django.test import Client

from localoffer.models import AccessFact, CostOption, Schedule, SendAnswer, Service, ServiceContact
from tests.factories import (
    AgePhaseFactory,
    BoroughFactory,
    CategoryFactory,
    LanguageFactory,
    LocationFactory,
    NeedFactory,
    ProviderFactory,
    SendQuestionFactory,
    ServiceFactory,
)

API = "/api/open-referral/v3"


def ask(address: str, **headers: str) -> dict[str, Any]:
    response = Client().get(API + address, headers=headers)
    assert response.status_code == 200, (address, response.content)
    return json.loads(response.content)


def names(address: str) -> list[str]:
    return [record["name"] for record in ask(address)["contents"]]


def full_service(**facts: Any) -> Service:
    """A service that says everything a service can say."""
    joined = {
        "needs": [NeedFactory()],
        "categories": [CategoryFactory(parent=CategoryFactory())],
        "boroughs": [BoroughFactory()],
        "languages": [LanguageFactory()],
        "locations": [LocationFactory(address="1 Mill Lane", postcode="LK1 4QA", latitude=51.41, longitude=-0.3)],
        "provider": ProviderFactory(description="Play for all", website="https://play.example/", email="office@play.example", phone="020 7946 0001"),
    }
    said = {
        "description": "Games.",
        "website": "https://club.example/",
        "email": "us@club.example",
        "min_age": 5,
        "max_age": 11,
        "criteria": "Live in Larkmere.",
        "route": "self-referral",
        "route_details": "Ring us.",
        "typical_wait": "two weeks",
        "wait_told_by": "Play Trust",
        "wait_told_on": dt.date(2026, 5, 1),
        "status": "waiting-list",
        "areas_served": "north of the river",
        "checked_on": dt.date(2026, 5, 4),
    }
    service = ServiceFactory(**(joined | said | facts))
    place = service.at_locations.first()
    Schedule.objects.create(
        service=service, day="MO", opens_at=dt.time(10), closes_at=dt.time(11, 30), location=place.location if place else None, term_time_only=True, sort_order=0
    )
    Schedule.objects.create(service=service, day="SA", freq="MONTHLY", week_of_month=-1, valid_from=dt.date(2026, 1, 3), sort_order=1)
    Schedule.objects.create(service=service, description="Whenever the sun shines", sort_order=2)
    CostOption.objects.create(service=service, amount=0, description="a visit")
    CostOption.objects.create(service=service, description="Ask us")
    AccessFact.objects.create(service=service, kind="hoist", answer="yes", checked_on=dt.date(2026, 5, 4), note="Ask at the desk.")
    AccessFact.objects.create(service=service, kind="parking", answer="no", checked_on=dt.date(2026, 5, 4))
    AccessFact.objects.create(service=service, kind="bsl")
    ServiceContact.objects.create(service=service, name="Front desk", phone="020 7946 0190", email="desk@club.example")
    SendAnswer.objects.create(service=service, question=SendQuestionFactory(), answer="We watch and listen.")
    return service


def phases() -> None:
    AgePhaseFactory(code="early", name="Early years", min_age=0, max_age=4)
    AgePhaseFactory(code="primary", name="Primary", min_age=5, max_age=11)
