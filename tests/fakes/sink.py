"""A mail server that delivers nothing and counts: `python -m tests.fakes.sink --port 2525 --debug-port 2526`.

Fast enough never to be what is measured. `GET /` at the debug port gives the counts as JSON, `POST /` takes rules and forgets the counts with `{"forget": true}`.
A rule is `RECIPIENT=FAULT`: whatever recipient holds RECIPIENT gets it (of a sender: `from:SENDER=FAULT`); `*` is everybody. Faults:
a code of three digits (at RCPT, of a sender at MAIL), `data:CODE` (at the mail's end), `once:CODE` (the first time), `slow:SECONDS`, `dropped` (taken, no answer),
`cut` (the connection ends before the mail), `late:CODE` (refused at RCPT, and the mail waited for all the same), `421`. With `--random 0.01` that part of the recipients gets it by chance, and the same ones with the same `--seed`.
"""

import argparse
import asyncio
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field

HELLO = b"250-sink\r\n250-PIPELINING\r\n250-DSN\r\n250 8BITMIME\r\n"
PLAIN_HELLO = b"250-sink\r\n250 8BITMIME\r\n"


@dataclass
class Sink:
    """What was taken, and what goes wrong. `ids` and `recipients` count the mails that were taken, whether or not that was answered."""

    rules: list[tuple[str, str]] = field(default_factory=list)
    keep: int = 0
    reads_ahead: bool = True
    chance: float = 0.0
    seed: int = 0
    ids: Counter[str] = field(default_factory=Counter)
    recipients: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    met: set[tuple[str, str]] = field(default_factory=set)
    port: int = 0
    taken: int = 0

    def fault(self, whom: str) -> str:
        """The fault that meets an address, or an empty text."""
        for about, fault in self.rules:
            if about == "*" and whom.startswith("from:"):
                continue
            if about == "*" or about in whom:
                if self.chance and random.Random(f"{self.seed}{whom}{fault}").random() >= self.chance:
                    continue
                if fault.startswith("once:"):
                    if (whom, fault) in self.met:
                        continue
                    self.met.add((whom, fault))
                    return fault.removeprefix("once:")
                return fault
        return ""

    def take(self, mail: bytes, recipient: str) -> None:
        start = mail.find(b"Message-ID:")
        found = mail[start + 11 : mail.find(b"\r\n", start)].strip(b" <>").decode(errors="replace") if start >= 0 else ""
        self.taken += 1
        self.ids[found] += 1
        self.recipients[recipient] += 1
        if len(self.mails) < self.keep:
            self.mails.append(mail)

    def counts(self) -> dict[str, object]:
        return {"taken": self.taken, "connections": self.connections, "ids": dict(self.ids), "recipients": dict(self.recipients)}


