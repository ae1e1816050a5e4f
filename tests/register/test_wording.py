"""The register's words: a draft of one editor, a signature of the council and one of the forum, and every version kept."""

import re

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail
from register import wording
from register.models import Wording, WordingSignOff, WordingVersion
from tests.register.factories import staff


@pytest.fixture
def editor(register, client):
    """The forum's editor, who writes."""
    user = staff("PCF editor")
    client.force_login(user)
    return user


@pytest.fixture
def council(register, client):
    """A browser of the council's editor."""
    browser = client.__class__()
    browser.user = staff("Council editor")
    browser.force_login(browser.user)
    return browser


def save(client, key: str, **words: str):
    newest = WordingVersion.objects.newest().get(wording__key=key)
    return client.post(reverse("register_wording", args=[key]), {"after": newest.number} | words)


def answer(browser, organisation: str, key: str = "intro", **values):
    newest = WordingVersion.objects.newest().get(wording__key=key)
    return browser.post(reverse("register_wording_sign", args=[key]), {"number": newest.number, "organisation": organisation} | values, follow=True)


def sign_both(client, council, key: str = "intro"):
    answer(client, "forum", key, is_approved="on")
    answer(council, "council", key, is_approved="on")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shown(key: str) -> str:
    return WordingVersion.objects.current([key]).get().text


