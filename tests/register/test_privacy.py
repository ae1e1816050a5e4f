"""Personal data stays in the register: marker words go through every door, and then we look everywhere else."""

import logging
import pickle
import re
import uuid
import zlib
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.mail import send_due
from register import actions, keys
from register.models import Family
from tests.register.conftest import LINK, Parent
from tests.register.factories import staff

MARKERS = ("zyxfirst", "zyxaddress", "zyxschool", "zyxsecond", "7700900987", "zyxlast", "zyxchild", "zq9 9zq", "zq99zq", "zyxmail", "zyxnew", "zyxwrong")
# The sign-in's own address is the only personal data outside the register. A mail holds it until it is sent.
ALLOWED = {("accounts_user", "email"), ("account_emailaddress", "email"), ("accounts_user", "phone"), ("accounts_user", "phone_hash")}
ON_ITS_WAY = {("accounts_queuedmail", name) for name in ("recipient", "subject", "text", "html", "headers")} | {("accounts_queuedtext", name) for name in ("number", "text")}


@pytest.fixture
def marked(register) -> Parent:
    return Parent(
        email="zyxmail@families.example",
        choices=("updates", "updates-text", "updates-post", "card"),
        answers={
            "about-you": {"first_name": "Zyxfirst", "last_name": "Zyxlast"},
            "home": {"postcode": "zq99zq"},
            "contact": {"phone": "+447700900987"},
            "child-1": {"nickname": "Zyxchild"},
            "setting-1": {"setting_name": "Zyxschool"},
            "child-2": {"nickname": "Zyxsecond", "birth_month": "1", "birth_year": "2020"},
            "support-2": {"support_stage": "none", "needs": ["not-said"]},
            "address": {"address": "1 Zyxaddress Road"},
        },
    )


