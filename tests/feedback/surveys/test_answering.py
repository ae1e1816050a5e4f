"""A family answers a survey: nothing typed is lost, nothing is counted twice, and no cookie is set."""

import json

import pytest

from feedback.models import Draft, Invitation, Sealed
from feedback.surveys import inviting
from tests.feedback.surveys.made import end, make_survey, send_all

pytestmark = pytest.mark.django_db
START = "/surveys/heard/"
PAGES = ({"q1": "well"}, {"q2": "yes"}, {"q3": ["swim"]}, {"q4": "More time."})


@pytest.fixture
def survey(site):
    return make_survey()


@pytest.fixture
def path(survey):
    return f"{START}{inviting.invite(survey, batch='autumn', channel='email').token}/"


def sealed() -> list[dict]:
    return [json.loads(one.answers) for one in Sealed.objects.all()]


def test_a_family_answers_question_by_question_without_a_cookie(client, survey):
    response = send_all(client, START, *PAGES)
    assert response.url == f"{START}thanks/"
    assert sealed() == [{"heard": "well", "used": "yes", "which": ["swim"], "more": "More time."}]
    assert "We read every answer." in client.get(response.url).content.decode()
    assert not client.cookies


def test_an_answer_leads_past_questions_and_what_was_said_there_before_does_not_count(client, survey):
    first = client.post(START).url
    base = first.removesuffix("1/")
    for number, page in enumerate(PAGES, 1):
        client.post(f"{base}{number}/", page)
    assert client.post(f"{base}2/", {"q2": "no"}).url == f"{base}4/"
    client.post(f"{base}check/")
    assert sealed() == [{"heard": "well", "used": "no", "more": "More time."}]


def test_going_back_shows_what_was_answered_in_another_tab_too(client, survey):
    first = client.post(START).url
    client.post(first, {"q1": "badly"})
    client.post(first.replace("/1/", "/4/"), {"q4": "From the second tab"})
    assert client.get(first).content.decode().count(" checked") == 1
    assert "From the second tab" in client.get(first.replace("/1/", "/check/")).content.decode()


def test_a_required_question_that_is_empty_is_asked_for_kindly(client, survey):
    page = client.post(client.post(START).url, {}).content.decode()
    assert "Choose an answer." in page
    assert "Error:" in page


def test_who_jumps_to_the_end_is_told_which_question_is_left(client, survey):
    check = client.post(START).url.replace("/1/", "/check/")
    page = client.post(check).content.decode()
    assert "Nothing is sent yet" in page
    assert "How well are you heard?" in page
    assert not Sealed.objects.exists()


def test_pressed_twice_it_is_sent_once(client, survey):
    where = client.post(START).url
    client.post(where, PAGES[0])
    check = where.replace("/1/", "/check/")
    assert [client.post(check).url for _press in range(2)] == [f"{START}thanks/"] * 2
    assert len(sealed()) == 1


def test_going_back_after_sending_says_that_it_is_sent(client, path):
    send_all(client, path, *PAGES)
    for address in (path, f"{path}1/", f"{path}check/"):
        assert "Your answers are here already" in client.get(address).content.decode()
    assert "Your answers are here already" in client.post(f"{path}1/", PAGES[0]).content.decode()


def test_an_invitation_counts_once_and_its_reminder_s_link_too(client, survey):
    invited = inviting.invite(survey, batch="autumn", channel="email")
    again = inviting.remind(invited.id, wave=1, channel="text")
    send_all(client, f"{START}{again.token}/", *PAGES)
    client.post(f"{START}{invited.token}/1/", PAGES[0])
    assert "Your answers are here already" in client.post(f"{START}{invited.token}/check/").content.decode()
    assert len(sealed()) == 1
    kept = Invitation.objects.get()
    assert (kept.is_answered, kept.answered_wave, kept.answered_channel) == (True, 1, "text")


def test_looking_at_a_link_changes_nothing(client, path):
    assert client.head(path).status_code == client.get(path).status_code == 200
    assert not Draft.objects.exists()
    assert not Invitation.objects.filter(is_answered=True).exists()


def test_what_was_typed_is_there_when_the_link_is_opened_again(client, path):
    client.post(f"{path}1/", {"q1": "badly"})
    assert "We kept what you typed last time." in client.get(path).content.decode()


