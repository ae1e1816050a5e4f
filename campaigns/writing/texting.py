"""How long a text message is on the air (3GPP TS 23.038 and 23.040): in signs that every phone knows, or in others, which take twice the room."""

from dataclasses import dataclass
from typing import Final

BASIC: Final = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
# Each is sent as two signs.
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
# Room for one message alone, and for each part of a longer one: six bytes of it say which part it is.
ALONE_BASIC, PART_BASIC = 160, 153
ALONE_WIDE, PART_WIDE = 70, 67
# What editors' keyboards make of a sign that every phone knows.
PLAIN: Final = str.maketrans(
    dict.fromkeys("‘’‚", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("–—‑•", "-") | dict.fromkeys("\xa0\u202f\t", " ") | dict.fromkeys("\u200b\ufeff\xad", "") | {"…": "..."}
)


@dataclass(frozen=True)
class Length:
    """`signs` as phones count them, in so many `parts`. `wide`: the signs, each once, that make every part hold less than half."""

    signs: int
    parts: int
    wide: str


def plain(text: str) -> str:
    """The same words in signs that every phone knows, where there is one."""
    return text.translate(PLAIN)


def length(text: str) -> Length:
    wide = "".join(dict.fromkeys(sign for sign in text if sign not in BASIC and sign not in EXTENDED))
    if wide:
        sizes = [len(sign.encode("utf-16-le")) // 2 for sign in text]
        return Length(sum(sizes), _parts(sizes, ALONE_WIDE, PART_WIDE), wide)
    sizes = [2 if sign in EXTENDED else 1 for sign in text]
    return Length(sum(sizes), _parts(sizes, ALONE_BASIC, PART_BASIC), "")


def _parts(sizes: list[int], alone: int, part: int) -> int:
    """A sign that takes two places is never torn in two: where only one is left, it begins the next part."""
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, left = 1, part
    for size in sizes:
        if size > left:
            parts, left = parts + 1, part
        left -= size
    return parts
