"""The portal starts when it can serve, and says why when it can't."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from dev import run


class Running:
    """A process that has not ended."""

    def poll(self) -> int | None:
        return None


@pytest.fixture
def slow_server():
    """Says twice that it is not ready, then serves; `asked` lists what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(503 if len(asked) < 3 else 200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked = asked
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_demo_is_ready_when_the_portal_says_so_and_not_before(slow_server):
    run._wait_for(f"http://127.0.0.1:{slow_server.server_port}/health/ready", Running())
    assert slow_server.asked == ["/health/ready"] * 3


def test_a_wrong_variable_ends_the_image_with_its_sentence_and_is_not_tried_again():
    dockerfile = Path(settings.BASE_DIR, "Dockerfile").read_text()
    command = json.loads(re.search(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)[1])
    words = [word.replace("0.0.0.0:8000", "127.0.0.1:0") for word in command[1:]]
    environment = os.environ | {"ALLOWED_HOSTS": "", "SECRET_KEY": "short"}
    ended = subprocess.run([sys.executable, "-m", *command[:1], *words], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert ended.stderr.count("The portal cannot start:") == 1
    assert "Traceback" not in ended.stderr
