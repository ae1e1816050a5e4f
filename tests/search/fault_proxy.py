"""A server that stands before Elasticsearch and fails as real ones do; without an Elasticsearch behind it, it answers what a test gives it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HEADERS = {"Content-Type": "application/vnd.elasticsearch+json;compatible-with=8", "X-Elastic-Product": "Elasticsearch"}
SLOW_SECONDS = 5
Answer = tuple[int, bytes]


class FaultProxy:
    """`fault` names what is wrong now, empty when nothing is. `asked` counts the requests that arrived."""

    def __init__(self, behind: str | Callable[[str, str, bytes], object]) -> None:
        self.fault = ""
        self.asked = 0
        self.behind = behind
        self._ended = threading.Event()
        self._server = self._listen(0)
        self.port = self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def refuse(self) -> None:
        """Nobody listens any more, and lines that are open are cut at the next request."""
        self.fault = "cut"
        self._server.shutdown()
        self._server.server_close()

    def listen_again(self) -> None:
        self._server = self._listen(self.port)

    def end(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float | None = None) -> None:
        """Not longer than the test lasts."""
        self._ended.wait(seconds)

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        if self.fault in FAULTS:
            status, said = FAULTS[self.fault]
            return status, said if isinstance(said, bytes) else json.dumps(said).encode()
        if not isinstance(self.behind, str):
            return 200, json.dumps(self.behind(method, path, body)).encode()
        real = HTTPConnection(urlsplit(self.behind).netloc, timeout=10)
        real.request(method, path, body, {"Content-Type": "application/json"})
        answer = real.getresponse()
        return answer.status, answer.read()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", port), type("Faulty", (Handler,), {"proxy": self}))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def answer(self) -> None:
        self.proxy.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.proxy.fault == "cut":
            self.close_connection = True
            return
        self.proxy.wait({"black hole": None, "slow": SLOW_SECONDS}.get(self.proxy.fault, 0))
        status, said = self.proxy.answer(self.command, self.path, body)
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.say(said)

    def say(self, said: bytes) -> None:
        if self.proxy.fault == "drip":  # a letter now and then keeps every single wait short
            for number in range(len(said)):
                self.wfile.write(said[number : number + 1])
                self.proxy.wait(0.2)
        elif self.proxy.fault == "half":
            self.wfile.write(said[: len(said) // 2])
            self.close_connection = True
        else:
            self.wfile.write(said)

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def do_PUT(self) -> None:
        self.answer()

    def do_DELETE(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def log_message(self, *args: object) -> None:
        pass


def error(status: int, kind: str) -> tuple[int, object]:
    return status, {"error": {"root_cause": [{"type": kind, "reason": kind}], "type": kind, "reason": kind}, "status": status}


NOTHING = {"took": 1, "timed_out": False, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0}, "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}
FAULTS: dict[str, tuple[int, object]] = {
    "429": error(429, "es_rejected_execution_exception"),
    "red": error(503, "search_phase_execution_exception"),
    "index missing": error(404, "index_not_found_exception"),
    "no right": error(403, "security_exception"),
    "garbage": (200, b"<html><h1>It works!</h1>"),
    "other JSON": (200, {"hello": ["world"]}),
    "no JSON object": (200, [1, 2, 3]),
    "nulls": (200, NOTHING | {"hits": None}),
    "unknown kind": (200, NOTHING | {"hits": {"total": {"value": 1}, "hits": [{"_id": "x", "_source": {"key": "service:x", "kind": "?"}}]}}),
    "partial": (200, NOTHING | {"_shards": {"total": 2, "successful": 1, "skipped": 0, "failed": 1}}),
    "no part at all": (200, NOTHING | {"_shards": {"total": 0, "successful": 0, "skipped": 0, "failed": 0}}),
    "out of time": (200, NOTHING | {"timed_out": True}),
}
WAITS = ["slow", "black hole", "drip", "half", "cut"]


@contextmanager
def fault_proxy(behind: str | Callable[[str, str, bytes], object]) -> Iterator[FaultProxy]:
    proxy = FaultProxy(behind)
    try:
        yield proxy
    finally:
        proxy.end()
