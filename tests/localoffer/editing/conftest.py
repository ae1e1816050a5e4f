import datetime as dt

import pytest

from localoffer.models import AccessFact, CostOption, Schedule, SendAnswer, ServiceAtLocation, ServiceContact, SettingFacts
from tests.accounts.factories import make_staff
from tests.factories import LocationFactory, NeedFactory, SendQuestionFactory, ServiceFactory
from tests.portal.desk import set_up_desk

CHECKED = dt.date(2026, 6, 1)


@pytest.fixture
def hidden():
    return LocationFactory(name="Safe house", address="3 Secret Lane", town="Larkmere", postcode="KT9 9ZZ", is_masked=True)


@pytest.fixture
def whole(hidden):
    """A service with all that can belong to one, and some of it that no file may say."""
    hall, hub = LocationFactory(name="Hall", address="1 Road\nNorth", postcode="KT1 1AA", latitude=51.4, longitude=-0.3), LocationFactory(name="Hub", postcode="KT2 2BB")
    elsewhere = LocationFactory(name="Elsewhere")
    service = ServiceFactory(name="Whole", needs=[NeedFactory(name="Autism")])
    service.at_locations = [
        ServiceAtLocation(location=hidden, sort_order=0),
        ServiceAtLocation(location=hall, note="=Back door", sort_order=1),
        ServiceAtLocation(location=hub, sort_order=2),
    ]
    service.contacts = [
        ServiceContact(name="Private", phone="07700 900000", is_public=False, sort_order=0),
        ServiceContact(name="Desk; and more", phone="+44 20 7946 0130", email="desk@club.example", sort_order=1),
        ServiceContact(phone="02079460131", sort_order=2),
    ]
    service.cost_options = [CostOption(amount=0, description="First; visit", sort_order=0), CostOption(amount="5.50", sort_order=1), CostOption(description="Ask us", sort_order=2)]
    service.schedules = [
        Schedule(day="MO", opens_at=dt.time(10), closes_at=dt.time(12), location=hub, sort_order=0),
        Schedule(day="TU", freq="MONTHLY", week_of_month=-1, location=hidden, sort_order=1),
        Schedule(description="(By appointment)", location=elsewhere, sort_order=2),
    ]
    service.access_facts = [
        AccessFact(kind="hoist", answer="yes", checked_on=CHECKED, note="In the big room", sort_order=0),
        AccessFact(kind="bsl", answer="not-known", checked_on=CHECKED, sort_order=1),
    ]
    service.setting_facts = [SettingFacts(kind="special", urn="100001", has_unit="yes", unit_for="Ten deaf children")]
    service.send_answers = [SendAnswer(question=SendQuestionFactory(), answer="We watch.")]
    service.save()
    return service


@pytest.fixture
def officer():
    """A council editor."""
    set_up_desk()
    return make_staff("Council editor")


@pytest.fixture
def editor(client, officer):
    """A council editor's browser."""
    client.force_login(officer)
    return client
