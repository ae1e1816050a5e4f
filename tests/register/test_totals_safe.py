"""Whoever reads every number on the page of totals, and all its files, can't work out one that is hidden; from two days neither.

The intruder knows how the register is put together and how numbers are rounded. A linear programme narrows each number as far as can be.
"""

import datetime as dt
import random
import uuid

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.disclosure import Cell, State, protect
from home.models import Borough
from localoffer.models import Need, Ward
from register import sign_ups, totals
from register.models import Child, EqualityAnswer, Family
from tests.campaigns.factories import CampaignFactory, TrackedLinkFactory
from tests.register.test_totals import TODAY

pytestmark = pytest.mark.same_on_any_server

FEWEST = 3
NOTHING_SHOWN = (0, 100_000)
ALONE = {"consent", "interpreter"}
WHOLES = {"stage": "children", "phase": "children", "setting": "children", "need": "told", "ethnic-group": "answered", "why-left": "left", "when-left": "left"}
STAGES, HOWS = ["none", "sen-support", "ehc-plan"], ["sign-up", "phone"]
FAMILY = st.tuples(
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 150),
    st.sampled_from(["", "", "P0STER", "CARDS1", "RADAR1", "BADGE1"]),
    st.booleans(),
)
GROUPS = st.lists(st.tuples(FAMILY, st.sampled_from([1, 3, 4, 5, 7, 8, 12, 13, 22])), min_size=1, max_size=9)


def fill(groups) -> None:
    """So many families of each kind: borough, ward, way of joining, stage, needs, day, code, confirmed."""
    Family.objects.all().delete()
    EqualityAnswer.objects.all().delete()
    boroughs, needs = list(Borough.objects.filter(slug__startswith="safe")), list(Need.objects.all())
    wards = {borough.pk: list(Ward.objects.filter(borough=borough)) for borough in boroughs}
    for (place, ward, how, stage, need, day, code, is_confirmed), many in groups:
        borough = [*boroughs, None][place]
        at = dt.datetime.combine(TODAY - dt.timedelta(days=day), dt.time(12), tzinfo=dt.UTC)
        told = {"borough": borough, "ward": ([*wards[borough.pk], None] if borough else [None] * 4)[ward], "joined_how": HOWS[how], "source_code": code, "created_at": at}
        told |= {"confirmed_at": at, "said_at": at} if is_confirmed else {}
        made = Family.objects.bulk_create(
            Family(form_id=uuid.uuid4(), first_name="A", last_name="O", relationship="parent", email_hash=uuid.uuid4().hex, **told) for _ in range(many)
        )
        children = Child.objects.bulk_create(Child(family=family, birth_year=2010 + day % 13, birth_month=1, support_stage=STAGES[stage]) for family in made)
        Child.needs.through.objects.bulk_create(Child.needs.through(child=child, need=each) for child in children for each in needs[:need])
        EqualityAnswer.objects.bulk_create(EqualityAnswer(question="ethnic-group", answer=["asian", "white", "not-said"][stage], quarter=dt.date(2026, 10, 1)) for _ in made)


class Intruder:
    """Every number there is on the page, under a name, with what is known of it, and what makes up what."""

    def __init__(self, numbers) -> None:
        self.names: list[str] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.sums: list[tuple[str, list[str], bool]] = []
        self.hidden_or_shown: set[str] = set()
        self.read(numbers)

    def knows(self, name: str, number: int | None, *, is_there: bool = True) -> str:
        if name not in self.names:
            low, high = (max(5, number - 2), number + 2) if number is not None else (0, 100_000)
            self.names.append(name)
            self.lows.append(low)
            self.highs.append(high)
            if is_there:
                self.hidden_or_shown.add(name)
        return name

    def read(self, numbers) -> None:
        tables = numbers["tables"]
        for key, table in tables.items():
            if table["is_withdrawn"] or key in ALONE:
                continue
            parts, below = [], {}
            for code, _name, number, level in table["rows"]:
                name = self.knows({"confirmed": "confirmed", "unconfirmed": "unconfirmed"}.get(code, f"{key}:{code}"), number)
                (below.setdefault(parts[-1], []) if level else parts).append(name)
            whole = "all" if key == "state" else WHOLES.get(key, "confirmed")
            self.knows(whole, table["whole"], is_there=key != "state")
            self.sums += [(whole, parts, key != "need"), *((top, inner, True) for top, inner in below.items())]
        self.knows("children", tables["stage"]["whole"])
        self.knows("told", tables["need"]["whole"])
        self.sums.append(("children", ["told", self.knows("not-told", None, is_there=False)], True))
        self.reads_weeks(numbers)
        for month, number in numbers["months"]:
            inside = [week for week, _number, _days in numbers["weeks"] if week[:7] == month[:7]]
            self.sums.append((self.knows(f"month {month}", number), inside, True))
        for quarter, number in numbers["quarters"]:
            months = {f"{quarter[:4]}-{int(quarter[5:7]) + n:02}" for n in range(3)}
            inside = [f"month {month}" for month, _number in numbers["months"] if month[:7] in months]
            self.sums.append((self.knows(f"quarter {quarter}", number), inside, True))

    def reads_weeks(self, numbers) -> None:
        weeks = [self.knows(week, number) for week, number, _days in numbers["weeks"]]
        for week, _number, days in numbers["weeks"]:
            if days:
                self.sums.append((week, [self.knows(f"{week}+{n}", day) for n, day in enumerate(days)], True))
        if weeks:
            self.sums.append(("all", [*weeks, self.knows("this week", None, is_there=False)], True))

    def narrows(self, *names: str) -> dict[str, tuple[int, int]]:
        """Lowest and highest of these numbers; of all, when none is named."""
        rows, least, most = [], [], []
        for whole, parts, is_exact in self.sums:
            row = np.zeros(len(self.names))
            row[self.names.index(whole)] -= 1
            for part in parts:
                row[self.names.index(part)] += 1
            rows.append(row)
            least.append(0)
            most.append(0 if is_exact else np.inf)
        known = {"bounds": Bounds(self.lows, self.highs), "constraints": LinearConstraint(np.array(rows), least, most), "integrality": np.ones(len(self.names))}
        found = {}
        for name in self.hidden_or_shown & set(names or self.hidden_or_shown):
            one = np.zeros(len(self.names))
            one[self.names.index(name)] = 1
            low, high = milp(one, **known), milp(-one, **known)
            assert low.success and high.success, (name, "the truth itself is possible")
            found[name] = round(low.fun), round(-high.fun)
        return found


