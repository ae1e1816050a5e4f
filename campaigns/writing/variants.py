"""Whether families get what they asked for: their language, their format, and every way of writing that some of them have only."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from analytics.disclosure import LEAST
from campaigns.models import Mailing, Message
from campaigns.models.mailing import FORMATS
from campaigns.writing.found import Found, hint
from localoffer.models import Language
from register.models import Channel, Family, Format


def found(mailing: Mailing, messages: Iterable[Message]) -> Iterator[Found]:
    """Only what at least five families asked for is told, and never how many: who writes is not told about single families."""
    first = [message for message in messages if message.wave == Message.Wave.FIRST]
    if not first:
        return
    yield from _languages(first)
    yield from _formats(first)
    if not any(message.channel == Channel.EMAIL for message in first):
        yield hint(_("Ways of writing"), _("There is no e-mail."), _("Most families chose e-mail. Write one, if they should get this too."))


def _languages(first: list[Message]) -> Iterator[Found]:
    written = {message.language_id for message in first}
    asked = _asked_for("language") - written
    for language in Language.objects.filter(pk__in=asked):
        yield hint(
            _("Languages"),
            _("Families asked for %(language)s, and no message is in it.") % {"language": language},
            _("Copy a message to this language and have it translated."),
        )


def _formats(first: list[Message]) -> Iterator[Found]:
    written = {message.reading_format for message in first}
    asked = _asked_for("reading_format") - written
    for each in FORMATS:
        if each != Format.STANDARD and each in asked:
            yield hint(_("Formats"), _("Families asked for this format, and no message has it: %(format)s.") % {"format": each.label}, _("Copy a message to this format."))


def _asked_for(field: str) -> set[Any]:
    rows = Family.objects.confirmed().order_by().values_list(field).annotate(Count("pk"))
    return {value for value, count in rows if value and count >= LEAST}
