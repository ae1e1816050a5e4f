"""The lists of records that wait for an officer, each with what is needed to act: what, since when, and which number to ring. No name and no address."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import phones
from register.models import Child, Family, FamilyNote
from register.models.family import FamilyQuerySet
from register.summary import when


@dataclass(frozen=True)
class Column:
    head: Promise
    of: Callable[[Any], list[str]]


@dataclass(frozen=True)
class Waiting:
    """A list of records, with what to do about them."""

    name: str
    title: Promise
    what_to_do: Promise
    families: Callable[[], FamilyQuerySet]
    columns: tuple[Column, ...]

    @property
    def heads(self) -> list[Promise]:
        return [column.head for column in self.columns]

    def rows(self, families: Iterable[Family]) -> list[tuple[Family, list[tuple[Promise, list[str]]]]]:
        """Each family with what stands in its columns, under which head."""
        return [(family, [(column.head, column.of(family)) for column in self.columns]) for family in families]


def _on(name: str) -> Callable[[Family], list[str]]:
    """The day of a moment that a field of the family holds."""
    return lambda family: [_day(moment)] if (moment := getattr(family, name)) else []


def _day(moment: dt.datetime) -> str:
    return when(timezone.localdate(moment))


def _number(family: Family) -> list[str]:
    """The number or, without one, which other way there is: a work list shows no address. Mail that came back is none."""
    if family.phone:
        return [phones.as_written(family.phone)]
    if family.email and not family.bounced_at:
        return [_("no number: e-mail and postal address are on the record") if family.has_address else _("no number: the e-mail address is on the record")]
    return [_("no number: write a letter to the address on the record") if family.has_address else _("no number and no postal address: we have no other way")]


def _deleted_from(family: Family) -> list[str]:
    """The first day on which the clock deletes it (`FamilyQuerySet.to_delete`)."""
    if not (family.said_at and family.stopped_at):
        return []
    silent, warned = relativedelta(months=settings.REGISTER_DELETE_MONTHS), dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)
    return [_day(max(family.said_at + silent, family.stopped_at + warned))]


WHAT = Column(gettext_lazy("What"), lambda family: [note.get_category_display() for note in family.to_do])
BY_WHEN = Column(gettext_lazy("By when"), lambda family: [when(note.due_on) for note in family.to_do])
WRITTEN = Column(gettext_lazy("Written down"), lambda family: [_day(note.at) for note in family.to_do])
NUMBER = Column(gettext_lazy("Number to ring"), _number)
CAME_BACK = Column(gettext_lazy("Mail came back"), _on("bounced_at"))
SAID = Column(gettext_lazy("Last said that it is right"), _on("said_at"))
ASKED = Column(gettext_lazy("Asked"), _on("asked_again_at"))
STOPPED = Column(gettext_lazy("Not written to since"), _on("stopped_at"))


GROWN_UP = Column(gettext_lazy("Deleted from"), lambda family: [when(max(child.grown_up_on for child in family.children.all()))])
DELETED = Column(gettext_lazy("Deleted from"), _deleted_from)

LISTS = {
    each.name: each
    for each in (
        Waiting(
            "notes",
            gettext_lazy("Something is to be done"),
            gettext_lazy("What is due first stands first. Press “Done” on the record when you have done it."),
            lambda: FamilyNote.objects.due(timezone.localdate()).families(),
            (WHAT, BY_WHEN, NUMBER, WRITTEN),
        ),
        Waiting(
            "notes-later",
            gettext_lazy("To be done later"),
            gettext_lazy("On its day, each of these comes to the list of what is to be done."),
            lambda: FamilyNote.objects.coming(timezone.localdate()).families(),
            (WHAT, BY_WHEN, NUMBER, WRITTEN),
        ),
        Waiting(
            "notes-undated",
            gettext_lazy("Notes without a day"),
            gettext_lazy("A note on each of these has no day by which to act. Press “Done” on the record once nobody needs to know it any more."),
            lambda: FamilyNote.objects.undated().families(),
            (WHAT, NUMBER, WRITTEN),
        ),
        Waiting(
            "bounced",
            gettext_lazy("Mail came back"),
            gettext_lazy(
                "Ring them up and ask for a new address. Without a number, write a letter. Where there is no postal address either, we have no other way to reach them. "
                "Until we have a new address we send them no mail."
            ),
            Family.objects.bounced,
            (CAME_BACK, NUMBER, SAID),
        ),
        Waiting(
            "ring-up",
            gettext_lazy("To be rung up"),
            gettext_lazy(
                "We can’t write to them, and have not heard from them for long. Ask if all is still right. If nobody answers, say so on the record: the usual steps follow."
            ),
            lambda: Family.objects.to_ring_up(timezone.now()),
            (SAID, NUMBER),
        ),
        Waiting(
            "own-choice",
            gettext_lazy("Tell a young person of their choice"),
            gettext_lazy(
                "A young person in the record may now choose for themselves if we hold anything, and we can’t write to the family. Ring up, or post a letter. "
                "They can join for themselves, stay in this record, or be taken out. Then press the button on the record."
            ),
            lambda: Family.objects.of_children(Child.objects.to_be_told_by_an_officer(timezone.localdate())),
            (NUMBER, SAID),
        ),
        Waiting(
            "grown-up",
            gettext_lazy("Say that a record ends"),
            gettext_lazy(
                "Everybody in the record is too old for the register soon. We delete it from the day below, and can’t write to the family. "
                "Ring up, or post a letter, before that day. Then press the button on the record."
            ),
            lambda: Family.objects.of_children(Child.objects.to_be_told_of_the_end(timezone.localdate())).prefetch_related("children"),
            (GROWN_UP, NUMBER, SAID),
        ),
        Waiting(
            "asked",
            gettext_lazy("Asked, no answer yet"),
            gettext_lazy("We asked if all is still right. If they say so on the phone, press the button on the record."),
            Family.objects.asked_in_vain,
            (ASKED, NUMBER, SAID),
        ),
        Waiting(
            "stopped",
            gettext_lazy("Not written to any more"),
            gettext_lazy("They did not answer for long. They are deleted in time if nobody says that they want to stay."),
            Family.objects.stopped,
            (STOPPED, DELETED, NUMBER, SAID),
        ),
    )
}
