"""When the numbers of the register move on: never by the answers of so few families that somebody who knows one of them learns what it answered."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from analytics.disclosure import LEAST
from register import totals
from register.models import Family, Figures

A_DAY = dt.timedelta(hours=20)


def publish(now: dt.datetime | None = None) -> Figures | None:
    """Make up the numbers anew and keep them. None: not yet (see `is_due`)."""
    moment = now or timezone.now()
    if not is_due(moment):
        return None
    with transaction.atomic():
        _stand_still()
        families, numbers = Family.objects.confirmed().count(), totals.of_register(timezone.localdate(moment))
        return Figures.objects.create(at=moment, families=families, numbers=numbers)


def _stand_still() -> None:
    """Count as of one moment: a family that joins meanwhile would be in one table and not in the next. SQLite's transactions do so by themselves."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def is_due(moment: dt.datetime) -> bool:
    """Once a day at most, and once LEAST families have joined or left since. The first time always.

    Otherwise a number that goes up on the day on which one family joined would tell that family's need, ward or ethnic group.
    """
    last = Figures.objects.newest()
    if last is None:
        return True
    joined = Family.objects.confirmed_since(last.at).count()
    left = last.families + joined - Family.objects.confirmed().count()
    return moment >= last.at + A_DAY and joined + left >= LEAST