@pytest.mark.parametrize("token", ["AAAAAAAAAAAAAAAAAAAAAA", "short", "A" * 200])
def test_a_forged_link_is_not_found(client, survey, token):
    for address in (f"{START}{token}/", f"{START}{token}/1/", f"{START}{token}/check/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {404, 405}


def test_a_link_of_one_survey_opens_no_other(client, survey, path):
    make_survey(slug="other")
    assert client.get(path.replace("/heard/", "/other/")).status_code == 404


def test_a_page_that_is_not_there_is_not_found(client, path):
    assert [client.get(f"{path}{number}/").status_code for number in (0, 5, 99999999999999999999)] == [404, 404, 404]


def test_the_survey_ends_while_somebody_answers_and_they_keep_their_words(client, survey, path):
    client.post(f"{path}1/", PAGES[0])
    end(survey)
    response = client.post(f"{path}4/", {"q4": "I waited a year."})
    assert response.status_code == 410
    assert "This survey is over" in response.content.decode()
    assert "I waited a year." in response.content.decode()


def test_it_ends_on_the_last_page_and_the_answers_can_still_be_copied(client, survey, path):
    client.post(f"{path}1/", PAGES[0])
    end(survey)
    page = client.post(f"{path}check/").content.decode()
    assert "This survey is over" in page
    assert "How well are you heard?" in page
    assert not Sealed.objects.exists()


def test_an_invitation_that_ended_leads_to_the_survey_for_everybody(client, survey, path):
    Invitation.objects.update(expires_on=survey.opens_on)
    page = client.get(path)
    assert page.status_code == 410
    assert f'href="{START}"' in page.content.decode()


def test_an_option_that_is_not_there_is_not_taken(client, path):
    page = client.post(f"{path}1/", {"q1": "excellent"}).content.decode()
    assert "Choose one of the answers." in page
    assert not Draft.objects.exists()


def test_a_very_long_text_comes_back_to_be_shortened(client, path):
    words = "word " * 100_000
    page = client.post(f"{path}4/", {"q4": words}).content.decode()
    assert "3,000 letters at most. You wrote 499999" in page or "3000 letters at most. You wrote 499999" in page
    assert words[:20_000] in page


def test_all_on_one_page_asks_only_what_the_answers_lead_to(client, site):
    make_survey(layout="all")
    where = client.post(START).url
    page = client.post(where, {"q2": "no", "q4": "Typed"}).content.decode()
    assert "Choose an answer." in page
    assert "Typed" in page
    check = client.post(where, {"q1": "well", "q2": "no", "q3": ["swim"], "q4": ""}).url
    client.post(check)
    assert sealed() == [{"heard": "well", "used": "no"}]


def test_a_survey_only_for_who_was_invited_has_no_page_for_others(client, site):
    survey = make_survey(is_for_everybody=False)
    token = inviting.invite(survey, batch="autumn", channel="letter").token
    assert client.get(START).status_code == 404
    assert client.get(f"{START}{token}/").status_code == 200


def test_a_survey_that_nobody_opened_is_not_there(client, site):
    make_survey(opened_on=None, opened_by="")
    assert client.get(START).status_code == 404


def test_another_site_s_form_is_not_taken(client, path):
    client.post(f"{path}1/", PAGES[0], headers={"sec-fetch-site": "cross-site"})
    assert not Draft.objects.exists()


def test_no_copy_of_an_answer_is_kept_on_the_way(client, path):
    assert "no-store" in client.get(f"{path}1/").headers["Cache-Control"]


def test_a_program_that_starts_again_and_again_is_stopped(client, survey, monkeypatch):
    monkeypatch.setattr("feedback.surveys.views.STARTS_AN_HOUR", 1)
    assert [client.post(START).status_code for _press in range(2)] == [302, 429]
    assert Draft.objects.count() == 1


def test_signs_that_no_letter_can_be_are_refused_kindly(client, path):
    page = client.post(f"{path}4/", {"q4": "a\x00b"}).content.decode()
    assert "Error:" in page
    assert client.post(f"{path}4/", {"q4": "😀 = (1) <b>"}).status_code == 302
    assert "&lt;b&gt;" in client.get(f"{path}4/").content.decode()
