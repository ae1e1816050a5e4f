"""A file of figures: what each line would bring, and what is wrong with it, before anything is entered."""

from decimal import Decimal

import pytest
from wagtail.models import Site

from analytics.indicators import actions, plan
from analytics.models import IndicatorCorrection, IndicatorYear
from tests.accounts.factories import UserFactory
from tests.analytics.indicators.made import DRAFT, FINAL, add, make

pytestmark = pytest.mark.django_db
HEADS = ["Indicator", "Year", "Number", "Out of", "State", "Source", "Note"]
SHARE, APPEALS, WEEKS = "EHC plans finished in 20 weeks", "Appeals", "Weeks of waiting"


@pytest.fixture
def indicators():
    return {
        SHARE: make(),
        APPEALS: make(name=APPEALS, kind="count", unit="appeals", year_kind="school"),
        WEEKS: make(name=WEEKS, kind="number", unit="weeks", year_kind="financial"),
    }


def made(*lines, separator=",", heads=HEADS):
    return plan.make(Site.objects.get(is_default_site=True), [heads, *lines], separator=separator)


def problem(*cells, separator=","):
    [line] = made(cells, separator=separator).lines
    return line.problem


def figures():
    return {(year.indicator.name, year.starts): (year.number, year.of, year.value, year.state) for year in IndicatorYear.objects.select_related("indicator")}


def test_good_lines_become_figures_all_at_once(indicators):
    found = made(
        [SHARE, "2025", "1,249", "2,400", "final"],
        [APPEALS.upper(), "2024/25", "14", "", "Draft", "The tribunal", "By date of appeal"],
        [WEEKS, "2024-2025", "18.5", "", "provisional"],
    )
    assert [line.what for line in found.lines] == ["New: 52% (1,249 of 2,400 plans) in 2025.", "New: 14 appeals in 2024 to 2025.", "New: 18.5 weeks in 2024 to 2025."]
    assert actions.take_in(found, seen=found.seen) == 3
    assert figures() == {(SHARE, 2025): (1249, 2400, None, "final"), (APPEALS, 2024): (14, None, None, "draft"), (WEEKS, 2024): (None, None, 18.5, "provisional")}
    assert IndicatorYear.objects.get(starts=2024, number=14).note == "By date of appeal"


