"""What every test may ask for."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from tests import factories


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits empties the database at its end: bring back what the migrations put there (Wagtail's root page)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**(mark.kwargs | {"serialized_rollback": True})), append=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A test database that is built once and used again until a migration changes; on SQLite it is a file."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        folder = Path(settings.STATIC_ROOT).parent
        name = folder / f"test-{_migrations_digest()}.sqlite3"
        for old in set(folder.glob("test-*.sqlite3*")) - set(folder.glob(f"{name.name}*")):
            old.unlink()
        test["NAME"] = str(name)
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        test["NAME"] = f"test_{_migrations_digest()}_{worker}"


def _migrations_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The last test that commits leaves an empty database behind: put the migrations' rows back for the next run."""
    yield
    with django_db_blocker.unblock():
        if not Page.objects.exists():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    for cache in caches.all():
        cache.clear()
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def queued_mail(settings) -> None:
    """Mail waits in its rows until `send_due()`, as in real life; Django's test setting would send it at once."""
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"


@pytest.fixture
def count_queries(client: Client) -> Callable[[str], int]:
    """How many queries a page costs an anonymous visitor when it is made afresh, after some other page was."""

    def count(address: str) -> int:
        for cache in caches.all():
            cache.clear()
        client.get("/glossary/" if address != "/glossary/" else "/a-to-z/")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200, address
        return len(queries)

    return count


@pytest.fixture
def site(db: None):
    """A site with a home page and two boroughs, as `manage.py set_up_site` leaves it."""
    return factories.make_site()
