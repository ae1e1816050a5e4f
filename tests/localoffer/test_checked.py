"""What nobody checked for long says so where a family looks, on the page, in lists and beside each fact."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from home import my_list
from localoffer.models import AccessFact, Service, ServiceContact
from search import actions
from tests.factories import LocationFactory, NeedFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LONG_AGO = dt.date(2020, 5, 3)
WARNING = "This was last checked on 3 May 2020."


def months_ago(months: int, days: int = 0) -> dt.date:
    return timezone.localdate() - relativedelta(months=months, days=days)


def head_of(client, service: Service) -> str:
    """What stands above the five answers, with single spaces."""
    html = client.get(service.get_absolute_url()).content.decode()
    return " ".join(html[html.index("<h1>") : html.index("lo-answers-five")].split())


@pytest.mark.parametrize(
    ("how", "advice"),
    [
        ({"is_in_person": True}, "Please ask before you go."),
        ({"is_in_person": True, "phone": "020 7946 0101"}, "Please phone before you go."),
        ({"is_online": True, "phone": "020 7946 0101"}, "Please ask if it is still right."),
    ],
)
def test_an_old_page_says_when_it_was_checked_and_what_to_do_before_anything_else(client, how, advice):
    phone = how.pop("phone", "")
    service = ServiceFactory(checked_on=LONG_AGO, **how)
    ServiceContact.objects.create(service=service, phone=phone)
    head = head_of(client, service)
    assert WARNING in head
    assert advice in head


def test_a_page_that_nobody_checked_says_so(client):
    assert "Nobody here has checked this yet." in head_of(client, ServiceFactory(checked_on=None))


def test_a_check_that_is_overdue_is_told_though_the_last_one_was_not_long_ago(client):
    service = ServiceFactory(checked_on=months_ago(1), verify_by=months_ago(0, days=1))
    assert "This was last checked on" in head_of(client, service)


def test_the_council_says_how_long_a_check_holds(client, settings):
    first, second = ServiceFactory(checked_on=months_ago(5)), ServiceFactory(checked_on=months_ago(5))
    assert "lo-notice" not in head_of(client, first)
    settings.SERVICE_CHECK_MONTHS = 3
    assert "This was last checked on" in head_of(client, second)


@pytest.mark.parametrize(("checked_on", "is_old"), [(months_ago(6), False), (months_ago(6, days=1), True)])
def test_a_check_holds_to_its_last_day(client, checked_on, is_old):
    assert ("This was last checked on" in head_of(client, ServiceFactory(checked_on=checked_on))) == is_old


def test_what_was_taken_out_of_the_lists_has_one_warning_and_not_two(client):
    head = head_of(client, ServiceFactory(checked_on=LONG_AGO, verify_by=months_ago(12)))
    assert "This page may be out of date." in head
    assert WARNING not in head


def test_every_list_says_what_is_old_and_what_nobody_checked(client):
    need = NeedFactory(code="asd")
    old = ServiceFactory(name="Swim old", checked_on=LONG_AGO, needs=[need])
    ServiceFactory(name="Swim never", checked_on=None, needs=[need])
    ServiceFactory(name="Swim new", checked_on=months_ago(1), needs=[need])
    actions.catch_up()
    for address in ("/services/", "/services/need/asd/", "/search/?q=swim"):
        html = client.get(address).content.decode()
        assert html.count("last checked in May 2020, so please ask first") == 1, address
        assert html.count("not checked yet, so please ask first") == 1, address
        assert html.count(f"checked in {months_ago(1):%B %Y}") == 1, address
    assert "last checked in May 2020, so please ask first" in client.get(my_list.address([old.pk])).content.decode()


def test_each_fact_about_getting_in_has_a_day_of_its_own_and_an_old_one_says_so(client):
    service = ServiceFactory(checked_on=months_ago(1), locations=[LocationFactory()])
    AccessFact.objects.create(service=service, kind="hoist", answer="yes", checked_on=LONG_AGO)
    AccessFact.objects.create(service=service, kind="toilet", answer="yes", checked_on=months_ago(1))
    html = client.get(service.get_absolute_url()).content.decode()
    assert html.count("Last checked on 3 May 2020. It may have changed, so please ask.") == 1
    assert f"checked on {months_ago(1):%-d %B %Y}" in html