@pytest.fixture
def places(register):
    for number in range(2):
        borough = Borough.objects.create(name=f"Safe {number}", slug=f"safe-{number}", council="C")
        Ward.objects.bulk_create(Ward(code=f"E0{number}00000{n}", name=f"W{n}", borough=borough) for n in range(3))
    campaign = CampaignFactory(code="P0STER")
    for code in ("CARDS1", "RADAR1"):
        TrackedLinkFactory(campaign=campaign, code=code)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GROUPS)
def test_no_number_of_the_page_can_be_worked_out_from_all_the_others(places, groups):
    fill(groups)
    for name, (low, high) in Intruder(totals.of_register(TODAY)).narrows().items():
        assert high - low + 1 >= FEWEST, (name, low, high)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_shown_of_a_week_or_a_month_is_still_shown_once_its_quarter_is_over(seed):
    """Somebody may have kept last month's page. So whatever comes later may never stand on a number being hidden that was shown before."""
    chance, first = random.Random(seed), dt.date(2026, 1, 5)
    days = {first + dt.timedelta(days=7 * week): chance.choice([0, 3, 4, 7, 7, 8, 8, 12, 13]) for week in range(36)}
    before: set[tuple] = set()
    for week in range(1, 38):
        today = first + dt.timedelta(weeks=week)
        known = {day: many for day, many in days.items() if day < today}
        whole = Cell("all", "", sum(known.values()), state=State.UNSEEN)
        split = whole.cut(sign_ups.quarters(sign_ups.weeks(known, today), whole.count, today))
        protect(whole)
        now = {(kind, code, number) for kind, rows in sign_ups.periods_as_shown(split).items() for code, number, *_days in rows if number is not None}
        assert before <= now
        before = now
    assert {kind for kind, _code, _number in before} == {"weeks", "months", "quarters"}


def test_where_rounding_alone_would_tell_one_more_number_is_hidden(places):
    """18 families read 20, and 7 and 7 read 5 and 5: there are 18 at least and 14 at most in the two boroughs, so the hidden number would be 4."""
    Borough.objects.exclude(slug__startswith="safe").delete()
    fill([((place, 3, 0, 1, 1, 20, "", True), many) for place, many in enumerate((7, 7, 4))])
    rows = {code: number for code, _name, number, level in totals.of_register(TODAY)["tables"]["place"]["rows"] if level == 0}
    assert [rows["safe-0"], rows["safe-1"], rows[""]].count(5) <= 1


def test_two_days_never_tell_how_many_came_between(places):
    """Each number can be any of three on either day, so what came between can be any of five."""
    kind = (0, 0, 0, 1, 1, 20, "", True)
    for many in range(5, 13):
        fill([(kind, many), ((1, 1, 0, 1, 1, 20, "", True), 60)])
        before = Intruder(totals.of_register(TODAY)).narrows("place:safe-0").get("place:safe-0", NOTHING_SHOWN)
        fill([(kind, many + 1), ((1, 1, 0, 1, 1, 20, "", True), 64)])
        after = Intruder(totals.of_register(TODAY)).narrows("place:safe-0").get("place:safe-0", NOTHING_SHOWN)
        assert (after[1] - before[0]) - (after[0] - before[1]) >= 4
