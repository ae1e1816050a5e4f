"""Where a feed's records come from: files, a folder of files, or a web address with its pages."""

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from localoffer import fetching
from localoffer.fetching import CannotFetch, Fetched
from localoffer.openreferral import spreadsheet

MOST_PAGES = 2_000
MOST_SECONDS = 3_600  # that we wait for the hosts of one feed, all its pages together
MOST_BYTES = 1_000_000_000
KINDS = (".json", ".csv")


class NotReadable(Exception):
    """The source can't be read, or holds no services; the message says why."""


class TooMuch(NotReadable):
    """The feed as a whole takes too long, or is too big."""


class Source:
    """The records of a source one by one; `total` is how many there are, as far as is known before the end.

    With `asks_each`, each record of a web feed is asked for by its id: many feeds' lists leave out places, costs and times.
    """

    def __init__(self, *names: str, asks_each: bool = False) -> None:
        self.total: int | None = None
        self.notes: list[str] = []
        self._seconds, self._bytes = 0.0, 0
        self._names, self._asks_each = names, asks_each

    def records(self) -> Iterator[Any]:
        """Raises NotReadable, for a later page too."""
        for name in self._names:
            yield from self._of_web(name) if is_web(name) else self._of_files(Path(name))

    def _of_files(self, path: Path) -> Iterator[Any]:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in KINDS) if path.is_dir() else [path]
        if not files:
            raise NotReadable(f"{path} holds no file that ends in {' or '.join(KINDS)}.")
        for file in files:
            try:
                records, pages = _read(fetching.unpacked(file.read_bytes()), name=str(file), is_csv=file.suffix.lower() == ".csv")
            except OSError as problem:
                raise NotReadable(f"{file} can't be read: {problem.strerror}.") from problem
            except CannotFetch as problem:
                raise NotReadable(f"{file}: {problem}") from problem
            if pages > len(files) and len(self._names) == 1:
                self.notes.append(f"{file} is only one of {pages} pages of the feed. Import the others too.")
            self._add(len(records))
            yield from records

    def _of_web(self, address: str) -> Iterator[Any]:
        number, pages = 1, 1
        while number <= pages:
            page = self._fetch(address if number == 1 else _page(address, number))
            records, pages = _read(page.body, name=address, is_csv=_is_csv(page))
            if pages > MOST_PAGES:
                raise NotReadable(f"{address} says that it has {pages} pages; {MOST_PAGES} are the most.")
            if number == 1:
                self._add(len(records) * pages)
            if not records:
                return
            yield from (self._whole(page.address, record) for record in records)
            number += 1

    def _whole(self, address: str, record: Any) -> Any:
        """The record as the feed gives it by its id; as it stands in the list when that can't be read."""
        if not self._asks_each or not isinstance(record, dict) or not isinstance(record.get("id"), str):
            return record
        parts = urlsplit(address)
        one = urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{quote(record['id'], safe='')}", "", ""))
        try:
            found = json.loads(self._fetch(one).body)
        except TooMuch:
            raise
        except (NotReadable, ValueError, RecursionError):
            return record
        return found if isinstance(found, dict) and found.get("id") == record["id"] else record

    def _fetch(self, address: str) -> Fetched:
        """What is there, as long as the feed as a whole has not taken too long."""
        if self._seconds > MOST_SECONDS or self._bytes > MOST_BYTES:
            raise TooMuch(f"{address}: the feed took longer than {MOST_SECONDS // 60} minutes, or is bigger than {MOST_BYTES // 1_000_000} MB.")
        began = time.monotonic()
        try:
            page = fetching.fetch(address)
        except CannotFetch as problem:
            raise NotReadable(f"{address}: {problem}") from problem
        finally:
            self._seconds += time.monotonic() - began
        self._bytes += len(page.body)
        return page

    def _add(self, number: int) -> None:
        self.total = (self.total or 0) + number


def is_web(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def feed_name(names: list[str]) -> str:
    """What to call the feed when nobody gave it a name: the host's, or the file's."""
    return urlsplit(names[0]).hostname or names[0] if is_web(names[0]) else Path(names[0]).stem


def _page(address: str, number: int) -> str:
    """The address with this page's number, whatever else it asks."""
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "page"]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("page", str(number))])))


def _is_csv(page: Fetched) -> bool:
    return "csv" in page.content_type.lower() or urlsplit(page.address).path.lower().endswith(".csv")


def _read(body: bytes, *, name: str, is_csv: bool) -> tuple[list[Any], int]:
    """The records on a page, and how many pages there are."""
    if is_csv:
        return _of_csv(body, name), 1
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise NotReadable(f"{name} is not JSON: {problem}.") from problem
    page = document if isinstance(document, dict) else {}
    records = page.get("contents", page.get("content")) if page else document
    if not isinstance(records, list):
        raise NotReadable(f"{name} holds no list of services.")
    pages = page.get("total_pages", page.get("totalPages", 1))
    return records, pages if isinstance(pages, int) and not isinstance(pages, bool) and pages > 0 else 1


def _of_csv(body: bytes, name: str) -> list[Any]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")  # what Excel writes on an English Windows
    try:
        return list(spreadsheet.rows(text))
    except (spreadsheet.WrongColumns, csv.Error) as problem:
        raise NotReadable(f"{name}: {problem}") from problem