def test_a_draft_shows_once_the_council_and_the_forum_have_both_signed_although_the_page_is_kept(editor, client, council, django_capture_on_commit_callbacks):
    anonymous = client.__class__()
    for step in (lambda: save(client, "intro", title="Come and join us", text="Welcome to {forum}."), lambda: answer(client, "forum", is_approved="on")):
        with django_capture_on_commit_callbacks(execute=True):
            step()
        assert "Join the SEND Register" in anonymous.get(reverse("register")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Families read these words from now on" in text_of(answer(council, "council", is_approved="on"))
    page = anonymous.get(reverse("register")).content.decode()
    assert "Come and join us" in page
    assert "Welcome to Parent carer forum." in page


def test_whoever_signs_sees_what_is_new_and_why_and_the_list_says_who_is_missing(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.", note="Parents asked for shorter words.")
    answer(client, "forum", is_approved="on")
    page = council.get(reverse("register_wording", args=["intro"])).content.decode()
    assert "<ins>Welcome" in page
    assert "Parents asked for shorter words." in page
    assert "You can sign for: The council" in page
    assert "Version 2 waits for: The council" in text_of(council.get(reverse("register_wordings")))
    assert "There is nothing for you to sign here." in client.get(reverse("register_wording", args=["intro"])).content.decode()


def test_one_person_does_not_sign_for_both(register, client):
    both = staff("PCF editor", "register.sign_wording_for_council")
    client.force_login(both)
    save(client, "intro", title="Join us", text="Welcome.")
    answer(client, "forum", is_approved="on")
    assert "Two people sign, one for each" in text_of(answer(client, "council", is_approved="on"))
    assert shown("intro") != "Welcome."


def test_nobody_signs_for_an_organisation_that_is_not_theirs(editor, client, register):
    save(client, "intro", title="Join us", text="Welcome.")
    answer(client, "council", is_approved="on")
    of_the_council = client.__class__()
    of_the_council.force_login(staff("Council editor"))
    answer(of_the_council, "forum", is_approved="on")
    assert not WordingSignOff.objects.exists()


def test_a_signature_holds_for_exactly_the_words_that_were_read(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.")
    save(client, "intro", title="Join us", text="Go away.")
    late = council.post(reverse("register_wording_sign", args=["intro"]), {"number": 2, "organisation": "council", "is_approved": "on"}, follow=True)
    assert "newer words meanwhile" in text_of(late)
    assert not WordingSignOff.objects.exists()


def test_words_that_were_sent_back_need_a_new_draft(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.")
    assert "Write what should change" in text_of(answer(council, "council"))
    QueuedMail.objects.all().delete()
    answer(council, "council", reason="Please say that it is free.")
    assert [(each.recipient, "Please say that it is free." in each.text) for each in QueuedMail.objects.all()] == [(editor.email, True)]
    assert "Sent back" in text_of(client.get(reverse("register_wordings")))
    assert "sent back to you" in text_of(client.get(reverse("wagtailadmin_home")))
    assert "sent back to you" not in text_of(council.get(reverse("wagtailadmin_home")))
    assert "answered already" in text_of(answer(client, "forum", is_approved="on"))
    save(client, "intro", title="Join us", text="Welcome. It is free.")
    sign_both(client, council)
    assert shown("intro") == "Welcome. It is free."


def test_an_older_draft_does_not_come_back_over_newer_words(editor, client, council):
    save(client, "intro", title="Join us", text="The first.")
    answer(client, "forum", is_approved="on")
    save(client, "intro", title="Join us", text="The second.")
    sign_both(client, council)
    assert shown("intro") == "The second."
    council.post(reverse("register_wording_sign", args=["intro"]), {"number": 2, "organisation": "council", "is_approved": "on"})
    assert shown("intro") == "The second."


def test_a_draft_is_mailed_to_those_who_sign_and_the_writer_hears_when_it_is_live(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.")
    assert [each.recipient for each in QueuedMail.objects.all()] == [council.user.email]
    QueuedMail.objects.all().delete()
    sign_both(client, council)
    told = QueuedMail.objects.get()
    assert (told.recipient, "Families read them now" in told.text) == (editor.email, True)


def test_each_version_is_kept_and_consents_point_to_theirs(editor, client, council, parent):
    family = parent.joins()
    save(client, "choice-updates", title="Send me letters", text="Once a week.")
    save(client, "choice-updates", title="Send me letters", text="Once a week.")
    versions = WordingVersion.objects.filter(wording__key="choice-updates").order_by("number")
    assert [(version.number, version.made_by) for version in versions] == [(1, ""), (2, editor.email)]
    assert family.consents.get().wording == versions[0]
    assert "Send me news by e-mail" in parent.browser.get(reverse("my_family")).content.decode()
    sign_both(client, council, "choice-updates")
    parent.browser.post(reverse("my_family_choose", args=["updates"]), {"given": "no"})
    assert family.consents.order_by("pk").last().wording == versions[1]
    assert "Once a week." in client.get(reverse("register_wording", args=["choice-updates"])).content.decode()


def test_two_editors_at_once_lose_neither_s_words(editor, client):
    save(client, "intro", title="Come and join us", text="The first.")
    late = save(client, "intro", title="Welcome", text="The second.", after=1)
    page = late.content.decode()
    assert f"{editor.email} saved version 2 while you wrote" in page
    assert "The second." in page, "what was typed stays"
    assert "The first." in page, "and what the other wrote can be read"
    assert WordingVersion.objects.newest().get(wording__key="intro").text == "The first."
    assert save(client, "intro", title="Welcome", text="The second.", after=late.context["form"]["after"].value()).status_code == 302
    assert WordingVersion.objects.newest().get(wording__key="intro").text == "The second."


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("mail-confirm", "Hello.", "needs {link}"),
        ("intro", "Hello {name}.", "cannot fill in {name}"),
        ("choice-updates", "From {forum}.", "A choice can have no words in braces"),
    ],
)
def test_words_that_would_not_work_are_refused(editor, client, key, text, problem):
    page = save(client, key, title="Title", text=text)
    assert problem in page.content.decode()
    assert WordingVersion.objects.filter(wording__key=key).count() == 1


@pytest.mark.parametrize(("key", "secret"), [("mail-confirm", "link"), ("mail-confirm", "reference"), ("mail-welcome", "link"), ("mail-welcome", "reference")])
def test_a_mails_title_gives_away_neither_the_link_nor_the_reference(editor, client, key, secret):
    page = save(client, key, title=f"Confirm {{{secret}}}", text="Open {link}. Your reference is {reference}.")
    assert f"Put {{{secret}}} in the text, not in the title" in page.content.decode()
    assert list(page.context["form"].errors) == ["title"]
    assert WordingVersion.objects.filter(wording__key=key).count() == 1


def test_a_link_in_the_title_does_not_make_up_for_one_in_the_text(editor, client):
    page = save(client, "mail-confirm", title="{link}", text="Hello.")
    assert set(page.context["form"].errors) == {"title", "text"}


def test_a_mails_title_may_still_name_the_site(editor, client):
    assert save(client, "mail-confirm", title="{site}: please confirm within {days} days", text="Open {link}").status_code == 302


def test_what_editors_write_is_shown_as_words_and_not_as_html(editor, client, council, parent):
    save(client, "choice-updates", title="<b>News</b>", text="<script>alert(1)</script>")
    save(client, "intro", title="Join", text="<script>alert(1)</script>\n\n- one\n- two")
    sign_both(client, council, "choice-updates")
    sign_both(client, council)
    assert "<script>alert" not in client.get(reverse("register")).content.decode()
    assert "<ul><li>one</li><li>two</li></ul>" in client.get(reverse("register")).content.decode()
    page = parent.goes_to("choices").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_seeding_again_changes_nothing(editor, client):
    save(client, "intro", title="Ours", text="Our words.")
    assert wording.seed() == 0
    assert WordingVersion.objects.newest().get(wording__key="intro").title == "Ours"


def test_versions_cannot_be_changed(editor):
    version = WordingVersion.objects.first()
    version.text = "Other words"
    with pytest.raises(InsertOnly):
        version.save()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE register_wordingversion SET text = 'Other words'")


def test_every_seeded_wording_can_be_filled_in(editor):
    for each in Wording.objects.all():
        version = each.versions.get()
        assert list(wording.problems(each, version.title, version.text)) == [], each.key


def test_words_that_were_sent_back_can_be_meant_all_the_same_and_words_that_are_there_say_so(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.")
    assert "Nothing was changed" in text_of(client.post(reverse("register_wording", args=["intro"]), {"after": 2, "title": "Join us", "text": "Welcome."}, follow=True))
    answer(council, "council", reason="Why?")
    save(client, "intro", title="Join us", text="Welcome.", note="Because families asked for it.")
    sign_both(client, council)
    assert shown("intro") == "Welcome."


def test_words_are_signed_from_the_page_itself(editor, register):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    page = browser.get(reverse("register_wording", args=["intro"])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    words = {"after": 1, "title": "Join us", "text": "Welcome.", "csrfmiddlewaretoken": token}
    browser.post(reverse("register_wording", args=["intro"]), words)
    page = browser.get(reverse("register_wording", args=["intro"])).content.decode()
    form = page[page.index('action="/admin/register/wording/intro/sign/"') :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[: form.index("</form>")])[1]
    assert (
        browser.post(reverse("register_wording_sign", args=["intro"]), {"number": 2, "organisation": "forum", "is_approved": "on", "csrfmiddlewaretoken": token}).status_code == 302
    )
    assert WordingSignOff.objects.count() == 1


def test_the_desk_says_which_words_wait_for_whom(editor, client, council):
    save(client, "intro", title="Join us", text="Welcome.")
    for browser in (client, council):
        assert "Start page: introduction" in browser.get(reverse("wagtailadmin_home")).content.decode()
    answer(client, "forum", is_approved="on")
    assert "No words wait for you." in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Start page: introduction" in council.get(reverse("wagtailadmin_home")).content.decode()


def test_which_questions_are_asked_is_signed_by_both_too(editor, client, council, parent):
    page = client.get(reverse("register_wording", args=["questions-shown"])).content.decode()
    assert page.count('type="checkbox"') >= 4
    assert "How you like to hear from us" in page, "each by the title that families read"
    save(client, "questions-shown", title="Which questions are asked", text=["reaching-you", "interests"])
    page = client.get(reverse("register_wording", args=["questions-shown"])).content.decode()
    assert "<del>Asked: Nursery, school or college</del>" in page
    assert "<ins>Not asked: Nursery, school or college</ins>" in page
    assert ">reaching-you<" not in page
    listed = text_of(client.get(reverse("register_wordings")))
    assert "Drafts that are not signed yet Which questions are asked : Version 2 waits for: The council, The parent carer forum" in listed
    assert (
        listed.index("Page Question and why we ask What stands beside a question, and the hint below it Choice")
        < listed.index("Start page: introduction")
        < listed.index("Choice: news")
    )
    assert "equality" in parent.goes_to("equality").request["PATH_INFO"], "not before both have signed"
    sign_both(client, council, "questions-shown")
    assert shown("questions-shown") == "reaching-you\ninterests"
    assert parent.page("equality").url == reverse("register_check")


def test_an_editor_reads_what_each_gap_is_filled_with():
    assert set().union(wording.COMING, *wording.ALLOWED.values()) == set(wording.FILLED_WITH)


def test_a_question_that_there_is_not_can_not_be_shown(editor, client):
    assert "is not there any more" in save(client, "questions-shown", title="x", text=["diagnosis"]).content.decode()


def test_a_text_message_needs_its_code(editor, client):
    assert "needs {code} in its text" in save(client, "text-confirm", title="x", text="Hello").content.decode()


def test_what_stands_beside_a_question_is_signed_too_and_its_hint_may_be_left_out(editor, client, council, parent):
    parent.goes_to("support-1")
    assert "What does your child need help with?" in parent.page("support-1").content.decode()
    save(client, "field-needs", title="Where does help matter most?", text="")
    sign_both(client, council, "field-needs")
    page = parent.page("support-1").content.decode()
    assert "Where does help matter most?" in page and "Choose all that fit" not in page


def test_a_young_person_reads_beside_the_questions_words_of_their_own(parent):
    parent.answers = {"about-you": {"relationship": "young-person"}, "child-1": {"birth_year": "2008"}}
    page = parent.goes_to("support-1").content.decode()
    assert "What do you need help with?" in page and "your child need help" not in page
    assert "When were you born?" in parent.page("child-1").content.decode()
