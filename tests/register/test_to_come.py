"""What the clocks will do, told to a family before: the months are those in which the clocks strike."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from home.models import SiteSettings
from register import to_come
from register.models import Child, Family
from register.retention import CLOCKS
from register.wording import words_for
from tests.register.factories import ChildFactory, FamilyFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def lines(family: Family, children: list[Child]) -> list[str]:
    return to_come.lines(words_for(SiteSettings(), *to_come.KEYS, is_own=family.is_young_person), family, children)


def strikes(name: str, month: str) -> bool:
    """Whether a clock has nothing to do before this month, and something when it is over."""
    clock = next(clock for clock in CLOCKS if clock.name == name)
    first = timezone.make_aware(dt.datetime.strptime(month, "%B %Y"))
    return not clock.due(first - dt.timedelta(seconds=1)).exists() and clock.due(first + relativedelta(months=1)).exists()


@pytest.mark.parametrize(
    ("clock", "asked", "stopped", "told"),
    [
        ("ask-again", None, None, "November 2027: we ask you"),
        ("stop", dt.datetime(2027, 11, 26, tzinfo=dt.UTC), None, "November 2028: we stop writing"),
        ("stop", dt.datetime(2028, 11, 20, tzinfo=dt.UTC), None, "December 2028: we stop writing"),
        ("delete", dt.datetime(2027, 11, 26, tzinfo=dt.UTC), dt.datetime(2028, 11, 26, tzinfo=dt.UTC), "February 2029: we delete"),
    ],
)
def test_the_next_step_is_told_with_its_month(time_machine, clock, asked, stopped, told):
    time_machine.move_to(NOW, tick=False)
    family = FamilyFactory(confirmed=True, asked_again_at=asked, stopped_at=stopped)
    assert lines(family, [])[0].startswith(told)
    assert strikes(clock, told.partition(":")[0])


def test_a_birthday_that_a_clock_waits_for_is_told_for_each_child(time_machine):
    time_machine.move_to(NOW, tick=False)
    bee = ChildFactory(family=FamilyFactory(confirmed=True), nickname="Bee", birth_month=3, birth_year=2019)
    zoe = Child(family=bee.family, nickname="Zoe", birth_month=4, birth_year=2019)
    assert [line.partition(":")[0] for line in lines(bee.family, [zoe, bee])] == ["November 2027", "April 2035", "May 2035", "May 2044", "June 2044"], "in order of time"
    assert lines(bee.family, [zoe, bee])[1] == "April 2035: Bee is 16 then and can choose for themselves. We write to you, so that you can talk about it."
    assert lines(bee.family, [zoe, bee])[3] == "May 2044: we delete what you told us about Bee, who is over 25 then."
    assert lines(bee.family, [zoe, bee])[4].endswith("Zoe, who is over 25 then. If you have told us of nobody younger by then, we delete everything else too.")
    assert strikes("own-choice", "April 2035") and strikes("grown-up", "May 2044")


def test_a_young_person_reads_of_themselves_and_a_late_clock_strikes_this_month(time_machine):
    time_machine.move_to(NOW, tick=False)
    family = FamilyFactory(confirmed=True, relationship="young-person", said_at=NOW - dt.timedelta(days=800))
    told = lines(family, [Child(family=family, birth_month=12, birth_year=2001)])
    assert told[0].startswith("November 2026: we ask you")
    assert told[1:] == ["February 2027: you are over 25, and we delete what you told us."]
    assert Family.objects.to_ask_again(NOW).exists()


def test_nobody_is_promised_a_question_by_a_mail_that_comes_back(time_machine):
    time_machine.move_to(NOW, tick=False)
    family = FamilyFactory(confirmed=True, bounced_at=NOW)
    assert lines(family, [])[0].startswith("November 2027: one of us calls you, or sends you a letter")
