"""`make run`: migrate, load the demo, then serve it with a worker beside, until Ctrl-C.

Runs in the environment that `dev/demo-env` sets.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 120
BANNER = """
The Local Offer portal is ready.

  Open          {url}
  Search        {url}/search/?q=autism+support
  Register      {url}/register/
  Editors       {url}/admin/   (reports and campaigns are there too)
  Demo desk     {url}/demo/    how to sign in as each role, and all mail the demo sent

Sign in at {url}/accounts/login/ with one of these addresses:
{people}
The code comes by mail to the demo desk; the desk also shows each one's authenticator code.

Ctrl-C ends it. The demo's data is in {var}/ (delete the folder to start afresh).
"""


def main() -> None:
    port = _port(os.environ.get("PORT", "8000"))
    if not _is_free(port):
        sys.exit(f"Something is already listening on port {port}. Choose another: make run PORT=8001")
    for words in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
        print(f"{words[0].replace('_', ' ')} …", flush=True)
        _manage(*words)
    options = ("--preload", f"--bind={HOST}:{port}", "--workers=2", "--threads=256", "--limit-request-line=8190", "--no-control-socket", "--log-level=warning")
    web = _start("-m", "gunicorn", "portal.wsgi", *options)
    worker = _start("manage.py", "worker")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        url = f"http://{HOST}:{port}"
        _wait_for(f"{url}/health/ready", web)
        _wait_for(f"{url}/", web)  # the first page takes longest, so it is not a visitor who waits for it
        print(BANNER.format(url=url, people=_people(), var=os.environ.get("VAR_DIR", "var/demo")), flush=True)
        while web.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        sys.exit("The web server or the worker ended; its last words stand above.")
    except KeyboardInterrupt:
        print("\nGoodbye.")
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            _wait_until_gone(process)


def _wait_until_gone(process: subprocess.Popen[bytes]) -> None:
    """A connection that somebody holds open keeps nobody from stopping the demo."""
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        sys.exit(f"PORT says {text!r}. It should be a number from 1 to 65535, such as 8001.")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _manage(*words: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _start(*words: str) -> subprocess.Popen[bytes]:
    """A process of its own group, so that Ctrl-C reaches it through us and in order."""
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, start_new_session=True)


def _wait_for(address: str, web: subprocess.Popen[bytes]) -> None:
    """Until the address answers 200. Exits with a sentence when the server ends before that, or takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if web.poll() is not None:
            sys.exit("The web server did not start; its last words stand above.")
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS):
                return
        except OSError:  # refused, cut off, or answered that it is not ready
            time.sleep(0.2)
    sys.exit(f"{address} did not answer within {PATIENCE_SECONDS} seconds.")


def _people() -> str:
    from portal.demo.staff import DESKS, address

    return "\n".join(f"  {name:<22} {address(name)}" for name, _role in DESKS)


if __name__ == "__main__":
    main()
