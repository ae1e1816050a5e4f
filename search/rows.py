"""From items to the rows of the search tables: masks, stems and a fingerprint."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from django.db.models import F

from search.items import NO_WORD, Codes, Item
from search.models import SearchEntry, SearchFacet, SearchFacts, SearchPlace
from search.query import FACETS
from search.words import fold, stems

ALL_BITS = -1
# The bit of "nobody has said", above those of the codes.
NO_WORD_BIT = SearchFacet.MOST


class ListTooLong(Exception):
    """A facet has more codes than a mask has bits."""


class Bits:
    """Which bit stands for which code. A code that is new gets the lowest one that is free."""

    def __init__(self, rows: Iterable[SearchFacet]) -> None:
        self.known: dict[str, dict[str, int]] = {facet: {NO_WORD: NO_WORD_BIT} for facet in FACETS}
        for row in rows:
            self.known[row.facet][row.code] = row.bit

    def learn(self, items: Iterable[Item]) -> None:
        """Give a bit to every code of the items that has none. Raises ListTooLong."""
        new = sorted({(facet, code) for item in items for facet, codes in item.facets.items() for code in codes or () if code not in self.known[facet]})
        for facet, code in new:
            self.known[facet][code] = self._free(facet)
        SearchFacet.objects.bulk_create([SearchFacet(facet=facet, code=code, bit=self.known[facet][code]) for facet, code in new])

    def mask(self, facet: str, codes: Codes) -> int:
        return ALL_BITS if codes is None else sum(1 << self.known[facet][code] for code in codes)

    def _free(self, facet: str) -> int:
        taken = set(self.known[facet].values())
        free = next((bit for bit in range(SearchFacet.MOST) if bit not in taken), None)
        if free is None:
            raise ListTooLong(f"Search: “{facet}” has {SearchFacet.MOST} different values, and there can be no more. Join some of them.")
        return free


def entry_of(item: Item) -> SearchEntry:
    """The entry, not yet kept."""
    texts = {"title": item.title, "keywords": item.keywords, "summary": item.summary, "body": item.body}
    stemmed = {f"{name}_stems": " ".join(stems(text)) for name, text in texts.items()}
    return SearchEntry(key=item.key, language=item.language, kind=item.kind, fingerprint=fingerprint(item), **texts, **stemmed)


def keep(items: Sequence[Item]) -> list[SearchEntry]:
    """Write new rows for the items; returns the entries. Raises ListTooLong."""
    bits = Bits(SearchFacet.objects.all())
    bits.learn(items)
    entries = SearchEntry.objects.bulk_create(map(entry_of, items))
    pairs = list(zip(entries, items, strict=True))
    SearchFacts.objects.bulk_create(_facts(entry, item, bits) for entry, item in pairs)
    SearchPlace.objects.bulk_create(SearchPlace(entry=entry, latitude=latitude, longitude=longitude) for entry, item in pairs for latitude, longitude in item.places)
    return entries


def fingerprint(item: Item) -> str:
    facets = [(facet, codes if codes is None else sorted(codes)) for facet, codes in sorted(item.facets.items())]
    ages = item.ages if item.ages is None else sorted(item.ages)
    kept = (item.kind, item.title, item.summary, item.keywords, item.body, facets, ages, item.places, item.no_place, item.checked_on, item.verify_by, item.hide_on)
    return blake2b(repr(kept).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def forget_unused() -> int:
    """Take back the bits of codes that no entry has any more; returns how many."""
    unused = [row.pk for row in SearchFacet.objects.all() if not _is_used(row)]
    return SearchFacet.objects.filter(pk__in=unused).delete()[0]


def _is_used(row: SearchFacet) -> bool:
    """A mask with all bits set is for every one, and keeps none alive."""
    own = SearchFacts.objects.exclude(**{row.facet: ALL_BITS}).annotate(own=F(row.facet).bitand(1 << row.bit))
    return own.filter(own__gt=0).exists()


def _facts(entry: SearchEntry, item: Item, bits: Bits) -> SearchFacts:
    masks = {facet: bits.mask(facet, item.facets[facet]) for facet in FACETS}
    ages = ALL_BITS if item.ages is None else sum(1 << age for age in item.ages)
    return SearchFacts(
        entry=entry,
        language=item.language,
        ages=ages,
        no_place=item.no_place,
        checked_on=item.checked_on,
        verify_by=item.verify_by,
        hide_on=item.hide_on,
        name=fold(item.title)[:60],
        **masks,
    )
