"""What a family may mean while they type: names of things, needs, kinds of help and families' words. From the index and editors' lists alone, never from what others typed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from home.page_cache import remembered
from localoffer.models import Category, Need
from search import results
from search.engines import Title, database_engine
from search.models import SearchEntry, SearchWord, SynonymGroup
from search.words import stem, words

MOST = 8
SHORTEST = 2
MOST_WORDS = 8
# So many terms come before the names of things, when there are names too.
MOST_TERMS = 4
# A word from so many letters on may be misspelt, and the beginning of another one that is this much alike is meant.
MISSPELT_FROM = 4
ALIKE = 0.79
MOST_ENDINGS = 24


@dataclass(frozen=True)
class Suggestion:
    """Words to search for; when they are the name of something, what it is."""

    text: str
    label: str = ""


def suggest(text: str, *, language: str, today: dt.date) -> list[Suggestion]:
    """At most 8, the likeliest first; none for less than two letters. At most 7 queries."""
    asked = words(text)[:MOST_WORDS]
    if len("".join(asked)) < SHORTEST:
        return []
    terms = remembered("search.terms", _terms)
    found = _fitting(asked, terms, language=language, today=today)
    if not found and (meant := _put_right(asked, terms)):
        found = _fitting(meant, terms, language=language, today=today)
    return found


def _fitting(asked: Sequence[str], terms: Sequence[str], *, language: str, today: dt.date) -> list[Suggestion]:
    fitting = sorted((place, len(term), term) for term in terms if (place := _place(asked, term)) is not None)
    names = _names(asked, language=language, today=today)
    most = MOST_TERMS if names else MOST
    chosen = [Suggestion(term) for _where, _length, term in fitting[:most]]
    seen = {suggestion.text.casefold() for suggestion in chosen}
    for title in names:
        if title.title.casefold() not in seen:
            seen.add(title.title.casefold())
            chosen.append(Suggestion(title.title, results.label(SearchEntry.Kind(title.kind))))
    return chosen[:MOST]


def _names(asked: Sequence[str], *, language: str, today: dt.date) -> list[Title]:
    """Names that have every word, and one that begins with the last; only of things that families may see at this moment."""
    endings = {stem(asked[-1]), *SearchWord.objects.stems_beginning(asked[-1], most=MOST_ENDINGS)}
    found = database_engine().titles([*((stem(word),) for word in asked[:-1]), sorted(endings)], language=language, today=today, most=2 * MOST)
    shown = results.shown([title.key for title in found])
    return [title for title in found if title.key in shown]


def _place(asked: Sequence[str], term: str) -> int | None:
    """Where in the term the words begin that were asked, in order, the last one perhaps cut short; None when they don't stand there."""
    own = words(term)
    for first in range(len(own) - len(asked) + 1):
        *whole, last = own[first : first + len(asked)]
        if whole == list(asked[:-1]) and last.startswith(asked[-1]):
            return first
    return None


def _put_right(asked: Sequence[str], terms: Sequence[str]) -> list[str]:
    """The words with the misspelt ones put right, the last one as far as it was typed; empty when none was."""
    ours = {word for term in terms for word in words(term)}
    meant = [_nearest(word, ours) for word in asked]
    right = [*(whole for whole, _end in meant[:-1]), meant[-1][1]]
    return right if right != list(asked) else []


def _nearest(word: str, ours: Iterable[str]) -> tuple[str, str]:
    """The known word whose beginning is most like what was typed, and that beginning; the same word when it is short or like nothing."""
    if len(word) < MISSPELT_FROM or not word.isalpha():
        return word, word
    candidates = {known.word: known.documents for known in SearchWord.objects.beginning_like(word)} | {known: 1 for known in ours if known[0] == word[0]}
    likeness = SequenceMatcher(b=word, autojunk=False)
    best, best_score = (word, word), (ALIKE, 0)
    for known, documents in candidates.items():
        for end in dict.fromkeys((known[: len(word)], known[: len(word) + 1])):  # a letter may be missing
            likeness.set_seq1(end)
            if likeness.real_quick_ratio() >= best_score[0] and likeness.quick_ratio() >= best_score[0]:
                score = (round(likeness.ratio(), 2), documents)
                if score > best_score:
                    best, best_score = (known, end), score
    return best


def _terms() -> list[str]:
    """Needs, kinds of help and families' words, each once."""
    names = [*Need.objects.values_list("name", flat=True), *Category.objects.values_list("name", flat=True)]
    families = [word for group in SynonymGroup.objects.all() for word in group.same]
    return list({" ".join(words(term)): term for term in reversed([*names, *families])}.values())
