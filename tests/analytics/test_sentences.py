import re

import pytest

from analytics.evaluation import Caution, Circumstances, compare, compare_totals, decompose
from analytics.phrases import Metric, direction, percent, size, times, words
from analytics.sentences import decomposition, headline, reading
from tests.analytics.windows import after, before, compared, last_year, unmeasured

pytestmark = pytest.mark.same_on_any_server

STEADY = [350, 360, 340, 350]
NOT_CHECKED = "We could not check the season."
JARGON = re.compile(r"poisson|dispers|phi|quasi|regress|confiden|p-value|signific|_|%\(", re.I)


def test_the_headline_of_the_first_campaign():
    said = headline(compare_totals(1473, 2234, 1, 1), Metric.SESSIONS)

    assert said == ("Sessions rose by 52%: we are 95% sure that the true change is between 42% and 62%. We could not check the season.")


def test_totals_say_that_the_truth_is_at_least_this_uncertain():
    said = reading(compare_totals(4181, 10793, 1, 1), Metric.PAGE_VIEWS)

    assert said[0].startswith("Page views rose by 158%")
    assert "at least this uncertain" in said[1]
    assert "a rise between 143% and 175%" in said[2]


def test_a_fall_gives_the_smaller_fall_first():
    said = headline(compare_totals(1000, 500, 1, 1), Metric.SESSIONS)

    assert "Sessions fell by 50%" in said
    assert "the true fall is between 44% and 55%" in said


def test_what_may_be_chance_is_not_called_a_change():
    said = headline(compare_totals(30, 25, 1, 1), Metric.SESSIONS)

    assert said.startswith("Sessions: no clear change (a fall of 17% was counted).")
    assert "rose" not in said
    assert "between a fall of 53% and a rise of 47%" in said


def test_equal_counts_are_no_change():
    assert "(no change was counted)" in headline(compare_totals(90, 90, 1, 1), Metric.SESSIONS)


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ((0, 63), "No sessions were counted before, and 63 after: we are 95% sure that there are"),
        ((0, 2), "No sessions were counted before, and 2 after, which may be chance."),
        ((40, 0), "No sessions were counted after, and 40 before: we are 95% sure that the true"),
        ((2, 0), "No sessions were counted after, and 2 before, which may be chance."),
        ((0, 0), "No sessions were counted before or after."),
    ],
)
def test_nothing_on_a_side_gives_no_percentage(counted, said):
    assert headline(compare_totals(*counted, 1, 1), Metric.SESSIONS).startswith(said)


def test_no_whole_week_is_not_called_no_visits():
    said = reading(compare(unmeasured(before(STEADY), *range(28)), after(STEADY)), Metric.SESSIONS)

    assert said[0].startswith("Sessions cannot be compared: there is no whole week")
    assert not any("whole weeks before with" in sentence for sentence in said)


def test_weeks_and_extra_visits_are_said():
    said = reading(compared([350] * 4, [700] * 4), Metric.PAGE_VIEWS)

    assert said[1] == "We compared 4 whole weeks before with 4 after."
    assert said[2].startswith("That is about 1,400 more page views than at the earlier rate")


def test_a_season_that_explains_the_change_is_given_the_credit():
    days_before, days_after = before(STEADY), after([500, 510, 490, 500])
    result = compare(
        days_before,
        days_after,
        last_year(days_before, STEADY),
        last_year(days_after, [500, 500, 490, 510]),
    )

    said = reading(result, Metric.SESSIONS)

    assert "The same weeks last year saw a rise of 43%." in said[0]
    assert "Beyond that there is no clear change" in said[0]
    assert NOT_CHECKED not in said[0]
    assert not any("more sessions than" in sentence for sentence in said)


def test_a_change_beyond_the_season_is_said_with_its_range():
    days_before, days_after = before(STEADY), after([700, 710, 690, 700])
    result = compare(days_before, days_after, last_year(days_before, STEADY), last_year(days_after, STEADY))

    said = headline(result, Metric.SESSIONS)

    assert "The same weeks last year saw no change." in said
    assert "Beyond that, the change is a rise of 100%: we are 95% sure" in said


def test_a_last_year_that_changed_by_next_to_nothing_is_not_told_as_a_fall():
    days_before, days_after = before(STEADY), after([700, 710, 690, 700])
    result = compare(days_before, days_after, last_year(days_before, STEADY), last_year(days_after, [STEADY[0] - 1, *STEADY[1:]]))

    assert "The same weeks last year saw hardly any change. Beyond that, the change is a rise of 100%: we are 95% sure of a rise between" in headline(result, Metric.SESSIONS)


def test_a_range_without_an_end_is_said_to_have_none():
    said = headline(compared([1, 1], [0, 10**7]), Metric.SESSIONS)

    assert "between a fall of 100% and a rise of any size" in said


@pytest.mark.parametrize("caution", list(Caution))
def test_each_caution_has_plain_words(caution):
    said = words(caution)

    assert said.endswith(".")
    assert not JARGON.search(said)
    assert all(len(sentence.split()) <= 25 for sentence in said.split(". "))


def test_a_reading_holds_every_caution_once():
    everything = Circumstances(shared_site=True, definition_changed=True)
    result = compared([12, 12, 12], [90, 10, 40], everything)

    said = " ".join(reading(result, Metric.SESSIONS))

    assert len(result.warnings) == 6
    for caution in result.warnings:
        assert said.count(words(caution)) == 1
    assert not JARGON.search(said)


def test_more_page_views_are_split_into_visits_and_pages():
    assert decomposition(decompose(4181, 10793, 1473, 2234)) == (
        "Page views were 2.58 times what they were: 1.52 times the sessions, and 1.70 times the pages in each session (2.84 before, 4.83 after)."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0%"), (0.001, "less than 0.1%"), (0.4, "0.4%"), (41.9, "42%"), (12345.6, "12,346%")],
)
def test_a_percentage_is_rounded_but_never_to_nothing(number, said):
    assert percent(number) == said


def test_a_fall_short_of_everything_never_reads_as_everything():
    assert size(0.001) == "more than 99%"
    assert size(0) == "100%"
    assert direction(0.001) == "a fall of more than 99%"


def test_at_least_so_many_times_is_rounded_down():
    assert (times(16.99), times(1.99), times(1234.5)) == ("16", "1.9", "1,234")


def test_the_words_can_be_translated(monkeypatch):
    monkeypatch.setattr("analytics.sentences.gettext", lambda _: "%(What)s + %(change)s")

    assert headline(compare_totals(1473, 2234, 1, 1), Metric.SESSIONS) == ("Sessions + 52% We could not check the season.")
