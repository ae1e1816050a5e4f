"""What the mail says to who signs off, and to who wrote."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import GuidancePageFactory
from tests.journeys.entries import approve, by, letter_to, write

pytestmark = pytest.mark.django_db


def test_the_mail_to_who_signs_off_says_who_asks_for_what_and_how(index, forum, council):
    page = write(index, forum, "action-submit", title="Meetings & <teas>")
    letter = letter_to("editor@council.example")
    assert letter.subject == "Waiting for your sign-off: Meetings & <teas>"
    assert "Fay Forum has finished a page and asks for your sign-off: “Meetings & <teas>”." in letter.body
    assert "“Meetings &amp; &lt;teas&gt;”" in letter.html
    for words in (letter.body, letter.html):
        assert f"/admin/pages/{page.pk}/edit/" in words
        assert f"/admin/pages/workflow/preview/{page.pk}/" in words
        assert "send it back, and say what should change" in words
        assert "Choose which mails you get" in words
        assert "moderation" not in words
        assert "Wagtail" not in words


def test_the_mail_about_a_page_sent_back_says_who_and_why_and_what_to_do(index, forum, council):
    page = write(index, forum, "action-submit")
    state = page.current_workflow_task_state
    by(council).post(f"/admin/pages/workflow/action/{page.pk}/reject/{state.pk}/", {"comment": "Which <schools>?"})
    letter = letter_to("forum@forum.example")
    assert letter.subject == "Sent back to you: School meetings"
    assert letter.body.startswith("Hello Fay,\n\neditor@council.example has read “School meetings” and sends it back")
    assert "They say:\n\nWhich <schools>?\n" in letter.body
    assert "Which &lt;schools&gt;?" in letter.html
    for words in (letter.body, letter.html):
        assert f"/admin/pages/{page.pk}/edit/" in words
        assert "send it for sign-off again" in words
        assert "rejected" not in words


def test_the_mail_about_a_page_signed_off_leads_to_it_as_families_see_it(index, forum, council):
    page = write(index, forum, "action-submit")
    approve(page, council)
    letter = letter_to("forum@forum.example")
    for words in (letter.body, letter.html):
        assert "Good news: “School meetings” was signed off." in words
        assert "Families can read it now:" in words
        assert page.full_url in words


def test_the_mail_about_a_page_signed_off_for_later_says_that_it_is_not_public_yet(site, index, forum, council):
    page = GuidancePageFactory(parent=site.root_page, title="Summer", slug="summer", live=False, owner=forum)
    page.go_live_at = timezone.now() + dt.timedelta(days=2)
    page.save_revision(user=forum)
    page.get_workflow().start(page, forum)
    approve(page, council)
    letter = letter_to("forum@forum.example")
    assert "It goes live on the day that you chose." in letter.body
    assert "Families can read it now" not in letter.body + letter.html
