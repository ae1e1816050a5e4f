"""What was counted up to now."""

import datetime as dt

import time_machine
from django.utils import timezone

from analytics.actions import roll_up
from analytics.models import DropDay, SiteDay


def at(text):
    return time_machine.travel(dt.datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone()), tick=False)


def days():
    roll_up()
    return {row.day.isoformat(): (row.views, row.sessions, row.visitors) for row in SiteDay.objects.order_by("day")}


def dropped():
    roll_up()
    return {row.reason: row.dropped for row in DropDay.objects.all()}


def views():
    roll_up()
    return SiteDay.objects.totals().views
