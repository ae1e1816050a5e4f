"""A rotation that is killed, and two at once."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import connection, connections

from accounts import key_rotation
from accounts.key_rotation import rotate
from register.key_rotation import keyed_tables
from register.models import Child, Family
from tests.register.conftest import NEW_KEY
from tests.register.factories import ChildFactory
from tests.register.test_key_rotation import older


class TestReally:
    """Real processes and threads on one database, each with its own connection."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def start(self, *, killed_at: int) -> int:
        known = connection.settings_dict
        url = f"sqlite:///{known['NAME']}"
        if connection.vendor == "postgresql":
            url = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        variables = os.environ | {"DATABASE_URL": url, "FIELD_KEYS": f"{NEW_KEY},{os.environ['FIELD_KEYS']}"}
        return subprocess.run([sys.executable, "-m", "tests.register.rotating", str(killed_at)], env=variables, capture_output=True, check=False).returncode

    def test_killed_again_and_again_it_goes_on_and_nothing_is_lost(self, transactional_db, new_key, old_key_goes):
        for number in range(10):
            ChildFactory(nickname=f"Bee {number}")
        assert self.start(killed_at=2) == -9, "in the first batch"
        assert self.start(killed_at=5) == -9
        assert self.start(killed_at=11) == -9
        new_key()
        assert 0 < older() < 20
        assert self.start(killed_at=0) == 0
        assert older() == 0
        old_key_goes()
        assert sorted(child.nickname for child in Child.objects.all()) == [f"Bee {number}" for number in range(10)]
        assert Family.objects.with_email(Family.objects.first().email).count() == 1

    def test_two_people_at_once_are_as_good_as_one(self, transactional_db, new_key, old_key_goes, monkeypatch):
        monkeypatch.setattr(key_rotation, "AT_ONCE", 3)
        for number in range(10):
            ChildFactory(nickname=f"Bee {number}")
        new_key()
        written, failed = [], []

        def run() -> None:
            try:
                written.extend(rotate(table, lambda words: None) for table in keyed_tables())
            except Exception as error:  # noqa: BLE001 - the test shows it
                failed.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert failed == []
        assert sum(written) == 20, "each row once"
        old_key_goes()
        assert {child.nickname for child in Child.objects.all()} == {f"Bee {number}" for number in range(10)}