def columns_with_markers() -> set[tuple[str, str]]:
    """Every (table, column) of the whole database in which a marker stands in the clear."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {(table, name) for name, value in zip(names, row, strict=True) if has_marker(value)}
    return found


def has_marker(value: object) -> bool:
    text = bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
    return any(marker in text.lower() for marker in MARKERS)


def sessions_with_markers() -> list[dict]:
    return [data for data in (session.get_decoded() for session in Session.objects.all()) if has_marker(data)]


def cached_with_markers() -> list[str]:
    """Names in the caches under which, or in whose unpacked content, a marker stands."""
    stored = [pair for cache in caches.all() for pair in (stored_in_redis(cache) if isinstance(cache, RedisCache) else stored_in_files(cache))]
    return [name for name, content in stored if has_marker(content) or has_marker(name)]


def stored_in_redis(cache: RedisCache) -> list[tuple[str, bytes]]:
    client = cache._cache.get_client()
    return [(key.decode(), client.get(key) or b"") for key in client.scan_iter()]


def stored_in_files(cache: FileBasedCache) -> list[tuple[str, bytes]]:
    found = []
    for file in Path(cache._dir).glob("*.djcache"):
        with file.open("rb") as stored:
            pickle.load(stored)  # noqa: S301 - our own file: when it expires
            found.append((file.name, zlib.decompress(stored.read())))
    return found


def joins_with_mistakes(parent: Parent) -> None:
    """Every question, wrong answers included, up to the confirmed address."""
    parent.starts("?c=POSTER")
    parent.answer("about-you", last_name="")
    parent.answer("about-you")
    parent.answer("contact", email="zyxwrong at home")
    parent.answer("contact")
    parent.answer("home", postcode="zyxwrong")
    parent.answer("home")
    parent.answer("reaching-you")
    parent.answer("child-1", birth_month="zyxwrong")
    for step in ("child-1", "setting-1", "support-1", "child-2", "setting-2", "support-2", "interests", "choices", "address", "equality"):
        parent.answer(step)
    parent.browser.get(reverse("register_children"))
    parent.browser.post(reverse("register_code"), {"reference": "zyxwrong", "code": "zyxwrong"})
    parent.browser.get(reverse("register_check"))
    parent.sends()
    parent.browser.post(reverse("register_sent"))
    parent.browser.get(reverse("register_sent"))
    Client().post(parent.link())


def uses_the_own_page(parent: Parent) -> None:
    """Signs in by code, changes things, rightly and wrongly."""
    parent.browser.post(reverse("account_login"), {"login": parent.email})
    code = re.search(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3})\s*$", parent.opens_mail(), re.M)[1]
    parent.browser.post(reverse("account_confirm_login_code"), {"code": code})
    assert "Zyxfirst" in parent.browser.get(reverse("my_family")).content.decode()
    assert sessions_with_markers(), "a session holds the address while someone is signed in: the look finds what is there"
    child = Family.objects.confirmed().get().children.first()
    parent.browser.post(reverse("my_family_child", args=[child.pk, "child"]), {"nickname": "Zyxchild", "birth_month": "5", "birth_year": "2018"})
    parent.browser.post(reverse("my_family_change", args=["home"]), {"postcode": "zyxwrong", "borough": "larkmere"})
    parent.browser.post(reverse("my_family_choose", args=["surveys"]), {"given": "yes"})
    parent.browser.post(reverse("my_family_change", args=["address"]) + "?choice=card", {"address": "1 Zyxlast Lane"})
    parent.browser.post(reverse("my_family_card"), {"child": str(child.pk), "name": "Zyxchild", "lines": ["time"]})
    parent.browser.post(reverse("my_family_add_child", args=["child"]), {"nickname": "Zyxchild", "birth_month": "5", "birth_year": "2016"})
    for name in ("my_family_complaint", "register_data_complaint"):
        parent.browser.post(reverse(name), {"form_id": str(uuid.uuid4()), "what_happened": "Zyxfirst", "wanted": "Zyxlast", "email": parent.email})
    parent.browser.post(reverse("my_family_download"), {"kind": "json"})


def an_officer_looks(officer: Client, email: str) -> None:
    officer.get(reverse("register_families"))
    officer.post(reverse("register_families"), {"words": email})
    officer.post(reverse("register_families"), {"words": "zyxwrong@families.example"})
    officer.post(reverse("register_family", args=[Family.objects.confirmed().get().pk]), {"reason": "asked"})
    officer.get(reverse("wagtailadmin_home"))


def moves_to_a_new_address(parent: Parent) -> None:
    """And somebody joins again with the old one meanwhile."""
    Parent(browser=Client(), email=parent.email, answers=parent.answers).signs_up()
    parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": "zyxnew@families.example"})
    send_due()
    Client().post(LINK.search(mail.outbox[-1].body)[1])
    send_due()
    parent.browser.post(reverse("account_logout"))


def test_nothing_personal_stands_anywhere_else(marked, caplog):
    caplog.set_level(logging.DEBUG)
    officer_browser = Client()
    officer_browser.force_login(staff("Register officer"))
    joins_with_mistakes(marked)
    uses_the_own_page(marked)
    an_officer_looks(officer_browser, marked.email)
    marked.browser.get(reverse("search") + "?q=swimming")
    moves_to_a_new_address(marked)
    assert ("accounts_user", "email") in columns_with_markers(), "the look finds what is there"
    assert columns_with_markers() <= ALLOWED
    assert sessions_with_markers() == []
    assert cached_with_markers() == []
    assert [record.getMessage() for record in caplog.records if record.name != "django.db.backends" and has_marker(record.getMessage())] == []
    assert not any(has_marker(message.subject) for message in mail.outbox)
    family = Family.objects.confirmed().get()
    assert family.first_name == "Zyxfirst", "it is in the register, encrypted"
    assert not has_marker(family.reference)
    actions.leave(family)
    send_due()
    assert columns_with_markers() == set(), "after leaving nothing is left at all"


def test_answers_on_their_way_are_encrypted_in_the_session(marked):
    marked.fills_in_everything()
    assert "answers" in marked.browser.session["register"]
    assert sessions_with_markers() == []


def test_the_database_never_sees_a_personal_text(marked):
    marked.signs_up()
    send_due()
    assert columns_with_markers() == set()


def test_an_address_is_found_under_an_older_key_too(marked, settings):
    marked.joins()
    settings.FIELD_KEYS = ["n" * 40, *settings.FIELD_KEYS]
    family = Family.objects.with_email("ZYXMAIL@families.example").get()
    assert family.first_name == "Zyxfirst"
    assert keys.email_hash(family.email) != family.email_hash, "a new row would be written under the new key"
    assert Family.objects.reached_by(email="zyxmail@families.example", phone="").exists()


def test_answers_under_a_key_that_is_gone_start_again(marked, settings):
    marked.starts()
    marked.answer("about-you")
    settings.FIELD_KEYS = ["n" * 40]
    page = marked.page("contact")
    assert page.url == reverse("register_question", args=["about-you"])


def test_no_page_of_the_journey_may_be_stored(marked):
    marked.fills_in_everything()
    pages = [marked.page(step) for step in ("about-you", "contact", "choices")] + [marked.browser.get(reverse("register_check"))]
    marked.sends()
    pages += [marked.browser.get(reverse("register_sent")), Client().get(marked.link())]
    for page in pages:
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert "private" in page["Cache-Control"]
        assert re.search(r'data-stats-page="(register|my-family)"', page.content.decode()), "counted as one group, never by its address"
