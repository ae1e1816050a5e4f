"""The demo's invented directory: whole, never old, and twice the same."""

import datetime as dt

import pytest
from django.utils import timezone

from home.models import Borough
from localoffer.models import EventPage, Location, SendQuestion, Service
from portal.demo.services import make_events, make_services
from portal.starter.load import load_word_lists
from tests.factories import EventIndexPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.whole_site, pytest.mark.same_on_any_server]


@pytest.fixture
def demo(site):
    EventIndexPageFactory(parent=site.root_page)
    load_word_lists()
    boroughs = {borough.slug: borough for borough in Borough.objects.all()}
    for _time in range(2):
        make_services(boroughs)
        make_events(site.root_page, boroughs)


def test_the_demo_shows_one_of_everything_whole_and_loads_twice_to_the_same(demo):
    services = Service.objects.all()
    assert services.count() == 69
    assert services.settings_only().count() == 15
    assert EventPage.objects.upcoming().count() == 8
    assert Location.objects.filter(latitude=None).count() == 0
    assert Location.objects.filter(is_masked=True).exists()
    today = timezone.localdate()
    assert services.published().exclude(pk__in=services.listed()).count() == 1, "one that is hidden until it is checked"
    assert services.listed().check_due(today).count() >= 3
    assert {answer.question.asked_of for service in services for answer in service.send_answers.select_related("question")} == set(SendQuestion.AskedOf.values)
    for service in services:
        assert service.is_in_person or service.is_online or service.is_by_phone or service.is_at_home, service.name
        assert service.what_next, service.name
        assert (service.wait_told_on or today) <= today + dt.timedelta(days=1), service.name
        service.full_clean(exclude=["id", "provider"])
        for rows in (service.schedules, service.access_facts, service.setting_facts, service.send_answers, service.cost_options, service.contacts):
            for row in rows.all():
                row.full_clean(exclude=["service"])
