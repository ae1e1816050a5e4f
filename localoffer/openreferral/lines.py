"""Lines that a feed broke to fit a screen of its own, put together again; lists, headings and paragraphs keep theirs."""

import re
from itertools import pairwise

NARROWEST, WIDEST = 50, 110
FEWEST_BREAKS = 3
_NEW_ITEM = re.compile(r"[•·*–—-]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|https?://")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…")


def joined(text: str) -> str:
    """The text without line ends in the middle of sentences.

    A line goes on in the next one when it is long, ends no sentence and the next begins with a small letter; or when the whole text
    is broken at one width: where the next word would not have fitted any more.
    """
    width = _width(text)
    return "\n\n".join(_paragraph(part, width) for part in text.split("\n\n"))


def _paragraph(text: str, width: int) -> str:
    lines = text.split("\n")
    whole = lines[:1]
    for line, then in pairwise(lines):
        if _is_no_item(then) and ((width and _is_full(line, then, width)) or _goes_on(line, then)):
            whole[-1] = f"{whole[-1]} {then}"
        else:
            whole.append(then)
    return "\n".join(whole)


def _goes_on(line: str, then: str) -> bool:
    return len(line) >= NARROWEST and not line.endswith(_SENTENCE_ENDS) and then[:1].islower()


def _is_full(line: str, then: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    return len(line) + 1 + len(then.split(" ", 1)[0]) > width


def _width(text: str) -> int:
    """At which width the whole text is broken; 0 when it is not."""
    breaks = [pair for part in text.split("\n\n") for pair in pairwise(part.split("\n")) if _is_no_item(pair[1])]
    width = max((len(line) for line, _then in breaks), default=0)
    if not NARROWEST <= width <= WIDEST or len(breaks) < FEWEST_BREAKS:
        return 0
    full = [(line, then) for line, then in breaks if _is_full(line, then, width)]
    mid_sentence = [line for line, then in full if not line.endswith(_SENTENCE_ENDS) and not then[:1].isupper()]
    return width if len(full) >= 0.8 * len(breaks) and len(mid_sentence) >= 0.5 * len(full) else 0


def _is_no_item(line: str) -> bool:
    return bool(line) and not _NEW_ITEM.match(line)
