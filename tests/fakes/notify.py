"""A GOV.UK Notify on this machine: `python -m tests.fakes.notify --port 6011`, with TEXT_URL=notify:http://127.0.0.1:6011 and the key that it prints.

It checks the token, keeps what it takes, and can be asked by reference and by id as Notify can. Faults are named:
`lost` (taken, no answer), `slow:SECONDS` (no answer for so long, and only then can it be found), `late:SECONDS` (the same, and the answer comes at once as a 504),
`garbage` (taken, an answer that is no JSON), `429` (of the minute), `429-day`, `401`, `403`, `400`, `500`, `502` and `503` (not taken), `504` (taken).
A rule gives a fault to a reference, to a recipient that holds some words, or to `*`; with `once:` before it, for the first time only. By chance, rates with a seed do: the same
message gets the same fault in each run. `GET /debug` tells counts by reference; `POST /debug` sets `rules`, `rates` and `seed`.
"""

import argparse
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from tests.fakes.callbacks import Callbacks

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"portal-{SERVICE}-{SECRET}"
TEMPLATES = {
    "f33517ff-2a88-4f6e-b855-c550268ce08a": {"type": "sms", "version": 1, "subject": None, "body": "((body))"},
    "f33517ff-2a88-4f6e-b855-c550268ce08b": {"type": "email", "version": 3, "subject": "((subject))", "body": "((body))"},
    "f33517ff-2a88-4f6e-b855-c550268ce08c": {"type": "letter", "version": 2, "subject": "((subject))", "body": "((body))"},
}
PAGE = 250
TO = {"sms": "phone_number", "email": "email_address"}
REFUSALS: dict[str, tuple[int, str, str]] = {
    "400": (400, "ValidationError", "email_address Not a valid email address"),
    "401": (401, "AuthError", "Unauthorized: authentication token must be provided"),
    "403": (403, "AuthError", "Invalid token: API key not found"),
    "429": (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    "429-day": (429, "TooManyRequestsError", "Exceeded send limits (250000) for today"),
    "500": (500, "Exception", "Internal server error"),
    "502": (502, "", ""),
    "503": (503, "Exception", "Service unavailable"),
}


@dataclass
class Taken:
    """One message as Notify keeps it. It can be found from `seen_from` on."""

    id: str
    kind: str
    reference: str | None
    to: str
    template: dict[str, Any]
    personalisation: dict[str, Any]
    body: dict[str, Any]
    created_at: str
    seen_from: float
    status: str = "sending"
    completed_at: str | None = None

    def as_json(self) -> dict[str, Any]:
        told = {"id": self.id, "type": self.kind, "reference": self.reference, "status": self.status, "template": self.template}
        if self.kind in TO:
            told[TO[self.kind]] = self.to
        return told | {"created_at": self.created_at, "sent_at": self.created_at, "completed_at": self.completed_at, "body": self.personalisation.get("body", "")}


@dataclass
class Notify:
    """What was asked of it, what it took, and what goes wrong."""

    rules: list[tuple[str, str]] = field(default_factory=list)
    rates: dict[str, float] = field(default_factory=dict)
    seed: int = 0
    templates: dict[str, dict[str, Any]] = field(default_factory=lambda: {key: dict(value) for key, value in TEMPLATES.items()})
    callbacks: Callbacks | None = None
    taken: list[Taken] = field(default_factory=list)
    by_id: dict[str, Taken] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    met: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)
    url: str = ""

    def fault(self, reference: str, to: str) -> str:
        with self.lock:
            for about, fault in self.rules:
                if about in {"*", reference} or (about and about in to):
                    if not fault.startswith("once:"):
                        return fault
                    if (reference, fault) not in self.met:
                        self.met.add((reference, fault))
                        return fault.removeprefix("once:")
            chance = random.Random(f"{self.seed}{reference}{self.asked[reference]}").random()
        for fault, rate in self.rates.items():
            if chance < rate:
                return fault
            chance -= rate
        return ""

    def take(self, kind: str, body: Mapping[str, Any], *, late: float) -> Taken:
        template = {"id": body["template_id"], "version": self.templates[body["template_id"]]["version"], "uri": f"{self.url}/v2/template/{body['template_id']}"}
        said = dict(body.get("personalisation") or {})
        to = body.get(TO.get(kind, "")) or "\n".join(said[name] for name in sorted(said) if name.startswith("address_line_"))
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        taken = Taken(str(uuid.uuid4()), kind, body.get("reference"), to, template, said, dict(body), now, time.monotonic() + late)
        with self.lock:
            self.taken.append(taken)
            self.by_id[taken.id] = taken
        if self.callbacks:
            self.callbacks.plan(taken)
        return taken

    def listed(self, asked: Mapping[str, str]) -> list[Taken]:
        """A page of what can be found by now, newest first."""
        with self.lock:
            rows = [row for row in reversed(self.taken) if row.seen_from <= time.monotonic()]
        if older_than := asked.get("older_than"):
            place = next((place for place, row in enumerate(rows) if row.id == older_than), len(rows))
            rows = rows[place + 1 :]
        for name, value in (("reference", asked.get("reference")), ("kind", asked.get("template_type")), ("status", asked.get("status"))):
            rows = [row for row in rows if value is None or getattr(row, name) == value]
        return rows[:PAGE]

    def counts(self) -> dict[str, Any]:
        with self.lock:
            many = Counter(row.reference or "" for row in self.taken)
            return {"taken": len(self.taken), "twice": sorted(reference for reference, number in many.items() if number > 1), "references": dict(many)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # it keeps the line, as Notify does
    wbufsize = -1  # head and body in one go: in two, each answer would wait 40 ms
    disable_nagle_algorithm = True
    notify: Notify

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/debug":
            return self._say(200, self.notify.counts())
        if not self._is_known():
            return self._refuse("403")
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        *_start, kind, name = asked.path.rstrip("/").split("/")
        if asked.path.rstrip("/") == "/v2/notifications":
            return self._page(query)
        if kind == "notifications" and (row := self.notify.by_id.get(name)) and row.seen_from <= time.monotonic():
            return self._say(200, row.as_json())
        if kind == "template" and name in self.notify.templates:
            return self._say(200, {"id": name, **self.notify.templates[name]})
        return self._error(404, "NoResultFound", "No result found")

    def _page(self, query: dict[str, str]) -> None:
        if fault := next((fault for about, fault in self.notify.rules if about == "find"), ""):
            return self._refuse(fault)
        rows = self.notify.listed(query)
        links = {"current": self.path} | ({"next": f"{self.notify.url}/v2/notifications?older_than={rows[-1].id}"} if rows else {})
        return self._say(200, {"notifications": [row.as_json() for row in rows], "links": links})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/debug":
            return self._set(body)
        kind = self.path.rsplit("/", 1)[-1]
        reference = str(body.get("reference") or "")
        self.notify.asked[reference] += 1
        fault = self.notify.fault(reference, str(body.get(TO.get(kind, ""), "")))
        if not self._is_known() or fault == "403":
            return self._refuse("403")
        template = self.notify.templates.get(body["template_id"])
        if template is None or template["type"] != kind:
            return self._error(400, "BadRequestError", "Template not found")
        if fault in REFUSALS:
            return self._refuse(fault)
        return self._take(kind, body, fault)

    def _take(self, kind: str, body: dict[str, Any], fault: str) -> None:
        name, _is, seconds = fault.partition(":")
        taken = self.notify.take(kind, body, late=float(seconds or 0))
        if name == "slow":
            time.sleep(float(seconds))
        if name in {"lost", "slow"}:
            self.close_connection = True  # without a word
            return None
        if name in {"504", "late"}:
            return self._say(504, "gateway")
        if name == "garbage":
            return self._say(201, "no JSON at all")
        return self._say(201, {"id": taken.id, "reference": taken.reference, "template": taken.template, "content": {"body": taken.personalisation.get("body", "")}})

    def _set(self, told: dict[str, Any]) -> None:
        with self.notify.lock:
            self.notify.rules = [(about, fault) for about, fault in told.get("rules", self.notify.rules)]
            self.notify.rates, self.notify.seed = told.get("rates", self.notify.rates), told.get("seed", self.notify.seed)
        self._say(200, self.notify.counts())

    def _is_known(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return get_token_issuer(token) == SERVICE and decode_jwt_token(token, SECRET)
        except TokenError:
            return False

    def _refuse(self, fault: str) -> None:
        self._error(*REFUSALS[fault])

    def _error(self, status: int, kind: str, message: str) -> None:
        self._say(status, {"status_code": status, "errors": [{"error": kind, "message": message}]} if kind else "gateway")

    def _say(self, status: int, told: object) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: there would be a line for each message."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True


class running:  # noqa: N801  # reads as what it does
    """One in a thread of this process, for tests: its address is `notify.url`."""

    def __init__(self, notify: Notify, port: int = 0) -> None:
        self.notify = notify
        self.server = Server(("127.0.0.1", port), type("Bound", (Handler,), {"notify": notify}))
        notify.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Notify:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self.notify

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        if self.notify.callbacks:
            self.notify.callbacks.stop()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--rule", action="append", default=[], metavar="REFERENCE=FAULT")
    words.add_argument("--rate", action="append", default=[], metavar="FAULT=0.01")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--callback-url", default="")
    words.add_argument("--callback-token", default="")
    words.add_argument("--callback-delay", type=float, default=1.0, help="seconds, with as much again by chance, so that they come out of order")
    words.add_argument("--callback-twice", type=float, default=0.1, help="this part of them comes twice")
    given = words.parse_args()
    callbacks = Callbacks(given.callback_url, given.callback_token, given.callback_delay, given.callback_twice, given.seed) if given.callback_url else None
    rules = [(about, fault) for about, _is, fault in (rule.rpartition("=") for rule in given.rule)]
    rates = {fault: float(rate) for fault, _is, rate in (each.rpartition("=") for each in given.rate)}
    with running(Notify(rules, rates, given.seed, callbacks=callbacks), given.port) as notify:
        print(f"ready at {notify.url}; NOTIFY_API_KEY={KEY}; templates: {json.dumps({kind['type']: name for name, kind in TEMPLATES.items()})}", flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()
