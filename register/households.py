"""A household as an officer types it: a last name and a postcode, in either order. Names are encrypted, so both together are looked for by their keyed hash."""

from dataclasses import dataclass

from localoffer import geo
from register import keys


class NoHousehold(ValueError):
    """There is no whole postcode in the words."""


@dataclass(frozen=True)
class Household:
    """`name` is everything beside the postcode, and may be empty."""

    name: str
    postcode: str

    def hashes(self) -> list[str]:
        """Under every field key. A last name may have several words, and first names before or behind it: each part that begins or ends what was typed may be it.

        Of a double name each half is looked for too: the record may have one of them alone.
        """
        words = keys.BETWEEN.split(self.name)
        names = {" ".join(part) for at in range(len(words)) for part in (words[at:], words[: at + 1])}
        return [each for name in sorted(names) for each in keys.household_hashes(name, self.postcode)]


def typed(words: str) -> Household:
    """Raises NoHousehold."""
    found = geo.WHOLE_IN_TEXT.search(words)
    if not found:
        raise NoHousehold
    return Household(f"{words[: found.start()]} {words[found.end() :]}".strip(" ,;."), geo.as_written(found[0]))
