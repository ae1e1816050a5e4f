"""What goes out about a service, and what never does."""

import os
import re
import uuid
from pathlib import Path

import pytest

from home.models import Borough
from localoffer.api import questions
from localoffer.api.walk import every_answer
from localoffer.models import AccessFact, ServiceContact
from localoffer.openreferral.publish.checks import Checks, NoSchemas
from tests.factories import BoroughFactory, LocationFactory, ServiceFactory
from tests.localoffer.opendata.given import ask, full_service, names, phases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
# The standard's schemas are not carried in the project: download them and name their folder.
PUBLISHED = os.environ.get("OPEN_REFERRAL_SCHEMAS")


def one_of_each() -> None:
    phases()
    full_service()
    ServiceFactory(provider=None, summary="")
    hidden = LocationFactory(name="Ash House", address="1 Hidden Lane", postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, is_masked=True)
    ServiceFactory(locations=[hidden])


def problems(checks: Checks) -> list[str]:
    return [problem for checked in every_answer(checks) for problem in checked.problems]


def test_every_answer_keeps_our_own_rules():
    one_of_each()
    found = list(every_answer(Checks()))
    assert [checked.problems for checked in found if checked.problems] == []
    assert {checked.address: checked.valid for checked in found}["/services/{id}"] == 3


@pytest.mark.skipif(not PUBLISHED, reason="needs the standard's schemas: OPEN_REFERRAL_SCHEMAS names their folder")
def test_every_answer_is_valid_by_the_published_schemas():
    one_of_each()
    assert problems(Checks(Path(PUBLISHED))) == []


def test_a_folder_without_the_schemas_is_said(tmp_path):
    with pytest.raises(NoSchemas, match=r"service\.json"):
        Checks(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda record: record.pop("status"), "status"),
        (lambda record: record.update(minimum_age=5.5), "minimum_age"),
        (lambda record: record.update(email=None), "email"),
        (lambda record: record["attributes"][0].pop("link_entity"), "link_entity"),
        (lambda record: record["attributes"][0]["taxonomy_term"].pop("code"), "code"),
        (lambda record: record["schedules"][0].update(opens_at="10:00Z"), "opens_at"),
        (lambda record: record.update(id="club"), "id"),
        (lambda record: record.update(last_modified="yesterday"), "last_modified"),
    ],
)
def test_what_makes_readers_drop_a_service_is_found(spoil, complaint):
    phases()
    record = ask(f"/services/{full_service().pk}")
    checks = Checks()
    assert checks.wrong("service", record) == []
    spoil(record)
    assert any(complaint in problem for problem in checks.wrong("service", record))


