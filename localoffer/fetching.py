"""Asking another host for a file, safely: an address that an editor typed must not reach into our own network."""

import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from localoffer import lookup

MOST_BYTES = 50_000_000
MOST_REDIRECTS = 5
LOOKUP_SECONDS = 10
WAIT_SECONDS = 20
WHOLE_SECONDS = 120
CHUNK = 65_536
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}


class _TimedPipe(io.RawIOBase):
    """What a socket gives, until the whole time is over: a host that sends a byte now and then would never be silent for long."""

    def __init__(self, raw: io.RawIOBase, pipe: socket.socket, until: float) -> None:
        super().__init__()
        self._raw, self._pipe, self._until = raw, pipe, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._pipe.settimeout(_left(self._until))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedAnswer(http.client.HTTPResponse):
    """An answer whose headers and body must all have come by `until`."""

    def __init__(self, pipe: socket.socket, *, until: float, method: str | None = None) -> None:
        super().__init__(pipe, method=method)
        self.fp = io.BufferedReader(_TimedPipe(self.fp.detach(), pipe, until))


class CannotFetch(Exception):
    """The address can't be read; the message says why, in words for an editor."""


@dataclass(frozen=True)
class Fetched:
    address: str  # after redirects
    body: bytes
    content_type: str


def fetch(address: str) -> Fetched:
    """What is at the address. Raises CannotFetch for all that can go wrong, and for addresses inside our own network.

    Every redirect is checked like the first address, and the connection goes to the very address that was checked.
    """
    until = time.monotonic() + WHOLE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        parts = _parts(address)
        answer = _ask(parts, _reachable(parts, until), until)
        if isinstance(answer, Fetched):
            return answer
        address = _onward(address, answer)
    raise CannotFetch(f"It leads on more than {MOST_REDIRECTS} times.")


def is_surely_private(address: str) -> bool:
    """Whether the web address itself says that it is in a private network; of a name only the look-up of each reading decides."""
    host = urlsplit(address).hostname or ""
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def is_public(address: str) -> bool:
    """True for an address out in the internet: not this machine, not our network, not one kept for special use."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None) or _translated(found)
        if inner:
            return is_public(str(inner)) and not found.is_link_local
    return found.is_global and not found.is_multicast and not found.is_reserved


def _translated(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in a NAT64 one (64:ff9b::/96), or in the old ::1.2.3.4."""
    if found in ipaddress.ip_network("64:ff9b::/96") or (found in ipaddress.ip_network("::/96") and int(found) > 1):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return None


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_odd = parts.port == 0 or any(sign.isspace() or not sign.isprintable() for sign in address)
    except ValueError as problem:
        raise CannotFetch(f"This is no web address: {address[:200]}") from problem
    if parts.scheme not in PORTS or not parts.hostname or is_odd:
        raise CannotFetch("Only addresses that begin with https:// or http:// can be read.")
    if parts.username or parts.password:
        raise CannotFetch("An address with a name or password in it is not read.")
    return parts


def _onward(address: str, there: str) -> str:
    try:
        return urljoin(address, there)
    except ValueError as problem:
        raise CannotFetch(f"It leads on to what is no web address: {there[:200]}") from problem


def _reachable(parts: SplitResult, until: float) -> str:
    """The host's first network address, once all of them are out in the internet."""
    try:
        addresses = lookup.addresses(parts.hostname or "", parts.port or PORTS[parts.scheme], seconds=min(LOOKUP_SECONDS, _left(until)))
    except TimeoutError as problem:
        raise CannotFetch(f"Where {parts.hostname} is could not be found out in time.") from problem
    except (OSError, UnicodeError) as problem:
        raise CannotFetch(f"There is no host called {parts.hostname}.") from problem
    if not addresses or not all(is_public(address) for address in addresses):
        raise CannotFetch(f"{parts.hostname} is inside a private network, which a feed may not reach.")
    return addresses[0]


def _ask(parts: SplitResult, ip: str, until: float) -> Fetched | str:
    """What is there, or where it leads."""
    connection: http.client.HTTPConnection | None = None
    try:
        connection = _connection(parts, ip, until)
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=_headers())
        answer = connection.getresponse()
        if answer.status in REDIRECTS and (there := answer.getheader("Location")):
            return there
        if answer.status != http.client.OK:
            raise CannotFetch(f"{parts.hostname} answered {answer.status} {answer.reason[:80]}.")
        body = b"".join(_body(answer))
        return Fetched(parts.geturl(), body, answer.getheader("Content-Type") or "")
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as problem:
        raise CannotFetch(f"{parts.hostname} could not be read: {problem or type(problem).__name__}") from problem
    finally:
        if connection:
            connection.close()


def _headers() -> dict[str, str]:
    return {"Accept": "application/json, text/csv;q=0.9", "Accept-Encoding": "gzip", "User-Agent": "local-offer-feed-reader", "Connection": "close"}


def _connection(parts: SplitResult, ip: str, until: float) -> http.client.HTTPConnection:
    """To the address that was checked, and nowhere else: a name that is asked for twice may answer differently the second time."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    connection = http.client.HTTPConnection(host, port)
    connection.response_class = partial(_TimedAnswer, until=until)  # type: ignore[assignment]  # it is only ever called
    pipe = socket.create_connection((ip, port), timeout=_left(until))
    connection.sock = pipe if parts.scheme == "http" else _secure(pipe, host)
    return connection


def _left(until: float) -> float:
    """How many seconds we may wait now. Raises TimeoutError when the whole time is over."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"it took longer than {WHOLE_SECONDS} seconds")
    return min(WAIT_SECONDS, left)


def _secure(pipe: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(pipe, server_hostname=host)
    except BaseException:
        pipe.close()
        raise


def _body(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """The body in pieces, unzipped as it comes: a small file that unzips without end is stopped at the same size."""
    coding = (answer.getheader("Content-Encoding") or "identity").lower()
    if coding not in {"gzip", "x-gzip", "identity"}:
        raise CannotFetch(f"It is packed as {coding[:20]!r}, which we can't unpack.")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in coding else None
    total = 0
    while piece := answer.read(CHUNK):
        while piece:
            out = unpack.decompress(piece, CHUNK) if unpack else piece
            piece = unpack.unconsumed_tail if unpack else b""
            total += len(out)
            if total > MOST_BYTES:
                raise CannotFetch(f"It is bigger than {MOST_BYTES // 1_000_000} MB.")
            yield out
    if unpack and not unpack.eof:
        raise CannotFetch("It ends in the middle.")


def unpacked(body: bytes) -> bytes:
    """The file itself when it is a gzip file, to the same size."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpack = zlib.decompressobj(wbits=31)
        found = unpack.decompress(body, MOST_BYTES + 1)
    except zlib.error as problem:
        raise CannotFetch("It is a damaged gzip file.") from problem
    if len(found) > MOST_BYTES or not unpack.eof:
        raise CannotFetch(f"It is bigger than {MOST_BYTES // 1_000_000} MB, or ends in the middle.")
    return found
