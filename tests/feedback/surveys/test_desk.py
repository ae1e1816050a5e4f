"""Editors build a survey, a second person opens it, and people read, sort and publish what came of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import ANALYST, COUNCIL_EDITOR, PCF_EDITOR
from feedback.models import PaperCode, Response, Said, Sealed, Survey, YouSaidWeDidPage
from feedback.surveys import inviting, paper, reading
from portal.actions import set_up_site
from tests.factories import UserFactory, YouSaidWeDidIndexPageFactory
from tests.feedback.surveys.made import answered, end, make_survey

pytestmark = pytest.mark.django_db
NEW = {
    "title": "Short breaks",
    "slug": "short-breaks",
    "intro": '{"blocks": [{"key": "a", "text": "Five minutes.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
    "closing_words": '{"blocks": [{"key": "a", "text": "We read it.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
    "language": "en-gb",
    "layout": "one",
    "opens_on": "2026-01-01",
    "closes_on": "2099-01-01",
    "is_for_everybody": "on",
}


def of_scale(number: int, words: str, *choices: tuple[str, str], key: str = "", count_of: int = 1) -> dict[str, str]:
    name = f"questions-{number}"
    data = {f"{name}-deleted": "", f"{name}-order": str(number), f"{name}-type": "scale", f"{name}-id": key, f"{name}-value-words": words, f"{name}-value-hint": ""}
    data |= {f"{name}-value-picture-image": "", f"{name}-value-picture-alt_text": "", f"{name}-value-choices-count": str(len(choices))}
    for n, (each, go_to) in enumerate(choices):
        base = f"{name}-value-choices-{n}"
        data |= {f"{base}-deleted": "", f"{base}-order": str(n), f"{base}-type": "item", f"{base}-id": "", f"{base}-value-words": each, f"{base}-value-go_to": go_to}
        data |= {f"{base}-value-code": "", f"{base}-value-picture-image": "", f"{base}-value-picture-alt_text": ""}
    return data | {"questions-count": str(count_of)}


@pytest.fixture
def sign_in(client, site):
    set_up_site(allow_missing=True)

    def as_role(role: str):
        user = UserFactory()
        user.groups.add(Group.objects.get(name=role))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(user)
        return user

    return as_role


def desk(survey, rest: str = "") -> str:
    return f"/admin/surveys/desk/{survey.pk}/{rest}"


def test_an_editor_builds_a_survey_and_somebody_else_opens_it(client, sign_in):
    sign_in(PCF_EDITOR)
    form = NEW | of_scale(0, "How well?", ("Badly", ""), ("Well", ""))
    response = client.post("/admin/surveys/add/", form)
    assert response.status_code == 302, response.context["form"].errors
    survey = Survey.objects.get()
    client.post(desk(survey, "open/"))
    assert client.get("/surveys/short-breaks/").status_code == 404
    assert "somebody else opens it" in client.get(desk(survey)).content.decode()
    sign_in(COUNCIL_EDITOR)
    assert "Open it to families" in client.get(desk(survey)).content.decode()
    client.post(desk(survey, "open/"))
    assert client.get("/surveys/short-breaks/").status_code == 200


@pytest.mark.parametrize(
    ("go_to", "said"), [("1", "you can only go forwards"), ("9", "there is no question 9"), ("x", "write a number or the word end"), ("²", "write a number or the word end")]
)
def test_a_rule_that_leads_nowhere_is_refused_when_it_is_saved(client, sign_in, go_to, said):
    sign_in(PCF_EDITOR)
    page = client.post("/admin/surveys/add/", NEW | of_scale(0, "How well?", ("Badly", go_to), ("Well", ""))).content.decode()
    assert said in page
    assert not Survey.objects.exists()


def test_the_last_day_is_not_before_the_first(client, sign_in):
    sign_in(PCF_EDITOR)
    page = client.post("/admin/surveys/add/", NEW | of_scale(0, "How well?", ("Badly", ""), ("Well", "")) | {"closes_on": "2025-01-01"}).content.decode()
    assert "The last day is before the first." in page


def changed(survey, **fields: str) -> dict[str, str]:
    form = NEW | {"slug": survey.slug, "title": survey.title} | of_scale(0, "How well?", ("Badly", ""), ("Well", ""))
    return form | fields


def test_once_somebody_answered_only_the_end_can_change_and_a_copy_is_a_new_version(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    answered(survey, {"heard": "well"})
    page = client.post(f"/admin/surveys/edit/{survey.pk}/", changed(survey)).content.decode()
    assert "Families have answered this survey" in page
    copy = client.post(desk(survey, "copy/")).url
    new = Survey.objects.exclude(pk=survey.pk).get()
    assert copy.endswith(f"/{new.pk}/")
    assert (new.slug, new.opened_on, [one.words for one in new.asked]) == ("heard-2", None, [one.words for one in survey.asked])


def test_a_change_before_the_first_answer_has_to_be_opened_again(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    assert client.post(f"/admin/surveys/edit/{survey.pk}/", changed(survey)).status_code == 302
    survey.refresh_from_db()
    assert (survey.opened_on, survey.opened_by) == (None, "")


def test_a_survey_that_is_over_stays_over(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = end(make_survey())
    assert "This survey is over, and stays so." in client.post(f"/admin/surveys/edit/{survey.pk}/", changed(survey)).content.decode()


@pytest.mark.parametrize("mode", ["", "questions", "thanks"])
def test_the_preview_shows_what_families_see(mode):
    survey = make_survey()
    response = survey.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    assert {"": "Start", "questions": "How well are you heard?", "thanks": "We read every answer."}[mode] in response.content.decode()


def test_an_analyst_sees_numbers_and_no_words(client, sign_in):
    sign_in(ANALYST)
    survey = end(make_survey(), days_ago=15)
    answered(survey, *[{"heard": "well", "more": "Secret words"}] * 9)
    page = client.get(desk(survey)).content.decode()
    assert "9 families answered" in page
    assert "Secret words" not in page
    assert client.get(desk(survey, "texts/")).url == "/admin/"
    assert [client.get(desk(survey, f"numbers.{kind}")).status_code for kind in ("csv", "xlsx")] == [200, 200]
    assert client.get(desk(survey, "numbers.exe")).status_code == 404


def test_totals_are_published_once_and_only_after_the_end(client, sign_in):
    sign_in(COUNCIL_EDITOR)
    survey = make_survey()
    answered(survey, *[{"heard": "well"}] * 9, *[{"heard": "badly"}] * 3)
    client.post(desk(survey, "publish/"))
    assert client.get("/surveys/heard/results/").status_code == 404
    survey = end(survey)
    client.post(desk(survey, "publish/"))
    client.post(desk(survey, "publish/"))
    page = client.get("/surveys/heard/results/").content.decode()
    assert "12 families answered" in page
    assert "<svg" in page
    assert page.count("hidden</td>") >= 2
    assert "/surveys/heard/results/" in client.get("/surveys/").content.decode()


def test_a_formula_in_a_question_is_text_in_the_file(client, sign_in):
    sign_in(COUNCIL_EDITOR)
    survey = make_survey(title="T")
    survey.questions[0].value["words"] = "=HYPERLINK(1)"
    survey.save()
    assert "'=HYPERLINK(1)" in client.get(desk(survey, "numbers.csv")).content.decode()


# Texts


@pytest.fixture
def texts(client, sign_in):
    sign_in(COUNCIL_EDITOR)
    survey = make_survey()
    answered(survey, *[{"heard": "well", "more": f"We waited for Mrs Sample, call 020 7946 0{n}00. I liked it."} for n in range(6)])
    return survey


def test_texts_are_read_one_after_another_and_blacked_out(client, texts):
    first = Said.objects.unread().first()
    address = desk(texts, f"texts/{first.pk}/")
    assert "Mrs Sample" in client.get(address).content.decode()
    response = client.post(address, {"new_theme": "Waiting", "suspects": ["Mrs Sample"], "black_out": "liked\n"})
    assert response.url == desk(texts, f"texts/{Said.objects.unread().first().pk}/")
    first.refresh_from_db()
    assert "Mrs Sample" not in first.text
    assert f"I {reading.BLACK} it." in first.text
    assert [theme.name for theme in first.themes.all()] == ["Waiting"]


def test_a_theme_becomes_a_draft_that_an_editor_finishes(client, site, texts):
    YouSaidWeDidIndexPageFactory(parent=site.root_page)
    for one in Said.objects.all():
        reading.sort_in(said=one, themes=[], new_theme="Waiting <b>long</b>")
    theme = texts.themes.get()
    for _time in range(2):
        assert client.post(desk(texts, f"themes/{theme.pk}/page/")).url.startswith("/admin/pages/")
    page = YouSaidWeDidPage.objects.first()
    assert (page.live, page.said_by_count, page.you_said) == (False, 6, "<p>Waiting &lt;b&gt;long&lt;/b&gt;</p>")
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met Dr Sample there.", ["Dr Sample"]),
        ("Write to a.b@family.example or HD1 2AB", ["a.b@family.example", "HD1 2AB"]),
        ("Call 020 7946 0000", ["020 7946 0000"]),
        ("The EHC plan and the NHS. I know.", []),
        ("", []),
    ],
)
def test_what_may_be_a_name_is_offered_to_be_blacked_out(text, found):
    assert reading.suspects(text) == found


def test_blacking_out_takes_whole_words_only():
    assert reading.blacked_out("Al said all is al right (Al).", ["Al", " "]) == f"{reading.BLACK} said all is {reading.BLACK} right ({reading.BLACK})."


# Paper


def test_forms_on_paper_are_printed_with_a_code_each_and_typed_in_once(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    sheet = client.post(desk(survey, "paper/"), {"count": "3"}).url
    code = PaperCode.objects.order_by("code").first()
    page = client.get(sheet).content.decode()
    assert f"{code.code[:4]} {code.code[4:]}" in page
    assert page.count("<article") == 3
    form = {"code": f"{code.code[:4]}-{code.code[4:]}".lower(), "q1": "well", "q4": "On paper"}
    assert client.post(desk(survey, "paper/enter/"), form).status_code == 302
    again = client.post(desk(survey, "paper/enter/"), form).content.decode()
    assert "Each form counts once." in again
    assert "On paper" in again
    assert Sealed.objects.count() == 1
    code.refresh_from_db()
    assert code.entered_by


def test_a_wrong_sign_is_noticed(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    code = paper.make_codes(survey, 1)[0].code
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    page = client.post(desk(survey, "paper/enter/"), {"code": wrong, "q1": "well"}).content.decode()
    assert "No form of this survey has this code" in page
    assert not Sealed.objects.exists()


@pytest.mark.parametrize("typed", ["", "AAAA", "ÄÄÄÄÄÄÄÄ", "0" * 500, "!!!!!!!!"])
def test_what_is_no_code_is_none(typed):
    with pytest.raises(paper.NoSuchCode):
        paper.read_code(typed)


def test_letters_that_look_like_digits_are_read_as_those():
    code = "0101010"
    code += paper.check_sign(code)
    assert paper.read_code("oiol 0l0" + code[-1]) == code


def test_a_family_s_form_on_paper_counts_as_its_answer_and_it_is_reminded_no_more(client, sign_in):
    user = sign_in(PCF_EDITOR)
    survey = make_survey()
    invited = inviting.invite(survey, batch="b", channel="letter")
    form = paper.code_for(survey.invitations.get())
    assert paper.code_for(survey.invitations.get()) == form
    paper.enter(survey=survey, code=form.code, answers={"heard": "well"}, by=user)
    assert not inviting.open_invitations(survey, "b").exists()
    assert "Your answers are here already" in client.get(invited.address.partition("/surveys")[1] + invited.address.partition("/surveys")[2]).content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize(("days_ago", "is_taken"), [(14, True), (15, False)])
def test_a_form_may_come_by_post_for_two_weeks(client, sign_in, days_ago, is_taken):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    code = paper.make_codes(survey, 1)[0].code
    end(survey, days_ago=days_ago)
    response = client.post(desk(survey, "paper/enter/"), {"code": code, "q1": "well"})
    assert (response.status_code == 302) is is_taken
    assert Sealed.objects.exists() is is_taken


def test_an_empty_form_is_put_aside(client, sign_in):
    sign_in(PCF_EDITOR)
    survey = make_survey()
    code = paper.make_codes(survey, 1)[0].code
    assert "There is no answer on the form." in client.post(desk(survey, "paper/enter/"), {"code": code}).content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0"])
def test_forms_of_no_day_are_not_found(client, sign_in, day):
    sign_in(PCF_EDITOR)
    assert client.get(desk(make_survey(), f"paper/{day}/")).status_code == 404


def test_the_desk_says_what_waits_for_a_second_person_and_what_is_unread(client, texts):
    make_survey(slug="new", title="A new survey", opened_on=None, opened_by="")
    ModelLogEntry.objects.log_action(make_survey(slug="mine", title="My own", opened_on=None, opened_by=""), "wagtail.create", user=User.objects.with_role().get())
    page = client.get("/admin/").content.decode()
    assert "A new survey" in page
    assert "My own" not in page
    assert "6 texts to read" in page
