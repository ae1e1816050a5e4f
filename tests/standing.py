"""What many tests of a module stand on and none changes for good: made once, in a transaction around theirs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written inside stays for the tests of a module, each of which takes back what it writes itself; then it goes too."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
