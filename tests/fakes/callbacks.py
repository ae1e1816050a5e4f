"""What GOV.UK Notify tells afterwards: late, out of order, some of it twice, and again when nobody answered; never again after a 4xx."""

import heapq
import http.client
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlsplit

MOST_TRIES = 6
ANSWER_SECONDS = 5
# What becomes of a message, by a word in its address; of the rest, that it arrived.
ENDS = {"permanent": "permanent-failure", "temporary": "temporary-failure", "technical": "technical-failure"}


@dataclass
class Callbacks:
    """`delay` in seconds, with as much again by chance; `twice` is the part that comes two times; `again` how long until one is repeated that got no 2xx (Notify: 5 minutes)."""

    url: str
    token: str
    delay: float = 0.0
    twice: float = 0.0
    seed: int = 0
    again: float = 0.5
    answers: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.waiting: list[tuple[float, int, int, Any, dict[str, Any]]] = []
        self.order, self.news, self.is_over, self.is_busy = count(), threading.Condition(), False, False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def plan(self, taken: Any) -> None:
        """The final word on a message, once or twice, and for some a first "sending" that may come last."""
        status = next((end for word, end in ENDS.items() if word in taken.to), "received" if taken.kind == "letter" else "delivered")
        statuses = [status, *([status] if self.chance.random() < self.twice else []), *(["sending"] if self.chance.random() < self.twice else [])]
        with self.news:
            for each in statuses:
                due = time.monotonic() + self.delay * (1 + self.chance.random())
                heapq.heappush(self.waiting, (due, next(self.order), 1, taken, self._told(taken, each)))
            self.news.notify()

    def rest(self, seconds: float = 10) -> bool:
        """Wait until nothing waits to be told; whether that was so in time."""
        with self.news:
            return self.news.wait_for(lambda: not self.waiting and not self.is_busy, seconds)

    def stop(self) -> None:
        with self.news:
            self.is_over = True
            self.news.notify_all()
        self.thread.join(ANSWER_SECONDS)

    def _told(self, taken: Any, status: str) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        return {
            "id": taken.id,
            "reference": taken.reference,
            "to": taken.to,
            "status": status,
            "created_at": taken.created_at,
            "completed_at": now if status != "sending" else None,
            "sent_at": taken.created_at,
            "notification_type": taken.kind,
            "template_id": taken.template["id"],
            "template_version": taken.template["version"],
        }

    def _run(self) -> None:
        while True:
            with self.news:
                while not self.is_over and (not self.waiting or self.waiting[0][0] > time.monotonic()):
                    self.news.wait(max(0.0, self.waiting[0][0] - time.monotonic()) if self.waiting else None)
                if self.is_over:
                    return
                _due, _order, tries, taken, told = heapq.heappop(self.waiting)
                self.is_busy = True
            answer = self._send(told)
            with self.news:
                self.answers[answer] += 1
                self.is_busy = False
                if told["status"] != "sending":
                    taken.status, taken.completed_at = told["status"], told["completed_at"]
                if not 200 <= answer < 300 and not 400 <= answer < 500 and tries < MOST_TRIES:
                    heapq.heappush(self.waiting, (time.monotonic() + self.again, next(self.order), tries + 1, taken, told))
                self.news.notify_all()

    def _send(self, told: dict[str, Any]) -> int:
        """The answer's number; 0 when there was none."""
        where = urlsplit(self.url)
        line = http.client.HTTPConnection(where.netloc, timeout=ANSWER_SECONDS)
        try:
            line.request("POST", where.path, json.dumps(told), {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"})
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()
