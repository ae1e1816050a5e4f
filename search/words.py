"""The words of a text: cut, folded and stemmed the same way for what is kept and for what is asked, on every engine."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

from snowballstemmer.english_stemmer import EnglishStemmer

LONGEST_QUERY = 100
LONGEST_WORD = 40
# Words so common that they say nothing about what a family looks for.
STOP_WORDS = frozenset(
    """
    a about all also am an and any anybody anyone anything are as at be been being but by can could daughter did do does every for from get had happen happened happening
    happens has have he her hes him his how hows i if im in into is it its ive just may me much my next no not now of old on only or our please really she shes should so some
    somebody someone something son than that the their them then there these they theyre theyve this those to too up us very want wants was we were weve what whats when
    where wheres which who whom whos why will with would you your youre
    """.split()  # noqa: SIM905 (a list of a hundred quoted words is no easier to read)
)
# Forms that the stemmer can't know to be one word.
IRREGULAR = {
    "babies": "baby",
    "bought": "buy",
    "brought": "bring",
    "children": "child",
    "gave": "give",
    "given": "give",
    "goes": "go",
    "going": "go",
    "gone": "go",
    "kid": "child",
    "kids": "child",
    "left": "leave",
    "men": "man",
    "paid": "pay",
    "people": "person",
    "said": "say",
    "spoke": "speak",
    "spoken": "speak",
    "taught": "teach",
    "teeth": "tooth",
    "told": "tell",
    "took": "take",
    "went": "go",
    "women": "woman",
    "written": "write",
    "wrote": "write",
}
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
# The stemmer keeps its place inside itself, so two threads must not use it at once.
_stemmer, _stemming = EnglishStemmer(), Lock()


def typed(text: str) -> str:
    """What somebody typed, fit to be shown again: at most 100 characters, without control characters and doubled spaces."""
    printable = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: LONGEST_QUERY * 10])
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def fold(text: str) -> str:
    """Small letters without accents and apostrophes: “Can’t” and “cant” are one word."""
    plain = _APOSTROPHES.sub("", text).casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not unicodedata.combining(letter)))


def words(text: str) -> list[str]:
    """Every word of the text, folded. Quotes, operators, emoji and NUL are between words and vanish."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def telling_words(text: str) -> list[str]:
    """The words that say something, in order; all of them when every one is a stop word."""
    return telling_of(words(text))


def telling_of(folded: Sequence[str]) -> list[str]:
    """The same of words that are folded already."""
    return [word for word in folded if word not in STOP_WORDS] or [*folded]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word: therapy and therapies are both “therapi”."""
    with _stemming:
        return _stemmer.stemWord(IRREGULAR.get(word, word))


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in the order of the text."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


@lru_cache(maxsize=50_000)
def stem_as_written(word: str) -> str:
    """The stem of a word exactly as a text has it; empty for a stop word."""
    folded = fold(word)
    return "" if folded in STOP_WORDS else stem(folded[:LONGEST_WORD])
