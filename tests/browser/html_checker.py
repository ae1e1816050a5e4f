"""The Nu HTML checker, started once for all pages of a worker."""

import contextlib
import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

from portal import env

CHECKER = env.ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SECONDS_TO_START = 60
Check = Callable[[str], list[str]]


def what_is_missing() -> str:
    """Why pages can't be checked here; empty when they can."""
    if not shutil.which("java"):
        return "the HTML checker needs java, which was not found"
    return "" if CHECKER.exists() else "vnu-jar is not there (run `make install`)"


@contextlib.contextmanager
def started() -> Iterator[Check]:
    """What is wrong with a page's HTML as it was sent, in words."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["java", "-Xss8m", "-Xmx512m", "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", str(CHECKER), "nu.validator.servlet.Main", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield lambda html: _check(port, html)
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _check(port: int, html: str) -> list[str]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/?out=json&level=error", html.encode(), {"Content-Type": "text/html; charset=utf-8", "User-Agent": "tests"})
        messages = json.loads(connection.getresponse().read())["messages"]
    return [f"HTML, line {each.get('lastLine')}: {each['message']}: {each.get('extract', '').strip()[:160]}" for each in messages]
