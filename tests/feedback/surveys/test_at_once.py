"""Two hands on one survey at the same moment: really at once, in threads with connections of their own."""

import pytest
from django.db import connection

from feedback.models import Response, Sealed
from feedback.surveys import actions, inviting, mixing, paper
from tests.factories import UserFactory, make_site
from tests.feedback.surveys.made import make_survey
from tests.register.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey(transactional_db):
    make_site()
    return make_survey()


def test_a_button_pressed_four_times_at_once_sends_once(survey):
    token = inviting.invite(survey, batch="autumn", channel="email").token
    actions.keep(survey, token, {"heard": "well"})
    assert at_once(*[lambda: actions.send(survey, token)] * 4) == {"done": 1, "AlreadySent": 3}
    assert Sealed.objects.count() == 1


def test_the_first_link_and_the_reminder_s_at_once_count_once(survey):
    first = inviting.invite(survey, batch="autumn", channel="email")
    both = [first.token, inviting.remind(first.id, wave=1, channel="text").token]
    for token in both:
        actions.keep(survey, token, {"heard": "well"})
    assert at_once(*[lambda token=token: actions.send(survey, token) for token in both]) == {"done": 1, "AlreadySent": 1}
    assert Sealed.objects.count() == 1


def test_two_tabs_at_once_keep_both_answers(survey):
    token = actions.begin(survey)
    given = [{"heard": "well"}, {"used": "yes"}, {"more": "Words"}]
    assert at_once(*[lambda one=one: actions.keep(survey, token, one) for one in given]) == {"done": 3}
    assert actions.answers_so_far(survey, token) == {"heard": "well", "used": "yes", "more": "Words"}


def test_two_members_of_staff_type_the_same_form_in_at_once(survey):
    by, code = UserFactory(), paper.make_codes(survey, 1)[0].code
    entered = at_once(*[lambda: paper.enter(survey=survey, code=code, answers={"heard": "well"}, by=by)] * 3)
    assert entered == {"done": 1, "AlreadyEntered": 2}
    assert Sealed.objects.count() == 1


def test_two_reminders_at_once_make_one_link(survey):
    first = inviting.invite(survey, batch="autumn", channel="email")
    made = []
    at_once(*[lambda: made.append(inviting.remind(first.id, wave=1, channel="text"))] * 3)
    assert len([one for one in made if one]) == 1


def test_two_workers_mix_each_answer_once_and_all_rows_are_of_one_transaction(survey):
    for n in range(3):
        for _family in range(5):
            actions.seal(survey, {"heard": "well" if n else "badly"})
        assert at_once(*[lambda: mixing.mix(survey)] * 3) == {"done": 3}
    assert (Response.objects.count(), Sealed.objects.count()) == (15, 0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM feedback_response")
            assert cursor.fetchone() == (1,)
