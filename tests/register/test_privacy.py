"""Personal data stays in the register: marker words go through every door, and then we look everywhere else."""

import logging
import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.mail import send_due
from register import actions, keys
from register.models import AccessLogEntry, Export, Family
from tests.accounts.signing_in import texts_sent
from tests.register import marked as journeys
from tests.register.conftest import Parent
from tests.register.factories import staff
from tests.register.markers import (
    Watched,
    cached,
    cached_with_markers,
    columns_with_markers,
    files_with_markers,
    has_marker,
    look_through_database,
    sessions_with_markers,
)
from tests.register.officers import Desk

SEARCH_INDEX = {"search_searchentry", "search_searchword", "wagtailsearch_indexentry"}


@pytest.fixture
def marked(register, texts_on) -> Parent:
    return journeys.a_marked_parent()


def at_a_watched_desk(role: str) -> Desk:
    desk = Desk(staff(role), Watched())
    desk.browser.force_login(desk.user)
    return desk


def goes_every_way(parent: Parent, officer: Desk, auditor: Desk, stranger: Client) -> list[bytes]:
    """The files that an officer was given on the way."""
    journeys.joins_with_mistakes(parent)
    journeys.uses_the_own_page(parent)
    journeys.an_officer_looks(officer, parent.email)
    parent.browser.get(reverse("search") + "?q=swimming")
    family = Family.objects.confirmed().get()
    journeys.an_officer_corrects(officer, family)
    card = journeys.cards_are_made(officer, parent, family)
    journeys.an_officer_merges(officer, family, journeys.an_officer_writes_down(officer))
    files = journeys.an_officer_hands_out(officer, family)
    journeys.complaints_are_answered(auditor, parent, stranger)
    journeys.puts_the_form_away(stranger)
    journeys.joins_and_leaves_by_text(stranger)
    journeys.moves_to_a_new_address(parent)
    return [card, *files]


def test_nothing_personal_stands_anywhere_else(marked, texts_on, caplog):
    caplog.set_level(logging.DEBUG)
    officer, auditor, stranger = at_a_watched_desk("Register officer"), at_a_watched_desk("Auditor"), Watched()
    files = goes_every_way(marked, officer, auditor, stranger)
    assert all(files) and has_marker(files[1]), "an export holds what was asked for"
    marked.browser.post(reverse("account_logout"))
    texts = texts_sent()
    send_due()

    looked = look_through_database()
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    seen = [*marked.browser.seen, *officer.browser.seen, *auditor.browser.seen, *stranger.seen]
    assert looked.tables >= SEARCH_INDEX
    figures = (looked.columns, looked.rows, len(lines), len(cached()), len(seen), len(texts), len(mail.outbox))
    assert all(many >= least for many, least in zip(figures, (1_000, 1_000, 100, 10, 400, 5, 10), strict=True)), figures
    assert not looked.found
    assert sessions_with_markers() == []
    assert cached_with_markers() == []
    assert files_with_markers() == []
    assert [line for line in lines if has_marker(line)] == []
    assert [place for place in seen if has_marker(place)] == [], "no address, cookie or file name"
    assert [message.subject for message in mail.outbox if has_marker(message.subject)] == []
    assert [text["text"] for text in texts if has_marker(text["text"])] == []


def test_what_an_officer_says_of_an_export_stands_where_families_and_the_auditor_read_it_and_nowhere_else(marked, desk):
    journeys.an_officer_hands_out(desk, marked.joins())
    assert look_through_database((journeys.SAID_BY_STAFF,)).found == {(Export._meta.db_table, "why"), (AccessLogEntry._meta.db_table, "why")}


def test_after_leaving_nothing_is_left_in_the_clear_at_all(marked):
    journeys.joins_with_mistakes(marked)
    journeys.uses_the_own_page(marked)
    family = Family.objects.confirmed().get()
    assert family.first_name == "Zyxfirst", "it is in the register, encrypted"
    assert not has_marker(family.reference)
    actions.leave(family)
    send_due()
    assert columns_with_markers() == set()
    Group.objects.create(name=family.first_name)
    assert columns_with_markers() == {("auth_group", "name")}, "the look finds what is there"


def test_answers_on_their_way_are_encrypted_in_the_session(marked):
    marked.fills_in_everything()
    assert len(sessions_with_markers()) == 1, "what its key opens"
    assert columns_with_markers() == set(), "what stands in the database"


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
    page = marked.page("contact").content.decode()
    assert "Please start again" in page and reverse("register") in page


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
