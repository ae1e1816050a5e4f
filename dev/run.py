"""`make run`: migrate, load the demo, then serve it with a worker beside, until Ctrl-C.

Runs in the environment that `dev/demo-env` sets.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
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

Ctrl-C ends it. The demo's data is in var/demo/ (delete the folder to start afresh).
"""


def main() -> None:
    port = _port(os.environ.get("PORT", "8000"))
    if not _is_free(port):
        sys.exit(f"Something is already listening on port {port}. Choose another: make run PORT=8001")
    for words in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
        print(f"{words[0].replace('_', ' ')} …", flush=True)
        _manage(*words)
    web = _start("-m", "gunicorn", "portal.wsgi", f"--bind={HOST}:{port}", "--workers=2", "--threads=4", "--no-control-socket", "--log-level=warning")
    worker = _start("manage.py", "worker")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _wait_for(port, web)
        print(BANNER.format(url=f"http://{HOST}:{port}", people=_people()), flush=True)
        while web.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        sys.exit("The web server or the worker ended; its last words stand above.")
    except KeyboardInterrupt:
        print("\nGoodbye.")
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            process.wait(timeout=20)


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


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if web.poll() is not None:
            sys.exit("The web server did not start; its last words stand above.")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The web server did not answer within 30 seconds.")


def _people() -> str:
    from accounts.roles import ROLES
    from portal.demo.staff import address

    return "\n".join(f"  {role.name:<18} {address(role.name)}" for role in ROLES)


if __name__ == "__main__":
    main()
