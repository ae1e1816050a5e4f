"""How the open data is asked for: pages, filters that filter, and wrong words that are named."""

import datetime as dt
import json
import uuid
from urllib.parse import quote

import pytest
from django.utils import timezone

from localoffer.models import CostOption, Location, Postcode, Provider, Schedule, Service
from localoffer.nearby import miles_between
from localoffer.openreferral.publish import terms
from tests.factories import AgePhaseFactory, CategoryFactory, LocationFactory, NeedFactory, ProviderFactory, ServiceFactory
from tests.localoffer.opendata.given import API, ask, full_service, names, phases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NOBODYS = uuid.UUID("7b1f2a52-6a51-4b4e-9d3e-2b2f5b0a0001")
LISTS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]
ENVELOPE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


def test_the_root_says_version_profile_and_where_the_description_is():
    assert ask("/") == ask("") == {"version": "HSDS-UK-3.0", "profile": "https://docs.openreferraluk.org/en/latest/", "openapi_url": f"http://testserver{API}/openapi.json"}


def test_the_description_names_every_address_and_every_parameter_that_is_answered():
    described = ask("/openapi.json")
    assert set(described["paths"]) == {"/", *(f"/{name}" for name in LISTS), *(f"/{name}/{{id}}" for name in LISTS)}
    assert described["servers"] == [{"url": f"http://testserver{API}"}]
    for name in LISTS:
        for parameter in described["paths"][f"/{name}"]["get"]["parameters"]:
            assert ask(f"/{name}?{parameter['name']}=") is not None
    assert "openreferraluk.org" not in json.dumps(described), "the description is our own and asks no other host"


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_the_eight_keys_also_when_it_is_empty(name):
    page = ask(f"/{name}?page=999")
    assert set(page) == ENVELOPE
    assert (page["empty"], page["contents"], page["size"], page["last_page"]) == (True, [], 0, True)


def test_pages_have_everything_once():
    for number in range(5):
        ServiceFactory(name=f"Club {number}")
    first, last = ask("/services?per_page=2"), ask("/services?per_page=2&page=3")
    assert {key: first[key] for key in ENVELOPE - {"contents"}} == {
        "total_items": 5, "total_pages": 3, "page_number": 1, "size": 2, "first_page": True, "last_page": False, "empty": False,
    }  # fmt: skip
    assert (last["size"], last["first_page"], last["last_page"]) == (1, False, True)
    assert sorted(name for page in (1, 2, 3) for name in names(f"/services?per_page=2&page={page}")) == [f"Club {number}" for number in range(5)]


def test_a_reader_of_the_first_page_only_gets_a_whole_councils_directory():
    Service.objects.bulk_create(Service(name=f"Club {number}", slug=f"club-{number}") for number in range(900))
    assert ask("/services")["size"] == 900


@pytest.mark.parametrize("address", [f"{name}{query}" for name in LISTS for query in ("", "?full=true")] + ["service"])
def test_a_hundred_cost_no_more_queries_than_one(count_queries, address):
    if "full" in address and address.startswith("taxonom"):
        address = address.partition("?")[0]
    phases()
    service = full_service()
    of_one = f"{API}/services/{service.pk}" if address == "service" else f"{API}/{address}"
    first = count_queries(of_one)
    for _ in range(20):
        full_service()
    for _ in range(10):
        Schedule.objects.create(service=service, day="TU")
        CostOption.objects.create(service=service, amount=3)
        service.needs.add(NeedFactory())
        service.categories.add(CategoryFactory(parent=CategoryFactory()))
        service.at_locations.create(location=LocationFactory())
    service.save()
    assert count_queries(of_one) == first
    assert first <= 20


def test_minimal_is_only_the_id_and_when_it_changed():
    service = full_service()
    (record,) = ask("/services?minimal=true")["contents"]
    assert set(record) == {"id", "last_modified", "modified_date"}
    assert record["id"] == str(service.pk)


