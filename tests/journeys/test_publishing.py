"""From the forum's first words to a page that every family sees."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import get_page_models

from feedback.models import YouSaidWeDidPage
from localoffer.models import GuidancePage
from tests.accounts.factories import make_staff
from tests.factories import GuidancePageFactory
from tests.journeys.entries import approve, by, entry, is_public, letter_to, rich, write

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)  # the page cache is emptied at the commit
def test_the_forum_writes_the_council_signs_off_and_families_read_it_at_once(index, forum, council):
    reader = Client()
    assert "School meetings" not in reader.get(index.get_url()).content.decode()
    page = write(index, forum, "action-submit")
    assert page.workflow_in_progress
    assert not is_public(page)
    assert "School meetings" in letter_to("editor@council.example").subject
    assert approve(page, council).status_code == 302
    assert "Schools now write two weeks before." in reader.get(page.get_url()).content.decode()
    assert "School meetings" in reader.get(index.get_url()).content.decode()
    assert letter_to("forum@forum.example").subject == "Signed off: School meetings"


def test_the_forum_cannot_publish_by_any_button_or_form(index, forum):
    page = write(index, forum, "action-publish")
    assert not page.live
    client = by(forum)
    client.post(f"/admin/pages/{page.pk}/edit/", entry() | {"action-publish": "1"})
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    page.refresh_from_db()
    assert not page.live
    assert "action-publish" not in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_the_forum_cannot_sign_off(index, forum):
    page = write(index, forum, "action-submit")
    approve(page, forum)
    page.refresh_from_db()
    assert not page.live


def test_a_council_editor_cannot_publish_alone_what_they_wrote(index, council, colleague):
    page = write(index, council, "action-publish")
    assert not page.live
    by(council).post(f"/admin/pages/{page.pk}/edit/", entry() | {"action-submit": "1"})
    page = YouSaidWeDidPage.objects.get(pk=page.pk)
    assert page.workflow_in_progress
    approve(page, council)
    assert not is_public(page)
    approve(page, colleague)
    assert is_public(page)


def test_a_council_editor_who_changes_the_words_needs_somebody_else_to_sign_off(index, forum, council, colleague):
    page = write(index, forum, "action-submit")
    by(council).post(f"/admin/pages/{page.pk}/edit/", entry(we_did=rich("Other words.")))
    approve(YouSaidWeDidPage.objects.get(pk=page.pk), council)
    assert not is_public(page)
    approve(YouSaidWeDidPage.objects.get(pk=page.pk), colleague)
    assert "Other words." in Client().get(page.get_url()).content.decode()


def test_words_changed_in_the_moment_of_approving_wait_for_somebody_else(index, forum, council, colleague):
    """Wagtail's "Approve" of the page editor sends the changed words and the approval in one form."""
    page = write(index, forum, "action-submit")
    approval = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    answer = by(council).post(f"/admin/pages/{page.pk}/edit/", entry(we_did=rich("Only my words.")) | approval, follow=True)
    page = YouSaidWeDidPage.objects.get(pk=page.pk)
    assert not is_public(page)
    assert "Only my words." in page.get_latest_revision_as_object().we_did
    assert "wait for sign-off by somebody who did not write them" in answer.content.decode()
    by(colleague).post(f"/admin/pages/{page.pk}/edit/", entry(we_did=rich("Only my words.")) | approval)
    assert "Only my words." in Client().get(page.get_url()).content.decode()


def test_who_wrote_what_is_already_published_may_sign_off_what_others_write_now(index, council, colleague):
    page = write(index, council, "action-submit")
    approve(page, colleague)
    by(colleague).post(f"/admin/pages/{page.pk}/edit/", entry(title="Changed") | {"action-submit": "1"})
    approve(YouSaidWeDidPage.objects.get(pk=page.pk), council)
    assert "Changed" in Client().get(page.get_url()).content.decode()


def test_many_pages_at_once_are_published_by_nobody_but_a_superuser(index, forum, council):
    page = write(index, forum)
    by(council).post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    assert not is_public(page)
    superuser = make_staff(email="root@staff.example", is_superuser=True)
    by(superuser).post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    assert is_public(page)


def test_what_is_sent_back_comes_with_the_reason_and_can_be_sent_again(index, forum, council):
    page = write(index, forum, "action-submit")
    state = page.current_workflow_task_state
    by(council).post(f"/admin/pages/workflow/action/{page.pk}/reject/{state.pk}/", {"comment": "Which schools?"})
    assert "Which schools?" in letter_to("forum@forum.example").body
    by(forum).post(f"/admin/pages/{page.pk}/edit/", entry(we_did=rich("All schools write.")) | {"action-submit": "1"})
    approve(YouSaidWeDidPage.objects.get(pk=page.pk), council)
    assert "All schools write." in Client().get(page.get_url()).content.decode()


