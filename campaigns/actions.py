"""What is done with the windows a campaign is judged by: proposed, fixed, and changed with a reason."""

import datetime as dt
from typing import Final

from django.db import transaction

from accounts.models import User
from analytics.comparison import WEEKS_GOOD
from analytics.models import Evaluation
from analytics.phrases import Metric
from analytics.windows import DAYS_A_WEEK
from campaigns.models import Campaign, WindowStep

WEEKS_MOST: Final = 8
Chosen = dict[str, str | int]


class NoFirstDay(Exception):
    """Windows lie round a campaign's first day, and it has none."""


class NothingToPropose(Exception):
    """For each number somebody has chosen windows or totals."""


class NothingToFix(Exception):
    """No windows or totals are chosen that are not fixed."""


class ReasonMissing(Exception):
    """Fixed windows were changed, and nobody said why."""


@transaction.atomic
def propose_windows(*, campaign: Campaign) -> list[Evaluation]:
    """For each number without windows or totals: as many whole weeks before the first day as from it on.

    As many as the campaign has, 4 at least (fewer say little) and 8 at most (the longer, the more of the season is in it). Raises NoFirstDay, NothingToPropose.
    """
    if campaign.starts_on is None:
        raise NoFirstDay
    chosen = set(_lock(campaign).evaluations.values_list("metric", flat=True))
    missing = [metric for metric in Metric if metric not in chosen]
    if not missing:
        raise NothingToPropose
    length, day, first = weeks_of(campaign) * dt.timedelta(days=DAYS_A_WEEK), dt.timedelta(days=1), campaign.starts_on
    windows = {"before_start": first - length, "before_end": first - day, "after_start": first, "after_end": first + length - day}
    return [Evaluation.objects.create(campaign=campaign, metric=metric, **windows) for metric in missing]


def weeks_of(campaign: Campaign) -> int:
    """How many whole weeks to compare on each side."""
    if campaign.starts_on is None or campaign.ends_on is None:
        return WEEKS_GOOD
    weeks = -(-((campaign.ends_on - campaign.starts_on).days + 1) // DAYS_A_WEEK)
    return min(max(weeks, WEEKS_GOOD), WEEKS_MOST)


@transaction.atomic
def fix_windows(*, campaign: Campaign, by: User) -> list[WindowStep]:
    """From now on, each change of these windows and totals is kept with its reason. Raises NothingToFix."""
    fixed = WindowStep.in_force(_lock(campaign).window_steps.all())
    steps = [
        WindowStep.objects.create(campaign=campaign, metric=each.metric, what=WindowStep.What.FIXED, now=each.chosen, by=by.staff_email)
        for each in campaign.evaluations.all()
        if each.metric not in fixed
    ]
    if not steps:
        raise NothingToFix
    return steps


@transaction.atomic
def note_changes(*, campaign: Campaign, by: User, why: str) -> list[WindowStep]:
    """Write down how the windows and totals differ from what was fixed; nothing where they don't. Raises ReasonMissing."""
    now = {each.metric: each.chosen for each in Evaluation.objects.filter(campaign=_lock(campaign))}
    found = differences(campaign, now)
    if found and not why.strip():
        raise ReasonMissing
    return [
        WindowStep.objects.create(
            campaign=campaign,
            metric=metric,
            what=WindowStep.What.CHANGED if metric in now else WindowStep.What.TAKEN_OUT,
            was=was,
            now=now.get(metric),
            why=why.strip(),
            by=by.staff_email,
        )
        for metric, was in found.items()
    ]


def differences(campaign: Campaign, now: dict[str, Chosen]) -> dict[str, Chosen]:
    """What was written down last of each fixed number that is not so `now`."""
    in_force = WindowStep.in_force(campaign.window_steps.all())
    return {metric: step.now for metric, step in in_force.items() if step.now is not None and step.now != now.get(metric)}


def _lock(campaign: Campaign) -> Campaign:
    """Two people who press a button at the same time do it one after the other."""
    return Campaign.objects.select_for_update().get(pk=campaign.pk)
