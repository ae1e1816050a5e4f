"""A feed's address can't reach into our own network, and can't flood us."""

import contextlib
import gzip
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from localoffer import fetching, lookup
from localoffer.fetching import CannotFetch, fetch

pytestmark = pytest.mark.same_on_any_server


class Host:
    """A small web server on this machine; `answers` maps a path to a status, headers and a body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append(self.path)
                status, headers, body = host.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def host():
    host = Host()
    yield host
    host.close()


@pytest.fixture
def this_machine_is_public(monkeypatch):
    """The seam: in these tests this machine stands for a host in the internet."""
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2002:0a00:0001::", "::127.0.0.1", "::10.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_out_in_the_internet(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"])
def test_addresses_that_are(address):
    assert fetching.is_public(address)


def test_this_machine_is_refused_before_it_is_asked(host):
    host.answers["/"] = (200, {}, b"secret")
    with pytest.raises(CannotFetch, match="private network"):
        fetch(host.base + "/")
    assert host.asked == []


@pytest.mark.parametrize("address", ["http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"])
def test_other_ways_to_write_this_machine_are_refused(address):
    with pytest.raises(CannotFetch, match=r"private network|no host"):
        fetch(address)


@pytest.mark.parametrize("address", ["ftp://feeds.example/", "file:///etc/passwd", "gopher://x/", "//feeds.example/", "feeds.example", "http://", "http://a:0/", "http://a:99999/", "http://a b/", "http://a/\r\nX: y", "http://[::1/"])  # fmt: skip
def test_only_web_addresses_are_read(address):
    with pytest.raises(CannotFetch):
        fetch(address)


def test_an_address_with_a_password_is_refused():
    with pytest.raises(CannotFetch, match="password"):
        fetch("https://us:secret@feeds.example/")


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(CannotFetch, match="private network"):
        fetch("http://feeds.example/")


def test_the_connection_goes_to_the_address_that_was_checked(host, monkeypatch, this_machine_is_public):
    """The name is asked for once: what it answers the second time does not count."""
    port = int(host.base.rpartition(":")[2])
    asked = []

    def look_up(name, *args, **kwargs):
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    host.answers["/feed"] = (200, {"Content-Type": "application/json"}, b"[]")
    real = socket.create_connection
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda to, **kwargs: connected.append(to) or real_connect(to, real, **kwargs))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert fetch(f"http://feeds.example:{port}/feed").body == b"[]"
    assert connected == [("127.0.0.1", port)]
    assert asked == ["feeds.example"]


def real_connect(to, real, **kwargs):
    """Connect without asking for a name again."""
    pipe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    pipe.connect(to)
    return pipe


def test_a_redirect_is_followed_and_checked_again(host, monkeypatch, this_machine_is_public):
    host.answers["/old"] = (302, {"Location": "/new"}, b"")
    host.answers["/new"] = (200, {}, b"[]")
    assert fetch(host.base + "/old").body == b"[]"
    host.answers["/inside"] = (302, {"Location": "http://10.0.0.1/"}, b"")
    with pytest.raises(CannotFetch, match="private network"):
        fetch(host.base + "/inside")
    host.answers["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(CannotFetch, match="http"):
        fetch(host.base + "/file")


@pytest.mark.parametrize("there", ["http://[bad", "//[::1"])
def test_a_redirect_to_what_is_no_address_is_said(host, this_machine_is_public, there):
    host.answers["/odd"] = (302, {"Location": there}, b"")
    with pytest.raises(CannotFetch, match="no web address"):
        fetch(host.base + "/odd")


def test_redirects_end(host, this_machine_is_public):
    host.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(CannotFetch, match="leads on"):
        fetch(host.base + "/round")
    assert len(host.asked) == fetching.MOST_REDIRECTS + 1


def test_what_is_too_big_is_stopped(host, monkeypatch, this_machine_is_public):
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000)
    host.answers["/big"] = (200, {}, b"x" * 1_001)
    host.answers["/fits"] = (200, {}, b"x" * 1_000)
    assert len(fetch(host.base + "/fits").body) == 1_000
    with pytest.raises(CannotFetch, match="bigger"):
        fetch(host.base + "/big")


def test_a_small_file_that_unzips_without_end_is_stopped(host, this_machine_is_public, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    assert len(bomb) < 60_000
    host.answers["/bomb"] = (200, {"Content-Encoding": "gzip"}, bomb)
    with pytest.raises(CannotFetch, match="bigger"):
        fetch(host.base + "/bomb")
    with pytest.raises(CannotFetch, match="bigger"):
        fetching.unpacked(bomb)


def test_a_packed_answer_is_unpacked(host, this_machine_is_public):
    host.answers["/zip"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"[1]" * 50_000, mtime=0))
    assert fetch(host.base + "/zip").body == b"[1]" * 50_000


@pytest.mark.parametrize(
    ("headers", "body"),
    [({"Content-Encoding": "gzip"}, b"no gzip"), ({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 500, mtime=0)[:-9]), ({"Content-Encoding": "br"}, b"x"), ({"Content-Encoding": "deflate"}, zlib.compress(b"x"))],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_said(host, this_machine_is_public, headers, body):
    host.answers["/odd"] = (200, headers, body)
    with pytest.raises(CannotFetch):
        fetch(host.base + "/odd")


@pytest.mark.parametrize("status", [400, 404, 500, 204])
def test_an_answer_that_is_no_feed_is_said(host, this_machine_is_public, status):
    host.answers["/x"] = (status, {}, b"")
    with pytest.raises(CannotFetch, match=str(status)):
        fetch(host.base + "/x")


def test_a_host_that_says_nothing_is_given_up(this_machine_is_public, monkeypatch):
    monkeypatch.setattr(fetching, "WAIT_SECONDS", 0.3)
    silent = socket.create_server(("127.0.0.1", 0))
    with pytest.raises(CannotFetch, match="could not be read"):
        fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    silent.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("at_once", "dripped"),
    [(b"", b"H" * 100), (HEAD, b"X-Long: " + b"x" * 100), (HEAD + b"Content-Length: 1000\r\n\r\n", b"x" * 100), (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 100)],
    ids=["status", "headers", "body", "chunks"],
)
def test_a_host_that_drips_is_given_up_when_the_whole_time_is_over(this_machine_is_public, monkeypatch, at_once, dripped):
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=drip, args=(listening, at_once, dripped), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(CannotFetch, match=r"longer than|timed out"):
            fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    assert 0.4 < time.monotonic() - began < 3


def drip(listening: socket.socket, at_once: bytes, dripped: bytes) -> None:
    """Answer one visitor: a part at once, then a byte each tenth of a second, until they go."""
    pipe, _address = listening.accept()
    with pipe, contextlib.suppress(OSError):
        pipe.recv(10_000)
        pipe.sendall(at_once)
        for place in range(len(dripped)):
            pipe.sendall(dripped[place : place + 1])
            time.sleep(0.1)


@pytest.fixture
def resolver_that_hangs(monkeypatch):
    """Asked where a host is, it says nothing until the test is over."""
    over = threading.Event()

    def hang(*args: object, **kwargs: object) -> list[object]:
        over.wait(30)
        raise socket.gaierror("nobody answered")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield
    over.set()
    for thread in threading.enumerate():
        if thread.name == "lookup":
            thread.join(5)


def test_a_resolver_that_hangs_is_given_up(resolver_that_hangs, monkeypatch):
    monkeypatch.setattr(fetching, "LOOKUP_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(CannotFetch, match=r"feeds\.example .* in time"):
        fetch("https://feeds.example/")
    assert 0.2 < time.monotonic() - began < 3


def test_a_look_up_takes_no_more_than_what_is_left_of_the_whole_time(resolver_that_hangs, monkeypatch):
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(CannotFetch, match="in time"):
        fetch("https://feeds.example/")
    assert time.monotonic() - began < 3


def test_look_ups_that_were_given_up_do_not_pile_up(resolver_that_hangs, monkeypatch):
    monkeypatch.setattr(fetching, "LOOKUP_SECONDS", 0.02)
    for _ in range(2 * lookup.MOST_AT_ONCE):
        with pytest.raises(CannotFetch, match="in time"):
            fetch("https://feeds.example/")
    assert sum(thread.name == "lookup" for thread in threading.enumerate()) == lookup.MOST_AT_ONCE


def test_a_redirect_to_a_name_that_hangs_is_given_up_too(host, this_machine_is_public, monkeypatch):
    real = socket.getaddrinfo
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *args, **kwargs: over.wait(30) if name == "slow.example" else real(name, *args, **kwargs))
    monkeypatch.setattr(fetching, "LOOKUP_SECONDS", 0.3)
    host.answers["/old"] = (302, {"Location": "http://slow.example/"}, b"")
    with pytest.raises(CannotFetch, match=r"slow\.example .* in time"):
        fetch(host.base + "/old")
    over.set()


def test_a_host_that_is_not_there_is_said(monkeypatch):
    def nobody(*args, **kwargs):
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(CannotFetch, match=r"no host called feeds\.example"):
        fetch("https://feeds.example/")
