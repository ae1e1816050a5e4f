"""Every engine answers the same: the database's own, on whichever database the tests run, and Elasticsearch."""

import pytest

from tests.search.engines.given import asked


@pytest.fixture(autouse=True, params=["database", pytest.param("elasticsearch", marks=pytest.mark.services)])
def each_engine(request, monkeypatch):
    """Each test is passed by each engine."""
    monkeypatch.setattr(asked, "is_elasticsearch", request.param == "elasticsearch")
    monkeypatch.setattr(asked, "told", [])
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
