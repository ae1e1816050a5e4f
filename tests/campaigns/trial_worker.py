"""A worker that dies: `python -m tests.campaigns.trial_worker --die C5:7` ends itself by SIGKILL the seventh time it passes that point; `any:40` at the fortieth point of any kind.

It sends until nothing is open. Times are short: a lease of three seconds, and a second until a carrier is asked about what it did not answer.
"""

import argparse
import datetime as dt
import os
import signal
import threading
import time

import django


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--die", default="")
    given = words.parse_args()
    django.setup()

    from campaigns.models import Delivery
    from campaigns.sending import claim, dispatch, points, reconcile, settle, work

    claim.LEASE, reconcile.SETTLES_IN, reconcile.ASK_AGAIN = dt.timedelta(seconds=3), dt.timedelta(seconds=1), dt.timedelta(seconds=1)
    settle.FIRST_WAIT = dt.timedelta(milliseconds=300)
    signal.signal(signal.SIGTERM, lambda *_: dispatch.ending.set())
    if given.die:
        where, _colon, times = given.die.partition(":")
        points.passed = _Dying(where, int(times))
    while not dispatch.ending.is_set() and Delivery.objects.open().exists():
        work.send()
        work.reconcile_all()
        work.apply_receipts()
        time.sleep(0.05)


class _Dying:
    def __init__(self, where: str, times: int) -> None:
        self.where, self.left = where, times

    def __call__(self, point: str) -> None:
        """At C4 the carrier has been called and has not answered: so it dies a little after the call began."""
        if self.where not in (point, "any") and (self.where, point) != ("C4", "C3"):
            return
        self.left -= 1
        if self.left == 0 and self.where == "C4":
            threading.Timer(0.02, _die).start()
        elif self.left == 0:
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
