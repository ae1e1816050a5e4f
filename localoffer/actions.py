"""Changes to the service directory."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from home import page_cache
from home.batches import batches
from home.models import Borough
from localoffer import facts, geo, postcodes, versions
from localoffer.models import ImportedRecord, Location, OldAddress, Postcode, Service, Ward
from localoffer.models.services import OUR_PAGES

POSTCODES_AT_ONCE, PLACES_AT_ONCE = 5_000, 200


class NothingToTake(Exception):
    """The feed says nothing of this, nothing else than we do, or only what is not here any more."""


def keep_first_version(service: Service) -> None:
    """As `versions.keep_first`, for a service that may not be as the database has it any more."""
    if not service.latest_revision_id:
        versions.keep_first(Service.objects.get(pk=service.pk))


def keep_postcodes(rows: Iterable[postcodes.Row]) -> Iterator[list[postcodes.Row]]:
    """Write the places of postcodes, 5,000 in a transaction; yields each 5,000 as they are kept, with the rows that are none among them. Twice changes nothing.

    A ward stays as it is known when a row names none.
    """
    for some in batches(rows, POSTCODES_AT_ONCE):
        new = {row.code: row for row in some if row.code and not row.problem}
        with transaction.atomic():
            _keep_wards(new.values())
            for has_ward, fields in ((True, ["latitude", "longitude", "ward"]), (False, ["latitude", "longitude"])):
                kept = [Postcode(code=row.code, latitude=row.latitude, longitude=row.longitude, ward_id=row.ward or None) for row in new.values() if bool(row.ward) == has_ward]
                Postcode.objects.bulk_create(kept, update_conflicts=True, unique_fields=["code"], update_fields=fields)
        page_cache.drop_pages()  # what is near is another now
        yield some


def _keep_wards(rows: Iterable[postcodes.Row]) -> None:
    Ward.objects.bulk_create([Ward(code=code) for code in sorted({row.ward for row in rows if row.ward})], ignore_conflicts=True)
    placed = {row.ward: Ward(code=row.ward, district=row.district) for row in rows if row.ward and row.district}
    Ward.objects.bulk_create(placed.values(), update_conflicts=True, unique_fields=["code"], update_fields=["district"])


def name_wards(names: Mapping[str, str]) -> int:
    """Name wards that have no name yet, by their codes; returns how many. Editors' names stay, and a ward that no postcode brought is not made."""
    nameless = [ward for ward in Ward.objects.filter(name="") if ward.code in names]
    for ward in nameless:
        ward.name = names[ward.code]
    return Ward.objects.bulk_update(nameless, ["name"], batch_size=400)


def put_wards_in(borough: Borough, *, district: str) -> int:
    """Say that the wards of the district (its code) are in the borough; returns how many."""
    return Ward.objects.filter(district=district).update(borough=borough)


def find_places() -> int:
    """Give every place without coordinates of its own those of its postcode, when we know it; returns how many got some.

    Only a whole postcode will do: the middle of a sector would be shown as where the place is. A place whose postcode
    changed to one that we don't know loses what the old one gave it.
    """
    found = 0
    for some in batches(Location.objects.to_be_placed().order_by("pk").iterator(chunk_size=PLACES_AT_ONCE), PLACES_AT_ONCE):
        known = Postcode.objects.in_bulk({geo.compact(place.postcode) for place in some})
        for place in some:
            postcode = known.get(geo.compact(place.postcode))
            if postcode or place.placed_by:
                _place(place, postcode)
                found += bool(postcode)
    return found


def _place(place: Location, postcode: Postcode | None) -> None:
    place.latitude, place.longitude, place.placed_by = (postcode.latitude, postcode.longitude, place.postcode) if postcode else (None, None, "")
    place.save(update_fields=["latitude", "longitude", "placed_by", "updated_at"])


def free_slug(name: str) -> str:
    """A name for the address that no service has or had: what led to one service never leads to another."""
    stem = slugify(name)[:100].strip("-") or "service"
    taken = {slug for model in (Service, OldAddress) for slug in model.objects.filter(slug__startswith=stem).values_list("slug", flat=True)} | {*OUR_PAGES}
    return next(slug for number in range(1, len(taken) + 2) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)


@transaction.atomic
def take_from_feed(service: Service, name: str, *, by: User) -> None:
    """Take the feed's value of one fact (a name in localoffer.facts); the history says who did.

    Both are read again, so what a colleague saved or an import brought meanwhile stays. Raises NothingToTake, and ValidationError when
    the value does not go with the rest of the service.
    """
    service, kept, found = _difference(service, name)
    keep_first_version(service)
    facts.take(service, name, found.theirs)
    if facts.FACTS[name].read(service) == found.ours:
        raise NothingToTake
    service.full_clean()
    service.save()
    service.save_revision(user=by, log_action="wagtail.edit")
    _settle(service, kept)


@transaction.atomic
def keep_ours(service: Service, name: str, *, by: User) -> None:
    """Turn the feed's value of one fact down: it is no difference any more until the feed says another. The history says who did. Raises NothingToTake."""
    service, kept, found = _difference(service, name)
    kept.turned_down[name] = found.theirs
    versions.tell(service, how=versions.KEPT_OURS, by=by, words=str(found.label))
    _settle(service, kept)


def _difference(service: Service, name: str) -> tuple[Service, ImportedRecord, facts.Difference]:
    """The service and its record as they are now, held until the transaction ends, and on what they disagree. Raises NothingToTake."""
    locked = Service.objects.select_for_update().filter(pk=service.pk).first()
    kept = ImportedRecord.objects.select_for_update().filter(service=locked).first()
    if locked is None or kept is None:
        raise NothingToTake
    found = next((each for each in facts.differences(locked, kept.said, turned_down=kept.turned_down) if each.name == name), None)
    if found is None:
        raise NothingToTake
    return locked, kept, found


def _settle(service: Service, kept: ImportedRecord) -> None:
    kept.differs = bool(facts.differences(service, kept.said, turned_down=kept.turned_down))
    kept.save()
