"""The life of what we hold, by the clock: each step is a setting, leaves a report, and may run at any time and again.

Periods: docs/decisions/register-clocks.md (UK GDPR article 5(1)(e): no longer than is needed).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from register import actions, complaining, counting, ledger, letters, taking_apart
from register.models import Child, Confirmation, DataComplaint, Erasure, Family, FamilyMerge, RetentionRun, SavedForm, WhyLeft

AT_ONCE = 500
Progress = Callable[[str, int, int], None]


def _say_nothing(name: str, done: int, of: int) -> None:
    """Of the worker nobody watches the progress."""


@dataclass(frozen=True)
class Clock:
    """`due` are the rows whose time has come at a moment, `act` is what is done with one, in a transaction of its own.

    `of_children`: its rows are children. Their families are held first, as by whatever a family does (`actions`): two that wait for each other would wait for ever.
    """

    name: str
    what: Promise
    due: Callable[[dt.datetime], models.QuerySet[Any]]
    act: Callable[[Any, dt.datetime], None]
    of_children: bool = False


def run(as_of: dt.datetime | None = None, *, is_dry: bool = False, progress: Progress = _say_nothing) -> RetentionRun:
    """Do all that is due, and keep a report. A dry run counts only. A row that is due twice over is dealt with by the first clock.

    `as_of` chooses what is due; what is done is done now, so that every notice is as long as it should be.
    Killed at any point, what was done is done, and the next run goes on. `progress` hears (the clock, done, of how many).
    """
    now = as_of or timezone.now()
    with letters.of_one_run():
        counts = {clock.name: clock.due(now).count() if is_dry else _run(clock, now, progress) for clock in CLOCKS}
    return RetentionRun.objects.create(as_of=now, is_dry=is_dry, counts=counts)


def forget_unconfirmed(as_of: dt.datetime | None = None) -> int:
    """Run the clocks that are promised to the hour, without a report; how many rows were deleted."""
    now = as_of or timezone.now()
    return sum(_run(clock, now, _say_nothing) for clock in TO_THE_HOUR)


def _run(clock: Clock, now: dt.datetime, progress: Progress) -> int:
    done, many = 0, clock.due(now).count()
    for pk in _keys(clock.due(now)):
        done += _act(clock, pk, now)
        if done % AT_ONCE == 0 or done == many:
            progress(clock.name, done, many)
    return done


def _keys(due: models.QuerySet[Any]) -> Iterator[Any]:
    """A few at a time, however many there are; each once, for what was done may be due no more, or be gone."""
    last = None
    while batch := list((due if last is None else due.filter(pk__gt=last)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield from batch
        last = batch[-1]


@transaction.atomic
def _act(clock: Clock, pk: Any, as_of: dt.datetime) -> bool:
    """False when another worker, or the family itself, was first."""
    if clock.of_children:
        list(Family.objects.filter(children=pk).select_for_update(of=("self",)).values_list("pk"))
    row = clock.due(as_of).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    clock.act(row, timezone.now())
    return True


def _forget(row: models.Model, now: dt.datetime) -> None:
    row.delete()


def _ask_again(family: Family, now: dt.datetime) -> None:
    family.asked_again_at = now
    family.save(update_fields=["asked_again_at"])
    letters.ask_if_still_right(family)


def _stop_writing(family: Family, now: dt.datetime) -> None:
    family.stopped_at = now
    family.save(update_fields=["stopped_at"])
    letters.say_we_stop(family)


def _delete(family: Family, now: dt.datetime) -> None:
    letters.say_deleted(actions.erase(family, why=WhyLeft.SILENT))


def _ask_for_own_choice(child: Child, now: dt.datetime) -> None:
    child.own_choice_asked_at = now
    child.save(update_fields=["own_choice_asked_at"])
    letters.ask_for_own_choice(child.family)


def _let_go(child: Child, now: dt.datetime) -> None:
    """Keep a number; and when it was the last child, what we hold of the family has no purpose left."""
    family = child.family
    counting.keep_grown_up(child)
    ledger.note_child(Erasure.Kind.GROWN_UP, child)
    child.delete()
    if not family.children.exists():
        letters.say_grown_up(actions.erase(family, why=WhyLeft.GROWN_UP))


def _on_the_day(now: dt.datetime) -> dt.date:
    """Birthdays are days of this country, whatever the clocks do."""
    return timezone.localdate(now)


TO_THE_HOUR = (
    Clock("unconfirmed", _("Sign-ups that nobody confirmed: deleted"), Family.objects.to_forget, _forget),
    Clock("unconfirmed-assisted", _("Sign-ups an officer wrote down and nobody confirmed: deleted"), Family.objects.to_forget_assisted, _forget),
    Clock("put-away", _("Forms that were put away and not sent: deleted"), SavedForm.objects.to_forget, _forget),
    Clock("links", _("Old links: deleted"), Confirmation.objects.worn_out, _forget),
)
CLOCKS = (
    *TO_THE_HOUR,
    Clock("complaint-came-back", _("Complaints whose mail did not arrive: somebody should call"), DataComplaint.objects.acknowledged_in_vain, complaining.call_back),
    Clock("answer-came-back", _("Answers to complaints that did not arrive: somebody should call"), DataComplaint.objects.answered_in_vain, complaining.answer_came_back),
    Clock("complaints", _("Complaints answered long ago: deleted"), DataComplaint.objects.to_forget, _forget),
    Clock("grown-up", _("Young people who are too old: only a number stays"), lambda now: Child.objects.to_forget(_on_the_day(now)), _let_go, of_children=True),
    Clock("delete", _("Families that did not answer for long: deleted"), Family.objects.to_delete, _delete),
    Clock("stop", _("Families that did not answer: we stop writing"), Family.objects.to_stop_writing, _stop_writing),
    Clock("ask-again", _("Families: asked if all is still right"), Family.objects.to_ask_again, _ask_again),
    Clock("merges", _("Records that were put together: what undoing would need is deleted"), FamilyMerge.objects.to_forget, taking_apart.forget),
    Clock(
        "own-choice",
        _("Young people of 16: asked for their own choice"),
        lambda now: Child.objects.to_ask_for_their_own_choice(_on_the_day(now)),
        _ask_for_own_choice,
        of_children=True,
    ),
)
