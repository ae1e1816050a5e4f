"""The fakes as processes of their own, as a test of workers that are killed needs them: they count what came, and their faults can be changed while they run."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from campaigns.carriers import mail, notify
from campaigns.carriers.base import Accepted, Held, Refused, Unknown, Words
from tests.fakes.notify import KEY, TEMPLATES

WORDS = Words(subject="Short breaks", text="Dear ((first_name))", sender="Forum <offer@council.example>")


@contextmanager
def started(module: str, *words: str) -> Iterator[str]:
    """What it says when it is ready."""
    process = subprocess.Popen([sys.executable, "-m", f"tests.fakes.{module}", *words], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def debug(port: int, path: str = "/", told: dict | None = None) -> dict:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    line.request("POST" if told else "GET", path, json.dumps(told) if told else None)
    answer = json.load(line.getresponse())
    line.close()
    return answer


def test_the_mail_server_counts_by_number_and_recipient(settings):
    port, page = free_port(), free_port()
    references = [uuid4() for _each in range(3)]
    with started("sink", "--port", str(port), "--debug-port", str(page), "--rule", "refused=550", "--rule", "doubtful=dropped") as ready:
        assert ready == f"ready on {port}\n"
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", port
        carrier = mail.carrier()
        prepared = carrier.prepare(WORDS)

        def send(reference: UUID, name: str):
            return carrier.send(prepared, reference=reference, to=f"{name}@families.example", fields={"first_name": "Sam"})

        answers = [send(reference, name) for reference, name in zip(references, ("sam", "refused", "doubtful"), strict=True)]
        assert [type(answer) for answer in answers] == [Accepted, Refused, Unknown]
        counts = debug(page)
        assert counts["recipients"] == {"sam@families.example": 1, "doubtful@families.example": 1}
        assert counts["ids"] == {f"{references[0]}@testserver": 1, f"{references[2]}@testserver": 1}
        assert debug(page, told={"rules": [["sam", "553"]], "forget": True})["taken"] == 0
        assert isinstance(send(references[0], "sam"), Refused)
        carrier.close()


def test_notify_counts_by_reference_and_checks_the_key(settings):
    port, reference = free_port(), uuid4()
    with started("notify", "--port", str(port), "--rule", f"{reference}=once:429", "--rate", "lost=1.0", "--seed", "3") as ready:
        assert KEY in ready and all(name in ready for name in TEMPLATES)
        settings.TEXT_URL, settings.NOTIFY_API_KEY = f"notify:http://127.0.0.1:{port}", KEY
        settings.NOTIFY_EMAIL_TEMPLATE_ID = next(name for name, template in TEMPLATES.items() if template["type"] == "email")
        carrier = notify.Email()
        prepared = carrier.prepare(WORDS)
        answers = [carrier.send(prepared, reference=reference, to="sam@families.example", fields={"first_name": "Sam"}) for _time in range(3)]
        assert [type(answer) for answer in answers] == [Held, Unknown, Unknown]
        told = debug(port, "/debug", {"rates": {}})
        assert (told["taken"], told["twice"], told["references"]) == (2, [str(reference)], {str(reference): 2}), "it does not know a reference for the same message"
        assert isinstance(carrier.send(prepared, reference=uuid4(), to="sam@families.example", fields={"first_name": "Sam"}), Accepted)
        carrier.close()


@pytest.mark.parametrize("module", ["sink", "notify"])
def test_each_says_how_it_is_used(module):
    done = subprocess.run([sys.executable, "-m", f"tests.fakes.{module}", "--help"], capture_output=True, text=True, check=True)
    assert "--port" in done.stdout and "Faults" in done.stdout
