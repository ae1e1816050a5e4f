"""The directory as families see it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from localoffer.models import AccessFact, CostOption, Location, Service, ServiceContact
from search import actions
from tests.accounts.factories import make_staff
from tests.factories import AgePhaseFactory, BoroughFactory, CategoryFactory, LocationFactory, NeedFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/services/"


def get(client, address):
    """The page, after the search index has caught up with what the test made so far: the list is found by it."""
    actions.catch_up()
    return client.get(address)


def full_service(number: int = 0, **facts) -> Service:
    """A service with a bit of everything that a page can show."""
    service = ServiceFactory(
        name=f"Full service {number:02}",
        needs=[NeedFactory(), NeedFactory()],
        categories=[CategoryFactory()],
        boroughs=[BoroughFactory()],
        locations=[LocationFactory(), LocationFactory()],
        description="First words.\n\nMore words.",
        **facts,
    )
    CostOption.objects.create(service=service, amount=0, description="a visit")
    AccessFact.objects.create(service=service, kind="hoist", answer="yes", checked_on=dt.date(2026, 5, 4), note="Ask at the desk.")
    ServiceContact.objects.create(service=service, name="Front desk", phone="020 7946 0190")
    return service


def test_the_list_shows_what_a_family_chooses_by(client):
    full_service(min_age=5, max_age=11)
    html = get(client, LIST).content.decode()
    for words in ("Full service 00", "A friendly group.", "5 to 11 years", "Free", "Larkmere"):
        assert words in html


def test_twenty_services_cost_no_more_queries_than_one_and_few(count_queries):
    full_service()
    actions.catch_up()
    one = count_queries(LIST)
    for number in range(1, 20):
        full_service(number)
    actions.catch_up()
    assert count_queries(LIST) == one
    assert one <= 12


def test_a_service_page_costs_the_same_whatever_is_on_it(count_queries):
    service = full_service()
    first = count_queries(service.get_absolute_url())
    for number in range(19):
        service.at_locations.create(location=LocationFactory())
        service.needs.add(NeedFactory())
        ServiceContact.objects.create(service=service, phone=f"020 7946 02{number:02}")
    service.save()
    assert count_queries(service.get_absolute_url()) == first
    assert first <= 12


def test_a_service_page_says_it_all(client):
    service = full_service(route="panel", route_details="The panel meets each month.", email="us@club.example")
    html = client.get(service.get_absolute_url()).content.decode()
    for words in ("First words.", "A panel decides", "The panel meets each month.", "Hoist", "Ask at the desk.", "Free", "020 7946 0190", "us@club.example"):
        assert words in html


@pytest.mark.parametrize("facts", [{"is_published": False}, {"status": "ended"}])
def test_a_service_that_is_hidden_or_has_ended_is_not_there(client, facts):
    service = ServiceFactory(name="Gone club", **facts)
    assert client.get(service.get_absolute_url()).status_code == 404
    assert "Gone club" not in get(client, LIST).content.decode()


@pytest.mark.parametrize("slug", ["no-such-service", "a" * 300])
def test_an_address_nobody_has_is_not_found(client, slug):
    assert client.get(reverse("service", args=[slug])).status_code == 404


@pytest.mark.parametrize("town", ["Larkmere", ""])
def test_a_masked_address_is_never_in_the_page(client, town):
    refuge = LocationFactory(name="Ash House", address="1 Hidden Lane", town=town, postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, is_masked=True)
    service = ServiceFactory(locations=[refuge])
    for address in (LIST, service.get_absolute_url()):
        html = get(client, address).content.decode()
        for secret in ("Ash House", "Hidden Lane", "LK9 9ZZ", "51.23", "0.98"):
            assert secret not in html, f"{secret} stands in {address}"
    assert "Ask for the exact address." in html


def test_a_place_without_a_town_is_listed_by_its_postcode_unless_it_is_masked():
    assert Location(postcode="LK1 4QA").area == "LK1 4QA"
    assert Location(postcode="LK1 4QA", is_masked=True).area == ""
    assert Location(town="Larkmere", postcode="LK1 4QA").area == "Larkmere"


def test_a_contact_for_staff_is_never_in_the_page(client):
    service = full_service()
    ServiceContact.objects.create(service=service, name="Manager at home", phone="020 7946 0999", email="manager@home.example", is_public=False)
    html = client.get(service.get_absolute_url()).content.decode()
    assert "Front desk" in html
    for secret in ("Manager at home", "0999", "manager@home.example"):
        assert secret not in html


def test_what_nobody_has_said_is_not_known_and_never_guessed(client):
    html = client.get(ServiceFactory(provider=None, summary="").get_absolute_url()).content.decode()
    assert html.count("Not known. Please ask.") == 4, "what, where, how and cost"
    assert "Ages: not known. Please ask." in html and "Needs: not known. Please ask." in html
    assert "Free" not in html


def test_words_from_a_feed_can_do_no_harm(client):
    service = ServiceFactory(name="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>", summary="<b>bold</b>")
    for address in (LIST, service.get_absolute_url()):
        html = get(client, address).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html
        assert "<b>bold" not in html


def test_filters_narrow_the_list_and_say_what_was_chosen(client):
    autism = NeedFactory(code="asd", name="Autistic spectrum condition")
    ServiceFactory(name="Autism group", needs=[autism])
    ServiceFactory(name="Sight group", needs=[NeedFactory()])
    html = get(client, LIST + "?need=asd").content.decode()
    assert "Autism group" in html
    assert "Sight group" not in html
    assert re.search(r'name="need" type="checkbox" value="asd"[^>]* checked', html)


def test_a_filter_nobody_knows_shows_everything_and_says_so(client):
    ServiceFactory(name="Autism group")
    response = get(client, LIST + "?need=banana&phase=%00")
    assert response.status_code == 200
    assert "Autism group" in response.content.decode()
    assert "did not understand" in response.content.decode()


def test_the_borough_narrows_the_list(client):
    there = BoroughFactory(slug="faraway")
    ServiceFactory(name="Everywhere club", is_for_every_borough=True)
    ServiceFactory(name="Faraway club", boroughs=[there])
    html = get(client, LIST + "?borough=larkmere").content.decode()
    assert "Everywhere club" in html
    assert "Faraway club" not in html


@pytest.mark.parametrize("page", ["0", "-1", "9999999999999999999", "two", "%00", "", "1.5"])
def test_a_page_number_that_makes_no_sense_still_shows_services(client, page):
    ServiceFactory(name="Autism group")
    response = get(client, f"{LIST}?page={page}")
    assert response.status_code == 200
    assert "Autism group" in response.content.decode()


def test_a_long_list_has_pages_that_keep_the_filters(client):
    primary = AgePhaseFactory(code="primary", min_age=5, max_age=11)
    for number in range(21):
        ServiceFactory(name=f"Club {number:02}", min_age=primary.min_age)
    html = get(client, LIST + "?phase=primary").content.decode()
    assert "21 results." in html
    assert "Club 19" in html
    assert "Club 20" not in html
    assert "phase=primary&amp;page=2" in html
    assert "Club 20" in get(client, LIST + "?phase=primary&page=2").content.decode()


def test_nothing_found_leads_on(client):
    html = get(client, LIST).content.decode()
    assert "We found nothing that fits all of this." in html
    assert reverse("comment") in html


def test_a_service_leads_to_a_comment_about_it(client):
    service = ServiceFactory()
    assert f"/feedback/?service={service.slug}" in client.get(service.get_absolute_url()).content.decode()


def test_editors_can_open_every_list_of_the_directory(client):
    client.force_login(make_staff(is_staff=True, is_superuser=True))
    for name in ("service", "provider", "location", "need", "category", "topic", "agephase"):
        assert client.get(reverse(f"wagtailsnippets_localoffer_{name}:list")).status_code == 200
        assert client.get(reverse(f"wagtailsnippets_localoffer_{name}:add")).status_code == 200
