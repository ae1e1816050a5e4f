"""What the directory tells packages that it does not know."""

from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal


@dataclass(frozen=True)
class Moved:
    """What a receiver of `services_merged` did, so that it can be undone.

    `rows` are the keys of rows that belong to the kept one now, by “app.Model.field”: they are moved back for the receiver.
    `own` is anything else, by the receiver's name; the receiver undoes it itself when `merge_undone` gives it back. Both are kept as JSON.
    """

    rows: dict[str, list[Any]] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)


services_merged = Signal()
"""Two services became one. Sent inside the transaction, with `kept` and `other`; each receiver returns what it `Moved`."""

merge_undone = Signal()
"""And are two again. Sent inside the transaction, with `kept`, `other` and `own`."""
