"""What every test may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories


def pytest_configure(config: pytest.Config) -> None:
    """Static files under their plain names, and tests that can't reach another host."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits empties the database at its end: bring back what the migrations put there (Wagtail's root page)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**(mark.kwargs | {"serialized_rollback": True})), append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A test database in a file on SQLite, so that it is built once and used again."""
    if connection.vendor == "sqlite":
        folder = Path(settings.STATIC_ROOT).parent
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    for cache in caches.all():
        cache.clear()
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def count_queries(client: Client) -> Callable[[str], int]:
    """How many queries an anonymous visitor's request costs when nothing is cached."""

    def count(address: str) -> int:
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200, address
        return len(queries)

    return count


@pytest.fixture
def site(db: None):
    """A site with a home page and two boroughs, as `manage.py set_up_site` leaves it."""
    return factories.make_site()
