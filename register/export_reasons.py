"""Why families may leave the portal as a file, and what each reason lets into it: only what they agreed to, in the words that they read beside the choice."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from register.exporting import COLUMNS
from register.models import CHOICES, Channel, Choice

EVERY_COLUMN = frozenset(column.name for column in COLUMNS)
CONTACT = frozenset({"email", "phone", "address", "postcode"})
BY_CHANNEL = {Channel.EMAIL: {"email"}, Channel.TEXT: {"phone"}, Channel.POST: {"address", "postcode"}, Channel.ANY: CONTACT}
# Whom to write to, how, and in which language. Nothing of a child: a letter needs none of it.
WRITING = CONTACT | {"first_name", "last_name", "council", "reach", "language", "interpreter", "format"}
NEWS = ("updates", "updates-text", "updates-post", "surveys")


@dataclass(frozen=True)
class Reason:
    """`choices`: a file holds only confirmed families that agreed to one of these; empty: any family. `columns`: what it may hold of them."""

    name: str
    label: Promise
    choices: tuple[str, ...] = ()
    columns: frozenset[str] = EVERY_COLUMN

    @property
    def agreed(self) -> list[Choice]:
        return [choice for choice in CHOICES if choice.slug in self.choices]

    @property
    def purposes(self) -> list[str]:
        """What families agreed to, each once, whichever way it comes."""
        return list(dict.fromkeys(str(choice.purpose.label) for choice in self.agreed))

    def may_hold(self, choice: Choice | None) -> frozenset[str]:
        """The columns for those who agreed to this: an e-mail address for news by e-mail, and no phone number."""
        return self.columns - CONTACT | self.columns & BY_CHANNEL[Channel(choice.channel)] if self.choices and choice else self.columns

    @property
    def labels(self) -> list[Promise]:
        """Of its columns, in the file's order; empty when it may hold them all."""
        return [] if self.columns == EVERY_COLUMN else [column.label for column in COLUMNS if column.name in self.columns]


REASONS = {
    reason.name: reason
    for reason in (
        Reason("letter", _("To write to families about what they chose"), NEWS, WRITING | {"reference", "ward", "topics", "taking_part"}),
        Reason("event", _("For an event or a group that they asked to hear of"), NEWS, WRITING | {"reference", "ward", "topics", "taking_part"}),
        Reason("forum", _("To pass contact details to the forum, as they agreed"), ("forum",), frozenset({"first_name", "last_name", "email", "phone"})),
        Reason("nhs", _("To send invitations from the NHS, as they agreed. The NHS itself does not get the file"), ("nhs",), WRITING),
        Reason("check", _("To check and correct the register")),
        Reason("law", _("The law asks us to")),
    )
}
