"""What editors and everybody read of the answers: right, with what chance can do, and no small count to be found or worked out."""

import pytest

from feedback.surveys import baselines, report
from feedback.surveys.questions import questions_of
from feedback.surveys.rates import rates
from feedback.surveys.totals import theme_rows, totals
from tests.feedback.surveys.made import HEARD, USED, WHICH, answered, choice, end, make_survey, question

pytestmark = pytest.mark.django_db


def numbers(found) -> dict:
    return {row.name: row.number for row in found.rows}


def asked(site):
    return make_survey(HEARD, USED, WHICH).asked


def test_shares_come_with_wilsons_interval(site):
    questions = asked(site)
    first = totals(questions, [{"heard": "well"}] * 8 + [{"heard": "badly"}] * 13)[0]
    row = first.rows[1]
    assert (first.answered, row.name, row.number) == (21, "Well", 8)
    assert (row.percent, row.range) == ("38%", "21% to 59%")


def test_a_small_count_is_hidden_and_so_is_the_one_that_would_give_it_away(site):
    found = totals(asked(site), [{"heard": "well"}] * 18 + [{"heard": "badly"}] * 2)[0]
    assert numbers(found) == {"Badly": None, "Well": None}


def test_who_did_not_choose_one_of_several_is_protected_too(site):
    found = totals(asked(site), [{"used": "yes", "which": ["swim", "club"]}] * 18 + [{"used": "yes", "which": ["club"]}] * 2)[2]
    assert numbers(found) == {"Swimming": None, "A club": None}


def test_where_all_are_many_all_are_shown(site):
    found = totals(asked(site), [{"used": "yes", "which": ["swim"]}] * 9 + [{"used": "yes", "which": ["club"]}] * 7)[2]
    assert numbers(found) == {"Swimming": 9, "A club": 7}


def test_who_was_led_past_a_question_was_not_asked_it(site):
    questions = make_survey(HEARD, USED, WHICH, question("end", "one", "Last?", choice("a", "A"), choice("b", "B"))).asked
    found = totals(questions, [{"used": "no", "end": "a"}] * 10 + [{"used": "yes", "which": ["swim"], "end": "a"}] * 10)
    assert (found[2].asked, found[3].asked) == (10, 20)


def test_a_question_that_all_but_a_few_were_led_to_does_not_tell_who_was_led_past(site):
    questions = make_survey(HEARD, USED, WHICH, question("end", "one", "Last?", choice("a", "A"), choice("b", "B"))).asked
    found = totals(questions, [{"used": "no"}] * 2 + [{"used": "yes", "which": ["swim"]}] * 18)
    assert numbers(found[1]) == {"Yes": None, "No": None}
    assert (found[2].asked, found[2].answered, numbers(found[2])) == (None, None, {"Swimming": None, "A club": None})


def test_nothing_of_fewer_than_five_answers(site):
    survey = end(make_survey())
    answered(survey, *[{"heard": "well"}] * 4)
    found = report.report(survey)
    assert found.answers is None
    assert all(row.number is None for total in found.totals for row in total.rows)


def test_numbers_are_rounded_while_answers_come_in(site):
    survey = make_survey()
    answered(survey, *[{"heard": "well"}] * 12, *[{"heard": "badly"}] * 13)
    now, at_end, later = report.report(survey), report.report(end(survey)), report.report(end(survey, days_ago=15))
    assert at_end.is_rounded
    assert (now.is_rounded, now.answers, numbers(now.totals[0])) == (True, 25, {"Badly": 15, "Well": 10})
    assert (later.is_rounded, later.answers, numbers(later.totals[0])) == (False, 25, {"Badly": 13, "Well": 12})


def test_rates_by_wave_and_channel(site):
    found = rates(200, [(0, "email", 200), (1, "text", 150), (2, "letter", 100)], [(0, "email", 50), (1, "text", 40), (2, "letter", 10)])
    assert [(rate.name, rate.answered, rate.sent, rate.percent) for rate in found] == [
        ("Everybody who was invited", 100, 200, "50%"),
        ("First message by e-mail", 50, 200, "25%"),
        ("First reminder by text message", 40, 150, "27%"),
        ("Second reminder by letter", 10, 100, "10%"),
    ]
    assert found[1].range == "20% to 31%"


def test_a_small_rate_is_hidden_with_another_from_which_it_could_be_worked_out(site):
    found = rates(200, [(0, "email", 200), (1, "text", 150), (2, "letter", 100)], [(0, "email", 50), (1, "text", 40), (2, "letter", 2)])
    assert [rate.answered for rate in found] == [92, 50, None, None]


def test_nobody_invited_is_no_rate(site):
    assert rates(0, [], []) == []


def test_themes_overlap_and_small_ones_are_hidden(site):
    rows = theme_rows([("Waiting", 12), ("Travel", 6), ("One family", 1)], 20)
    assert [(row.name, row.number) for row in rows] == [("Waiting", 12), ("Travel", 6), ("One family", None)]


def test_answers_are_compared_with_the_families_there_are(site, monkeypatch):
    ages = question(
        "age", "one", "How old?", choice("a", "0 to 4", code="early"), choice("b", "5 to 10", code="primary"), choice("c", "I’d rather not say", code="none"), compared_with="phase"
    )
    monkeypatch.setattr(baselines, "_providers", [lambda: {"phase": baselines.Known({"early": 650, "primary": 350}, None, "SEN2")}])
    found = totals(make_survey(ages).asked, [{"age": "a"}] * 13 + [{"age": "b"}] * 8 + [{"age": "c"}] * 6)
    (comparison,) = baselines.comparisons(found, to=1)
    assert [(name, one.of) for name, one, _said in comparison.rows] == [("0 to 4", 21), ("5 to 10", 21)]
    assert comparison.rows[1][2] == "8 of 21 is 38%, but with so few answers it could be 21% to 59%: this can’t be told from 35%"


def test_the_file_has_what_the_page_has_and_no_more(site):
    survey = end(make_survey(), days_ago=15)
    answered(survey, *[{"heard": "well"}] * 18, *[{"heard": "badly"}] * 2)
    rows = [row for row in report.file_rows(report.report(survey)) if row[0] == "How well are you heard?"]
    assert [row[1:3] for row in rows] == [("All who answered", 20), ("Badly", "hidden"), ("Well", "hidden")]


def test_a_campaign_s_report_says_it_in_a_line(site):
    assert report.report_rows(make_survey()) == []


def test_questions_keep_their_ids_when_they_move(site):
    survey = make_survey(HEARD, USED)
    assert [one.id for one in questions_of(survey.questions)] == ["heard", "used"]
    assert [one.number for one in survey.asked] == [1, 2]
