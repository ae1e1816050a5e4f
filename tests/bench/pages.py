"""Requests a second of a kept page against a plain hello view: each in a process of its own, in turn, same loop.

Prints a JSON object for the process it runs as: `python -m tests.bench.pages hello|portal`.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

REQUESTS, ROUNDS = 1_000, 5
LEAST_RATIO = 0.50  # of the requests a CPU second that a plain view answers


def measure(application: Callable, address: str) -> dict[str, float]:
    """Requests a second of CPU, as the median of five rounds of a thousand, after a warm-up of a hundred."""
    size = 0
    for _ in range(100):
        size = _ask(application, address)
    rates = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REQUESTS):
            _ask(application, address)
        rates.append(REQUESTS / (time.process_time() - start))
    return {"requests_a_second": round(statistics.median(rates)), "bytes": size}


def _ask(application: Callable, address: str) -> int:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
    }  # fmt: skip
    response = application(environ, lambda line, headers: status.append(line))
    size = sum(len(part) for part in response)
    response.close()
    if not status[0].startswith("200"):
        raise SystemExit(f"{address} answered {status[0]}")
    return size


def compare() -> bool:
    """Print both figures and their ratio; whether it is what we promise."""
    found = {}
    for which in ("hello", "portal", "hello", "portal"):
        done = subprocess.run([sys.executable, "-m", "tests.bench.pages", which], capture_output=True, text=True, check=True, env=os.environ)
        found.setdefault(which, []).append(json.loads(done.stdout))
    hello = statistics.mean(run["requests_a_second"] for run in found["hello"])
    portal = statistics.mean(run["requests_a_second"] for run in found["portal"])
    print(
        f"kept home page: {portal:,.0f} requests a CPU second ({found['portal'][0]['bytes']:,} bytes gzipped); plain hello view: {hello:,.0f}; ratio {portal / hello:.2f} (at least {LEAST_RATIO:.2f})"
    )
    return portal / hello >= LEAST_RATIO


def _run(which: str) -> None:
    if which == "hello":
        from tests.bench import hello

        application = hello.application()
    else:
        from portal.wsgi import application
    print(json.dumps(measure(application, "/")))


if __name__ == "__main__":
    _run(sys.argv[1])
