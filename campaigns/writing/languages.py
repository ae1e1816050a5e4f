"""How a message says which language it is in, and which way that is written."""

from typing import Final

from django.conf import settings

from campaigns.models import Message

ENGLISH: Final = "en-GB"
# Signs and symbols have no letters: what is written beside them is English.
NOT_WRITTEN: Final = {"bfi", "x-makaton", "x-symbols"}
RIGHT_TO_LEFT: Final = {"ar", "ckb", "fa", "he", "ps", "sd", "ur", "yi"}
# Written both ways, in different places.
EITHER_WAY: Final = {"ku", "pa", "az"}


def tag_of(message: Message) -> str:
    """BCP 47's name of its language, as HTML wants it: `en-GB`, `ur`, `zh-Hans`."""
    code = message.language.code if message.language else ""
    if not code or code in NOT_WRITTEN:
        return ENGLISH
    language, _sign, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


def direction_of(tag: str) -> str:
    """For HTML's `dir`: `auto` lets each browser see it from the letters."""
    code = tag.partition("-")[0]
    if code in EITHER_WAY:
        return "auto"
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def is_english(message: Message) -> bool:
    return tag_of(message) == ENGLISH


def layout_language(tag: str) -> str:
    """In which language the words round the message can be said: its own if the portal speaks it, else the portal's first."""
    spoken = {code.partition("-")[0]: code for code, _name in reversed(settings.LANGUAGES)}
    return spoken.get(tag.partition("-")[0], settings.LANGUAGE_CODE)
