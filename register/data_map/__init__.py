"""Every piece of data the register keeps: what for, on which lawful basis, who reads it, and until when.

The council's data protection officer signs this off before families join; a test holds every model field to it.
"""

from collections.abc import Iterable

from register.data_map.answers import ANSWERS
from register.data_map.entry import Entry
from register.data_map.records import RECORDS

DATA_MAP = ANSWERS + RECORDS


def for_families() -> Iterable[Entry]:
    """What is about a family, for its own page and the privacy page."""
    about_nobody = {"Wording", "WordingVersion", "WordingSignOff", "RetentionRun", "Figures", "Baseline", "Export", "Anomaly"}
    return [entry for entry in DATA_MAP if entry.model not in about_nobody]
