"""Redis is gone: families read every page, and what needs it is shut for some minutes with kind words."""

import re
import socket
import time
import uuid

import pytest
from django.core import mail
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as RedisGone

from accounts.mail import send_due
from accounts.roles import PCF_EDITOR
from feedback.models import Comment
from tests.accounts.factories import make_staff
from tests.caches import redis_at
from tests.permissions.addresses import make_things
from tests.permissions.test_matrix import answer_code, rows
from tests.portal.desk import everyone, set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.whole_site]


@pytest.fixture
def place(site, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    set_up_desk()
    people = everyone()
    return people, make_things(site, people)


@pytest.fixture
def refusing():
    with override_settings(CACHES=redis_at("127.0.0.1:1")):  # nothing listens there
        yield


@pytest.fixture
def silent():
    """A Redis that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server, override_settings(CACHES=redis_at(f"127.0.0.1:{server.getsockname()[1]}")):
        yield


@pytest.mark.same_on_any_server
@pytest.mark.parametrize("who", ["anonymous", "family", "Council editor"])
def test_every_page_can_be_read(place, refusing, who):
    """Families' pages, and the editors' desk too: all answers are the ones that the matrix of permissions has."""
    people, things = place
    client = Client(raise_request_exception=False)
    if people[who]:
        client.force_login(people[who])
    asked = [row for row in rows() if row[who] != "-" and (who == "Council editor" or not row["pattern"].startswith("admin/"))]
    found = {row["ask"]: (row[who], answer_code(client.get(row["ask"].format(**things)))) for row in asked if "logout" not in row["ask"]}
    assert {ask: answers for ask, answers in found.items() if answers[0] != answers[1]} == {}


def test_pages_that_are_not_there_say_so_as_ever(place, refusing):
    client = Client(raise_request_exception=False)
    assert client.get("/nothing-here/").status_code == 404
    assert client.get("/old/").status_code == 301
    assert client.get("/services/nothing-here/").status_code == 404


def test_nobody_waits_long_for_a_redis_that_never_answers(place, silent):
    started = time.monotonic()
    assert Client().get("/").status_code == 200
    assert time.monotonic() - started < 4  # twice what it may take, for a busy machine
    assert Client().get("/a-to-z/").status_code == 200


def test_a_comment_is_taken_without_a_limit(place, refusing):
    form = {"kind": "missing", "text": "There is nothing about sleep.", "form_id": str(uuid.uuid4())}
    assert Client().post("/feedback/", form).status_code == 302
    assert Comment.objects.filter(text="There is nothing about sleep.").exists()


def test_nobody_is_sent_a_code_and_nobody_tries_a_second_factor(place):
    """Each is limited, and the limits are counted in Redis."""
    make_staff(PCF_EDITOR, email="fay@forum.example")
    browser, another = Client(raise_request_exception=False), Client(raise_request_exception=False)
    browser.post("/accounts/login/", {"login": "fay@forum.example"})
    send_due()
    code = re.search(r"\b[A-Z]{3}-[A-Z]{3}\b", mail.outbox[-1].body).group()
    assert browser.post("/accounts/login/code/confirm/", {"code": code}).url.startswith("/accounts/2fa/authenticate/")
    with override_settings(CACHES=redis_at("127.0.0.1:1")):
        factor = browser.post("/accounts/2fa/authenticate/", {"code": "123456"})
        asked = another.post("/accounts/login/", {"login": "fay@forum.example"})
        assert browser.get("/accounts/2fa/authenticate/").status_code == another.get("/accounts/login/").status_code == 200
    for response in (factor, asked):
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "Please try again in a few minutes" in response.content.decode()


def test_a_failure_outside_the_views_is_told_as_kindly(place, monkeypatch):
    """Middleware below all others, and the page of an error itself: Django shows neither to a middleware's `process_exception`."""

    def fail(*args, **kwargs):
        raise RedisGone("refused")

    client = Client(raise_request_exception=False)
    for where in ("wagtail.contrib.redirects.middleware.get_redirect", "portal.views.render"):
        with monkeypatch.context() as patch:
            patch.setattr(where, fail)
            response = client.get("/nothing-here/")
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        assert "Please try again in a few minutes" in response.content.decode()
