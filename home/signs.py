"""Words as every file that other programs read may hold them."""

from unicodedata import category

# Control signs, halves of a pair, and what Unicode gives no meaning: neither XML nor a calendar may hold them.
FORBIDDEN = {"Cc", "Cs", "Cn"}


def clean(words: str) -> str:
    """The words with their line ends, without forbidden signs; any other kind of space becomes a plain one."""
    return "".join(letter if letter == "\n" else " " if letter.isspace() else letter for letter in words if letter.isspace() or category(letter) not in FORBIDDEN)
