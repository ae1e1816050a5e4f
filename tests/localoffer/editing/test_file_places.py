"""Places in the editors' file: another address is another place, and a hidden one stays hidden."""

import pytest
from wagtail.models import ModelLogEntry

from localoffer.models import EventPage, Location, Postcode, Service, ServiceAtLocation
from tests.factories import EventIndexPageFactory, EventPageFactory, ServiceFactory
from tests.localoffer.editing.sheets import as_csv, rows, sent, taken_away
from tests.localoffer.editing.whole import changed, done, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_hidden_address_can_not_be_shown_by_a_file(editor, whole, hidden):
    other = ServiceFactory()
    for cells in ({"Place_1_address": "3 secret lane"}, {"Place_1_postcode": "kt99zz"}, {"Place_1_name": "Safe house", "Place_1_postcode": "KT9 9ZZ"}):
        assert problems(changed(editor, other, **cells)) == ["Place 1: This place’s address is hidden from families. Choose it in the service’s form."]
    done(editor, changed(editor, other, Place_1_name="Next door", Place_1_postcode="KT9 9ZZ"))
    done(editor, changed(editor, whole, Place_1_name="Great hall"))
    hidden.refresh_from_db()
    assert (hidden.is_masked, hidden.name) == (True, "Safe house")
    assert hidden in Service.objects.get(pk=whole.pk).places


def test_a_place_with_other_words_is_another_and_its_coordinates_follow_the_postcode(editor, whole):
    Postcode.objects.create(code="KT44DD", latitude=51.6, longitude=-0.1)
    hall, at = Location.objects.get(name="Hall"), whole.at_locations.all()[1].pk
    done(editor, changed(editor, whole, Place_1_town="Hollowdean"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.town, now.latitude) == ("Hollowdean", 51.4)
    done(editor, changed(editor, whole, Place_1_postcode="KT4 4DD"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.postcode, now.latitude, now.placed_by) == ("KT4 4DD", 51.6, "KT4 4DD")
    done(editor, changed(editor, whole, Place_1_postcode="KT5 5EE"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.latitude, now.longitude) == (None, None), "of a postcode we don't know we don't know where it is"
    hall.refresh_from_db()
    assert (hall.town, hall.postcode, hall.latitude) == ("Larkmere", "KT1 1AA", 51.4)
    assert ModelLogEntry.objects.filter(object_id=str(now.pk), action="wagtail.create", user__isnull=False).exists()


def test_an_old_version_of_a_service_brings_its_old_address_back(editor, whole):
    hub = Location.objects.get(name="Hub")
    done(editor, changed(editor, whole, Place_2_address="9 New Street"))
    moved = Service.objects.get(pk=whole.pk)
    assert [moved.places[2].address, moved.schedules.all()[0].location.address] == ["9 New Street"] * 2
    moved.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get(pk=whole.pk)
    assert (back.places[2], back.places[2].address, back.schedules.all()[0].location) == (hub, hub.address, hub)


def test_a_place_that_others_use_too_stays_theirs_and_this_service_moves_with_its_times(editor, whole):
    hub = Location.objects.get(name="Hub")
    other = ServiceFactory(locations=[hub])
    response = changed(editor, whole, Place_2_postcode="KT7 7GG")
    assert "they stay there" in response.content.decode()
    done(editor, response)
    now = Service.objects.get(pk=whole.pk)
    moved = now.places[2]
    assert (moved.name, moved.postcode, moved.pk != hub.pk) == ("Hub", "KT7 7GG", True)
    assert now.schedules.all()[0].location == moved
    assert (other.places, Location.objects.get(pk=hub.pk).postcode) == ([hub], "KT2 2BB")
    assert list(now.at_locations.all())[2].pk == list(whole.at_locations.all())[2].pk, "its key in the open data stays"


def test_a_place_of_an_event_is_not_changed_either(editor, whole, site):
    hall = Location.objects.get(name="Hall")
    EventPageFactory(parent=EventIndexPageFactory(parent=site.root_page), location=hall)
    done(editor, changed(editor, whole, Place_1_name="Great hall"))
    assert EventPage.objects.get().location.name == "Hall"
    assert Service.objects.get(pk=whole.pk).places[1].name == "Great hall"


def test_two_places_may_change_their_numbers(editor, whole):
    hall, hub = Location.objects.get(name="Hall"), Location.objects.get(name="Hub")
    [row] = rows(taken_away(editor))
    swapped = {f"Place {to} {part}": row[f"Place {number} {part}"] for number, to in ((1, 2), (2, 1)) for part in ("name", "address", "town", "postcode", "note")}
    done(editor, sent(editor, as_csv([row | swapped | {"Time 1": "Monday 10:00-12:00, at place 1"}])))
    now = Service.objects.get(pk=whole.pk)
    assert [(each.location.name, each.note) for each in now.at_locations.all()] == [("Safe house", ""), ("Hub", ""), ("Hall", "=Back door")]
    assert Location.objects.filter(pk__in=[hall.pk, hub.pk]).count() == 2
    assert now.schedules.all()[0].location == hub
