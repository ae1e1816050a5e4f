"""Texts to a folder, for the demo and for trying out, as `accounts.texts` writes its own there."""

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.carriers import holes
from campaigns.carriers.base import Accepted, Answer, Later, Receipt, Refused, Words
from campaigns.carriers.encoded import one_line


class InFolder:
    """A file for each text, named by its reference: what is there was sent, so one sent again is the same file."""

    can_look_up = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, words: Words, /) -> list[str]:
        holes.check(words)
        return holes.split(words.text)

    def send(self, prepared: list[str], /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        try:
            text = holes.fill(prepared, fields, one_line)
        except holes.Missing as problem:
            return Refused(str(problem))
        said = json.dumps({"to": to, "text": text, "sent": timezone.now().isoformat(timespec="seconds")})
        path = self._path(reference)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            begun = path.with_suffix(f".{os.getpid()}")
            begun.write_text(said)
            begun.rename(path)
        except OSError:
            return Later(_("The text can’t be written to its folder."))
        return Accepted(path.stem)

    def find(self, reference: UUID, /) -> Receipt | None:
        path = self._path(reference)
        return Receipt(str(reference), path.stem, "delivered") if path.exists() else None

    def sweep(self, since: dt.datetime, /) -> Iterable[Receipt]:
        """Every text of a campaign that is there, from whenever: there are few where nothing is really sent."""
        for path in self._folder.glob("campaign-*.json"):
            yield Receipt(path.stem.removeprefix("campaign-"), path.stem, "delivered")

    def close(self) -> None:
        """Nothing is open."""

    def _path(self, reference: UUID) -> Path:
        return self._folder / f"campaign-{reference}.json"
