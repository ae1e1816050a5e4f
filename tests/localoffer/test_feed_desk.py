"""Editors see what became of a feed, and where services differ from it, until somebody chooses."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import roles
from localoffer import actions, nightly
from localoffer.models import Feed, Location, Service
from tests.accounts.factories import make_staff
from tests.factories import LocationFactory, ServiceFactory
from tests.localoffer.feeding import bring_in
from tests.localoffer.test_import_services import club
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
DIFFERENCES = "/admin/reports/feed-differences/"


@pytest.fixture
def desk(site, client):
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR, email="editor@council.example"))
    return client


def an_edited_service() -> Service:
    bring_in(club(), source="Play Trust")
    Service.objects.update(email="right@club.example", updated_at=timezone.now() + dt.timedelta(seconds=5))
    return Service.objects.get()


def test_editors_see_the_last_report_row_by_row(desk, feed, web):
    web["body"] = b'[{"name": "One"}, 5]'
    nightly.read(feed)
    assert f"/admin/reports/feeds/{feed.pk}/" in desk.get("/admin/snippets/localoffer/feed/").content.decode()
    html = desk.get(f"/admin/reports/feeds/{feed.pk}/").content.decode()
    assert "this is not a service record" in html
    assert "One" in html
    assert "this is not a service record" not in desk.get(f"/admin/reports/feeds/{feed.pk}/?outcome=new").content.decode()
    assert desk.get(f"/admin/reports/feeds/{feed.pk}/?outcome=%00&p=x").status_code == 200


def test_a_button_asks_for_the_feed_to_be_read_again(desk, feed, web):
    nightly.read(feed)
    assert not Feed.objects.due().exists()
    assert desk.post(f"/admin/reports/feeds/{feed.pk}/").status_code == 302
    assert Feed.objects.due().get() == feed


def test_differences_are_listed_with_ours_and_the_feeds(desk):
    an_edited_service()
    html = desk.get(DIFFERENCES).content.decode()
    for words in ("Saturday Club", "E-mail", "right@club.example", "us@club.example", "Play Trust"):
        assert words in html


def test_the_list_of_differences_names_places_and_providers_and_not_their_ids(desk):
    bring_in(club())
    service = Service.objects.get()
    service.at_locations = []
    service.provider = ServiceFactory().provider
    service.save()
    html = desk.get(DIFFERENCES).content.decode()
    assert "Mill, Larkmere, LK1 4QA" in html
    assert "Play Trust" in html


def test_taking_the_feeds_value_is_in_the_history_with_who_did(desk):
    service = an_edited_service()
    response = desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "email"}, follow=True)
    service.refresh_from_db()
    assert service.email == "us@club.example"
    assert service.revisions.latest("created_at").user.email == "editor@council.example"
    assert "Nothing here." in response.content.decode()
    bring_in(club(email="later@club.example"), source="Play Trust")
    assert Service.objects.get().email == "later@club.example", "from now on the feed keeps it right"


@pytest.mark.parametrize("form", [{}, {"service": "x", "fact": "email"}, {"service": "\0", "fact": "email"}, {"service": "9" * 300, "fact": "email"}])
def test_a_form_about_no_service_is_not_found(desk, form):
    assert desk.post(DIFFERENCES, form).status_code == 404


@pytest.mark.parametrize("fact", ["", "name", "banana", "rows", "\0"])
def test_a_difference_that_is_not_there_is_said(desk, fact):
    service = an_edited_service()
    assert "There is nothing to take" in desk.post(DIFFERENCES, {"service": str(service.pk), "fact": fact}, follow=True).content.decode()


def test_a_value_that_does_not_fit_the_rest_is_not_taken(desk):
    bring_in(club(minimum_age=5, maximum_age=11))
    Service.objects.update(min_age=1, max_age=3, updated_at=timezone.now() + dt.timedelta(seconds=5))
    service = Service.objects.get()
    assert "does not fit" in desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "min_age"}, follow=True).content.decode()
    service.refresh_from_db()
    assert service.min_age == 1


def test_a_place_is_added_to_ours_and_none_is_lost():
    bring_in(club())
    service = Service.objects.get()
    service.at_locations = []
    service.save()
    service.at_locations.create(location=LocationFactory(name="Hall"))
    service.save()
    actions.take_from_feed(Service.objects.get(), "places", by=make_staff(roles.COUNCIL_EDITOR))
    assert {place.name for place in Service.objects.get().places} == {"Hall", "Mill"}


def test_a_place_that_was_deleted_here_is_named_so_and_cannot_be_taken(desk):
    bring_in(club())
    service = Service.objects.get()
    service.at_locations = []
    service.save()
    Location.objects.all().delete()
    html = desk.get(DIFFERENCES).content.decode()
    assert "a place that was deleted here" in html
    assert "<td>None" not in html
    response = desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "places"}, follow=True)
    assert "There is nothing to take" in response.content.decode()
    assert not Service.objects.get().places


def test_of_two_places_the_one_that_is_here_still_is_taken(desk):
    two = [{"location": {"id": f"b2c7e6c0-2222-4a5b-8c9d-00000000000{number}", "name": f"Mill {number}"}} for number in (1, 2)]
    bring_in(club(service_at_locations=two))
    service = Service.objects.get()
    service.at_locations = []
    service.save()
    Location.objects.get(name="Mill 1").delete()
    desk.post(DIFFERENCES, {"service": str(service.pk), "fact": "places"})
    assert [place.name for place in Service.objects.get().places] == ["Mill 2"]


def test_taking_the_feeds_value_takes_nothing_from_what_a_colleague_saved_meanwhile():
    opened = an_edited_service()
    Service.objects.update(summary="A colleague's.")
    actions.take_from_feed(opened, "email", by=make_staff(roles.COUNCIL_EDITOR))
    service = Service.objects.get()
    assert (service.email, service.summary) == ("us@club.example", "A colleague's.")


def test_what_a_colleague_took_a_moment_ago_is_taken_once():
    opened = an_edited_service()
    Service.objects.update(email="us@club.example")
    with pytest.raises(actions.NothingToTake):
        actions.take_from_feed(opened, "email", by=make_staff(roles.COUNCIL_EDITOR))


def test_only_council_editors_see_feeds_and_differences(site, client, feed):
    set_up_desk()
    client.force_login(make_staff(roles.PCF_EDITOR))
    for address in (DIFFERENCES, f"/admin/reports/feeds/{feed.pk}/"):
        assert client.get(address).headers["Location"] == "/admin/"
        assert client.post(address, {}).headers["Location"] == "/admin/"


def test_the_list_of_differences_reads_only_what_may_differ(django_assert_max_num_queries, desk):
    bring_in(*({"name": f"Club {number}"} for number in range(30)))
    with django_assert_max_num_queries(40):
        desk.get(DIFFERENCES)


def test_ours_is_kept_and_the_difference_is_gone_until_the_feed_says_another(desk):
    service = an_edited_service()
    assert "Keep ours" in desk.get(DIFFERENCES).content.decode()
    desk.post(DIFFERENCES, {"service": service.pk, "fact": "email", "keep": "on"})
    assert "No service says something else than its feed" in desk.get(DIFFERENCES).content.decode()
    assert Service.objects.get().email == "right@club.example"
    history = desk.get(f"/admin/snippets/localoffer/service/history/{service.pk}/").content.decode()
    assert "The feed’s value was turned down" in history
    bring_in(club(description="New words."), source="Play Trust")
    assert "No service says something else than its feed" in desk.get(DIFFERENCES).content.decode(), "the same value stays turned down"
    bring_in(club(email="other@club.example"), source="Play Trust")
    assert "other@club.example" in desk.get(DIFFERENCES).content.decode()


def test_what_is_no_difference_can_not_be_turned_down(desk):
    service = an_edited_service()
    assert "There is nothing to take" in desk.post(DIFFERENCES, {"service": service.pk, "fact": "phone", "keep": "on"}, follow=True).content.decode()