def test_a_list_has_what_there_is_one_of_and_full_has_everything():
    full_service()
    assert "organization" in ask("/services")["contents"][0]
    assert "schedules" not in ask("/services")["contents"][0]
    assert "schedules" in ask("/services?full=true")["contents"][0]


def test_search_wants_every_word():
    ServiceFactory(name="Swimming club", description="In warm water")
    ServiceFactory(name="Chess club", provider=ProviderFactory(name="Larkmere Trust"))
    assert names("/services?search=club+WARM") == ["Swimming club"]
    assert names("/services?search=larkmere") == ["Chess club"]
    assert names("/services?search=100%25") == []
    assert names("/organizations?search=trust") == ["Larkmere Trust"]


def test_search_narrows_places_and_terms_too():
    full_service(name="Swimming")
    full_service(name="Chess")
    NeedFactory(code="deaf", name="Hearing impairment")
    assert ask("/service_at_locations?search=chess")["total_items"] == 1
    assert names("/taxonomy_terms?search=hearing+impairment") == ["Hearing impairment"]
    assert names("/taxonomies?search=census") == ["SEND needs"]


def test_a_need_narrows_to_the_services_that_say_it():
    autism = NeedFactory(code="asd")
    ServiceFactory(name="For autism", needs=[autism])
    ServiceFactory(name="For sight", needs=[NeedFactory()])
    ServiceFactory(name="For all")
    assert names(f"/services?taxonomy_term_id={terms.need(autism).id}") == ["For autism"]
    assert names(f"/services?taxonomy_id={terms.NEEDS.id}") == ["For autism", "For sight"]
    assert names(f"/services?taxonomy_term_id={uuid.uuid4()}") == []
    assert names(f"/services?taxonomy_id={uuid.uuid4()}") == []


def test_each_kind_of_term_narrows():
    phases()
    full_service(name="Says all")
    ServiceFactory(name="Says nothing")
    for attribute in ask("/services?full=true")["contents"][0]["attributes"]:
        assert names(f"/services?taxonomy_term_id={attribute['taxonomy_term_id']}") == ["Says all"], attribute
        assert names(f"/services?taxonomy_id={attribute['taxonomy_term']['taxonomy_id']}") == ["Says all"], attribute


def test_terms_agree_with_the_attributes_that_go_out():
    phases()
    AgePhaseFactory(code="teens", min_age=12, max_age=17)
    for low, high in [(None, None), (0, 3), (4, 5), (None, 11), (12, None), (18, 25)]:
        full_service(min_age=low, max_age=high)
    for term in ask("/taxonomy_terms")["contents"]:
        found = {record["id"] for record in ask(f"/services?taxonomy_term_id={term['id']}")["contents"]}
        said = {record["id"] for record in ask("/services?full=true")["contents"] if any(row["taxonomy_term_id"] == term["id"] for row in record.get("attributes", []))}
        parts = {other["id"] for other in ask(f"/taxonomy_terms?parent_id={term['id']}")["contents"]}
        of_parts = {record["id"] for part in parts for record in ask(f"/services?taxonomy_term_id={part}")["contents"]}
        assert found == said | of_parts, term["name"]


def test_a_kind_of_help_stands_for_its_parts_and_several_terms_for_any_of_them():
    sport = CategoryFactory(code="sport")
    swimming = CategoryFactory(code="swimming", parent=sport)
    ServiceFactory(name="Pool", categories=[swimming])
    ServiceFactory(name="Chess", categories=[chess := CategoryFactory(code="chess")])
    ServiceFactory(name="Choir", categories=[CategoryFactory()])
    assert names(f"/services?taxonomy_term_id={terms.category(sport).id}") == ["Pool"]
    assert names(f"/services?taxonomy_term_id={terms.category(swimming).id},{terms.category(chess).id}") == ["Chess", "Pool"]
    assert names(f"/services?taxonomy_term_id={terms.category(swimming).id}&taxonomy_term_id={terms.category(chess).id}") == ["Chess", "Pool"]


