"""The ways into the directory, and a family's own list."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from home import my_list
from home.models import Borough
from localoffer.models import Service, ServiceContact, SettingFacts
from tests.factories import AgePhaseFactory, BoroughFactory, CategoryFactory, LocationFactory, NeedFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def words(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def ways():
    """A service for each way in, and one that none of them leads to."""
    need = NeedFactory(code="asd", name="Autism", intro="Words from the editors.")
    AgePhaseFactory(code="primary", min_age=5, max_age=11)
    kind = CategoryFactory(code="clubs", name="Clubs")
    there = BoroughFactory(slug="faraway", name="Faraway")
    facts = {"needs": [need], "categories": [CategoryFactory(code="sport", name="Sport", parent=kind)], "boroughs": [there], "min_age": 5, "max_age": 11}
    ServiceFactory(name="It fits", **facts)
    ServiceFactory(name="It does not", needs=[NeedFactory()], categories=[CategoryFactory()], boroughs=[BoroughFactory()], min_age=18)


@pytest.mark.parametrize("address", ["need/asd", "age/primary", "kind/clubs", "kind/sport", "in/faraway"])
def test_each_way_in_leads_to_its_services_and_on_to_the_finder(client, ways, address):
    html = words(client, f"/services/{address}/")
    assert "It fits" in html
    assert "It does not" not in html
    assert 'href="/services/?' in html


def test_editors_write_the_line_at_the_top_and_a_kind_leads_to_its_parts(client, ways):
    assert "Words from the editors." in words(client, "/services/need/asd/")
    assert "/services/kind/sport/" in words(client, "/services/kind/clubs/")


@pytest.mark.parametrize("address", ["need/banana", "age/banana", "kind/banana", "in/banana", "need/" + "a" * 400, "a-to-z/banana", "a-to-z/ab", "a-to-z/-"])
def test_a_way_in_that_nobody_knows_is_kindly_not_found(client, address):
    response = client.get(f"/services/{address}/")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_a_way_in_without_a_service_leads_on(client):
    NeedFactory(code="hi")
    ServiceFactory(needs=[NeedFactory()])
    html = words(client, "/services/need/hi/")
    assert "We know of no service here yet." in html
    assert "kind=missing" in html


def test_what_names_the_need_comes_first_and_what_says_nothing_is_one_step_away(client, ways):
    autism = NeedFactory(code="asd2")
    ServiceFactory(name="A for every need", is_for_every_need=True)
    ServiceFactory(name="B for this need", needs=[autism])
    ServiceFactory(name="C is silent")
    html = client.get("/services/need/asd2/").content.decode()
    assert html.index("B for this need") < html.index("A for every need")
    assert "C is silent" not in html
    assert "it has not said who it is for" in html and "/services/?need=asd2&amp;may_fit=1" in html


def test_what_names_the_borough_comes_first_and_what_says_nothing_is_one_step_away(client):
    larkmere = Borough.objects.get(slug="larkmere")
    ServiceFactory(name="A for every borough", is_for_every_borough=True)
    ServiceFactory(name="B for this borough", boroughs=[larkmere])
    ServiceFactory(name="C is silent")
    ServiceFactory(name="D is elsewhere", boroughs=[BoroughFactory()])
    html = words(client, "/services/in/larkmere/")
    assert html.index("B for this borough") < html.index("A for every borough")
    assert "C is silent" not in html and "D is elsewhere" not in html
    assert "2 services" in html and "1 more may fit: it has not said which boroughs it is for." in html
    assert "/services/?borough=larkmere&amp;may_fit=1" in html


@pytest.mark.parametrize("address", ["need/asd", "age/primary", "kind/clubs", "a-to-z/i"])
def test_with_a_borough_chosen_what_has_not_said_its_boroughs_is_counted_apart(client, ways, address):
    """A service that may be for the need and the borough may fit; one that is for another need or borough may not."""
    larkmere = Borough.objects.get(slug="larkmere")
    fits = Service.objects.get(name="It fits")
    same = {"needs": list(fits.needs.all()), "categories": list(fits.categories.all()), "min_age": 5, "max_age": 11}
    ServiceFactory(name="It is here", boroughs=[larkmere], **same)
    ServiceFactory(name="It is silent", **same)
    html = words(client, f"/services/{address}/?borough=larkmere")
    assert "It is here" in html and "It is silent" not in html and "It fits" not in html
    assert "1 more may fit" in html and "borough=larkmere" in html and "&amp;may_fit=1" in html
    assert "more may fit" not in words(client, f"/services/{address}/"), "nobody asked for a borough"


def test_schools_that_have_not_said_their_boroughs_are_counted_and_come_last_when_they_are_wanted(client):
    larkmere = Borough.objects.get(slug="larkmere")
    says, silent = ServiceFactory(name="Hill Primary", boroughs=[larkmere]), ServiceFactory(name="Dale College")
    for service in (says, silent, ServiceFactory(name="Far School", boroughs=[BoroughFactory()])):
        SettingFacts.objects.create(service=service, kind="primary")
    html = words(client, "/services/schools/?borough=larkmere&kind=primary")
    assert "Dale College" not in html and "1 more may fit: it has not said which boroughs it is for." in html
    assert 'href="?kind=primary&amp;borough=larkmere&amp;may_fit=1"' in html
    html = words(client, "/services/schools/?borough=larkmere&kind=primary&may_fit=1")
    assert html.index("Hill Primary") < html.index("Dale College") < html.index("so please ask.")
    assert "Far School" not in html and html.count("so please ask.") == 1
    assert "may fit" not in words(client, "/services/schools/")


@pytest.mark.parametrize("address", ["need/asd", "age/primary", "kind/clubs", "in/faraway", "a-to-z", "schools", "ways"])
def test_twenty_services_cost_no_more_queries_than_one(count_queries, ways, address):
    SettingFacts.objects.create(service=ServiceFactory(name="It school"), kind="primary")
    one = count_queries(f"/services/{address}/")
    for number in range(20):
        service = ServiceFactory(name=f"It {number}", locations=[LocationFactory()], needs=list(NeedFactory._meta.model.objects.filter(code="asd")))
        SettingFacts.objects.create(service=service, kind="primary")
    assert count_queries(f"/services/{address}/") == one <= 12


def test_all_the_ways_are_on_one_page(client, ways):
    html = words(client, "/services/ways/")
    for address in ("need/asd", "age/primary", "kind/clubs", "kind/sport", "in/faraway", "a-to-z", "schools", "my-list"):
        assert f"/services/{address}/" in html


@pytest.mark.parametrize(("address", "key"), [("ways", "service-lists"), ("schools", "schools")])
def test_the_ways_in_ask_whether_they_were_useful(client, address, key):
    assert f'name="place" value="{key}"' in words(client, f"/services/{address}/")


def test_services_stand_under_their_first_letter(client):
    for name in ("apple club", "Bear club", "Éclair club", "1st club"):
        ServiceFactory(name=name)
    assert "apple club" in words(client, "/services/a-to-z/")
    assert "Bear club" not in words(client, "/services/a-to-z/")
    assert "Bear club" in words(client, "/services/a-to-z/b/")
    other = words(client, "/services/a-to-z/other/")
    assert "1st club" in other
    assert "Éclair club" in other
    assert "apple club" not in other
    assert "/services/a-to-z/c/" not in other


def test_an_empty_directory_has_every_page(client):
    for address in ("a-to-z", "schools", "ways", "my-list", "a-to-z/q"):
        assert "<h1" in words(client, f"/services/{address}/"), address


def test_schools_are_listed_with_what_families_compare_and_narrowed(client):
    one, two = ServiceFactory(name="Hill Primary", is_for_every_borough=True), ServiceFactory(name="Dale College", boroughs=[BoroughFactory()])
    ServiceFactory(name="Swimming club")
    SettingFacts.objects.create(service=one, kind="primary", funding="academy", has_unit="yes", unit_for="Ten deaf children", report_url="https://hill.example/send")
    SettingFacts.objects.create(service=two, kind="college")
    html = words(client, "/services/schools/")
    for said in ("Hill Primary", "Dale College", "Academy or free school", "Yes: Ten deaf children", "https://hill.example/send", "2 schools and settings"):
        assert said in html
    assert "Swimming club" not in html
    for address in ("?kind=primary", "?runs=academy", "?borough=larkmere"):
        html = words(client, f"/services/schools/{address}")
        assert "Hill Primary" in html
        assert "Dale College" not in html
    assert "Dale College" in words(client, "/services/schools/?kind=%00&runs=banana")


def test_my_list_shows_what_was_kept_in_its_order_with_phone_and_address(client):
    second, first = ServiceFactory(name="Second club"), ServiceFactory(name="First club", locations=[LocationFactory(name="Hall", postcode="LK1 4QA")])
    ServiceContact.objects.create(service=first, phone="020 7946 0101")
    ServiceContact.objects.create(service=first, phone="020 7946 0999", is_public=False)
    html = words(client, my_list.address([first.pk, second.pk]))
    assert html.index("First club") < html.index("Second club")
    for said in ("2 services", 'href="tel:02079460101"', "LK1 4QA", f'href="/services/my-list/?s={my_list.key(second.pk)}"', "mailto:?subject="):
        assert said in html
    assert "0999" not in html
    assert "noindex" in html


def test_what_is_not_in_the_directory_any_more_leaves_the_list_with_a_word(client):
    kept, ended = ServiceFactory(name="Kept club"), ServiceFactory(name="Ended club", status="ended")
    html = words(client, my_list.address([kept.pk, ended.pk, uuid.uuid4()]))
    assert "2 services on this list are not in our directory any more." in html
    assert "Ended club" not in html


def test_a_service_that_is_overdue_stays_on_the_list_with_a_warning(client):
    hidden = ServiceFactory(name="Old club", verify_by=timezone.localdate() - dt.timedelta(days=200))
    assert "This may be out of date." in words(client, my_list.address([hidden.pk]))


@pytest.mark.parametrize("asked", ["", ",,,", "banana", "%00", "a" * 3000, "x" * 22, "../../etc", "🦆", "swimming,'; drop table"])
def test_a_list_of_nonsense_is_an_empty_list(client, asked):
    assert client.get("/services/my-list/", {"s": asked}).status_code == 200


def test_a_list_holds_fifty_each_once_whatever_the_address_says(count_queries):
    services = [ServiceFactory(locations=[LocationFactory()]) for _number in range(52)]
    keys = [my_list.key(service.pk) for service in services]
    assert my_list.read({"s": ",".join(keys[:3] * 2)}) == [service.pk for service in services[:3]]
    assert len(my_list.read({"s": ",".join(keys)})) == 50
    assert len(my_list.address(service.pk for service in services[:50])) < 2000
    one = count_queries(my_list.address([services[0].pk]))
    assert count_queries(my_list.address(service.pk for service in services)) == one <= 12


def test_my_list_sets_no_cookie_and_goes_along_from_page_to_page(client):
    service, need = ServiceFactory(is_for_every_need=True), NeedFactory(code="asd")
    key = my_list.key(service.pk)
    response = client.get(f"/services/need/{need.code}/?s={key}")
    assert not response.cookies
    html = response.content.decode()
    assert f"{service.get_absolute_url()}?s={key}" in html


@pytest.mark.parametrize(
    "page", ["", "ways/", "a-to-z/", "a-to-z/s/", "schools/", "how-fresh/", "my-list/", "need/asd/", "swimming/", "swimming.ics", "directory.csv", "embed/", "share/"]
)
def test_a_page_to_read_takes_no_form(client, page):
    ServiceFactory(slug="swimming")
    NeedFactory(code="asd")
    response = client.post(f"/services/{page}", {"name": "x"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
