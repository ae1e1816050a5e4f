"""Where a service is. A masked place (a refuge, a childminder's home) has no address and only a rough point."""

from collections.abc import Iterable

from localoffer.models import AccessFact, Location, ServiceAtLocation
from localoffer.openreferral.publish.made import Record, day, identity, record

COUNTRY = "GB"
NOT_SAID = "Not known"


def service_at_location(row: ServiceAtLocation, facts: Iterable[AccessFact] = ()) -> Record:
    """A service at one of its places; the access facts are the service's."""
    return record(
        id=str(row.pk),
        service_id=str(row.service_id),
        location_id=str(row.location_id),
        description=row.note,
        location=location(row.location, [accessibility(fact, row) for fact in facts if fact.answer != AccessFact.Answer.NOT_KNOWN]),
    )


def location(place: Location, access: list[Record]) -> Record:
    latitude, longitude = place.point or (None, None)
    return record(
        id=str(place.pk),
        location_type="physical",
        name=place.town if place.is_masked else place.name,
        latitude=latitude,
        longitude=longitude,
        addresses=[] if place.is_masked else _addresses(place),
        accessibility=access,
    )


def accessibility(fact: AccessFact, row: ServiceAtLocation) -> Record:
    details = [fact.note, f"Checked on {fact.checked_on:%-d %B %Y}." if fact.checked_on else ""]
    return record(
        id=identity("accessibility", row.pk, fact.kind),
        location_id=str(row.location_id),
        description=f"{AccessFact.Kind(fact.kind).label}: {AccessFact.Answer(fact.answer).label.lower()}",
        details=" ".join(part for part in details if part),
        date_checked=day(fact.checked_on),
    )


def _addresses(place: Location) -> list[Record]:
    """One address, when there is at least a street or a postcode. The standard wants every line, so what nobody has said is "Not known"."""
    if not (place.address.strip() or place.postcode):
        return []
    street = ", ".join(part.strip() for part in place.address.splitlines() if part.strip())
    address = record(
        id=identity("address", place.pk),
        location_id=str(place.pk),
        address_1=street or place.name or NOT_SAID,
        city=place.town or NOT_SAID,
        state_province=place.town or NOT_SAID,
        postal_code=place.postcode or NOT_SAID,
        country=COUNTRY,
        address_type="physical",
    )
    return [address]
