"""Workers are killed at every step and at random: by Notify nobody is missed and nobody written to twice; by a mail server it is as the campaign chose."""

from collections import Counter

import pytest

from campaigns.sending import points
from tests.campaigns import trial

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("register")]
MANY = 40
# Each once, by each of three workers; receipts are not asked for here (`test_receipts`).
STEPS = [point for point in points.EVERY if point not in {points.RECEIPT_KEPT, points.RECEIPT_APPLIED}]
DYING = [f"{point}:{1 if point == points.CLAIMED else place}" for place, point in enumerate(STEPS, start=3)]


@pytest.fixture
def workers(db) -> int:
    """One on SQLite, as it is meant; three where rows can be skipped that another has."""
    from django.db import connection

    return 1 if connection.vendor == "sqlite" else 3


def least(workers: int) -> int:
    """How many must have died: of three, some may be through before one that was to die has its turn."""
    return len(STEPS) if workers == 1 else 3


def test_killed_at_each_step_nobody_is_missed_and_nobody_written_to_twice_by_notify(workers):
    with trial.by_notify({"lost": 0.05, "slow:0.3": 0.03, "500": 0.03, "503": 0.03}) as (notify, environment):
        made = trial.begun(MANY)
        kills, seconds = trial.send(environment, workers=workers, dying=DYING)
        found = trial.arrived(made, Counter(notify.counts()["references"]), kills, seconds)
    assert found.kills >= least(workers)
    assert (found.lost, found.twice) == (set(), set())
    assert found.states == {"accepted": MANY}


@pytest.mark.parametrize("on_doubt", ["at-most-once", "at-least-once"])
def test_killed_at_each_step_by_a_mail_server_it_is_as_the_campaign_chose(on_doubt, workers):
    with trial.by_smtp() as (sink, environment):
        made = trial.begun(MANY, on_doubt=on_doubt)
        kills, seconds = trial.send(environment, workers=workers, dying=DYING)
        found = trial.arrived(made, trial.references(sink.ids), kills, seconds)
    assert found.kills >= least(workers)
    assert found.lost == set()
    if on_doubt == "at-most-once":
        assert found.twice == set()
        assert found.states["technical-failure"] == len(found.failed) <= len(STEPS), "whoever may have missed it is on the list of dead letters"
    else:
        assert len(found.twice) <= len(STEPS)
        assert found.states == {"accepted": MANY}