def test_a_file_that_comes_twice_changes_nothing(indicators):
    lines = [[SHARE, "2025", "149", "240", "final"], [WEEKS, "2024 to 2025", "18.50", "", "final"]]
    found = made(*lines)
    actions.take_in(found, seen=found.seen)
    again = made(*lines)
    assert [line.what for line in again.lines] == ["2025 stands here like this already.", "2024 to 2025 stands here like this already."]
    assert (again.to_do, actions.take_in(again, seen=again.seen)) == ([], 0)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["Nothing", "2025", "1", "2", "final"], "no indicator “Nothing”"),
        ([SHARE, "25", "1", "2", "final"], "no calendar year"),
        ([SHARE, "2024 to 2025", "1", "2", "final"], "no calendar year"),
        ([APPEALS, "2025", "1", "", "final"], "not two years that follow each other"),
        ([APPEALS, "2024 to 2026", "1", "", "final"], "not two years that follow each other"),
        ([SHARE, "1066", "1", "2", "final"], "from 1990 to 2100"),
        ([SHARE, "2025", "62%", "", "final"], "a percentage does not say how sure it is"),
        ([SHARE, "2025", "3", "2", "final"], "not less than “Number”"),
        ([SHARE, "2025", "0", "0", "final"], "at least 1"),
        ([SHARE, "2025", "149", "", "final"], "“” is not a whole number (Out of)"),
        ([SHARE, "2025", "many", "2", "final"], "“many” is not a whole number (Number)"),
        ([SHARE, "2025", "1.234", "2,000", "final"], "not a whole number"),
        ([SHARE, "2025", "1", "2147483648", "final"], "is not a whole number"),
        ([SHARE, "2025", "1", "999999999", "final", "", "x" * 251], "at most 250 letters"),
        ([APPEALS, "2024 to 2025", "1", "2", "final"], "A count has nothing under “Out of”"),
        ([WEEKS, "2024 to 2025", "1", "2", "final"], "A plain number has nothing under “Out of”"),
        ([WEEKS, "2024 to 2025", "1.234", "", "final"], "at most two decimals"),
        ([WEEKS, "2024 to 2025", "12,5", "", "final"], "at most two decimals"),
        ([WEEKS, "2024 to 2025", "-3", "", "final"], "at most two decimals"),
        ([WEEKS, "2024 to 2025", "99999999999.5", "", "final"], "at most two decimals"),
        ([SHARE, "2025", "1", "2", "ready"], "“draft”, “provisional” or “final”"),
        ([SHARE, "2025", "1", "2"], "“draft”, “provisional” or “final”"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(indicators, cells, words):
    assert words in problem(*cells)


@pytest.mark.parametrize(("text", "value"), [("1.234", 1234), ("12,5", 12.5), ("1.234,56", Decimal("1234.56")), ("12.5", 12.5), ("1,234", None), ("1,5,0", None)])
def test_in_a_file_with_semicolons_the_comma_is_the_point(indicators, text, value):
    [line] = made([WEEKS, "2024 to 2025", text, "", "final"], separator=";").lines
    assert line.facts.get("value") == value


def test_one_bad_line_keeps_the_whole_file_out_and_is_named(indicators):
    found = made([SHARE, "2025", "149", "240", "final"], [], [SHARE, "2025", "150", "240", "final"])
    assert [(line.number, line.problem) for line in found.lines if line.problem] == [(4, "This year of the indicator is in line 2 already.")]
    with pytest.raises(actions.HasProblems):
        actions.take_in(found, seen=found.seen)
    assert not figures()


def test_a_line_without_a_number_is_left_alone(indicators):
    add(indicators[SHARE], 2025, (149, 240))
    [line] = made([SHARE, "2025", "", "", "draft"]).lines
    assert (line.what, line.is_new) == ("No number, so nothing happens.", False)


def test_a_published_figure_that_a_file_changes_leaves_a_correction(indicators):
    year, by = add(indicators[SHARE], 2025, (139, 240)), UserFactory()
    found = made([SHARE, "2025", "149", "240", "final"])
    assert found.lines[0].what == "2025: now 62% (149 of 240 plans), was 58% (139 of 240 plans). Families will read that it was corrected."
    actions.take_in(found, seen=found.seen, by=by)
    [correction] = IndicatorCorrection.objects.all()
    assert (correction.year, correction.was, correction.was_state, correction.by) == (year, (139, 240, None), FINAL, by)


def test_a_draft_is_changed_without_a_word(indicators):
    add(indicators[SHARE], 2025, (139, 240), state=DRAFT)
    found = made([SHARE, "2025", "149", "240", "final"])
    actions.take_in(found, seen=found.seen)
    assert not IndicatorCorrection.objects.exists()


def test_what_was_changed_after_the_look_is_not_overwritten(indicators):
    found = made([SHARE, "2025", "149", "240", "final"])
    add(indicators[SHARE], 2025, (100, 240))
    with pytest.raises(actions.MeanwhileChanged):
        actions.take_in(made([SHARE, "2025", "149", "240", "final"]), seen=found.seen)
    assert figures() == {(SHARE, 2025): (100, 240, None, "final")}


def test_a_year_that_this_site_counts_is_not_changed_by_a_file(indicators):
    add(indicators[WEEKS], 2024, "7", days=365, days_measured=365, counted_by=1)
    assert problem(WEEKS, "2024 to 2025", "8", "", "final") == "This site counts this year itself, so no file changes it."


def test_what_was_taken_away_comes_back_as_it_was(indicators):
    for name, starts, figure in [(SHARE, 2025, (149, 240)), (APPEALS, 2024, 14), (WEEKS, 2024, "18.5")]:
        add(indicators[name], starts, figure, note="A note")
    rows = [["" if cell is None else str(cell) for cell in row] for row in plan.rows_of(IndicatorYear.objects.select_related("indicator"))]
    found = made(*rows, heads=plan.headings())
    assert (found.problems, found.to_do, len(found.lines)) == (0, [], 3)


@pytest.mark.parametrize(("heads", "words"), [(["Year"], "Missing: Indicator, Number"), ([*HEADS, "Colour"], "We do not know the column “Colour”"), ([], "Missing")])
def test_a_file_with_other_columns_is_refused_as_a_whole(indicators, heads, words):
    with pytest.raises(plan.NotFigures, match=words):
        made(["a"], heads=heads)


def test_a_file_may_not_be_endless(indicators):
    with pytest.raises(plan.NotFigures, match="500 lines"):
        made(*[["a"]] * 501)
