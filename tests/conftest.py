"""What every test may ask for."""

import contextlib
import functools
import gc
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files import locks
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from analytics import known
from home import page_cache
from home.caches import wake
from register import in_force
from tests import factories


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits empties the database at its end: bring back what the migrations put there (Wagtail's root page)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**(mark.kwargs | {"serialized_rollback": True})), append=False)


@pytest.fixture(scope="session", autouse=True)
def less_tidying() -> None:
    """What was imported stays to the end: Python need not look through it again and again for something to throw away."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A test database of its own for each worker."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        test["NAME"] = str(Path(settings.STATIC_ROOT).with_name("test.sqlite3"))
    else:
        test["NAME"] = f"test_local_offer_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """On SQLite each worker starts with a copy of one database that was only migrated; the first worker ever makes it, while the others wait.

    A test that commits leaves the database empty, and a run that was cut off leaves anything: a fresh copy knows of neither.
    """
    if connection.vendor == "sqlite":
        migrated, mine = _migrated(), connection.settings_dict["TEST"]["NAME"]
        with migrated.with_name("migrated.lock").open("a") as file:
            locks.lock(file, locks.LOCK_EX)
            for old in Path(mine).parent.glob("test.sqlite3*"):  # SQLite would play the journal of an earlier run into the new copy
                old.unlink()
            if migrated.exists():
                shutil.copyfile(migrated, mine)
            else:
                for old in migrated.parent.glob("migrated-*.sqlite3"):
                    old.unlink()
                request.getfixturevalue("django_db_setup")
                with django_db_blocker.unblock():
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copyfile(mine, migrated)
    request.getfixturevalue("django_db_setup")
    if connection.vendor == "sqlite":
        connection.creation.deserialize_db_from_string = _put_back
    else:
        with django_db_blocker.unblock():
            _let_tests_truncate()


def _let_tests_truncate() -> None:
    """A test that commits is cleaned up after by TRUNCATE, which the database of the portal refuses for what may only grow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%_no_truncate'")
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name} ON {table}")


def _put_back(_rows: str) -> None:
    """What the migrations left, page by page instead of row by row."""
    with contextlib.closing(sqlite3.connect(f"{_migrated().as_uri()}?mode=ro&immutable=1", uri=True)) as migrated:
        connection.ensure_connection()
        migrated.backup(connection.connection)


@functools.cache
def _migrated() -> Path:
    """In the folder that all workers have in common."""
    folder = Path(settings.STATIC_ROOT).parent
    return (folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder) / f"migrated-{_migrations_digest()}.sqlite3"


def _migrations_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def clear_caches() -> None:
    wake()  # a Redis that a test made silent is asked again
    for cache in caches.all():
        cache.clear()
    page_cache.nearby.forget()
    known.forget()
    in_force.forget()


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    clear_caches()
    yield
    clear_caches()


@pytest.fixture(autouse=True)
def queued_mail(settings) -> None:
    """Mail waits in its rows until `send_due()`, as in real life; Django's test setting would send it at once."""
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"


@pytest.fixture
def texts_on(settings, tmp_path: Path) -> Path:
    """A portal that sends texts; what is sent stands as files in this folder."""
    settings.TEXT_URL = f"file:{tmp_path}/texts"
    return tmp_path / "texts"


@pytest.fixture
def count_queries(client: Client) -> Callable[[str], int]:
    """How many queries a page costs an anonymous visitor when it is made afresh, after some other page was."""

    def count(address: str) -> int:
        clear_caches()
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
