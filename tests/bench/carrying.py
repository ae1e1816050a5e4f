"""E-mails a second, and their cost in CPU, beside a bare loop of Django's `send_messages` over one connection with the same message, in the same run.

`python -m tests.bench.carrying [4000]`: how many each. Both talk to the same mail server of a process of its own (`tests.fakes.sink`), in turns, so that a busy
machine is as busy for both; afterwards it must have each mail once. We promise at least as many a second, and at most a quarter of the CPU for making one.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MAILS, ROUNDS = 4_000, 8
PORT, DEBUG_PORT = 16125, 16126
PARAGRAPH = "We would like to know what you think of short breaks – and how they could be better for your child. It takes about five minutes, and nobody sees your name."


@dataclass
class Figures:
    """What the rounds of one sender took: seconds and CPU seconds."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    making: float = 0.0


def compare(mails: int = MAILS) -> bool:
    """With a server that reads ahead, as most do, and with one that does not; True when ours keeps what we promise with both."""
    return all([_compare("A server that reads ahead", mails), _compare("One that does not", mails, "--plain")])


def _compare(about: str, mails: int, *options: str) -> bool:
    """Print both."""
    from django.conf import settings
    from django.core.mail import get_connection

    from campaigns.carriers import mail

    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_TRANSPORT = "127.0.0.1", PORT, mail.SMTP
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
    carrier, transport = mail.carrier(), get_connection(mail.SMTP)
    prepared = carrier.prepare(_words())

    def ours(reference: uuid.UUID) -> None:
        carrier.send(prepared, reference=reference, to=_to(reference), fields=_fields(reference))

    def theirs(reference: uuid.UUID) -> None:
        transport.send_messages([prepared.as_django(reference=reference, to=_to(reference), fields=_fields(reference))])

    figures = {"Django's loop": Figures(), "our carrier": Figures()}
    with _sink(*options):
        transport.open()
        for _round in range(ROUNDS):
            for name, send in (("Django's loop", theirs), ("our carrier", ours)):
                _measure(figures[name], send, mails // ROUNDS)
        carrier.close(), transport.close()
        counts = _counts()
    figures["Django's loop"].making = _making(lambda each: prepared.as_django(reference=each, to=_to(each), fields=_fields(each)).message().as_bytes(linesep="\r\n"))
    figures["our carrier"].making = _making(lambda each: prepared.fill(reference=each, to=_to(each), fields=_fields(each)))
    print(f"{about}:")
    for name, each in figures.items():
        _say(name, each, mails // ROUNDS)
    is_whole = counts["taken"] == len(counts["ids"]) == mails // ROUNDS * ROUNDS * 2
    print(
        f"  the server has {counts['taken']:,} mails with {len(counts['ids']):,} numbers over {counts['connections']} connections: {'each once' if is_whole else 'NOT each once'}",
        flush=True,
    )
    bare, own = figures.values()
    return is_whole and statistics.median(own.seconds) <= statistics.median(bare.seconds) and own.making <= bare.making / 4


def _measure(figures: Figures, send: Callable[[uuid.UUID], None], many: int) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    for _each in range(many):
        send(uuid.uuid4())
    figures.seconds.append(time.perf_counter() - start)
    figures.cpu.append(time.process_time() - cpu)


def _making(make: Callable[[uuid.UUID], bytes]) -> float:
    """Seconds of CPU for making a thousand mails, sent nowhere: the best of some rounds."""
    rounds = []
    for _round in range(5):
        cpu = time.process_time()
        for _each in range(200):
            make(uuid.uuid4())
        rounds.append((time.process_time() - cpu) * 5)
    return min(rounds)


def _say(name: str, figures: Figures, many: int) -> None:
    a_second = sorted(many / seconds for seconds in figures.seconds)
    cpu = statistics.median(figures.cpu) * 1000 / many
    print(
        f"  {name}: {statistics.median(a_second):,.0f} mails a second ({a_second[0]:,.0f} to {a_second[-1]:,.0f}), {cpu:.2f} s of CPU a thousand, {figures.making:.3f} s of it for making them"
    )


@contextmanager
def _sink(*options: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.sink", "--port", str(PORT), "--debug-port", str(DEBUG_PORT), *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline().startswith("ready")
        yield
    finally:
        process.terminate()
        process.wait()


def _counts() -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{DEBUG_PORT}/", timeout=30) as answer:
        return json.load(answer)


def _words():
    from campaigns.carriers.base import Words

    text = (
        "Dear ((first_name)),\n\n" + f"{PARAGRAPH}\n\n" * 10 + "Answer here: ((survey))\n\nA. Chair, chair of the forum\nA. Director, the council\n\nStop these e-mails: ((stop))"
    )
    page = "<!doctype html><html lang='en'><body><p>Dear ((first_name)),</p>" + f"<p style='margin:0 0 1em'>{PARAGRAPH}</p>\n" * 10
    page += (
        '<p><a href="((survey))">Answer here</a></p><p>A. Chair, chair of the forum<br>A. Director, the council</p><p><a href="((stop))">Stop these e-mails</a></p></body></html>'
    )
    return Words("Short breaks: what you told us – and what happens next", text, page, "Forum & Council <offer@council.example>", "desk@council.example", "stop")


def _to(reference: uuid.UUID) -> str:
    return f"family-{reference.hex[:12]}@families.example"


def _fields(reference: uuid.UUID) -> dict[str, str]:
    return {"first_name": "Zoë", "survey": f"https://offer.example/s/{reference.hex}", "stop": f"https://offer.example/stop/{reference.hex}{reference.hex}"}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    sys.exit(0 if compare(*map(int, sys.argv[1:2])) else "Mails go out more slowly than we promise")
