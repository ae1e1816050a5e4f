"""How often a 95% interval holds the truth, over many invented months of each kind: ours beside one that takes visits for independent (Poisson).

`make bench-evaluation`, or `python -m tests.bench.evaluation [10000]`: runs of each world. Needs no database. Ends with 1 when ours holds it less often than 90 times in 100.
"""

import sys
import time

from tests.analytics.simulation import World, coverage

RUNS = 10_000
SEED = 2026
LEAST = 0.90
# A council's pages as the first one's were before its campaign (about 50 sessions a day), a small one's, and a large one's.
WORLDS = {
    "weekly pattern alone": World(a_day=50, spread=1, true_ratio=1.5),
    "days vary 4 times as much": World(a_day=50, spread=4, true_ratio=1.5),
    "days vary 8 times as much, no effect": World(a_day=50, spread=8, true_ratio=1),
    "season of 30%, days vary 6 times as much": World(a_day=50, spread=6, true_ratio=1.2, season=1.3),
    "season of 30%, no effect": World(a_day=50, spread=2, true_ratio=1, season=1.3),
    "a small council": World(a_day=8, spread=2, true_ratio=1.5),
    "a large one": World(a_day=1_500, spread=20, true_ratio=1.1),
}


def compare(runs: int = RUNS) -> bool:
    """Print how often each interval held the truth; True when ours did at least 90 times in 100 in every world."""
    print(f"{runs:,} invented before-and-afters of each kind, four weeks a side; how often a 95% interval held the truth:", flush=True)
    print(f"  {'':42}{'ours':>8}{'ours, against last year':>26}{'Poisson':>10}{'season taken for the effect':>32}", flush=True)
    worst = 1.0
    for name, world in WORLDS.items():
        clock = time.process_time()
        found = coverage(world, runs, SEED)
        worst = min(worst, found.adjusted, found.season_checked)
        alarms = f"{found.false_alarms:.1%}" if world.season != 1 else ""
        print(f"  {name:42}{found.adjusted:8.1%}{found.season_checked:26.1%}{found.naive:10.1%}{alarms:>32}   ({time.process_time() - clock:.0f} s)", flush=True)
    return worst >= LEAST


if __name__ == "__main__":
    sys.exit(0 if compare(*map(int, sys.argv[1:])) else "An interval holds the truth less often than it says.")