class Talk(asyncio.Protocol):
    """One connection: what came is looked through in place, a line or a whole mail at a time."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.waiting, self.answers = bytearray(), bytearray()
        self.in_mail = False
        self.pause = 0.0
        self.sender = self.recipient = self.fault = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.sink.connections += 1
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while self.waiting and not self.transport.is_closing():
            if not (self._mail() if self.in_mail else self._line()):
                break
        self._flush()

    def _line(self) -> bool:
        """Answer one command; False when it is not whole yet."""
        end = self.waiting.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.waiting[:end])
        del self.waiting[: end + 2]
        if len(self.sink.commands) < self.sink.keep * 20:
            self.sink.commands.append(line.decode(errors="replace"))
        self.answers += self._answer(line[:4].upper(), line)
        return True

    def _answer(self, verb: bytes, line: bytes) -> bytes:
        if verb == b"MAIL":
            return self._from(_address(line))
        if verb == b"RCPT":
            return self._to(_address(line))
        if verb == b"DATA":
            return self._data()
        if verb == b"EHLO":
            return HELLO if self.sink.reads_ahead else PLAIN_HELLO
        if verb == b"QUIT":
            return self._end(b"221 Bye\r\n")
        return b"250 OK\r\n"

    def _from(self, sender: str) -> bytes:
        self.sender = self.recipient = self.fault = ""
        if fault := self.sink.fault(f"from:{sender}"):
            return self._code(fault)
        self.sender = sender
        return b"250 OK\r\n"

    def _to(self, recipient: str) -> bytes:
        if not self.sender:
            return b"503 No sender\r\n"
        self.fault = self.sink.fault(recipient)
        if self.fault.startswith("slow:"):
            self.pause = float(self.fault.removeprefix("slow:"))
        if len(self.fault) == 3:
            return self._code(self.fault)
        if self.fault.startswith("late:"):
            return self._code(self.fault.removeprefix("late:"))
        self.recipient = recipient
        return b"250 OK\r\n"

    def _data(self) -> bytes:
        if not self.recipient and not self.fault.startswith("late:"):
            return b"503 No recipient\r\n"
        if self.fault == "cut":
            self.transport.abort()
            return b""
        self.in_mail = True
        return b"354 Go on\r\n"

    def _mail(self) -> bool:
        """Take a whole mail; False when its end has not come."""
        end = -2 if self.waiting.startswith(b".\r\n") else self.waiting.find(b"\r\n.\r\n")
        if end == -1:
            return False
        mail = bytes(self.waiting[: end + 2])
        del self.waiting[: end + 5]
        self.in_mail = False
        if not self.recipient:
            self.answers += b"554 No recipient\r\n"
            return True
        if self.fault.startswith("data:"):
            self.answers += self._code(self.fault.removeprefix("data:"))
            return True
        self.sink.take(mail, self.recipient)
        if self.fault == "dropped":
            self.transport.abort()
        else:
            self.answers += b"250 2.0.0 Ok: queued as %08X\r\n" % self.sink.taken
        return True

    def _code(self, code: str) -> bytes:
        if code == "421":
            return self._end(b"421 4.3.2 Closing\r\n")
        return f"{code} {code[0]}.7.1 <{self.recipient or 'you'}> not now\r\n".encode()

    def _end(self, answer: bytes) -> bytes:
        self.answers += answer
        self._flush()
        self.transport.close()
        return b""

    def _flush(self) -> None:
        """All answers to what came together in one go."""
        answers, self.answers = bytes(self.answers), bytearray()
        if answers and self.pause:
            asyncio.get_running_loop().call_later(self.pause, self.transport.write, answers)
        elif answers:
            self.transport.write(answers)


def _address(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode(errors="replace")


async def _debug(sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A page of counts, for people and for tests."""
    head = await reader.readuntil(b"\r\n\r\n")
    if head.startswith(b"POST"):
        length = int(next(line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")))
        told = json.loads(await reader.readexactly(length))
        sink.rules = [(about, fault) for about, fault in told.get("rules", sink.rules)]
        if told.get("forget"):
            sink.ids.clear(), sink.recipients.clear(), sink.mails.clear(), sink.met.clear()
            sink.taken = 0
    body = json.dumps(sink.counts()).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    await writer.drain()
    writer.close()


class running:  # noqa: N801  # reads as what it does
    """A sink in a thread of this process, for tests: its port is `sink.port`."""

    def __init__(self, sink: Sink) -> None:
        self.sink, self.loop = sink, asyncio.new_event_loop()

    def __enter__(self) -> Sink:
        self.server = self.loop.run_until_complete(self.loop.create_server(lambda: Talk(self.sink), "127.0.0.1", 0))
        self.sink.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self.sink

    def __exit__(self, *error: object) -> None:
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


async def _serve(sink: Sink, port: int, debug_port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(sink), "127.0.0.1", port)
    if debug_port:
        await asyncio.start_server(lambda reader, writer: _debug(sink, reader, writer), "127.0.0.1", debug_port)
    print(f"ready on {server.sockets[0].getsockname()[1]}", flush=True)  # noqa: T201
    await server.serve_forever()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--debug-port", type=int, default=0)
    words.add_argument("--rule", action="append", default=[], metavar="RECIPIENT=FAULT")
    words.add_argument("--random", type=float, default=0.0)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--plain", action="store_true", help="offer no PIPELINING and no DSN")
    given = words.parse_args()
    rules = [(about, fault) for about, _is, fault in (rule.rpartition("=") for rule in given.rule)]
    sink = Sink(rules, reads_ahead=not given.plain, chance=given.random, seed=given.seed)
    asyncio.run(_serve(sink, given.port, given.debug_port))


if __name__ == "__main__":
    main()