def test_the_organisation_narrows():
    trust = ProviderFactory()
    ServiceFactory(name="Ours", provider=trust, locations=[LocationFactory()])
    ServiceFactory(name="Theirs", locations=[LocationFactory()])
    ServiceFactory(name="Nobody's", provider=None)
    assert names(f"/services?organization_id={trust.pk}") == ["Ours"]
    assert ask(f"/service_at_locations?organization_id={trust.pk}")["total_items"] == 1
    nobody = names("/organizations")[-1]
    assert nobody == "Provider not known"
    assert names(f"/services?organization_id={ask('/organizations')['contents'][-1]['id']}") == ["Nobody's"]


def test_modified_after_counts_changes_of_the_service_its_provider_and_its_places():
    for name in ("Service", "Provider", "Place", "Unchanged"):
        ServiceFactory(name=name, locations=[LocationFactory(name=name)], provider=ProviderFactory(name=name))
    long_ago = timezone.now() - dt.timedelta(days=9)
    for model in (Service, Provider, Location):
        model.objects.update(updated_at=long_ago)
    Service.objects.get(name="Service").save()
    Provider.objects.get(name="Provider").save()
    Location.objects.get(name="Place").save()
    since = quote((timezone.now() - dt.timedelta(days=1)).isoformat())
    assert names(f"/services?modified_after={since}") == ["Place", "Provider", "Service"]
    assert names(f"/services?modified_after={(long_ago - dt.timedelta(days=2)).date()}") == ["Place", "Provider", "Service", "Unchanged"]
    for record in ask(f"/services?modified_after={since}")["contents"]:
        assert record["last_modified"] > since[:10]


def test_a_plus_sign_that_came_as_a_space_is_understood():
    ServiceFactory(name="Club")
    assert names("/services?modified_after=2020-01-01T00:00:00+01:00") == ["Club"]
    assert names("/services?modified_after=2090-01-01T00:00:00+01:00") == []


def test_ages_narrow_and_both_ends_count():
    ServiceFactory(name="Babies", min_age=0, max_age=2)
    ServiceFactory(name="Primary", min_age=5, max_age=11)
    ServiceFactory(name="From 12", min_age=12)
    ServiceFactory(name="Any age")
    assert names("/services?minimum_age=11") == ["Any age", "From 12", "Primary"]
    assert names("/services?maximum_age=5") == ["Any age", "Babies", "Primary"]
    assert names("/services?minimum_age=3&maximum_age=4") == ["Any age"]


def test_days_narrow():
    for name, day in (("On Monday", "MO"), ("On Sunday", "SU")):
        Schedule.objects.create(service=ServiceFactory(name=name), day=day)
    ServiceFactory(name="No times")
    assert names("/services?day=MO") == names("/services?day=monday") == ["On Monday"]
    assert names("/services?day=mo,SU") == names("/services?day=MO&day=SU") == ["On Monday", "On Sunday"]
    assert names("/services?day=WE") == []


def test_a_page_in_full_is_shorter_and_one_of_ids_is_longer():
    Service.objects.bulk_create(Service(name=f"Club {number}", slug=f"club-{number}") for number in range(1_100))
    sizes = {query: ask(f"/services?{query}")["size"] for query in ("", "full=true", "minimal=true", "minimal=true&per_page=1050", "full=true&per_page=100")}
    assert sizes == {"": 1_000, "full=true": 200, "minimal=true": 1_100, "minimal=true&per_page=1050": 1_050, "full=true&per_page=100": 100}
    assert ask("/services?full=true")["total_pages"] == 6


@pytest.fixture
def known_postcode():
    """LK1 4QA is the only postcode of its kind."""
    Postcode.objects.create(code="LK14QA", latitude=51.4, longitude=-0.3)


@pytest.fixture
def near(known_postcode):
    """Places 0, about 700 and about 11,000 metres from LK1 4QA."""
    for name, latitude, postcode in (("Here", 51.4, "LK1 4QA"), ("Near", 51.4063, "LK1 9AA"), ("Far", 51.5, "HD9 1AA")):
        ServiceFactory(name=name, locations=[LocationFactory(name=name, latitude=latitude, longitude=-0.3, postcode=postcode)])
    ServiceFactory(name="Nowhere")


