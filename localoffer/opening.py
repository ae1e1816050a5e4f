"""How a description begins: for lists, and for whoever wants to know what something is before they read on."""

import re

LONGEST = 300
MOST_HEADINGS, LONGEST_HEADING = 2, 60
_AT_AN_END = re.compile(r"[.!?…][”’\")]?$")
_SENTENCE_ENDS = re.compile(r"[.!?…][”’\")]?(?= )")


def opening(text: str) -> str:
    """The first sentences that fit on one line of LONGEST letters, without headings and the dots of a list; cut at a word when not even one fits."""
    first = _flat(_without_headings(text))
    if len(first) <= LONGEST:
        return first
    cut = first[: LONGEST - 1]
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(cut) if found.end() > LONGEST // 3]
    return cut[: ends[-1]] if ends else cut.rsplit(" ", 1)[0] + "…"


def is_all(beginning: str, text: str) -> bool:
    """Whether the text says no more than its beginning does."""
    return _flat(text) == _flat(beginning)


def after(beginning: str, text: str) -> str:
    """What the text says after its beginning; all of it when it begins otherwise, or when the beginning stops inside a sentence."""
    words = r"[\s•]+".join(map(re.escape, _flat(beginning).split()))
    for whole in (text, _without_headings(text)):
        if found := re.match(rf"[\s•]*{words}[.!?]?", whole):
            rest = whole[found.end() :]
            is_whole = not rest.strip() or _AT_AN_END.search(found[0]) or rest.lstrip(" ").startswith(("\n", "\r"))
            return rest.strip() if is_whole else text
    return text


def _without_headings(text: str) -> str:
    """From the first line on that says something: of short ones without an end, one or two may stand before it."""
    lines = [line for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines[: MOST_HEADINGS + 1]):
        if len(line) >= LONGEST_HEADING or line.endswith((".", "!")):
            return "\n".join(lines[place:])
        if line.endswith(":") or line.startswith("•"):
            break
    return text


def _flat(text: str) -> str:
    return " ".join(text.replace("•", " ").split())
