"""Workers that die and are begun anew: `python -m tests.campaigns.trial_worker --workers 3 --die C5:7 --die any:40 --at-random 5`.

`C5:7` ends a worker by SIGKILL the seventh time it passes that point, `any:40` at the fortieth point of any kind; `--at-random` as many more are killed at any moment.
They send until nothing is open; the last line says how many died and how many seconds it took. Times are short: a lease of three seconds, and one until a carrier is asked.
"""

import argparse
import datetime as dt
import json
import os
import random
import resource
import signal
import sys
import threading
import time

import django

PATIENCE = float(os.environ.get("TRIAL_PATIENCE", "300"))


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--workers", type=int, default=1)
    words.add_argument("--die", action="append", default=[])
    words.add_argument("--at-random", type=int, default=0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    django.setup()
    _shorten_times()
    crew = Crew(given.die, random.Random(given.seed), given.at_random)
    began = time.monotonic()
    crew.begin(given.workers)
    while crew.going:
        time.sleep(0.02)
        if time.monotonic() - began > PATIENCE:
            crew.end()
            sys.exit("They did not come to an end.")
        crew.kill_one_by_chance()
        crew.look_after()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"kills": crew.kills, "seconds": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime, "memory_mb": used.ru_maxrss / 1024}))  # noqa: T201


class Crew:
    """The workers that are going. Who dies is followed by another, who dies as the next word of `die` says."""

    def __init__(self, die: list[str], chance: random.Random, at_random: int) -> None:
        self.dying, self.chance, self.left = iter(die), chance, at_random
        self.going: set[int] = set()
        self.kills, self.killed = 0, time.monotonic()

    def begin(self, many: int) -> None:
        self.going |= {_begin(next(self.dying, "")) for _worker in range(many)}

    def end(self) -> None:
        for pid in self.going:
            os.kill(pid, signal.SIGKILL)

    def kill_one_by_chance(self) -> None:
        if self.left and time.monotonic() - self.killed > 0.2 + self.chance.random() / 2:
            self.killed, self.left = time.monotonic(), self.left - 1
            os.kill(self.chance.choice(sorted(self.going)), signal.SIGKILL)

    def look_after(self) -> None:
        for pid in list(self.going):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            self.going.remove(pid)
            if os.WIFSIGNALED(status):
                self.kills += 1
                self.begin(1)
            elif status:
                sys.exit(f"A worker ended with {status}.")


def _shorten_times() -> None:
    from campaigns.sending import claim, dispatch, reconcile, settle

    dispatch.AT_ONCE = 5 if os.environ.get("TRIAL_SHORT_TURNS") else dispatch.AT_ONCE
    claim.LEASE, reconcile.SETTLES_IN, reconcile.ASK_AGAIN = dt.timedelta(seconds=3), dt.timedelta(seconds=1), dt.timedelta(seconds=1)
    settle.FIRST_WAIT = dt.timedelta(milliseconds=300)


def _begin(die: str) -> int:
    """Fork a worker; its process. What was imported is there already, so that dying is cheap. No connection is open in the parent."""
    if pid := os.fork():
        return pid
    try:
        _work(die)
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - told, whatever it was
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def _work(die: str) -> None:
    from campaigns.models import Delivery, Mailing
    from campaigns.sending import dispatch, points, work

    signal.signal(signal.SIGTERM, lambda *_: dispatch.ending.set())
    if die:
        where, _colon, times = die.partition(":")
        points.passed = _Dying(where, int(times))
    while Delivery.objects.open().exists() and not dispatch.ending.is_set():
        work.send()
        work.reconcile_all()
        work.apply_receipts()
        if why := Mailing.objects.filter(state="paused").values_list("paused_because", flat=True).first():
            raise RuntimeError(why)
        time.sleep(0.05)


class _Dying:
    def __init__(self, where: str, times: int) -> None:
        self.where, self.left = where, times

    def __call__(self, point: str) -> None:
        """At C4 the carrier has been called and has not answered: so it dies a little after the call began."""
        if self.where not in {point, "any"} and (self.where, point) != ("C4", "C3"):
            return
        self.left -= 1
        if self.left == 0 and self.where == "C4":
            threading.Timer(0.005, _die).start()
        elif self.left == 0:
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
