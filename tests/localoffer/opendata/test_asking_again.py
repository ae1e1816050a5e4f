"""Who asks the open data again: "nothing new" before a row is read, and not too much at once."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as RedisGone

from home import guards, page_cache
from home.models import Borough
from localoffer import actions, postcodes
from localoffer.api import answers
from localoffer.api.walk import every_answer
from localoffer.models import AccessFact, AgePhase, Category, CostOption, Language, Location, Need, Provider, Schedule, SendAnswer, SendQuestion, Service, ServiceContact
from localoffer.openreferral.publish.checks import Checks
from tests.caches import redis_at
from tests.factories import LocationFactory, NeedFactory, ServiceFactory
from tests.localoffer.opendata.given import API, full_service, phases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]
SERVICES = f"{API}/services"


def test_who_has_it_already_is_told_so(client):
    service = ServiceFactory()
    address = f"{API}/services"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"], again["Access-Control-Allow-Origin"]) == (304, b"", tag, "*")
    service.name = "Another name"
    service.save()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_who_asks_by_date_hears_of_every_change_also_of_what_is_gone(client):
    address = f"{API}/services"
    with time_machine.travel("2026-05-04T10:00:00Z", tick=False) as clock:
        service = ServiceFactory()
        page_cache.drop_pages()
        assert "Last-Modified" not in client.get(address), "more may change in the same second"
        clock.shift(60)
        seen = client.get(address)["Last-Modified"]
        assert seen == "Mon, 04 May 2026 10:00:00 GMT"
        assert client.get(address, headers={"If-Modified-Since": seen}).status_code == 304
        service.delete()
        page_cache.nearby.forget()
        clock.shift(60)
        assert client.get(address, headers={"If-Modified-Since": seen}).status_code == 200


def test_a_new_day_is_a_change_because_what_is_long_unchecked_leaves(client):
    address = f"{API}/services"
    with time_machine.travel("2026-05-04T10:00:00Z", tick=False) as clock:
        ServiceFactory()
        clock.shift(60)
        page_cache.nearby.forget()
        seen = client.get(address)["Last-Modified"]
        clock.shift(dt.timedelta(days=1))
        assert client.get(address, headers={"If-Modified-Since": seen}).status_code == 200


def has_it(client: Client, tag: str, address: str = SERVICES) -> bool:
    return client.get(address, headers={"If-None-Match": tag}).status_code == 304


CHANGES: dict[str, Callable[[Service], object]] = {
    "the service": lambda service: service.save(),
    "hidden": lambda service: (setattr(service, "is_published", False), service.save()),
    "its provider": lambda service: service.provider.save(),
    "its place": lambda service: Location.objects.first().save(),
    "a time": lambda service: Schedule.objects.first().save(),
    "a time gone": lambda service: Schedule.objects.first().delete(),
    "a cost": lambda service: CostOption.objects.first().save(),
    "an access fact": lambda service: AccessFact.objects.first().save(),
    "a contact": lambda service: ServiceContact.objects.first().save(),
    "an answer": lambda service: SendAnswer.objects.first().save(),
    "a question": lambda service: SendQuestion.objects.first().save(),
    "a need": lambda service: Need.objects.first().save(),
    "one need more": lambda service: (service.needs.add(NeedFactory()), service.save()),
    "a category": lambda service: Category.objects.first().save(),
    "a language": lambda service: Language.objects.first().save(),
    "a phase": lambda service: AgePhase.objects.first().save(),
    "a borough": lambda service: Borough.objects.first().save(),
    "a new provider": lambda service: Provider.objects.create(name="Another"),
    "another service": lambda service: ServiceFactory(),
    "where postcodes are": lambda service: list(actions.keep_postcodes([postcodes.Row(1, "LK14QA", 51.4, -0.3)])),
    "the service, while the cache could not be told": lambda service: Service.objects.update(updated_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_is_told_to_who_has_it(client, change):
    phases()
    service = full_service()
    address = f"{SERVICES}?full=true"
    tag = client.get(address)["ETag"]
    assert has_it(client, tag, address)
    change(Service.objects.get(pk=service.pk))
    assert not has_it(client, tag, address)


def test_the_day_on_which_something_is_hidden_is_told(client):
    with time_machine.travel("2026-05-04T10:00:00Z", tick=False) as clock:
        ServiceFactory(verify_by=dt.date(2026, 2, 3))
        response = client.get(SERVICES)
        assert json.loads(response.content)["total_items"] == 1
        clock.shift(dt.timedelta(hours=12))
        page_cache.nearby.forget()
        assert has_it(client, response["ETag"])
        clock.shift(dt.timedelta(hours=12))
        page_cache.nearby.forget()
        assert not has_it(client, response["ETag"])
        assert json.loads(client.get(SERVICES).content)["total_items"] == 0


def test_a_tag_is_for_its_own_address(client):
    ServiceFactory()
    tags = [
        client.get(address, **named)["ETag"]
        for address, named in [(SERVICES, {}), (f"{SERVICES}?full=true", {}), (f"{API}/organizations", {}), (SERVICES, {"SERVER_NAME": "localhost"})]
    ]
    assert len(set(tags)) == 4


@pytest.mark.parametrize("address", ["/services?full=true", "/services", "/organizations?full_service=true", "/service_at_locations?full=true", "/taxonomy_terms", "/"])
def test_nothing_new_costs_one_query_however_many_there_are(client, address):
    for number in range(20):
        ServiceFactory(name=f"Club {number}", locations=[LocationFactory()])
    tag = client.get(API + address)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert has_it(client, tag, API + address)
    assert len(queries) <= 1, [query["sql"] for query in queries]


def test_nothing_new_by_date_costs_no_more(client):
    with time_machine.travel("2026-05-04T10:00:00Z", tick=False) as clock:
        service = ServiceFactory()
        clock.shift(60)
        page_cache.nearby.forget()
        for address, most in ((SERVICES, 1), (f"{SERVICES}/{service.pk}", 20)):
            seen = client.get(address)["Last-Modified"]
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address, headers={"If-Modified-Since": seen}).status_code == 304
            assert len(queries) <= most


@pytest.mark.parametrize(("address", "status"), [("/services?page=0", 400), ("/services/none", 404), ("/none", 404), ("/services?postcode=ZZ1+1ZZ", 400)])
@pytest.mark.parametrize("headers", [{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, {"If-None-Match": "*"}, {"If-None-Match": '"x"'}])
def test_what_is_wrong_or_not_there_is_told_to_who_says_to_have_it(client, address, status, headers):
    assert client.get(API + address, headers=headers).status_code == status


@pytest.mark.parametrize("since", ["", "yesterday", "Fri, 01 Jan 1990 00:00:00 GMT"])
def test_an_old_or_odd_date_is_answered_in_full(client, since):
    assert client.get(SERVICES, headers={"If-Modified-Since": since}).status_code == 200


def test_while_redis_is_gone_everything_is_answered_and_a_tag_still_holds(client):
    ServiceFactory()
    with override_settings(CACHES=redis_at("127.0.0.1:1")):
        page_cache.nearby.forget()
        response = client.get(SERVICES)
        assert response.status_code == 200
        assert has_it(client, response["ETag"])
        Service.objects.update(name="Another name")
        assert not has_it(client, response["ETag"])


@pytest.fixture
def calm(monkeypatch):
    monkeypatch.setattr(answers, "MOST_ANSWERS", 3)
    monkeypatch.setattr(answers, "MOST_IN_FULL", 2)


def test_who_asks_very_much_at_once_is_told_when_to_ask_again(client, calm):
    with time_machine.travel("2026-05-04T10:01:00Z", tick=False) as clock:
        assert [client.get(SERVICES).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = client.get(SERVICES)
        assert (refused["Retry-After"], refused["Content-Type"], refused["Access-Control-Allow-Origin"]) == ("240", "application/json; charset=utf-8", "*")
        assert "240 seconds" in json.loads(refused.content)["error"]
        assert client.get(SERVICES, REMOTE_ADDR="192.0.2.7").status_code == 200, "somebody else"
        clock.shift(240)
        assert client.get(SERVICES).status_code == 200


def test_full_pages_have_a_limit_of_their_own(client, calm):
    addresses = [f"{SERVICES}?full=true"] * 3 + [SERVICES]
    assert [client.get(address).status_code for address in addresses][:3] == [200, 200, 429]
    assert client.get(f"{API}/organizations?full_service=true").status_code == 429


def test_nothing_new_is_not_counted(client, calm):
    tag = client.get(SERVICES)["ETag"]
    assert all(has_it(client, tag) for _ in range(9))


def test_wrong_words_are_not_counted(client, calm):
    assert {client.get(f"{SERVICES}?page=0").status_code for _ in range(9)} == {400}


def test_while_nobody_counts_everybody_is_answered(client, calm, monkeypatch):
    def gone(*args: object, **kwargs: object) -> None:
        raise RedisGone

    monkeypatch.setattr(guards, "_one_more", gone)
    assert {client.get(f"{SERVICES}?full=true").status_code for _ in range(5)} == {200}


def test_our_own_check_of_every_answer_is_not_counted(calm):
    full_service()
    assert sum(checked.valid for checked in every_answer(Checks())) > 3
