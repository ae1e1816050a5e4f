"""Extracts with the found words marked. Text is escaped first and marked second, piece by piece."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.words import stem_as_written

LENGTH = 220
MOST_PLACES = 100
# A word as a reader sees it, an apostrophe inside it included.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def mark(text: str, stems: frozenset[str]) -> SafeString:
    """All of the text, safe for a page, with each word that has one of the stems in <mark>."""
    pieces, end = [], 0
    for word in _WORD.finditer(text):
        if _matches(word.group(), stems):
            pieces.append((text[end : word.start()], format_html("<mark>{}</mark>", word.group())))
            end = word.end()
    return format_html("{}{}", format_html_join("", "{}{}", pieces), text[end:])


def extract(text: str, stems: frozenset[str]) -> SafeString:
    """About 220 characters of the text, from where most different stems are, marked; empty when none is there."""
    found = [(word.start(), stem_as_written(word.group())) for word in _WORD.finditer(text) if _matches(word.group(), stems)][:MOST_PLACES]
    if not found:
        return SafeString("")
    start = max(found, key=lambda place: (len({stem for at, stem in found if place[0] <= at < place[0] + LENGTH}), -place[0]))[0]
    first = 0 if start < 60 else text.rfind(" ", 0, start - 40) + 1
    last = len(text) if len(text) <= first + LENGTH else text.rfind(" ", first, first + LENGTH + 1)
    last = last if last > start else first + LENGTH
    return format_html("{}{}{}", "… " if first else "", mark(text[first:last], stems), " …" if last < len(text) else "")


def _matches(word: str, stems: frozenset[str]) -> bool:
    return stem_as_written(word) in stems