def test_a_postcode_narrows_to_what_is_near(near):
    assert names("/services?postcode=LK1+4QA") == ["Here", "Near"]
    assert names("/services?postcode=lk14qa&proximity=100") == ["Here"]
    assert names("/services?postcode=LK1+4QA&proximity=20000") == ["Far", "Here", "Near"]
    assert ask("/service_at_locations?postcode=LK1+4QA&proximity=1000")["total_items"] == 2


def test_of_a_service_with_two_places_only_the_near_one_is_listed(near):
    here, far = Location.objects.get(name="Here"), Location.objects.get(name="Far")
    ServiceFactory(name="Both", locations=[here, far])
    assert {row["location"]["name"] for row in ask("/service_at_locations?search=both&postcode=LK1+4QA")["contents"]} == {"Here"}


def test_a_masked_place_cannot_be_found_by_its_distance(near):
    """It counts from where its rough point is: a metre more or less says nothing about the address."""
    hidden = LocationFactory(latitude=51.4049, longitude=-0.3, postcode="LK1 4QB", is_masked=True)
    ServiceFactory(name="Refuge", locations=[hidden])
    true_distance = 545
    assert "Refuge" in names("/services?postcode=LK1+4QA&proximity=1")
    assert hidden.point == (51.4, -0.3)
    hidden.latitude = 51.4051
    hidden.save()
    assert "Refuge" not in names(f"/services?postcode=LK1+4QA&proximity={true_distance + 100}")


