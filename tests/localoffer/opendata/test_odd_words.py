"""Nothing a stranger can put into an address of the open data makes it fail."""

import json
import random
from urllib.parse import quote

import pytest

from localoffer.api.parameters import PARAMETERS
from search import limits
from tests.localoffer.opendata.given import API, full_service, phases
from tests.test_robustness import ODD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADDRESSES = ["", "/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms", "/openapi.json"]
VALUES = [
    *ODD,
    "2026-02-30",
    "9999-12-31T23:59:59+00:00",
    "0001-01-01",
    "2026-05-04T25:00:00Z",
    "infinity",
    "1e9",
    "-0",
    "0x10",
    "1_000",
    "true,false",
    ",,,",
    "MO," * 90,
    "KT1",
    "SW1A1AA",
    "1,2",
]


def is_answered(client, address: str) -> bool:
    """Whether it is one of our answers, or too long for one."""
    response = client.get(address)
    if response.status_code == 414:
        return True
    return response.status_code in {200, 400, 404} and not {"contents", "error", "version", "openapi"}.isdisjoint(json.loads(response.content))


def said(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


def test_every_parameter_with_every_odd_value(client):
    phases()
    full_service()
    client.raise_request_exception = False
    for name in PARAMETERS:
        for value in VALUES:
            assert is_answered(client, f"{API}/services?{name}={said(value)}"), (name, value[:200])


def test_odd_parameters_together_by_the_hundred(client):
    full_service()
    client.raise_request_exception = False
    chance = random.Random(7)
    names = [*PARAMETERS, "x", "a[]", "", "é"]
    for _ in range(400):
        pairs = "&".join(f"{said(chance.choice(names))}={said(chance.choice(VALUES))}" for _ in range(chance.randint(1, 5)))
        assert is_answered(client, f"{API}{chance.choice(ADDRESSES)}?{pairs}"), pairs[:500]


def test_odd_ids(client):
    client.raise_request_exception = False
    for value in VALUES:
        for name in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
            assert is_answered(client, f"{API}/{name}/{said(value) or 'x'}"), (name, value[:200])


@pytest.mark.parametrize("address", ["/services/directory.csv", "/services/embed/", "/services/share/"])
def test_the_lists_to_share_take_anything_too(client, address, monkeypatch):
    for what in limits.MOST:
        monkeypatch.setitem(limits.MOST, what, 10_000)
    full_service()
    client.raise_request_exception = False
    for name in ("need", "phase", "category", "cost", "borough", "page"):
        for value in VALUES:
            assert client.get(f"{address}?{name}={said(value)}").status_code in {200, 414}
