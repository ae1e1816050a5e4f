"""Writing anew what an older key of FIELD_KEYS made, table by table, while the site goes on.

Nothing is noted anywhere: whether a row is under the newest key is seen from the row. So a run may be killed, repeated or doubled at any point.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import IntegrityError, models, transaction

from accounts import crypto

AT_ONCE = 200  # rows locked together, for a third of a second
STORED = "stored_"
# The texts that allauth's second factors keep encrypted (`accounts.adapter`); a passkey has none.
SECRETS = {"secret", "seed", "migrated_codes"}
Row = Mapping[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Anew:
    """Of one row: the columns that an older key made, with what to write instead, and the names of those that no key opens."""

    values: dict[str, Any]
    shut: list[str]


@dataclass(frozen=True)
class KeyedTable:
    """A table of which some columns are made with FIELD_KEYS. `anew` judges a row by these columns as the database has them."""

    model: type[models.Model]
    columns: tuple[str, ...]
    anew: Callable[[Row], Anew]

    @property
    def name(self) -> str:
        return self.model.__name__

    def stored(self) -> models.QuerySet[Any, dict[str, Any]]:
        """`pk` and the columns under names that begin with STORED, not decrypted. Every row, whatever the model's own manager leaves out."""
        as_stored = {STORED + name: models.ExpressionWrapper(models.F(name), output_field=self._plain(name)) for name in self.columns}
        return self.model._base_manager.order_by("pk").values("pk", **as_stored)

    def write(self, pk: Any, values: Row) -> None:
        plain = {name: models.Value(value, output_field=self._plain(name)) for name, value in values.items()}
        self.model._base_manager.filter(pk=pk).update(**plain)

    def _plain(self, name: str) -> "models.Field[Any, Any]":
        return models.JSONField() if isinstance(self.model._meta.get_field(name), models.JSONField) else models.TextField()


@dataclass(frozen=True)
class Tally:
    """How many rows a table has, how many of them have something that an older key made, and how many values no key opens."""

    rows: int = 0
    older: int = 0
    shut: int = 0


def second_factors() -> KeyedTable:
    return KeyedTable(Authenticator, ("data",), _second_factor_anew)


def rotate(table: KeyedTable, tell: Tell) -> int:
    """Write every row under the newest key, a batch a transaction; how many were written. Only rows of an older key are locked."""
    done = written = 0
    for batch in _batches(table):
        older = [row["pk"] for row in batch if table.anew(_columns(row)).values]
        written += _write(table, older, tell) if older else 0
        done += len(batch)
        tell(f"{table.name}: {done:,} looked at, {written:,} written anew")
    return written


def look(table: KeyedTable, tell: Tell) -> Tally:
    """Count, and tell of each value that no key opens: where it is, never what it is."""
    rows = older = shut = 0
    for batch in _batches(table):
        for row in batch:
            anew = table.anew(_columns(row))
            rows, older, shut = rows + 1, older + bool(anew.values), shut + len(anew.shut)
            for name in anew.shut:
                tell(f"{table.name} {row['pk']}: no key opens {name}")
    return Tally(rows, older, shut)


def renewed_text(stored: object) -> str:
    """As `crypto.renewed`, for whatever a column may hold. Raises InvalidToken also for what is no text."""
    if not isinstance(stored, str):
        raise InvalidToken
    return crypto.renewed(stored)


def _batches(table: KeyedTable) -> Iterator[list[dict[str, Any]]]:
    """A few rows at a time, however many there are, by the primary key."""
    last = None
    while batch := list((table.stored() if last is None else table.stored().filter(pk__gt=last))[:AT_ONCE]):
        yield batch
        last = batch[-1]["pk"]


@transaction.atomic
def _write(table: KeyedTable, keys: list[Any], tell: Tell) -> int:
    """Judge the rows again under lock: the family, or somebody else's run, may have been first."""
    written = 0
    for row in table.stored().filter(pk__in=keys).select_for_update():
        values = table.anew(_columns(row)).values
        try:
            with transaction.atomic():
                if values:
                    table.write(row["pk"], values)
                    written += 1
        except IntegrityError:
            tell(f"{table.name} {row['pk']}: left as it is, another row has the same {' or '.join(values)}")
    return written


def _columns(row: Row) -> dict[str, Any]:
    return {name.removeprefix(STORED): value for name, value in row.items() if name.startswith(STORED)}


def _second_factor_anew(row: Row) -> Anew:
    data, shut = dict(row["data"]), []
    for name in data.keys() & SECRETS:
        try:
            kept = data[name]
            data[name] = [renewed_text(each) for each in kept] if isinstance(kept, list) else renewed_text(kept)
        except InvalidToken:
            shut.append(f"data: {name}")
    return Anew({} if data == row["data"] else {"data": data}, shut)
