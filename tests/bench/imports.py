"""How long an access log of a million lines takes to be read, and how much memory, beside Python that only matches the same lines against the same pattern.

`python -m tests.bench.imports [1000000]`: how many lines. Needs no database.
"""

import datetime as dt
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.analytics.log_maker import days_adding_up_to, log_lines

LINES = 1_000_000
PROMISED_SECONDS = 60
NOISE = 1


def compare(lines: int = LINES) -> bool:
    """Print seconds, lines a second and memory; True when a million lines take less than a minute of one core."""
    with tempfile.TemporaryDirectory() as folder:
        small, large, zipped = (Path(folder) / name for name in ("small.log", "large.log", "large.log.gz"))
        _write(small, lines // 10)
        _write(large, lines)
        with large.open("rb") as source, gzip.open(zipped, "wb", compresslevel=6) as target:
            shutil.copyfileobj(source, target)
        print(f"An access log of {lines:,} lines, {large.stat().st_size / 1e6:.0f} MB ({zipped.stat().st_size / 1e6:.0f} MB as gzip)", flush=True)
        plain = _measure("match", large)
        print(f"  Python, matching only: {_figures(plain, lines)}", flush=True)
        few, ours = _measure("read", small), _measure("read", large)
        print(f"  our import:            {_figures(ours, lines)}; {ours['seconds'] / plain['seconds']:.1f} times matching only; a tenth of the lines: {few['grown_mb']:.0f} MB")
        print(f"  our import, gzip:      {_figures(_measure('read', zipped), lines)}", flush=True)
    return ours["seconds"] * LINES / lines < PROMISED_SECONDS


def _write(path: Path, lines: int) -> None:
    """Two months of views, as many as it takes."""
    days = days_adding_up_to(dt.date(2024, 9, 1), dt.date(2024, 10, 31), lines // (1 + NOISE), lines // (1 + NOISE) // 4)
    with path.open("w") as file:
        file.writelines(log_lines(days, noise=NOISE))


def _measure(what: str, path: Path) -> dict[str, float]:
    """In a process of its own, so that its memory is its own."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.imports", what, str(path)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _figures(measured: dict[str, float], lines: int) -> str:
    return f"{measured['seconds']:5.1f} s CPU, {lines / measured['seconds']:>9,.0f} lines a second, {measured['grown_mb']:3.0f} MB more than before"


def _run(what: str, path: Path) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from analytics.importing.logs import LINE, read_log

    def match() -> None:
        with path.open("rb") as file:
            for line in file:
                LINE.match(line.decode("utf-8", "replace"))

    def read() -> None:
        with path.open("rb") as file:
            read_log(file)

    before, clock = _peak(), time.process_time()
    (match if what == "match" else read)()
    print(json.dumps({"seconds": time.process_time() - clock, "grown_mb": _peak() - before}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import tests.environment  # noqa: F401

    if len(sys.argv) == 3:
        _run(sys.argv[1], Path(sys.argv[2]))
    else:
        compare(*map(int, sys.argv[1:]))