def test_while_it_waits_the_forum_does_not_change_it_under_the_councils_eyes(index, forum, council):
    page = write(index, forum, "action-submit")
    by(forum).post(f"/admin/pages/{page.pk}/edit/", entry(we_did=rich("Changed behind your back.")))
    approve(page, council)
    assert "behind your back" not in Client().get(page.get_url()).content.decode()


@pytest.mark.django_db(transaction=True)  # the page cache is emptied at the commit
def test_a_page_goes_live_and_ends_when_its_time_has_come(site, index, forum, council):
    now = timezone.now()
    page = GuidancePageFactory(parent=site.root_page, title="Summer", slug="summer", live=False, owner=forum)
    page.go_live_at, page.expire_at = now + dt.timedelta(hours=2), now + dt.timedelta(hours=5)
    page.save_revision(user=forum)
    page.get_workflow().start(page, forum)
    approve(page, council)
    call_command("publish_scheduled")
    assert not is_public(page)
    with time_machine.travel(now + dt.timedelta(hours=3)):
        call_command("publish_scheduled")
        assert is_public(GuidancePage.objects.get(pk=page.pk))
    with time_machine.travel(now + dt.timedelta(hours=6)):
        call_command("publish_scheduled")
        assert not is_public(GuidancePage.objects.get(pk=page.pk))


@pytest.mark.django_db(transaction=True)  # the page cache is emptied at the commit
def test_a_council_editor_takes_a_page_down_at_once_and_the_forum_does_not(index, forum, council):
    page = write(index, forum, "action-submit")
    approve(page, council)
    by(forum).post(f"/admin/pages/{page.pk}/unpublish/")
    assert is_public(page)
    by(council).post(f"/admin/pages/{page.pk}/unpublish/")
    assert not is_public(page)


def test_an_entry_without_the_reason_why_not_is_sent_to_nobody(index, forum):
    page = write(index, forum)
    by(forum).post(f"/admin/pages/{page.pk}/edit/", entry(status="not-possible") | {"action-submit": "1"})
    assert not YouSaidWeDidPage.objects.get(pk=page.pk).workflow_in_progress


def test_a_superuser_can_publish_at_once_when_it_must_be(index):
    superuser = make_staff(email="root@staff.example", is_superuser=True)
    assert is_public(write(index, superuser, "action-publish"))


def test_who_wrote_the_page_is_told_who_signs_it_off(index, council, colleague):
    page = write(index, council, "action-submit")
    address = f"/admin/pages/{page.pk}/edit/"
    assert "You wrote a part of this page, so somebody else signs it off. Who can: colleague@council.example." in by(council).get(address).content.decode()
    assert "You wrote a part of this page" not in by(colleague).get(address).content.decode()


def test_who_wrote_the_page_is_told_when_nobody_is_there_to_sign_it_off(index, forum, council):
    page = write(index, council, "action-submit")
    assert "Nobody else can at the moment" in by(council).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "You wrote a part of this page" not in by(forum).get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_after_the_sign_off_the_page_that_families_see_is_one_press_away(index, forum, council):
    page = write(index, forum, "action-submit")
    signed = by(council).post(f"/admin/pages/{page.pk}/edit/", entry() | {"action-workflow-action": "1", "workflow-action-name": "approve"}, follow=True)
    assert is_public(page)
    assert f'href="{page.get_url()}"' in signed.content.decode()
    assert "Families can read “School meetings” now." in signed.content.decode()


def test_a_draft_is_kept_before_the_answer_is_known_and_is_sent_to_nobody_without_it(index, forum):
    draft = write(index, forum, we_did=rich(""), status="planned")
    by(forum).post(f"/admin/pages/{draft.pk}/edit/", entry(we_did=rich(""), status="planned") | {"action-submit": "1"})
    assert not YouSaidWeDidPage.objects.get(pk=draft.pk).workflow_in_progress


def test_a_page_signed_off_for_a_later_day_is_no_draft_of_who_signed_it_off(site, index, forum, council):
    page = GuidancePageFactory(parent=site.root_page, title="Summer plans", slug="summer", live=False, owner=forum)
    page.go_live_at = timezone.now() + dt.timedelta(days=2)
    page.save_revision(user=forum)
    page.get_workflow().start(page, forum)
    page.save_revision(user=council).publish(user=council)
    assert "Summer plans" not in by(council).get("/admin/").content.decode()
    assert "Summer plans" in by(forum).get("/admin/").content.decode()


def test_no_editor_s_form_waits_for_a_hidden_field_that_the_page_editor_never_sends(site, council):
    """Such a form counts as changed whenever it is sent, and who presses "Approve" would be one of the writers."""
    for kind in get_page_models():
        form = kind.get_edit_handler().get_form_class()
        assert [name for name, field in form.base_fields.items() if field.show_hidden_initial] == [], kind.__name__
