"""Places on the way of a delivery at which a worker may die. Each stands behind a commit or before one; tests kill it there."""

from collections.abc import Callable
from typing import Final

CLAIMED: Final = "C1"  # the row is ours, the carrier knows nothing
ATTEMPTED: Final = "C2"  # it stands in the row that the carrier is called next
BEFORE_CALL: Final = "C3"
CALLED: Final = "C4"  # the carrier has it and has not answered: only a carrier can be stopped there
ANSWERED: Final = "C5"  # the answer is known to us alone
SETTLED: Final = "C6"  # and now to the database
RECEIPT_KEPT: Final = "C7"
RECEIPT_APPLIED: Final = "C8"
EVERY: Final = (CLAIMED, ATTEMPTED, BEFORE_CALL, CALLED, ANSWERED, SETTLED, RECEIPT_KEPT, RECEIPT_APPLIED)


def _nothing(_point: str) -> None:
    """What is done at a point where no test wants anything."""


passed: Callable[[str], None] = _nothing
