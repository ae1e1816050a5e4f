"""A service at a pool, and the form that its provider is sent."""

import pytest

from localoffer.models import Location, ServiceAtLocation
from tests.localoffer.freshness import link_to, make_service
from tests.localoffer.providerform.given import POOL, pool


@pytest.fixture
def service():
    service = make_service()
    service.at_locations = [ServiceAtLocation(location=Location.objects.create(**POOL), note="Side door.")]
    service.save()
    return service


@pytest.fixture
def form(service):
    return link_to(service) + "change/"


@pytest.fixture
def refuge(service):
    Location.objects.update(is_masked=True)
    return pool()
