"""Nobody can tell which answers are a family's: not an editor, and not somebody with the whole database."""

import json

import pytest
from django.db import connection

from feedback.models import Draft, Invitation, Link, Response, Said, Sealed
from feedback.surveys import actions, inviting, mixing
from tests.feedback.surveys.made import end, make_survey, send_all

pytestmark = pytest.mark.django_db
TABLES = ("feedback_invitation", "feedback_link", "feedback_draft", "feedback_sealed")


@pytest.fixture
def survey(site):
    return make_survey()


def answer_by_link(client, survey, many: int) -> list[str]:
    """The tokens, in the order in which they answered; every second family is heard well."""
    invited = inviting.invite_many(survey, batch="autumn", channel="email", count=many)
    for n, one in enumerate(invited):
        send_all(client, f"/surveys/heard/{one.token}/", {"q1": "well" if n % 2 else "badly"}, {"q2": "no"}, {"q4": f"Words {n}"})
    return [one.token for one in invited]


def cells(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return {str(cell) for row in cursor.fetchall() for cell in row}


def columns(model) -> set[str]:
    return {field.column for field in model._meta.concrete_fields}


def test_answers_have_nothing_but_a_random_number_a_survey_and_the_answers(survey):
    assert columns(Response) == {"id", "survey_id", "answers"}
    assert columns(Sealed) == {"id", "survey_id", "answers"}
    assert columns(Said) == {"id", "survey_id", "question", "text", "is_read"}


def test_no_value_of_an_invitation_is_a_value_of_an_answer(client, survey):
    answer_by_link(client, survey, 6)
    assert mixing.mix(survey) == 6
    known = set.union(*(cells(table) for table in TABLES)) - {str(survey.pk), "0", "1", "", "None", "False", "True"}
    assert known
    assert not known & (cells("feedback_response") | cells("feedback_said") - {"more"})


def test_no_token_is_kept_and_its_two_hashes_differ(client, survey):
    tokens = answer_by_link(client, survey, 5)
    everywhere = set.union(*(cells(table) for table in TABLES))
    assert not everywhere & set(tokens)
    assert not set(Link.objects.values_list("pk", flat=True)) & set(Draft.objects.values_list("pk", flat=True))


def test_what_waits_to_be_mixed_is_not_readable_in_the_database(client, survey):
    answer_by_link(client, survey, 1)
    everything = " ".join(set.union(*(cells(table) for table in TABLES)))
    assert "Words 0" not in everything
    assert "badly" not in everything


def test_fewer_than_five_are_not_mixed(client, survey):
    answer_by_link(client, survey, 4)
    assert mixing.mix_all() == 0
    assert (Response.objects.count(), Sealed.objects.count()) == (0, 4)


def test_fewer_than_five_stay_sealed_for_ever(client, survey):
    answer_by_link(client, survey, 4)
    assert mixing.mix(end(survey)) == 0
    assert not Response.objects.exists()


def test_the_last_few_are_mixed_among_all_others_at_the_end(client, survey):
    answer_by_link(client, survey, 5)
    mixing.mix(survey)
    answer_by_link(client, survey, 1)
    assert mixing.mix(survey) == 0
    assert mixing.mix(end(survey)) == 1
    assert Response.objects.count() == 6


def test_each_mixing_writes_every_row_anew_in_a_shuffled_order(client, survey, monkeypatch):
    monkeypatch.setattr(mixing, "SHUFFLE", lambda rows: rows.reverse())
    answer_by_link(client, survey, 5)
    mixing.mix(survey)
    before = set(Response.objects.values_list("pk", flat=True))
    answer_by_link(client, survey, 5)
    mixing.mix(survey)
    assert not before & set(Response.objects.values_list("pk", flat=True))
    assert Response.objects.count() == 10


def test_the_choices_of_a_family_are_not_kept_with_its_words(client, survey):
    answer_by_link(client, survey, 5)
    mixing.mix(survey)
    assert "Words" not in json.dumps(list(Response.objects.values_list("answers", flat=True)))
    assert {said.text for said in Said.objects.all()} == {f"Words {n}" for n in range(5)}


def test_an_invitation_keeps_a_day_and_no_hour(client, survey):
    answer_by_link(client, survey, 1)
    kept = Invitation.objects.get()
    assert kept.answered_on.isoformat() == str(kept.answered_on)
    assert not [field for model in (Invitation, Link, Draft, Sealed, Response, Said) for field in model._meta.get_fields() if field.get_internal_type() == "DateTimeField"]


def test_unfinished_answers_are_forgotten_a_week_after_the_end(client, survey):
    client.post(client.post("/surveys/heard/").url, {"q1": "well"})
    assert actions.forget_drafts() == 0
    end(survey, days_ago=8)
    assert actions.forget_drafts() == 1


def test_nobody_who_answered_or_said_stop_is_reminded(client, survey):
    asked = inviting.invite_many(survey, batch="autumn", channel="email", count=3)
    send_all(client, f"/surveys/heard/{asked[0].token}/", {"q1": "well"}, {"q2": "no"}, {})
    inviting.stop(asked[1].id)
    client.get(f"/surveys/heard/{asked[2].token}/")
    assert list(inviting.open_invitations(survey, "autumn")) == [asked[2].id]
    assert list(inviting.answered_invitations(survey, "autumn")) == [asked[0].id]
    assert inviting.remind(asked[0].id, wave=1, channel="text") is None
    assert inviting.remind(asked[1].id, wave=1, channel="text") is None
    assert inviting.remind(asked[2].id, wave=1, channel="text") is not None
    assert inviting.remind(asked[2].id, wave=1, channel="text") is None


def test_two_reminders_at_most(survey):
    asked = inviting.invite(survey, batch="autumn", channel="email")
    made = [inviting.remind(asked.id, wave=wave, channel="text") for wave in (1, 2)]
    assert all(made)
    with pytest.raises(ValueError, match="3"):
        inviting.remind(asked.id, wave=3, channel="text")


def test_nobody_is_invited_to_a_survey_that_nobody_opened_or_that_is_over(site):
    for survey in (make_survey(slug="closed", opened_on=None, opened_by=""), end(make_survey())):
        with pytest.raises(inviting.NotOpen):
            inviting.invite(survey, batch="autumn", channel="email")