def test_the_database_counts_distances_as_we_do():
    middle = (51.4, -0.3)
    for number in range(300):
        LocationFactory(latitude=51.4 + (number % 20 - 10) * 0.0231, longitude=-0.3 + (number // 20 - 7) * 0.0417, is_masked=number % 3 == 0)
    for miles in (0.5, 3.0, 11.7):
        near = {place.pk for place in Location.objects.all() if place.point and miles_between(middle, place.point) <= miles}
        assert near == set(Location.objects.within(miles, of=middle).values_list("pk", flat=True))


def test_a_far_look_round_loads_no_place(client, near, count_queries):
    few = count_queries(f"{API}/services?postcode=LK1+4QA&proximity=100000")
    for _ in range(20):
        LocationFactory(latitude=51.41, longitude=-0.31)
    assert count_queries(f"{API}/services?postcode=LK1+4QA&proximity=100000") == few


def test_the_postcode_of_a_masked_place_is_not_known(client):
    ServiceFactory(locations=[LocationFactory(latitude=51.4, longitude=-0.3, postcode="ZZ9 9ZZ", is_masked=True)])
    assert client.get(f"{API}/services?postcode=ZZ9+9ZZ").status_code == 400


def test_terms_narrow_by_taxonomy_parent_and_top():
    sport = CategoryFactory(code="sport", name="Sport")
    CategoryFactory(code="swimming", name="Swimming", parent=sport)
    category = terms.CATEGORIES.id
    assert names(f"/taxonomy_terms?taxonomy_id={category}") == ["Sport", "Swimming"]
    assert names(f"/taxonomy_terms?taxonomy_id={category}&top_only=true") == ["Sport"]
    assert names(f"/taxonomy_terms?parent_id={terms.category(sport).id}") == ["Swimming"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/services?page=0", "page"),
        ("/services?page=-1", "page"),
        ("/services?page=two", "page"),
        ("/services?page=99999999999999999999", "page"),
        ("/services?page=١", "page"),
        ("/services?per_page=0", "per_page"),
        ("/services?per_page=1001", "per_page"),
        ("/services?per_page=201&full=true", "per_page"),
        ("/service_at_locations?per_page=201&full=true", "per_page"),
        ("/organizations?per_page=51&full_service=true", "per_page"),
        ("/services?per_page=10001&minimal=true", "per_page"),
        ("/services?postcode=LK1+4QA&proximity=100001", "proximity"),
        ("/services?taxonomy_term_id=swimming", "taxonomy_term_id"),
        ("/services?taxonomy_id=5", "taxonomy_id"),
        ("/services?organization_id=%00", "organization_id"),
        ("/services?modified_after=yesterday", "modified_after"),
        ("/services?modified_after=2026-13-45", "modified_after"),
        ("/services?modified_after=0001-01-01T00:00:00%2B14:00", "modified_after"),
        ("/services?minimum_age=-1", "minimum_age"),
        ("/services?maximum_age=4.5", "maximum_age"),
        ("/services?minimum_age=9&maximum_age=5", "minimum_age"),
        ("/services?day=someday", "day"),
        ("/services?postcode=nowhere", "postcode"),
        ("/services?postcode=ZZ1+1ZZ", "postcode"),
        ("/services?proximity=500", "proximity"),
        ("/services?postcode=LK1+4QA&proximity=0", "proximity"),
        ("/services?minimal=perhaps", "minimal"),
        ("/services?minimal=true&full=true", "full"),
        ("/services?format=xml", "format"),
        ("/services?search=a%00b", "search"),
        (f"/services?search={'x' * 201}", "search"),
        ("/services?top_only=true", "top_only"),
        ("/organizations?postcode=LK1+4QA", "postcode"),
        ("/taxonomy_terms?parent_id=x", "parent_id"),
        ("/taxonomy_terms?top_only=2", "top_only"),
        ("/taxonomies?full=true", "full"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(client, address, name):
    response = client.get(API + address)
    assert (response.status_code, response["Content-Type"]) == (400, "application/json; charset=utf-8")
    assert response["Access-Control-Allow-Origin"] == "*"
    answer = json.loads(response.content)
    assert answer["parameter"] == name
    assert name in answer["error"]


def test_a_name_that_the_standard_does_not_have_is_passed_over():
    ServiceFactory(name="Club")
    assert names("/services?utm_source=x&banana=1") == ["Club"]


@pytest.mark.parametrize("address", [f"/{name}/{key}" for name in LISTS for key in (NOBODYS, "none", "%00", "9" * 300)] + ["/no-such-thing", "/services/a/b/c"])
def test_what_is_not_there_is_a_404_in_json(client, address):
    response = client.get(API + address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json; charset=utf-8")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "error" in json.loads(response.content)


@pytest.mark.parametrize("name", ["", *LISTS])
def test_a_slash_at_the_end_changes_nothing(client, name):
    with_slash, without = client.get(f"{API}/{name}".rstrip("/") + "/"), client.get(f"{API}/{name}".rstrip("/"))
    assert (with_slash.status_code, without.status_code) == (200, 200)
    assert with_slash.content == without.content


def test_one_record_answers_with_a_slash_too(client):
    service = ServiceFactory()
    assert client.get(f"{API}/services/{service.pk}/").status_code == client.get(f"{API}/services/{service.pk}").status_code == 200


@pytest.mark.parametrize("address", ["", "/services", "/services/none", "/services?page=0", "/openapi.json"])
def test_every_site_may_read_it_and_ask_first(client, address):
    assert client.get(API + address)["Access-Control-Allow-Origin"] == "*"
    asked = client.options(API + address, headers={"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"], asked["Access-Control-Allow-Methods"]) == (204, "*", "GET, HEAD, OPTIONS")
    assert not asked.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed_by_it(client, method):
    assert getattr(client, method)(f"{API}/services").status_code == 405


def test_head_answers_as_get_without_the_words(client):
    ServiceFactory()
    got, asked = client.get(f"{API}/services"), client.head(f"{API}/services")
    assert (asked.status_code, asked.content, asked["ETag"]) == (200, b"", got["ETag"])


def test_no_answer_sets_a_cookie(client):
    ServiceFactory()
    assert not client.get(f"{API}/services").cookies
