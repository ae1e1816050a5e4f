"""A service that says much: its provider's form takes it, all of it, and costs no more to show."""

import datetime as dt

import pytest

from localoffer.freshness import places
from localoffer.freshness.rowsets import MOST_NEW
from localoffer.models import CostOption, Location, Proposal, Schedule, Service, ServiceAtLocation
from localoffer.openreferral.times import MOST
from tests.localoffer.freshness import filled_in, link_to, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


def changes() -> dict:
    return Proposal.objects.get().changes


def at(service: Service, *locations: Location) -> None:
    service.at_locations = [ServiceAtLocation(location=location) for location in locations]
    service.save()


def test_the_fullest_form_is_not_too_much(client):
    service = make_service()
    at(service, *(Location.objects.create(name=f"Hall {number}", town="Kingston") for number in range(20)))
    service.schedules = [Schedule(day="MO", opens_at=dt.time(9), description=f"Group {number}") for number in range(MOST)]
    service.save()
    form = link_to(service) + "change/"
    answers = filled_in(client, form) | {"place_count": MOST_NEW, "contact_count": MOST_NEW, "time_count": MOST + MOST_NEW}
    answers = filled_in_again(client, form, answers)
    for number in range(1, MOST_NEW + 1):
        answers |= {f"place_new_{number}-name": f"New hall {number}", f"contact_new_{number}-phone": f"020 7946 02{number:02}"}
        answers |= {f"time_{MOST + number}-days": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], f"time_{MOST + number}-description": f"New group {number}"}
    assert sum(len(value) if isinstance(value, list) else 1 for value in answers.values()) > 1_000
    assert client.post(form, answers).status_code == 302
    assert len(changes()["times"]["now"]) == MOST + MOST_NEW
    assert {f"place_new_{MOST_NEW}", f"contact_new_{MOST_NEW}"} < changes().keys()


def filled_in_again(client, form: str, answers: dict) -> dict:
    """The form as it comes back when another row was asked for."""

    class Asked:
        def get(self, address: str):
            return client.post(address, answers | {"add": "none"})

    return filled_in(Asked(), form)


def test_texts_longer_than_we_ask_for_stop_nobody_who_leaves_them_alone(client):
    service = make_service(description="word " * 3_000 + "\n\nend", website="not an address", email="reception at the pool")
    at(service, Location.objects.create(name="The pool", address="1 High Street\n" + "x" * 600), Location.objects.create(is_masked=True, postcode="KT1 1EU"))
    service.cost_options = [CostOption(amount=5, description="y" * 250), *(CostOption(amount=number, description="each  time") for number in range(1, 25))]
    service.save()
    form = link_to(service, service.email) + "change/"
    assert client.post(form, filled_in(client, form, summary="New.")).status_code == 302
    assert list(changes()) == ["summary"]


def test_a_line_can_be_added_to_long_ones_that_stood_there(client):
    service = make_service()
    service.cost_options = [CostOption(amount=5, description="y" * 250)]
    service.save()
    form = link_to(service) + "change/"
    answers = filled_in(client, form)
    assert client.post(form, answers | {"costs": f"{answers['costs']}\r\n{'z' * 201}"}).status_code == 200
    assert client.post(form, answers | {"costs": f"{answers['costs']}\r\nFree: towel"}).status_code == 302
    assert changes()["costs"]["now"] == [f"£5: {'y' * 250}", "Free: towel"]


@pytest.mark.parametrize(("name", "value"), [("description", "x" * 10_001), ("website", "no address"), ("email", "kim"), ("costs", "x" * 201), ("name", "")])
def test_new_words_are_judged(client, name, value):
    service = make_service()
    form = link_to(service) + "change/"
    assert client.post(form, filled_in(client, form, **{name: value})).status_code == 200
    assert not Proposal.objects.exists()


def test_a_longer_address_is_judged_when_it_is_new(client):
    service = make_service()
    at(service, Location.objects.create(name="The pool", address="x" * 600))
    form = link_to(service) + "change/"
    place = places.name_of(Location.objects.get())
    assert client.post(form, filled_in(client, form, **{f"{place}-address": "z" * 600})).status_code == 200
    assert client.post(form, filled_in(client, form, **{f"{place}-town": "Kingston"})).status_code == 302
    assert list(changes()) == [place]


def test_more_rows_cost_no_more_queries(client, count_queries):
    service = make_service()
    one = Location.objects.create(name="Hall", town="Kingston")
    at(service, one)
    service.schedules = [Schedule(day="MO", opens_at=dt.time(9), location=one)]
    service.save()
    form = link_to(service) + "change/"
    few = count_queries(form)
    halls = [Location.objects.create(name=f"Hall {number}", town="Kingston") for number in range(15)]
    at(service, one, *halls)
    service.schedules = [Schedule(day="MO", opens_at=dt.time(9), location=hall) for hall in (one, *halls)]
    service.save()
    assert count_queries(form) == few
