"""How hard a message is to read, and words that families stumble over. For English only: other languages have other rules."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from campaigns import fields
from campaigns.models import Message
from campaigns.writing import examples, plain_words, readability
from campaigns.writing.found import Found, Said, hint, texts_of
from campaigns.writing.languages import is_english

OLDEST_READER: Final = 11
LONGEST_SENTENCE: Final = 20
MOST_NAMED: Final = 3
LONG_WORD: Final = 4  # syllables


def found(message: Message) -> Iterator[Found]:
    if not is_english(message):
        return
    said = [Said(each.where, tuple(_with_example(line) for line in each.paragraphs)) for each in texts_of(message)]
    yield from _of_the_whole(said)
    for each in said:
        for word, but in plain_words.found(each.text):
            yield hint(each.where, _("Hard word: “%(word)s”.") % {"word": word}, _("Better: %(but)s") % {"but": but})
        for paragraph in each.paragraphs:
            for sentence in readability.sentences(paragraph):
                if (count := len(readability.words(sentence))) > LONGEST_SENTENCE:
                    start = " ".join(sentence.split()[:6])
                    yield hint(each.where, _("A sentence of %(count)s words: “%(start)s …”") % {"count": count, "start": start}, _("Make two of it."))


def reading_of(message: Message) -> readability.Reading:
    """What is counted of all its words."""
    return readability.reading([_with_example(line) for each in texts_of(message) for line in each.paragraphs])


def _of_the_whole(said: list[Said]) -> Iterator[Found]:
    reading = readability.reading([line for each in said for line in each.paragraphs])
    if reading.age is None or reading.age <= OLDEST_READER:
        return
    every = dict.fromkeys(word.lower() for each in said for word in readability.words(each.text))
    longest = sorted((word for word in every if readability.syllables(word) >= LONG_WORD), key=readability.syllables, reverse=True)[:MOST_NAMED]
    do = _("Shorter sentences help. So do shorter words instead of: %(words)s.") % {"words": ", ".join(longest)} if longest else _("Shorter sentences help.")
    yield hint(_("All words"), _("It reads like a text for about age %(age)s. Families read best at about age 9 to 11.") % {"age": reading.age}, do)


def _with_example(line: str) -> str:
    return fields.HOLE.sub(examples.FIRST_NAME, line)


def age_of(message: Message) -> int | None:
    """At about which age it can be read; None where that is not known."""
    return reading_of(message).age if is_english(message) else None
