"""Very many things, some at a time."""

from pathlib import Path

import pytest
from django.conf import settings

from home.batches import batches


@pytest.mark.parametrize(("many", "lots"), [(0, []), (3, [[0, 1, 2]]), (7, [[0, 1, 2], [3, 4, 5], [6]])])
def test_each_thing_is_in_one_lot(many, lots):
    assert list(batches(range(many), 3)) == lots


def test_no_more_than_one_lot_is_read_ahead():
    read = []
    lots = batches((read.append(number) for number in range(9)), 3)
    next(lots)
    assert len(read) == 3


@pytest.mark.parametrize(
    ("words", "only_in"),
    [
        ("\nCACHE_GONE = ", "home/caches.py"),
        ("home.page_cache import CACHE_GONE", None),
        ("\nBYTE_ORDER_MARK = ", "home/spreadsheets.py"),
        ('"\\ufeff"', "home/spreadsheets.py"),
        ("islice(rest", "home/batches.py"),
    ],
)
def test_what_several_apps_need_is_written_once(words, only_in):
    root = Path(settings.BASE_DIR)
    apps = [path.parent for path in root.glob("*/apps.py")]
    found = {str(path.relative_to(root)) for app in apps for path in app.rglob("*.py") if words in path.read_text()}
    assert found == ({only_in} if only_in else set())
