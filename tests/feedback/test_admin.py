"""Editors read, answer and take away what families told us."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission

from feedback.models import Comment
from tests.factories import CommentFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    group = Group.objects.create(name="Readers of comments")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_comment", "change_comment"]))
    user = UserFactory()
    user.groups.add(group)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


def test_a_comment_is_read_and_answered(site, editor):
    comment = CommentFactory(text="There is nothing about swimming.")
    assert "There is nothing about swimming." in editor.get("/admin/comments/").content.decode()
    editor.post(f"/admin/comments/edit/{comment.pk}/", {"status": "put-right", "response": "We added three pools."})
    comment.refresh_from_db()
    assert (comment.status, comment.response) == ("put-right", "We added three pools.")


def test_a_formula_in_a_comment_is_text_in_the_export(site, editor):
    CommentFactory(text="=HYPERLINK(1)", words="@SUM(1)")
    sheet = b"".join(editor.get("/admin/comments/?export=csv").streaming_content).decode()
    assert "'=HYPERLINK(1)" in sheet
    assert "'@SUM(1)" in sheet


def test_the_time_of_a_comment_is_told_on_the_24_hour_clock(site, editor):
    comment = CommentFactory()
    Comment.objects.filter(pk=comment.pk).update(created_at=dt.datetime(2026, 1, 5, 0, 9, tzinfo=dt.UTC))
    shown = editor.get(f"/admin/comments/inspect/{comment.pk}/").content.decode()
    assert "5 January 2026, 00:09" in shown
    assert "a.m." not in shown


def test_who_answers_reads_what_it_is_about_and_can_go_there(site, editor):
    service = ServiceFactory(name="Swim club")
    comment = CommentFactory(text="The day is wrong.", kind="wrong", service=service)
    page = editor.get(f"/admin/comments/edit/{comment.pk}/").content.decode()
    assert "Something is wrong or out of date" in page
    assert f'<a href="{service.get_absolute_url()}">Swim club</a>' in page
