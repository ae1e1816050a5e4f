"""What an editor is told before anybody signs."""

import pytest

from campaigns.models import Message
from campaigns.writing.problems import problems, problems_of
from tests.campaigns.writing.making import mailing, message, organisation
from tests.factories import InformationPageFactory, LanguageFactory
from tests.register.factories import FamilyFactory

pytestmark = pytest.mark.django_db


def told(made: Message, *, errors: bool = True) -> list[str]:
    return [f"{each.where}: {each.what}" for each in problems_of(made) if each.is_error == errors]


def test_a_short_plain_mail_has_nothing_to_mend(site):
    of = mailing()
    message(of)
    assert problems(of) == []


@pytest.mark.parametrize("hole", ["surname", "First_name", "stop", " first_name ", "first_name; drop"])
def test_a_field_that_nobody_can_fill_in_is_an_error(site, hole):
    made = message(body=[("text", f"<p>Dear (({hole})), come.</p>")])
    assert told(made) == [f"Part 1 (Text): We cannot fill in (({hole}))."]


def test_a_field_that_is_not_closed_is_an_error(site):
    assert told(message(channel="text", text="Dear ((first_name, come.")) == [
        "Words of the text message: A field is not closed: two brackets open and do not close, or the other way round."
    ]


def test_a_field_in_a_heading_a_list_a_button_and_a_date_is_looked_at_too(site):
    body = [
        ("heading", "((a))"),
        ("points", ["x", "((b))"]),
        ("button", {"label": "((c))", "page": None, "url": ""}),
        ("event", {"what": "x", "when": "((d))", "where": ""}),
    ]
    assert [each.partition(": ")[2] for each in told(message(body=body))] == [f"We cannot fill in (({name}))." for name in "abcd"]


def test_a_subject_is_there_short_and_not_in_capitals(site):
    assert told(message(subject="")) == ["Subject: There is no subject."]
    made = Message.objects.get()
    made.subject = "COME TO OUR NEW PLAY GROUP ON THE GREEN WITH TEA AND CAKE FOR ALL"
    assert [each.split(".")[0] for each in told(made, errors=False)] == ["Subject: It has 65 signs", "Subject: It is all in capitals"]


def test_a_reference_in_the_subject_may_be_read_by_others(site):
    assert "other people" in told(message(subject="About ((reference))"))[0].lower()


def test_an_empty_message_is_an_error(site):
    of = mailing()
    assert told(message(of, body=[])) == ["Words: There are no words yet."]
    assert told(message(of, channel="text", text=" ")) == ["Words of the text message: There are no words yet."]


def test_links_lead_to_pages_that_families_can_open(site):
    draft = InformationPageFactory(parent=site.root_page, title="Soon", live=False)
    body = [
        ("text", f'<p><a linktype="page" id="{draft.pk}">soon</a> <a linktype="page" id="99999">gone</a> <a linktype="page" id="x">odd</a> <a href="javascript:x">run</a></p>'),
        ("button", {"label": "Go", "page": draft, "url": ""}),
    ]
    assert told(message(body=body)) == [
        "Part 1 (Text): Families cannot open the page “Soon”.",
        "Part 1 (Text): The page behind “gone” is gone.",
        "Part 1 (Text): The page behind “odd” is gone.",
        "Part 1 (Text): This is no web address: javascript:x",
        "Part 2 (Button): Families cannot open the page “Soon”.",
    ]


def test_a_page_that_asks_for_a_password_is_not_open(site):
    page = InformationPageFactory(parent=site.root_page, title="Staff only")
    page.view_restrictions.create(restriction_type="password", password="x")
    assert told(message(body=[("button", {"label": "Go", "page": page, "url": ""})])) == ["Part 1 (Button): Families cannot open the page “Staff only”."]


def test_an_unsafe_address_and_a_link_that_says_nothing_are_hints(site):
    made = message(body=[("text", '<p>See <a href="http://else.example/">here</a>.</p>')])
    assert told(made) == []
    assert [each.split(": ")[1] for each in told(made, errors=False)] == ["A link says only “here”.", "This address is not a safe one (https)"]


def test_a_long_text_message_is_told_and_one_that_no_phone_gets_is_an_error(site):
    of = mailing()
    long = message(of, channel="text", text="Come and play. " * 30)
    assert told(long) == []
    assert "text messages" in told(long, errors=False)[0]
    long.text = "Come and play. " * 70
    assert "text messages" in told(long)[0]


def test_hard_words_and_long_sentences_are_hints_and_only_in_english(site):
    hard = "<p>Please submit the application in order to facilitate additional provision for your child and all the other children who live in the same house as you do today.</p>"
    made = message(body=[("text", hard)])
    hints = told(made, errors=False)
    assert any("Hard word: “submit”." in each for each in hints)
    assert any("A sentence of 28 words" in each for each in hints)
    assert any("reads like a text for about age" in each for each in hints)
    made.language = LanguageFactory(code="pl", name="Polish")
    assert told(made, errors=False) == []


def test_a_picture_without_words_is_an_error(site, picture):
    made = message(body=[("picture", {"image": picture, "alt_text": "", "decorative": False})])
    assert told(made) == ["Part 1 (Picture): The picture has no words for who cannot see it."]


def test_a_letter_with_letters_that_we_cannot_print_is_an_error(site):
    of = mailing()
    assert told(message(of, channel="post", body=[("text", "<p>سلام</p>")])) == ["Part 1 (Text): “س” can’t be printed on a letter."]
    assert told(message(of, channel="email", body=[("text", "<p>سلام</p>")])) == []


def test_forum_and_council_must_be_among_who_signs(site):
    of = mailing()
    message(of)
    of.organisations.set([organisation("nhs", "NHS Larkmere")])
    found = problems(of)
    assert [(each.is_error, each.where) for each in found] == [(True, "Who signs")]
    assert "Parent carer forum, Council" in found[0].what


def test_where_nothing_is_written_that_is_said(site):
    assert [each.what for each in problems(mailing())] == ["Nothing is written yet."]


def test_each_problem_says_which_message_it_is_in_and_errors_come_first(site):
    of = mailing()
    message(of, wave=1, subject="PLAY")
    text = message(of, channel="text", text="Dear ((surname))")
    found = problems(of)
    assert [each.is_error for each in found] == sorted((each.is_error for each in found), reverse=True)
    wrong = next(each for each in found if each.message == text.pk and each.is_error)
    assert wrong.where == "By text message: Words of the text message"
    assert "Reminder after 7 days" in next(each.where for each in found if "capitals" in each.what)


def test_a_language_that_families_asked_for_is_missing_but_not_one_that_few_did(site):
    polish, urdu = LanguageFactory(code="pl", name="Polish"), LanguageFactory(code="ur", name="Urdu")
    for language, families in ((polish, 5), (urdu, 4)):
        for _family in range(families):
            FamilyFactory(confirmed=True, language=language, reading_format="large-print")
    of = mailing()
    message(of)
    assert [each.what for each in problems(of)] == ["Families asked for Polish, and no message is in it.", "Families asked for this format, and no message has it: Large print."]
    message(of, language=polish, reading_format="large-print")
    assert problems(of) == []


def test_a_reminder_without_a_first_message_is_an_error(site):
    of = mailing()
    message(of, wave=1)
    assert [each.what for each in problems(of) if each.is_error] == ["There is a reminder and no first message."]
