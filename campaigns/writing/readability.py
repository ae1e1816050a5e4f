"""How hard a text is to read, counted by ourselves: sentences, words, syllables. For English; pure."""

import re
from dataclasses import dataclass
from typing import Final

# Fewer words than these say nothing about a text.
ENOUGH_WORDS: Final = 20
YOUNGEST: Final = 5
# After these, a full stop ends no sentence.
SHORT_FORMS: Final = {"mr", "mrs", "ms", "mx", "dr", "st", "prof", "no", "e.g", "i.e", "etc", "approx", "a.m", "p.m", "tel"}
END: Final = re.compile(r"[.!?…؟۔。]+[\"'”’)\]]*\s+")
WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ADDRESS: Final = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
VOWELS: Final = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


@dataclass(frozen=True)
class Reading:
    """What was counted of a text."""

    words: int
    sentences: int
    syllables: int

    @property
    def age(self) -> int | None:
        """At about which age it can be read: the school grade of Flesch and Kincaid and the five years before school; None for too few words."""
        if self.words < ENOUGH_WORDS:
            return None
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(YOUNGEST, round(grade) + YOUNGEST)

    @property
    def words_a_sentence(self) -> float:
        return self.words / self.sentences if self.sentences else 0.0


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order. Nothing is lost but the spaces between them."""
    found, start = [], 0
    for end in END.finditer(text):
        if not _is_short_form(text[start : end.start()]):
            found.append(text[start : end.end()].strip())
            start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def words(text: str) -> list[str]:
    """Without numbers, and without web and e-mail addresses, which nobody reads out."""
    return WORD.findall(ADDRESS.sub(" ", text))


def syllables(word: str) -> int:
    """How many, as its vowels tell; at least one. Right for nine of ten English words, which is enough for a whole text."""
    plain = word.lower()
    count = len(VOWELS.findall(plain))
    is_silent = re.search(r"(?:[^aeiouyl]e|[^aeiouy]les?|[^aeiouytd]ed|[^aeiouysxzcg]es)$", plain)
    if is_silent and not re.search(r"[^aeiouy]les?$", plain):
        count -= 1
    return max(count, 1)


def reading(paragraphs: list[str]) -> Reading:
    """What is counted of all of them; a heading or a point of a list is a sentence."""
    said = [each for paragraph in paragraphs for each in sentences(paragraph) if words(each)]
    every = [word for each in said for word in words(each)]
    return Reading(len(every), len(said), sum(syllables(word) for word in every))


def _is_short_form(before: str) -> bool:
    last = before.rsplit(None, 1)[-1].strip("(\"'“‘").lower() if before.split() else ""
    return last in SHORT_FORMS
