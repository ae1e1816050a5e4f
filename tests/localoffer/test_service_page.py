"""A service's own page: what it is, how to get it, when, and whether it is right."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from home import my_list
from home.models import Borough
from localoffer.actions import free_slug
from localoffer.models import AccessFact, Schedule, SendAnswer, Service, ServiceContact, SettingFacts
from tests.factories import BoroughFactory, CategoryFactory, LanguageFactory, LocationFactory, NeedFactory, SendQuestionFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HERE = {"latitude": 51.41, "longitude": -0.30}


def page_of(client, service: Service) -> str:
    return client.get(service.get_absolute_url()).content.decode()


def fill(service: Service, many: int) -> None:
    """`many` of everything that can be on a page."""
    for number in range(many):
        service.at_locations.create(location=LocationFactory(**HERE))
        service.schedules.create(day="WE", opens_at=dt.time(number), location=LocationFactory(**HERE))
        service.send_answers.create(question=SendQuestionFactory(), answer="We look.")
        service.needs.add(NeedFactory())
        service.categories.add(CategoryFactory())
        service.boroughs.add(BoroughFactory())
        service.languages.add(LanguageFactory())
        ServiceContact.objects.create(service=service, phone=f"020 7946 02{number:02}")
    service.save()
    for _number in range(many):
        ServiceFactory(locations=[LocationFactory(**HERE)], categories=list(service.categories.all()), needs=list(service.needs.all()))


def test_a_page_costs_the_same_for_one_and_twenty_of_everything(count_queries):
    few, many = ServiceFactory(), ServiceFactory()
    fill(few, 1)
    fill(many, 20)
    SettingFacts.objects.create(service=many, kind="primary")
    assert count_queries(few.get_absolute_url()) == count_queries(many.get_absolute_url()) <= 12


def test_the_page_says_for_which_boroughs_it_is_and_when_nobody_has_said(client):
    page = page_of(client, ServiceFactory(boroughs=Borough.objects.filter(slug="larkmere"), areas_served="north of the river"))
    assert "For families in Larkmere: north of the river" in page
    page = page_of(client, ServiceFactory(is_for_every_borough=True))
    assert f"For families in every borough: {', '.join(map(str, Borough.objects.known()))}" in page
    assert '{"@type": "AdministrativeArea", "name": "Hollowdean"}' in page
    page = page_of(client, ServiceFactory())
    assert "For families in which boroughs: not known. Please ask." in page
    assert "areaServed" not in page
    assert "For families in North Town" in page_of(client, ServiceFactory(areas_served="North Town"))


def test_where_there_is_one_borough_nobody_is_asked_for_which(client):
    Borough.objects.exclude(slug="larkmere").delete()
    for service in (ServiceFactory(), ServiceFactory(is_for_every_borough=True)):
        assert "boroughs" not in page_of(client, service).split("<main")[1].split("</main>")[0]


def test_the_route_card_tells_the_way_step_by_step(client):
    told = {"typical_wait": "about 9 months", "wait_told_by": "The clinic", "wait_told_on": dt.date(2026, 9, 1)}
    html = page_of(client, ServiceFactory(criteria="Your child is 5 to 11.", route="panel", route_details="Ask school.", what_next="We write to you.", **told))
    steps = [
        "Who can get it",
        "Your child is 5 to 11.",
        "How to ask",
        "A panel decides",
        "Ask school.",
        "What happens next",
        "We write to you.",
        "About 9 months",
        "The clinic told us this in September 2026",
    ]
    card = html[html.index('id="route"') :]
    assert [card.index(step) for step in steps] == sorted(card.index(step) for step in steps)


def test_a_way_nobody_has_told_us_has_no_card(client):
    assert 'id="route"' not in page_of(client, ServiceFactory())


def test_a_waiting_list_is_said_kindly(client):
    html = page_of(client, ServiceFactory(status="waiting-list", typical_wait="about 5 months", wait_told_by="Club", wait_told_on=dt.date(2026, 9, 1)))
    assert "There is a waiting list." in html
    assert "The wait is about 5 months." in html
    assert "You can still ask" in html


def test_what_is_closed_for_now_names_no_next_day(client):
    service = ServiceFactory(status="closed-for-now")
    service.schedules = [Schedule(day="WE")]
    service.save()
    html = page_of(client, service)
    assert "This is closed for now." in html
    assert "Next:" not in html


def test_every_kind_of_access_fact_is_told_also_when_nobody_knows(client):
    service = ServiceFactory()
    AccessFact.objects.create(service=service, kind="hoist", answer="no", checked_on=dt.date(2026, 5, 4), note="The lift is too small.")
    html = page_of(client, service)
    for kind in AccessFact.Kind:
        assert str(kind.label) in html
    assert html.count("Not known") >= len(AccessFact.Kind) - 1
    assert "checked on 4 May 2026" in html
    assert "14 things we do not know yet" in html


def test_what_needs_no_visit_is_not_asked_about_its_building(client):
    service = ServiceFactory(is_by_phone=True)
    AccessFact.objects.create(service=service, kind="quiet-space", answer="yes", checked_on=dt.date(2026, 5, 4))
    html = page_of(client, service)
    assert "Quiet space" in html
    assert "3 things we do not know yet" in html
    for word in ("Step-free entrance", "Disabled parking", "Getting in"):
        assert word not in html


@pytest.mark.parametrize("how", [{"is_in_person": True, "is_online": True}, {"is_by_phone": True, "is_at_home": True}, {"is_online": True, "locations": True}, {}])
def test_what_may_need_a_visit_is_asked_about_everything(client, how):
    locations = [LocationFactory()] if how.pop("locations", False) else []
    html = page_of(client, ServiceFactory(locations=locations, **how))
    assert "15 things we do not know yet" in html
    assert "Getting in and taking part" in html


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("020 7946 0101", "tel:02079460101"),
        ("+44 (0)20 7946 0101", "tel:+442079460101"),
        ("(020) 7946-0101 ext 4", "tel:02079460101"),
        ("020 7946 0101 or 020 7946 0102", "tel:02079460101"),
    ],
)
def test_a_phone_number_can_be_tapped(client, phone, link):
    service = ServiceFactory()
    ServiceContact.objects.create(service=service, phone=phone)
    assert f'href="{link}"' in page_of(client, service)


def test_words_that_are_no_number_are_not_a_link(client):
    service = ServiceFactory()
    ServiceContact.objects.create(service=service, phone="Text SHOUT to 85258")
    html = page_of(client, service)
    assert "Text SHOUT to 85258" in html
    assert "tel:" not in html[html.index("contact-title") : html.index("checked-title")]


def test_a_service_nobody_checked_for_long_says_so_and_is_kept_from_search_engines(client):
    service = ServiceFactory(verify_by=timezone.localdate() - dt.timedelta(days=200), checked_on=dt.date(2025, 1, 2))
    html = page_of(client, service)
    assert "This page may be out of date." in html
    assert "since 2 January 2025" in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_check_that_is_due_is_said(client):
    html = page_of(client, ServiceFactory(verify_by=timezone.localdate() - dt.timedelta(days=2), checked_on=dt.date(2026, 1, 2), checked_by="The club"))
    assert "Checked on 2 January 2026 by The club." in html
    assert "This was last checked on 2 January 2026." in html
    assert "noindex" not in html


def test_services_near_by_are_shown_the_nearest_first_with_their_distance(client):
    service = ServiceFactory(locations=[LocationFactory(**HERE)])
    ServiceFactory(name="Two miles off", locations=[LocationFactory(latitude=51.439, longitude=-0.30)])
    ServiceFactory(name="Next door", locations=[LocationFactory(latitude=51.4101, longitude=-0.30)])
    ServiceFactory(name="Far away", locations=[LocationFactory(latitude=51.60, longitude=-0.30)])
    ServiceFactory(name="Without a point", locations=[LocationFactory()])
    near = page_of(client, service)
    near = near[near.index("near-title") :]
    assert near.index("Next door") < near.index("Two miles off") < near.index("2 miles")
    assert "Far away" not in near
    assert "Without a point" not in near


def test_a_hidden_address_is_near_nothing(client):
    refuge = ServiceFactory(name="Refuge", locations=[LocationFactory(**HERE, is_masked=True)])
    club = ServiceFactory(name="Club", locations=[LocationFactory(**HERE)])
    assert "near-title" not in page_of(client, refuge)
    assert "Refuge" not in page_of(client, club)
    assert "openstreetmap" not in page_of(client, refuge)
    assert "mlat=51.41&amp;mlon=-0.3#" in page_of(client, club)


def test_services_like_it_share_its_kind_and_first_most_of_its_needs(client):
    kind, autism, sight = CategoryFactory(), NeedFactory(), NeedFactory()
    service = ServiceFactory(categories=[kind], needs=[autism, sight])
    ServiceFactory(name="Aaa other need", categories=[kind])
    ServiceFactory(name="Same needs", categories=[kind], needs=[autism, sight])
    ServiceFactory(name="Another kind", needs=[autism, sight])
    html = page_of(client, service)
    html = html[html.index("similar-title") :]
    assert html.index("Same needs") < html.index("Aaa other need")
    assert "Another kind" not in html


def test_a_school_answers_families_questions_in_its_own_words(client):
    school = ServiceFactory()
    SettingFacts.objects.create(
        service=school, kind="primary", funding="academy", has_unit="yes", unit_for="Ten deaf children", senco="Assistant head", report_url="https://school.example/send"
    )
    SendAnswer.objects.create(service=school, question=SendQuestionFactory(name="How do you find out what my child needs?"), answer="We watch.\n\nWe ask you.")
    html = page_of(client, school)
    for words in (
        "Primary school",
        "Academy or free school",
        "Ten deaf children",
        "Assistant head",
        "https://school.example/send",
        "How do you find out what my child needs?",
        "We ask you.",
    ):
        assert words in html


def test_a_school_that_has_not_answered_yet_says_so(client):
    school = ServiceFactory()
    SettingFacts.objects.create(service=school, kind="primary")
    assert "not answered families’ questions here yet" in page_of(client, school)


def test_languages_and_ways_to_take_part_are_said(client):
    html = page_of(client, ServiceFactory(languages=[LanguageFactory(name="Urdu")], is_online=True, is_at_home=True))
    assert "English, Urdu" in html
    assert "Online" in html
    assert "At your home" in html
    assert "By phone" not in html


def test_a_service_can_be_put_on_the_list_in_the_address_and_taken_off(client):
    first, second = ServiceFactory(), ServiceFactory()
    keys = [my_list.key(first.pk), my_list.key(second.pk)]
    assert f'href="/services/my-list/?s={keys[0]}"' in page_of(client, first)
    html = client.get(f"{second.get_absolute_url()}?s={keys[0]}").content.decode()
    assert f'href="/services/my-list/?s={",".join(keys)}"' in html
    assert "Take off my list" in client.get(f"{first.get_absolute_url()}?s={keys[0]}").content.decode()


def test_a_page_of_a_service_with_nothing_at_all_still_stands(client):
    assert client.get(ServiceFactory(provider=None, summary="").get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["my-list", "schools", "ways", "a-to-z"])
def test_no_service_takes_the_address_of_a_page_of_ours(slug):
    assert free_slug(slug.replace("-", " ")) == f"{slug}-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(slug=slug)


LONG = "Swimming for children who need a quiet pool. Warm water, few people. " + "We go slowly and nobody has to put their head under water. " * 9
REST = ("We go slowly and nobody has to put their head under water. " * 6).rstrip()


@pytest.mark.parametrize(
    ("summary", "description", "what", "more"),
    [
        ("A calm swim.", LONG, "A calm swim.", LONG),
        (LONG[:69].rstrip(), LONG, LONG[:69].rstrip(), LONG[69:].rstrip()),
        ("", LONG, "Swimming for children who need a quiet pool. Warm water, few people. " + "We go slowly and nobody has to put their head under water. " * 3, REST),
        ("", "A quiet pool.\n\nWarm water.", "A quiet pool.\n\nWarm water.", ""),
        ("A quiet pool. Warm water.", "A quiet pool.\n\nWarm water.", "A quiet pool.\n\nWarm water.", ""),
        ("", "We have:\n\n• a pool\n• a hoist", "We have:\n\n• a pool\n• a hoist", ""),
        ("A calm swim.", "", "A calm swim.", ""),
        ("", "", "", ""),
    ],
)
def test_what_it_is_is_said_first_and_nothing_is_read_twice(client, summary, description, what, more):
    service = ServiceFactory(summary=summary, description=description)
    shown = client.get(service.get_absolute_url()).context["shown"]
    assert (shown.what, shown.more) == (what.rstrip(), more)


def test_what_nobody_has_said_is_not_promised_below(client):
    html = page_of(client, ServiceFactory(summary="", description=""))
    assert "Read more below" not in html
    assert "More about it" not in html


def test_a_short_description_is_on_the_page_once(client):
    html = page_of(client, ServiceFactory(summary="A quiet pool for children.", description="A quiet pool for children."))
    assert html.split("<main")[1].count("A quiet pool for children.") == 1