def test_a_service_says_all_it_knows():
    phases()
    service = full_service()
    record = ask(f"/services/{service.pk}")
    assert (record["id"], record["status"], record["alert"]) == (str(service.pk), "active", "There is a waiting list.")
    assert (record["minimum_age"], record["maximum_age"], record["assured_date"]) == (5, 11, "2026-05-04")
    assert record["application_process"] == "You can ask for it yourself.\n\nRing us."
    assert record["wait_time"] == "two weeks (as Play Trust told us on 1 May 2026)"
    assert record["organization"]["phones"][0]["number"] == "020 7946 0001"
    assert [(row.get("byday"), row.get("freq"), row.get("opens_at"), row.get("description")) for row in record["schedules"]] == [
        ("MO", "WEEKLY", "10:00", "Only in term time."),
        ("-1SA", "MONTHLY", None, None),
        (None, None, None, "Whenever the sun shines"),
    ]
    assert record["schedules"][0]["service_at_location_id"] == record["service_at_locations"][0]["id"]
    assert [(cost.get("amount"), cost.get("option"), cost["amount_description"]) for cost in record["cost_options"]] == [(0, "a visit", "Free"), (None, None, "Ask us")]
    assert [area["name"] for area in record["service_areas"]][1] == "north of the river"
    assert record["contacts"][0]["phones"][0]["number"] == "020 7946 0190"
    assert record["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] == "LK1 4QA"


def test_a_service_goes_out_with_the_boroughs_it_says_with_each_when_it_is_for_every_one_and_with_none_when_it_says_none():
    BoroughFactory.create_batch(2)
    known = [borough.name for borough in Borough.objects.known()]
    said = {"one": {"boroughs": [Borough.objects.known()[0]]}, "every": {"is_for_every_borough": True}, "silent": {}}
    records = {name: ask(f"/services/{ServiceFactory(**boroughs).pk}") for name, boroughs in said.items()}
    assert [area["name"] for area in records["one"]["service_areas"]] == known[:1]
    assert [area["name"] for area in records["every"]["service_areas"]] == known
    assert "service_areas" not in records["silent"]
    assert Checks().wrong("service", records["every"]) == []


def test_attributes_say_need_age_access_answers_and_kind_of_help():
    phases()
    record = ask(f"/services/{full_service().pk}")
    said = {(row["link_type"], row["taxonomy_term"]["name"]): row.get("value") for row in record["attributes"]}
    assert {link for link, _name in said} == {"send_need", "age_phase", "suitability", "local_offer", "service_category"}
    assert said[("suitability", "Hoist")] == "Ask at the desk."
    assert "We watch and listen." in said.values()
    assert ("age_phase", "Primary") in said
    assert ("age_phase", "Early years") not in said


def test_no_and_not_known_are_never_a_suitability_but_no_is_told_of_the_place():
    record = ask(f"/services/{full_service().pk}")
    assert [row["taxonomy_term"]["code"] for row in record["attributes"] if row["link_type"] == "suitability"] == ["hoist"]
    access = record["service_at_locations"][0]["location"]["accessibility"]
    assert [row["description"] for row in access] == ["Hoist: yes", "Disabled parking: no"]
    assert access[0]["details"] == "Ask at the desk. Checked on 4 May 2026."


def test_a_service_without_ages_is_in_no_age_phase():
    phases()
    assert "attributes" not in ask(f"/services/{ServiceFactory().pk}")


def test_what_nobody_said_is_left_out_and_never_null():
    record = ask(f"/services/{ServiceFactory(summary='').pk}")
    assert set(record) == {"id", "organization_id", "name", "status", "last_modified", "organization"}


def test_a_free_service_says_0_and_an_age_of_0_is_an_age():
    record = ask(f"/services/{full_service(min_age=0).pk}")
    assert (record["minimum_age"], record["cost_options"][0]["amount"]) == (0, 0)


def test_ids_are_the_same_in_every_answer():
    service = full_service()
    once = ask(f"/services/{service.pk}")
    service.save()
    again = ask(f"/services/{service.pk}")
    assert once | {"last_modified": ""} == again | {"last_modified": ""}
    uuid.UUID(once["attributes"][0]["taxonomy_term_id"])


@pytest.mark.parametrize("full", ["", "?full=true"])
def test_a_masked_place_has_no_address_and_a_rough_point(client, full):
    place = LocationFactory(name="Ash House", address="1 Hidden Lane", postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, is_masked=True)
    service = ServiceFactory(locations=[place])
    for address in (f"/services{full}", f"/services/{service.pk}", "/service_at_locations", f"/service_at_locations/{service.at_locations.get().pk}"):
        text = client.get("/api/open-referral/v3" + address).content.decode()
        for secret in ("Ash House", "Hidden Lane", "LK9 9ZZ", "51.234", "0.987"):
            assert secret not in text, f"{secret} stands in {address}"
    location = ask(f"/services/{service.pk}")["service_at_locations"][0]["location"]
    assert (location["latitude"], location["longitude"], "addresses" in location) == (51.23, -0.99, False)


def test_staffs_contacts_mailboxes_and_search_words_never_go_out(client):
    service = full_service(owner_email="send-team@council.example", owner_team="SEND team", keywords="secretword", checked_by="Ann Other")
    ServiceContact.objects.create(service=service, name="Manager at home", phone="020 7946 0999", email="manager@home.example", is_public=False)
    for address in ("/services?full=true", f"/services/{service.pk}", "/organizations?full_service=true", "/service_at_locations?full=true"):
        text = client.get("/api/open-referral/v3" + address).content.decode()
        for secret in ("send-team@", "SEND team", "secretword", "Ann Other", "Manager at home", "0999", "manager@home"):
            assert secret not in text, f"{secret} stands in {address}"


@pytest.mark.parametrize("facts", [{"is_published": False}, {"status": "ended"}, {"verify_by": "2020-01-01"}])
def test_hidden_ended_and_long_unchecked_services_are_not_there_and_nor_is_their_provider(client, facts):
    service = full_service(**facts)
    assert [ask(f"/{name}")["total_items"] for name in ("services", "organizations", "service_at_locations")] == [0, 0, 0]
    for gone in (f"services/{service.pk}", f"organizations/{service.provider_id}", f"service_at_locations/{service.at_locations.get().pk}"):
        assert client.get(f"/api/open-referral/v3/{gone}").status_code == 404


def test_services_of_nobody_known_have_an_organisation_that_says_so():
    service = ServiceFactory(name="Nobody's club", provider=None)
    ServiceFactory(name="Somebody's club")
    organization = ask(f"/services/{service.pk}")["organization"]
    assert names("/organizations")[-1] == organization["name"] == "Provider not known"
    assert [row["name"] for row in ask(f"/organizations/{organization['id']}")["services"]] == ["Nobody's club"]
    assert len(ask("/organizations?per_page=1&page=2")["contents"]) == 1


def test_an_organisation_that_stands_for_many_lists_some_and_says_where_all_are(count_queries, monkeypatch):
    """A directory may have thousands of services whose provider nobody has told: one answer must not hold all of them."""
    for number in range(3):
        ServiceFactory(name=f"Club {number}", provider=None)
    monkeypatch.setattr(questions, "MOST_OF_NOBODY", 2)
    for query in ("full=true", "full_service=true"):
        [nobody] = ask(f"/organizations?{query}&per_page=1")["contents"]
        assert [service["name"] for service in nobody["services"]] == ["Club 0", "Club 1"]
        all_of_them = re.search(r"/services\?organization_id=\S+", nobody["description"])[0]
        assert names(all_of_them) == ["Club 0", "Club 1", "Club 2"]
    address = "/api/open-referral/v3/organizations?per_page=1&"
    assert count_queries(address + "full=true") + 5 < count_queries(address + "full_service=true"), "names alone cost little"


def test_an_organisation_lists_its_services_by_name_or_in_full():
    service = full_service()
    assert "services" not in ask("/organizations")["contents"][0]
    assert ask("/organizations?full=true")["contents"][0]["services"] == [{"id": str(service.pk), "name": service.name}]
    assert ask(f"/organizations/{service.provider_id}?full_service=true")["services"][0]["schedules"]


def test_every_term_of_a_service_can_be_looked_up():
    service = full_service()
    for attribute in ask(f"/services/{service.pk}")["attributes"]:
        term = attribute["taxonomy_term"]
        assert ask(f"/taxonomy_terms/{term['id']}") == term
        assert term in ask(f"/taxonomies/{term['taxonomy_id']}")["taxonomy_terms"]


def test_the_alert_says_that_it_is_closed_for_now():
    record = ask(f"/services/{full_service(status='closed-for-now').pk}")
    assert (record["status"], record["alert"]) == ("temporarily closed", "It is closed for now.")


def test_an_access_fact_of_a_service_without_a_place_still_goes_out_as_suitability():
    service = ServiceFactory()
    AccessFact.objects.create(service=service, kind="bsl", answer="yes", checked_on="2026-05-04")
    assert ask(f"/services/{service.pk}")["attributes"][0]["taxonomy_term"]["name"] == "British Sign Language"
