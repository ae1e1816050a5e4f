"""What a provider says of times: what stays keeps its rows."""

import datetime as dt

import pytest

from localoffer.models import Schedule, Service
from tests.localoffer.freshness import day, filled_in
from tests.localoffer.providerform.given import approve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_line_of_days_is_one_time_and_keeps_its_rows(client, service, form):
    service.schedules = [Schedule(day=day, opens_at=dt.time(9), closes_at=dt.time(12)) for day in ("MO", "TU", "WE")]
    service.save()
    monday = service.schedules.get(day="MO").pk
    answers = filled_in(client, form)
    assert answers["time_1-days"] == ["MO", "TU", "WE"]
    client.post(form, answers | {"time_1-days": ["MO", "FR"], "time_1-opens_at": "10:00", "time_1-term_time_only": "on"})
    approve()
    rows = Service.objects.get().schedules.all()
    assert {(row.day, row.opens_at, row.term_time_only) for row in rows} == {("MO", dt.time(10), True), ("FR", dt.time(10), True)}
    assert monday in {row.pk for row in rows}, "open data knows it by this"


def test_a_time_that_is_over_or_stays_is_not_touched(client, service, form):
    service.schedules = [Schedule(day="MO", opens_at=dt.time(9)), Schedule(day="TU", valid_to=day(-1)), Schedule(description="By appointment.")]
    service.save()
    before = {row.pk for row in service.schedules.all()}
    client.post(form, filled_in(client, form, **{"time_3-days": ["SU"], "time_3-often": "MONTHLY-2", "time_3-week_of_month": "-1"}))
    approve()
    rows = Service.objects.get().schedules.all()
    assert before < {row.pk for row in rows}
    [new] = [row for row in rows if row.pk not in before]
    assert (new.day, new.freq, new.interval, new.week_of_month) == ("SU", "MONTHLY", 2, -1)
