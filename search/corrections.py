"""Misspelt words put right from the index's own vocabulary, so that a correction always finds something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from os.path import commonprefix

from search.models import SearchWord
from search.query import Synonyms
from search.words import STOP_WORDS, stem

SHORTEST = 4
# Every misspelt word is compared with a part of the vocabulary: of more than so many the rest stay as they are.
MOST = 8
ALIKE = 0.72
# A word of up to so many letters may have one mistake, a longer one two: ponies are no misspelt phones.
ONE_MISTAKE = 7
# A longer word that begins with what was typed is as good as a word this much alike.
BEGINNING = 0.8


@dataclass(frozen=True)
class Corrected:
    """The words to search for, what was changed (typed: meant), and in how many entries each stem is."""

    words: tuple[str, ...]
    changes: dict[str, str]
    documents: Mapping[str, int]


def as_typed(words: Sequence[str]) -> Corrected:
    """The words as they are, for somebody who meant just these."""
    return Corrected(tuple(words), {}, SearchWord.objects.documents(map(stem, words)))


def correct(words: Sequence[str], synonyms: Synonyms) -> Corrected:
    """Words that nothing has and no editor has written are replaced by the nearest word of the vocabulary, if one is near. At most 2 queries."""
    documents = SearchWord.objects.documents(map(stem, words))
    unknown = [word for word in words if len(word) >= SHORTEST and word.isalpha() and word not in STOP_WORDS and stem(word) not in documents and not synonyms.knows(stem(word))][
        :MOST
    ]
    if not unknown:
        return Corrected(tuple(words), {}, documents)
    candidates = list(SearchWord.objects.like(unknown))
    changes = {word: meant.word for word in unknown if (meant := _nearest(word, candidates))}
    documents |= {stem(row.word): row.documents for row in candidates if row.word in changes.values()}
    return Corrected(tuple(changes.get(word, word) for word in words), changes, documents)


def _nearest(word: str, candidates: Sequence[SearchWord]) -> SearchWord | None:
    """The candidate most like the word; of two equals the one that begins like it for longer, then the commoner. None when none is like enough."""
    likeness = SequenceMatcher(b=word, autojunk=False)
    best, best_score = None, (ALIKE, 0, 0)
    for row in candidates:
        likeness.set_seq1(row.word)
        begins = BEGINNING if row.word.startswith(word) else 0.0
        if begins or (likeness.real_quick_ratio() >= best_score[0] and likeness.quick_ratio() >= best_score[0]):
            score = (round(max(begins, likeness.ratio()), 2), len(commonprefix([word, row.word])), row.documents)  # noqa: RUF071 (letter by letter is what is meant)
            if score >= best_score and (begins or mistakes(word, row.word) <= (1 if len(word) <= ONE_MISTAKE else 2)):
                best, best_score = row, score
    return best


def mistakes(typed: str, meant: str) -> int:
    """How many letters are wrong, missing, too many, or have changed places with the next."""
    before: list[int] = []
    row = [*range(len(meant) + 1)]
    for i, letter in enumerate(typed, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(meant, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)))
            if last and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
