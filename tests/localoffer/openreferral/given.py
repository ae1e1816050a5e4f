"""A record as a feed gives it, and what is read in it."""

import datetime as dt

import pytest

from localoffer import openreferral
from localoffer.openreferral import Refused, ServiceDraft

TODAY = dt.date(2026, 1, 15)
GOOD_ID = "a1b7e6c0-1111-4a5b-8c9d-0000000000aa"
ORGANISATION = {"id": "0d9c1a52-7b60-4c1e-9a38-1f6f0a7d2b01", "name": "Play Trust"}


def read(**given) -> ServiceDraft:
    record = {"id": GOOD_ID, "name": "Club", "description": "", "status": "active", "organization": ORGANISATION} | given
    return openreferral.read(openreferral.storable(record), feed="larkmere", today=TODAY)


def refusal(record) -> str:
    with pytest.raises(Refused) as refused:
        openreferral.read(record, feed="larkmere", today=TODAY)
    return str(refused.value)
