"""What a provider says of places: an address that is hidden stays hidden, and nobody else's place changes."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from localoffer.freshness import actions, places
from localoffer.freshness.comparison import compare
from localoffer.models import Location, Postcode, Proposal, Schedule, Service, ServiceAtLocation
from tests.factories import EventPageFactory, ServiceFactory
from tests.localoffer.freshness import filled_in
from tests.localoffer.providerform.given import approve, changes, mistakes, pool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


def test_a_place_with_a_new_address_is_another_and_found_by_its_postcode(client, service, form):
    Postcode.objects.create(code="KT12AB", latitude=51.5, longitude=-0.3)
    Location.objects.update(latitude=51.4, longitude=-0.2)
    name = places.name_of(pool())
    client.post(form, filled_in(client, form, **{f"{name}-postcode": "KT1 2AB", f"{name}-note": ""}))
    assert list(changes()) == [name]
    old = pool()
    approve()
    row = Service.objects.get().at_locations.get()
    assert (row.location.postcode, row.location.latitude, row.note) == ("KT1 2AB", 51.5, "")
    service.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get().at_locations.get().location
    assert (back.pk, back.postcode, back.latitude) == (old.pk, "KT1 1EU", 51.4)


def test_what_is_hidden_now_no_old_version_shows_again(client, service, form):
    name = places.name_of(pool())
    client.post(form, filled_in(client, form, **{f"{name}-is_masked": "on", f"{name}-address": "7 Secret Lane"}))
    approve()
    assert Service.objects.get().places[0].is_masked
    service.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get().places[0]
    assert (back.address, back.is_masked) == ("1 High Street", True)


@pytest.mark.parametrize("by", ["service", "event"])
def test_a_place_that_others_use_too_stays_as_it_is_for_them(client, site, service, form, by):
    """Else a provider would change other services, whose editors and providers nobody asked."""
    if by == "service":
        other = ServiceFactory()
        other.at_locations = [ServiceAtLocation(location=pool())]
        other.save()
    else:
        EventPageFactory(parent=site.root_page, location=pool())
    service.schedules = [Schedule(day="MO", opens_at=dt.time(16), location=pool())]
    service.save()
    client.post(form, filled_in(client, form, **{f"{places.name_of(pool())}-address": "9 New Street"}))
    approve()
    assert pool_of_others().address == "1 High Street"
    mine = Service.objects.get(pk=service.pk)
    assert mine.at_locations.get().location.address == "9 New Street"
    assert mine.schedules.get().location == mine.at_locations.get().location


def pool_of_others() -> Location:
    return Location.objects.order_by("updated_at").first()


def test_a_new_place_that_we_know_word_for_word_is_that_place(client, service, form):
    hall = Location.objects.create(name="Hall", address="2 Low Road", town="Surbiton", latitude=51.4, longitude=-0.2)
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", "place_new_1-address": "2 Low Road", "place_new_1-town": "Surbiton"}))
    approve()
    assert hall in [row.location for row in Service.objects.get().at_locations.all()]
    assert Location.objects.count() == 2


def test_showing_an_address_that_was_hidden_is_said_to_the_editor(client, service, form, refuge):
    name = places.name_of(refuge)
    answers = filled_in(client, form)
    answers.pop(f"{name}-is_masked")
    client.post(form, answers)
    [difference] = compare(Proposal.objects.get(), Service.objects.get()).differences
    assert "Families will see the hidden address that we have." in "".join(piece.text for piece in difference.proposed)
    approve()
    assert "1 High Street" in client.get(Service.objects.get().get_absolute_url()).content.decode()


def test_an_address_that_is_hidden_is_hidden_here_too_and_stays(client, service, form, refuge):
    html = client.get(form).content.decode()
    for secret in ("1 High Street", "KT1 1EU", "The pool"):
        assert secret not in html
    assert "We have an address for this place" in html
    name = places.name_of(refuge)
    client.post(form, filled_in(client, form, **{f"{name}-note": "Ring twice."}))
    assert "1 High Street" not in str(changes())
    approve()
    place = Location.objects.get()
    assert (place.address, place.postcode, place.name) == ("1 High Street", "KT1 1EU", "The pool")
    assert Service.objects.get().at_locations.get().note == "Ring twice."


def test_what_the_form_signs_tells_no_hidden_address(client, service, form, refuge):
    from django.core import signing

    from localoffer.freshness.forms import SALT

    said = signing.loads(filled_in(client, form)["base"], salt=f"{SALT}.{service.pk}")
    assert "High Street" not in str(said)


def test_a_new_address_to_be_hidden_is_kept_and_not_shown_again(client, service, form):
    told = {"place_new_1-address": "7 Secret Lane", "place_new_1-town": "Kingston", "place_new_1-is_masked": "on"}
    client.post(form, filled_in(client, form, **told))
    assert "7 Secret Lane" not in client.get(form).content.decode()
    client.post(form, filled_in(client, form, summary="New."))
    assert changes()["place_new_1"]["now"]["address"] == "7 Secret Lane"
    editors = {each.label: each for each in compare(Proposal.objects.get(), Service.objects.get()).differences}
    assert "7 Secret Lane" in "".join(piece.text for piece in editors["Place: Kingston"].proposed)
    approve()
    assert Location.objects.get(address="7 Secret Lane").is_masked
    assert "7 Secret Lane" not in client.get(Service.objects.get().get_absolute_url()).content.decode()


def test_an_editors_newer_hidden_address_is_not_written_over_unasked(client, service, form, refuge):
    name = places.name_of(refuge)
    client.post(form, filled_in(client, form, **{f"{name}-address": "8 Newer Road"}))
    Location.objects.update(address="5 Editor’s Road")
    assert [each.name for each in compare(Proposal.objects.get(), Service.objects.get()).conflicts] == [name]
    with pytest.raises(actions.Undecided):
        approve()


def test_a_town_is_asked_of_a_place_without_an_address(client, service, form):
    response = client.post(form, filled_in(client, form, **{"place_new_1-address": "7 Lane", "place_new_1-is_masked": "on"}))
    assert mistakes(response) == ["New place 1: Write the town. Of a place without an address, families see only that."]


@pytest.mark.parametrize(
    ("postcode", "words"), [("KT1", "“KT1” is not a whole postcode"), ("nonsense", "is not a whole postcode"), ("ZZ99 9ZZ", "We do not know the postcode “ZZ99 9ZZ”")]
)
def test_a_postcode_that_nobody_knows_is_said_beside_it_and_nothing_is_lost(client, service, form, postcode, words):
    answers = filled_in(client, form, **{"place_new_1-name": "Hall", "place_new_1-postcode": postcode, "contact_new_1-phone": "020 7946 0200", "time_2-days": ["TU"]})
    response = client.post(form, answers)
    [mistake] = mistakes(response)
    assert words in mistake
    again = BeautifulSoup(response.content, "html.parser")
    assert again.find(id="id_place_new_1-postcode")["value"] == postcode
    assert again.find(id="id_contact_new_1-phone")["value"] == "020 7946 0200"
    assert again.find(id="id_time_2-days_1").has_attr("checked")
    assert again.find(id="place_new_1").has_attr("open")
    assert not Proposal.objects.exists()


def test_a_strange_postcode_that_stood_there_before_stops_nobody(client, service, form):
    Location.objects.update(postcode="KT?")
    client.post(form, filled_in(client, form, summary="New."))
    assert list(changes()) == ["summary"]


def test_a_place_that_an_editor_changed_meanwhile_is_asked_about_and_another_is_not(client, service, form):
    hall = Location.objects.create(name="Hall", town="Kingston")
    service.at_locations = [*service.at_locations.all(), ServiceAtLocation(location=hall)]
    service.save()
    mine, theirs = places.name_of(pool()), places.name_of(hall)
    client.post(form, filled_in(client, form, **{f"{mine}-town": "Surbiton", f"{theirs}-town": "Surbiton"}))
    Location.objects.filter(pk=hall.pk).update(town="Norbiton")
    assert [each.name for each in compare(Proposal.objects.get(), Service.objects.get()).conflicts] == [theirs]
    approve(**{theirs: "ours"})
    assert {(place.name, place.town) for place in Service.objects.get().places} == {("The pool", "Surbiton"), ("Hall", "Norbiton")}


def test_what_was_typed_about_a_place_that_an_editor_took_away_meanwhile_is_not_lost(client, service, form):
    name = places.name_of(pool())
    answers = filled_in(client, form, **{f"{name}-town": "Surbiton"})
    service.at_locations = []
    service.save()
    client.post(form, answers)
    assert changes()[name]["now"]["town"] == "Surbiton"
    assert filled_in(client, form)[f"{name}-town"] == "Surbiton"
    approve(**{name: "theirs"})
    assert (Service.objects.get().places[0].name, Service.objects.get().places[0].town) == ("The pool", "Surbiton")
