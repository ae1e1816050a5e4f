"""A feed, and what its address holds."""

import pytest

from localoffer import fetching
from localoffer.fetching import Fetched
from localoffer.models import Feed

ADDRESS = "https://feeds.example/services"


@pytest.fixture
def web(monkeypatch):
    """What the feed's address holds; an exception stands for a host that fails."""
    answer = {"body": b"[]"}

    def fetch(address: str) -> Fetched:
        if isinstance(answer["body"], Exception):
            raise answer["body"]
        return Fetched(address, answer["body"], "application/json")

    monkeypatch.setattr(fetching, "fetch", fetch)
    return answer


@pytest.fixture
def feed(db):
    return Feed.objects.create(name="Play Trust", source=ADDRESS)
