"""What is wrong with the messages of a campaign, or could be better: where, what, and what to do. Errors keep them from review; warnings do not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from campaigns.models import Mailing, Message, Organisation
from campaigns.writing import language_checks, link_checks, variants, word_checks
from campaigns.writing.found import Found, error


@dataclass(frozen=True)
class Problem:
    """`message`: which one it is in; None for all of them together. `where` begins with the message's name."""

    is_error: bool
    where: str
    what: str
    do: str
    message: int | None = None


def problems(mailing: Mailing) -> list[Problem]:
    """Of all messages and of what belongs to none; errors first."""
    messages = list(mailing.messages.select_related("language", "mailing__campaign"))
    found = [Problem(each.is_error, each.where, each.what, each.do) for each in [*_of_all(mailing, messages), *variants.found(mailing, messages)]]
    for message in messages:
        found += [replace(each, where=f"{name_of(message)}: {each.where}") for each in problems_of(message)]
    return _errors_first(found)


def problems_of(message: Message) -> list[Problem]:
    """Of one message, saved or not; errors first."""
    found = [*word_checks.found(message), *link_checks.found(message), *language_checks.found(message)]
    return _errors_first([Problem(each.is_error, each.where, each.what, each.do, message.pk) for each in found])


def name_of(message: Message) -> str:
    """Such as “By e-mail, Urdu, reminder”."""
    return f"{message}, {message.get_wave_display()}" if message.wave else str(message)


def _errors_first(found: Iterable[Problem]) -> list[Problem]:
    return sorted(found, key=lambda problem: not problem.is_error)


def _of_all(mailing: Mailing, messages: list[Message]) -> Iterator[Found]:
    if not messages:
        yield error(_("Messages"), _("Nothing is written yet."), _("Write the first message."))
    kinds = set(mailing.organisations.active().values_list("kind", flat=True))
    missing = [kind.label for kind in Organisation.ALWAYS if kind not in kinds]
    if missing:
        yield error(
            _("Who signs"),
            _("Not among those who sign: %(names)s.") % {"names": ", ".join(map(str, missing))},
            _("Both always sign: it is their register. Choose them in the plan."),
        )
    if any(message.wave for message in messages) and not any(message.wave == Message.Wave.FIRST for message in messages):
        yield error(_("Reminders"), _("There is a reminder and no first message."), _("Write the first message."))
