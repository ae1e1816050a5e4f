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

REQUESTS, ROUNDS, PAIRS = 1_000, 5, 5
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
    """Print both figures and the ratio of each pair measured one after the other; whether the middle one is what we promise."""
    pairs = [(_in_a_process("hello"), _in_a_process("portal")) for _ in range(PAIRS)]
    hello = statistics.median(plain["requests_a_second"] for plain, _ours in pairs)
    portal = statistics.median(ours["requests_a_second"] for _plain, ours in pairs)
    ratios = sorted(ours["requests_a_second"] / plain["requests_a_second"] for plain, ours in pairs)
    ratio = statistics.median(ratios)
    print(f"kept home page: {portal:,.0f} requests a CPU second ({pairs[0][1]['bytes']:,.0f} bytes gzipped); plain hello view: {hello:,.0f}")
    print(f"ratio of each pair: {' '.join(f'{each:.2f}' for each in ratios)}; the middle one has to be {LEAST_RATIO:.2f} or more", flush=True)
    return ratio >= LEAST_RATIO


def _in_a_process(which: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "tests.bench.pages", which], stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return json.loads(done.stdout)


def _run(which: str) -> None:
    if which == "hello":
        from tests.bench import hello

        application = hello.application()
    else:
        from portal.wsgi import application
    print(json.dumps(measure(application, "/")))


if __name__ == "__main__":
    _run(sys.argv[1])
