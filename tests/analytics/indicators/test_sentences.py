"""What a family reads of a number: one plain sentence, and honest when it says little."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from analytics.models import IndicatorCorrection
from tests.analytics.indicators.made import DRAFT, PROVISIONAL, add, make, reading, said

pytestmark = pytest.mark.django_db
OWN = {"kind": "number", "unit": "pages", "own": "page_views", "counts_people": False}


def counted(days, measured, by=1, from_=""):
    return {"days": days, "days_measured": measured, "counted_by": by, "counted_from": from_}


def test_a_rise_says_from_what_to_what_and_that_it_is_more_than_chance():
    indicator = make({2022: (96, 212), 2025: (149, 240)}, wanted="more")
    assert said(indicator) == ("It rose from 45% (96 of 212 plans) in 2022 to 62% (149 of 240 plans) in 2025. That is more than chance would do. This is what we want.")


def test_a_fall_of_what_should_rise_is_said_as_plainly():
    indicator = make({2022: (149, 240), 2025: (96, 212)}, wanted="more")
    assert said(indicator).endswith("That is more than chance would do. It should rise, so this is not what we want.")


def test_what_could_be_chance_is_not_called_a_change():
    assert said(make({2022: (71, 118), 2025: (80, 126)})) == "It was 60% (71 of 118 plans) in 2022 and 63% (80 of 126 plans) in 2025. The difference could be chance."


def test_numbers_that_are_too_small_to_tell_say_so():
    indicator = make({2022: 9, 2024: 14}, kind="count", unit="appeals", year_kind="school")
    assert said(indicator) == (
        "It was 9 appeals in the school year 2022 to 2023 and 14 appeals in the school year 2024 to 2025. The numbers are too small to tell if anything changed."
    )


def test_an_average_has_no_range_and_the_sentence_says_so():
    indicator = make({2022: "18.50", 2024: "16"}, kind="number", unit="weeks", year_kind="financial")
    assert said(indicator) == (
        "It was 18.5 weeks in the financial year 2022 to 2023 and 16 weeks in the financial year 2024 to 2025. "
        "We know only these two numbers, so we cannot tell if the difference is chance."
    )
    assert not reading(indicator).has_spans


def test_eight_of_twenty_one_is_too_small_to_tell_from_thirty_five_percent():
    indicator = make({2025: (8, 21)}, kind="likeness", expected_share=35, expected_source="all children with SEND, school census")
    assert said(indicator) == "In 2025 it was 38% (8 of 21). With so few, the true share could be 21% to 59%: too small a number to tell it from 35%."
    assert reading(indicator).known == "35%: all children with SEND, school census"


def test_the_year_to_compare_with_stands_alone_until_another_comes():
    assert said(make({2022: (96, 212)})) == "It was 45% (96 of 212 plans) in 2022. Later years are compared with this one."


@pytest.mark.parametrize(("baseline", "words"), [(None, "There is no other year to compare it with."), (2019, "We have no figure for 2019, the year to compare with.")])
def test_without_the_other_year_nothing_is_compared(baseline, words):
    assert said(make({2025: (96, 212)}, baseline_year=baseline)).endswith(words)


def test_a_number_under_five_is_hidden_with_all_that_would_tell_it():
    for figure in [(3, 21), (18, 21), (0, 40), (40, 40), (2, 4), 4, 0]:
        indicator = make({2022: (10, 20) if isinstance(figure, tuple) else 30, 2025: figure}, name=str(figure), kind="share" if isinstance(figure, tuple) else "count")
        told = reading(indicator)
        assert told.sentence == "The number for 2025 is under 5, or would give one under 5 away. We do not show it, so that nobody can be recognised."
        assert (told.rows[1].figure, told.rows[1].span) == ("hidden", "")
        assert told.chart.rows[1].length is None


def test_the_hidden_year_is_not_told_by_the_comparison_either():
    indicator = make({2022: 3, 2025: 30}, kind="count", unit="appeals")
    assert said(indicator) == "It was 30 appeals in 2025. The number for 2022 is too small to show, so we do not compare the two."
    assert "3 appeals" not in repr(reading(indicator))


def test_where_nobody_can_be_recognised_small_numbers_are_shown():
    assert "2 meetings" in said(make({2025: 2}, kind="count", unit="meetings", counts_people=False))


def test_a_year_with_missing_days_is_marked_and_not_compared():
    indicator = make(**OWN)
    add(indicator, 2022, "9000", **counted(365, 365))
    add(indicator, 2025, "4000", **counted(365, 200))
    assert said(indicator) == "It was 4,000 pages in 2025, but only 200 of 365 days were measured. So we do not compare it."
    told = reading(indicator)
    assert "Counted by this site, definition 1. 200 of 365 days were measured." in told.rows[1].notes
    assert "2025: 4,000 (days are missing)" in told.chart.description


@time_machine.travel("2025-11-27", tick=False)
def test_a_year_that_goes_on_says_how_far_it_is():
    indicator = make(**OWN)
    add(indicator, 2025, "4000", state=PROVISIONAL, **counted(365, 200))
    assert said(indicator) == "It is 4,000 pages in 2025 so far: 200 of its 365 days were measured. We compare it when the year is over."
    assert "2025: 4,000 (so far)" in reading(indicator).chart.description


@pytest.mark.parametrize("other", [counted(365, 365, by=2), counted(365, 365, from_="ga4-days"), {}])
def test_years_that_were_counted_in_two_ways_are_not_compared(other):
    indicator = make(**OWN)
    add(indicator, 2022, "9000", **other)
    add(indicator, 2025, "9500", **counted(365, 365))
    assert "In 2022 it was counted in another way" in said(indicator)


def test_a_figure_that_is_not_final_says_so():
    indicator = make({2022: (96, 212)})
    add(indicator, 2025, (149, 240), state=PROVISIONAL)
    assert said(indicator).endswith("This figure is not final yet.")
    assert "2025: 62% (not final)" in reading(indicator).chart.description


def test_a_draft_is_not_told():
    indicator = make()
    add(indicator, 2025, (149, 240), state=DRAFT)
    told = reading(indicator)
    assert (told.sentence, told.rows, told.chart) == ("There is no figure to show yet.", [], None)


def test_a_correction_says_what_the_figure_was():
    indicator = make()
    year = add(indicator, 2025, (149, 240))
    IndicatorCorrection.objects.create(year=year, on=dt.date(2026, 3, 3), was_number=139, was_of=240, was_state="final")
    assert reading(indicator).rows[0].notes == ["Corrected on 3 March 2026: it was 58% (139 of 240 plans)."]


def test_a_correction_by_one_person_does_not_tell_of_that_person():
    indicator = make()
    year = add(indicator, 2025, (149, 240))
    IndicatorCorrection.objects.create(year=year, on=dt.date(2026, 3, 3), was_number=148, was_of=240, was_state="final")
    assert reading(indicator).rows[0].notes == ["Corrected on 3 March 2026. The difference is too small to show."]


def test_corrections_that_come_back_do_not_tell_of_one_person_either():
    indicator = make()
    year = add(indicator, 2025, (149, 240))
    for was in (148, 120):
        IndicatorCorrection.objects.create(year=year, on=dt.date(2026, 3, 3), was_number=was, was_of=240, was_state="final")
    assert [note.partition(".")[0] for note in reading(indicator).rows[0].notes] == ["Corrected on 3 March 2026", "Corrected on 3 March 2026: it was 50% (120 of 240 plans)"]


def test_a_figure_that_was_taken_back_leaves_its_trace():
    indicator = make()
    year = add(indicator, 2025, (149, 240), state=DRAFT)
    IndicatorCorrection.objects.create(year=year, on=dt.date(2026, 3, 3), was_number=139, was_of=240, was_state="final")
    [row] = reading(indicator).rows
    assert (row.figure, row.notes[0]) == ("", "Taken back for now.")
    assert "149" not in repr(row)


def test_the_day_of_the_newest_figure_is_told():
    indicator = make({2022: (96, 212)})
    assert reading(indicator).as_of == timezone.localdate()


def test_the_sentences_are_for_an_eleven_year_old():
    texts = [
        said(make({2022: (96, 212), 2025: (149, 240)}, name="a", wanted="more")),
        said(make({2022: (71, 118), 2025: (80, 126)}, name="b")),
        said(make({2022: 9, 2024: 14}, name="c", kind="count", unit="appeals")),
        said(make({2022: "18.5", 2024: "16"}, name="d", kind="number", unit="weeks")),
    ]
    words = " ".join(texts)
    assert not re.search(r"signific|confiden|interval|baseline|statistic|percentage", words, re.I)
    assert max(len(sentence.split()) for sentence in re.split(r"[.] ", words)) <= 20
