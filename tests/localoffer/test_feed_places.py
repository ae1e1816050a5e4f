"""A feed gives a place another address: the service is at another place then, and what was before stays as it was."""

import datetime as dt

import pytest

from localoffer.importing import ImportedRow, import_services
from localoffer.models import Location, Postcode, Service, ServiceAtLocation
from tests.factories import ServiceFactory
from tests.localoffer.test_import_services import CLUB, SWIM, club

pytestmark = pytest.mark.django_db
MILL = "b2c7e6c0-2222-4a5b-8c9d-000000000001"


def bring_in(*records: object) -> list[ImportedRow]:
    return list(import_services(records, source="larkmere"))


def at(**words: object) -> list[dict]:
    """The club's place with these words of its address."""
    address = {"city": "Larkmere", "postal_code": "LK1 4QA"} | {name: words.pop(name) for name in ("address_1", "city", "postal_code") if name in words}
    return [{"id": "here", "location": {"id": MILL, "name": "Mill", "addresses": [address]} | words}]


def place(key: object = CLUB) -> Location:
    [found] = Service.objects.get(pk=key).places
    return found


def test_an_old_version_shows_the_old_address_and_others_at_the_place_stay_there():
    bring_in(club())
    other = ServiceFactory(locations=[place()])
    before = Service.objects.get(pk=CLUB).save_revision()
    bring_in(club(service_at_locations=at(city="Hollowdean")))
    assert (place().town, place().name, place().known_as) == ("Hollowdean", "Mill", Location.objects.get(town="Larkmere").pk)
    assert [old.town for old in before.as_object().places] == ["Larkmere"]
    assert [there.town for there in other.places] == ["Larkmere"]


def test_services_of_one_feed_move_together_and_stay_at_one_place():
    bring_in(club(), club(id=str(SWIM), name="Swim"))
    moved = at(city="Hollowdean")
    bring_in(club(service_at_locations=moved), club(id=str(SWIM), name="Swim", service_at_locations=moved))
    assert place(CLUB) == place(SWIM)
    [third] = [row.service_id for row in bring_in({"name": "Third", "service_at_locations": moved})]
    assert place(third) == place(CLUB)
    assert Location.objects.count() == 2


def test_times_follow_and_the_next_reading_changes_nothing():
    times = [{"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "service_at_location_id": "here"}]
    bring_in(club(service_at_locations=at(), schedules=times))
    moved = club(service_at_locations=at(city="Hollowdean"), schedules=times)
    bring_in(moved)
    time = Service.objects.get().schedules.get()
    assert (time.location, time.opens_at) == (place(), dt.time(10))
    assert not Service.objects.get().imported.differs
    bring_in(club(service_at_locations=at(city="Hollowdean"), schedules=[times[0] | {"opens_at": "11:00"}]))
    time = Service.objects.get().schedules.get()
    assert (time.location, time.opens_at) == (place(), dt.time(11))
    assert Location.objects.count() == 2
    assert not Service.objects.get().imported.differs


def test_a_place_comes_back_to_a_service_under_its_address_of_now():
    bring_in(club())
    bring_in(club(service_at_locations=at(city="Hollowdean")), {"name": "Other", "service_at_locations": at(city="Hollowdean")})
    bring_in(club(service_at_locations=[]))
    bring_in(club(service_at_locations=at(city="Hollowdean")))
    assert place().town == "Hollowdean"


def test_blanks_are_filled_in_place():
    bring_in(club())
    bring_in(club(service_at_locations=at(address_1="1 Mill Lane")))
    assert (Location.objects.get().address, Location.objects.get().town) == ("1 Mill Lane", "Larkmere")


def test_an_address_that_an_editor_corrected_stays_also_where_it_is_another_place_by_now():
    bring_in(club())
    service = Service.objects.get()
    another = Location.objects.create(name="Mill", town="Right", postcode="LK1 4QA", origin=place().pk)
    service.at_locations = [ServiceAtLocation(location=another)]
    service.save()
    bring_in(club(service_at_locations=at(city="Wrong")))
    assert place() == another
    bring_in(club(service_at_locations=at(city="Wrong", name="The Mill")))
    assert (place().town, place().name) == ("Right", "The Mill")


@pytest.mark.parametrize(("given", "point"), [({}, (54, -2)), ({"latitude": 53.5, "longitude": -1.5}, (53.5, -1.5))])
def test_another_postcode_is_somewhere_else(given, point):
    Postcode.objects.create(code="LK14QA", latitude=53, longitude=-1)
    Postcode.objects.create(code="LK29ZZ", latitude=54, longitude=-2)
    bring_in(club(service_at_locations=at(**given)))
    bring_in(club(service_at_locations=at(postal_code="LK2 9ZZ", **given)))
    assert place().point == point
