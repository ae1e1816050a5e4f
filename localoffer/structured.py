"""A service as schema.org describes one, so that search engines can say where it is and for whom."""

import json
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from localoffer.models import Location, Service
from localoffer.openreferral.publish.made import Record, record


class Area(Protocol):
    @property
    def name(self) -> str: ...


# What could end the block, or begin a comment in it, whatever the words of a service are.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def about(service: Service, areas: Iterable[Area] | None = None) -> Record:
    """Only what families see on the page; of a masked place only the town. `areas` are its boroughs, from who has asked for them already."""
    areas = service.boroughs.all() if areas is None else areas
    costs = [cost for cost in service.cost_options.all() if cost.amount is not None]
    return record(
        **{"@context": "https://schema.org", "@type": "Service"},
        name=service.name,
        description=service.summary or service.description[:300],
        url=settings.SITE_URL + service.get_absolute_url(),
        sameAs=service.website,
        provider=_provider(service),
        audience=_audience(service),
        areaServed=[{"@type": "AdministrativeArea", "name": area.name} for area in areas],
        availableChannel=[_channel(place, service) for place in service.places],
        offers=[record(**{"@type": "Offer"}, price=str(cost.amount), priceCurrency="GBP", description=cost.description) for cost in costs],
        isAccessibleForFree=service.is_free,
    )


def block(data: Record) -> SafeString:
    """A block of data for a page. It is no script, so the content policy has nothing to allow."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - what HTML could read is escaped


def _provider(service: Service) -> Record | None:
    return record(**{"@type": "Organization"}, name=service.provider.name, url=service.provider.website) if service.provider else None


def _audience(service: Service) -> Record | None:
    if service.min_age is None and service.max_age is None:
        return None
    return record(**{"@type": "PeopleAudience"}, suggestedMinAge=service.min_age, suggestedMaxAge=service.max_age)


def _channel(place: Location, service: Service) -> Record:
    street = "" if place.is_masked else ", ".join(part.strip() for part in place.address.splitlines() if part.strip())
    postcode = "" if place.is_masked else place.postcode
    address = record(streetAddress=street, addressLocality=place.town, postalCode=postcode)
    point = {"@type": "GeoCoordinates", "latitude": place.point[0], "longitude": place.point[1]} if place.point and not place.is_masked else None
    where = record(
        **{"@type": "Place"}, name="" if place.is_masked else place.name, address=address | {"@type": "PostalAddress", "addressCountry": "GB"} if address else None, geo=point
    )
    return {"@type": "ServiceChannel", "serviceLocation": where}
