"""Words that families stumble over, from `plain_words.yaml`."""

import re
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_suffix(".yaml")


def found(text: str) -> list[tuple[str, str]]:
    """Each such word as it stands in the text, once, and what to write instead."""
    pattern, instead = _known()
    return list(dict.fromkeys((match[0], instead[_folded(match[0])]) for match in pattern.finditer(text)))


@cache
def _known() -> tuple[re.Pattern[str], dict[str, str]]:
    instead = {_folded(entry["not"]): entry["but"] for entry in yaml.safe_load(FILE.read_text())}
    longest_first = sorted(instead, key=len, reverse=True)
    forms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE), instead


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
