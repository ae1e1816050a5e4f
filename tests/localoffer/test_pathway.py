"""The New to SEND pathway: rules without a database."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from localoffer import pathway


def ages(answer: str) -> dict[str, int | None]:
    least, dash, most = answer.partition("-")
    return {"min_age": int(least), "max_age": int(most)} if dash else {"min_age": None, "max_age": None}


def question(key: str, *answers: str):
    return SimpleNamespace(value={"key": key, "question": f"{key}?", "answers": [{"key": answer, "label": answer.title(), **ages(answer)} for answer in answers]})


def suggestion(title: str, **when: str):
    return SimpleNamespace(value={"title": title, "when": [{"question": name, "answers": answers} for name, answers in when.items()]})


QUESTIONS = [question("age", "0-4", "5-11"), question("where", "nursery", "school"), question("worry", "talking", "feelings")]


def test_the_first_question_comes_first():
    walk = pathway.walk(QUESTIONS, QueryDict(""))
    assert walk.asked["key"] == "age"
    assert (walk.number, walk.is_finished, walk.is_missing, walk.given) == (1, False, False, [])


def test_answers_in_the_address_lead_to_the_next_question():
    walk = pathway.walk(QUESTIONS, QueryDict("age=5-11"))
    assert walk.asked["key"] == "where"
    assert walk.number == 2


def test_continue_without_an_answer_is_told():
    walk = pathway.walk(QUESTIONS, QueryDict("age=5-11&asked=where"))
    assert walk.asked["key"] == "where"
    assert walk.is_missing


def test_a_question_asked_before_is_not_missing_now():
    assert not pathway.walk(QUESTIONS, QueryDict("age=5-11&asked=age")).is_missing


@pytest.mark.parametrize("address", ["age=99", "age=%00", "age=", "where=school&worry=talking", "age=5-11&age=bad"])
def test_an_answer_nobody_offers_is_asked_again(address):
    assert pathway.walk(QUESTIONS, QueryDict(address)).asked["key"] == "age"


def test_an_unknown_answer_in_the_middle_goes_back_to_it_and_keeps_the_others():
    walk = pathway.walk(QUESTIONS, QueryDict("age=0-4&where=moon&worry=talking"))
    assert (walk.asked["key"], walk.number) == ("where", 2)
    assert walk.answers == {"age": "0-4", "worry": "talking"}


@pytest.mark.parametrize(("address", "age"), [("age=5-11", (5, 11)), ("age=skip", None), ("where=school", None)])
def test_an_answer_may_say_the_childs_age(address, age):
    assert pathway.walk(QUESTIONS, QueryDict(address)).ages == age


def test_every_answer_given_finishes_the_walk():
    walk = pathway.walk(QUESTIONS, QueryDict("age=0-4&where=nursery&worry=talking"))
    assert walk.is_finished
    assert walk.answers == {"age": "0-4", "where": "nursery", "worry": "talking"}


def test_each_answer_can_be_changed_with_all_of_them_kept():
    answers = {"age": "0-4", "where": "nursery", "worry": "talking"}
    walk = pathway.walk(QUESTIONS, QueryDict("age=0-4&where=nursery&worry=talking"))
    assert [(asked["key"], label, parameters) for asked, label, parameters in walk.given] == [
        ("age", "0-4", answers | {"change": "age"}),
        ("where", "Nursery", answers | {"change": "where"}),
        ("worry", "Talking", answers | {"change": "worry"}),
    ]


def test_a_question_asked_again_still_has_its_answer():
    walk = pathway.walk(QUESTIONS, QueryDict("age=0-4&where=nursery&worry=talking&change=where"))
    assert (walk.asked["key"], walk.chosen, walk.is_finished, walk.is_missing) == ("where", "nursery", False, False)
    assert walk.kept == {"age": "0-4", "worry": "talking"}
    assert [asked["key"] for asked, _label, _parameters in walk.given] == ["age", "worry"]


@pytest.mark.parametrize("address", ["change=moon", "change=", "change=%00", "change=where&change=moon"])
def test_a_change_of_a_question_nobody_asks_changes_nothing(address):
    assert pathway.walk(QUESTIONS, QueryDict(f"age=0-4&where=nursery&worry=talking&{address}")).is_finished


def test_suggestions_come_in_the_editors_order_when_every_condition_fits():
    offered = [suggestion("always"), suggestion("young at nursery", age="0-4", where="nursery"), suggestion("talking", worry="talking, feelings"), suggestion("older", age="5-11")]
    found = pathway.suggest(offered, {"age": "0-4", "where": "nursery", "worry": "feelings"})
    assert [value["title"] for value in found] == ["always", "young at nursery", "talking"]


def test_no_answer_ever_takes_away_what_is_for_everyone():
    offered = [suggestion("SENDIASS"), suggestion("forum"), suggestion("speech help", worry="talking")]
    for age in ("0-4", "5-11"):
        for where in ("nursery", "school"):
            for worry in ("talking", "feelings"):
                titles = [value["title"] for value in pathway.suggest(offered, {"age": age, "where": where, "worry": worry})]
                assert titles[:2] == ["SENDIASS", "forum"]


def test_an_answer_that_is_not_there_fits_no_condition():
    assert pathway.suggest([suggestion("older", age="5-11")], {}) == []


def test_editors_hear_of_two_questions_with_one_key():
    with pytest.raises(ValidationError, match="age"):
        pathway.check_answers_exist([question("age", "a", "b"), question("age", "c", "d")], [])


@pytest.mark.parametrize("key", ["asked", "borough", "change", "s", "c", "utm_source", "fbclid"])
def test_editors_hear_of_a_key_that_the_address_needs_itself(key):
    with pytest.raises(ValidationError, match=key):
        pathway.check_answers_exist([question(key, "a", "b")], [])


@pytest.mark.parametrize("when", [{"age": "99"}, {"nobody": "0-4"}, {"age": "0-4, 99"}])
def test_editors_hear_of_a_suggestion_that_waits_for_an_answer_nobody_can_give(when):
    with pytest.raises(ValidationError, match="Speech help"):
        pathway.check_answers_exist(QUESTIONS, [suggestion("Speech help", **when)])


def test_a_pathway_that_fits_together_is_fine():
    pathway.check_answers_exist(QUESTIONS, [suggestion("always"), suggestion("both", age="0-4, 5-11")])


def after(thing, **when: str):
    """A question (its key first) or an answer of one that is offered only after these answers."""
    return thing | {"when": [{"question": name, "answers": answers} for name, answers in when.items()]}


def contradicting() -> list:
    """Nursery is for small children only, and what happens at school is asked only of those who go there."""
    age, where, worry = (question(*asked) for asked in (("age", "0-4", "5-11"), ("where", "nursery", "school"), ("worry", "talking", "feelings")))
    lessons = question("lessons", "fine", "hard")
    where.value["answers"][0] = after(where.value["answers"][0], age="0-4")
    lessons.value = after(lessons.value, where="school")
    return [age, where, lessons, worry]


def test_a_changed_answer_drops_exactly_what_no_longer_goes_with_it():
    walk = pathway.walk(contradicting(), QueryDict("where=nursery&worry=talking&asked=age&age=5-11"))
    assert walk.answers == {"age": "5-11", "worry": "talking"}
    assert [(asked["key"], label) for asked, label in walk.dropped] == [("where", "Nursery")]
    assert walk.asked["key"] == "where"
    assert [answer["key"] for answer in walk.offered] == ["school"]
    assert not walk.is_missing


def test_an_answer_to_a_question_that_is_no_longer_asked_goes():
    walk = pathway.walk(contradicting(), QueryDict("age=0-4&where=nursery&lessons=hard&worry=talking"))
    assert walk.is_finished
    assert walk.answers == {"age": "0-4", "where": "nursery", "worry": "talking"}
    assert [(asked["key"], label) for asked, label in walk.dropped] == [("lessons", "Hard")]
    assert [asked["key"] for asked in walk.questions] == ["age", "where", "worry"]


def test_what_goes_with_the_new_answer_stays_and_nothing_is_said():
    walk = pathway.walk(contradicting(), QueryDict("age=0-4&where=school&lessons=hard&worry=talking"))
    assert (walk.is_finished, list(walk.dropped), len(walk.answers)) == (True, [], 4)


@pytest.mark.parametrize("address", ["age=skip&where=nursery", "where=nursery"])
def test_who_skipped_a_question_is_offered_everything(address):
    walk = pathway.walk(contradicting(), QueryDict(address))
    assert walk.answers["where"] == "nursery"
    assert not walk.dropped


def test_nothing_is_dropped_while_an_earlier_answer_is_only_looked_at_again():
    walk = pathway.walk(contradicting(), QueryDict("age=0-4&where=nursery&worry=talking&change=age"))
    assert (walk.asked["key"], walk.kept, list(walk.dropped)) == ("age", {"where": "nursery", "worry": "talking"}, [])


@pytest.mark.parametrize("when", [{"worry": "talking"}, {"where": "school"}, {"age": "99"}, {"nobody": "x"}])
def test_editors_hear_of_an_answer_that_waits_for_what_comes_later_or_never(when):
    asked = contradicting()
    asked[1].value["answers"][1] = after(asked[1].value["answers"][1], **when)
    with pytest.raises(ValidationError, match="no question before it offers"):
        pathway.check_answers_exist(asked, [])


def test_a_pathway_with_answers_that_wait_for_earlier_ones_is_fine():
    pathway.check_answers_exist(contradicting(), [])
