"""Answers that lead to nobody: equality, why a family left, and who grew up.

A row written when its family joins or leaves, or when its child grows up, would stand at that place in the table, for whoever lays the two side by side. So the answers
wait, encrypted, and are written together with those of others, into a table whose order is random each time.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from analytics.disclosure import LEAST
from home.models import Borough
from register.models import Child, EqualityAnswer, GrownUp, Leaver, ToCount, WhyLeft
from register.models.equality import quarter_of

Row = Mapping[str, Any]
TABLES: dict[ToCount.Kind, type[models.Model]] = {ToCount.Kind.EQUALITY: EqualityAnswer, ToCount.Kind.LEAVER: Leaver, ToCount.Kind.GROWN_UP: GrownUp}


def keep_equality(answers: Mapping[str, str], borough: Borough | None) -> None:
    """To be counted, each answer on its own. Inside the caller's transaction."""
    if answers:
        _keep(ToCount.Kind.EQUALITY, [{"question": question, "answer": answer, **_now()} for question, answer in answers.items()], borough)


def keep_leaver(why: WhyLeft, borough: Borough | None) -> None:
    """To be counted. Inside the caller's transaction."""
    _keep(ToCount.Kind.LEAVER, [{"reason": why, **_now()}], borough)


def keep_grown_up(child: Child) -> None:
    """To be counted, a number: without a day, for the year of birth says about when. Inside the caller's transaction."""
    _keep(ToCount.Kind.GROWN_UP, [{"birth_year": child.birth_year, "support_stage": child.support_stage}], child.family.borough)


def _now() -> Row:
    return {"quarter": quarter_of(timezone.localdate()).isoformat()}


def _keep(kind: ToCount.Kind, rows: list[Row], borough: Borough | None) -> None:
    place = {"borough_id": borough.pk if borough else None}
    ToCount.objects.create(kind=kind, said=json.dumps([{**row, **place} for row in rows]))


def count(*, least: int = LEAST) -> int:
    """Count what waits, where it is of `least` people or more; of how many people it was."""
    return sum(_count(kind, least) for kind in TABLES)


@transaction.atomic
def _count(kind: ToCount.Kind, least: int) -> int:
    waiting = list(ToCount.objects.of_kind(kind).select_for_update())
    if len(waiting) < max(least, 1):
        return 0
    model, there = TABLES[kind], {*Borough.objects.values_list("pk", flat=True)}
    rows = [row | {"borough_id": row["borough_id"] if row["borough_id"] in there else None} for each in waiting for row in json.loads(each.said)]
    model._base_manager.bulk_create([model(**row) for row in rows])
    ToCount.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    _put_in_random_order(model._meta.db_table)
    return len(waiting)


def _put_in_random_order(table: str) -> None:
    """Write the whole table anew in the order of its keys, which are random: no row stands where it was written."""
    with connection.cursor() as cursor:
        for statement in (
            f"CREATE TEMPORARY TABLE in_random_order AS SELECT * FROM {table} ORDER BY id",  # noqa: S608 - the model's own table
            f"DELETE FROM {table}",  # noqa: S608
            f"INSERT INTO {table} SELECT * FROM in_random_order",  # noqa: S608
            "DROP TABLE in_random_order",
        ):
            cursor.execute(statement)
