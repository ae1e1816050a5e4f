"""Kept pages: quick for everyone, and gone the moment something on them changes."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from feedback.models import Comment, Usefulness
from home import page_cache
from home.build import build
from home.models import CrisisLine, SiteSettings
from home.nearby import MOST_THINGS, Nearby
from home.page_cache import STAMP
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(site):
    section = factories.SectionPageFactory(parent=site.root_page, title="Health", slug="health", show_in_menus=True)
    return factories.GuidancePageFactory(parent=section, title="Ask for help", slug="ask-for-help")


@pytest.fixture
def changes(client, django_capture_on_commit_callbacks):
    """Do something and say whether the kept pages were dropped."""

    def run(action) -> bool:
        before = caches["pages"].get(STAMP)
        assert before, "read a page first"
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return caches["pages"].get(STAMP) != before

    return run


def test_a_second_visitor_costs_no_query(client, guidance):
    first = client.get(guidance.url)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(guidance.url)
    assert len(queries) == 0
    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_a_browser_that_has_the_page_gets_no_body(client, guidance):
    tag = client.get(guidance.url)["ETag"]
    again = client.get(guidance.url, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""


def test_a_page_that_was_made_anew_with_other_words_is_sent_again(client, guidance):
    """Its kept copy ran out, and nobody published anything meanwhile: the stamp is the same, the page is not."""
    tag = client.get(guidance.url)["ETag"]
    type(guidance).objects.filter(pk=guidance.pk).update(summary="Words that a new day brought.")
    _let_the_copy_run_out()
    again = client.get(guidance.url, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert "Words that a new day brought." in again.content.decode()


def test_a_page_that_was_made_anew_with_the_same_words_is_not_sent_again(client, guidance, changes):
    tag = client.get(guidance.url)["ETag"]
    assert changes(factories.NeedFactory)
    assert client.get(guidance.url, headers={"if-none-match": tag}).status_code == 304


def _let_the_copy_run_out() -> None:
    stamp = caches["pages"].get(STAMP)
    caches["pages"].clear()
    caches["pages"].set(STAMP, stamp, None)
    page_cache.nearby.things.clear()


def test_a_new_version_of_the_portal_shows_no_page_of_the_old_one(client, guidance, monkeypatch):
    client.get(guidance.url)
    monkeypatch.setattr(page_cache, "build", lambda: "next")
    with CaptureQueriesContext(connection) as queries:
        client.get(guidance.url)
    assert len(queries) > 0


def test_a_changed_template_makes_another_version(settings, tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text("before")
    settings.BASE_DIR = tmp_path
    before = build.__wrapped__()
    assert build.__wrapped__() == before
    (tmp_path / "templates" / "base.html").write_text("after")
    assert build.__wrapped__() != before


def test_a_new_day_makes_its_pages_anew(client, guidance):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.get(guidance.url)
    page_cache.nearby.forget()  # it trusts the stamp for a fifth of a second, which no travelling in time shortens
    with time_machine.travel(now + dt.timedelta(days=1), tick=False), CaptureQueriesContext(connection) as queries:
        client.get(guidance.url)
    assert len(queries) > 0


def test_reading_sets_no_cookie(client, guidance):
    for address in ("/", guidance.url, "/services/", "/a-to-z/", "/glossary/", "/site-map/", "/nothing-here/"):
        assert not client.get(address).cookies, address


def test_published_words_are_seen_at_once(client, guidance, changes):
    client.get(guidance.url)
    guidance.title = "Ask for help today"
    assert changes(lambda: guidance.save_revision().publish())
    assert b"Ask for help today" in client.get(guidance.url).content


def test_a_draft_drops_nothing(client, guidance, changes):
    client.get(guidance.url)
    guidance.title = "Not ready yet"
    assert not changes(guidance.save_revision)
    assert b"Not ready yet" not in client.get(guidance.url).content


def test_an_unpublished_page_is_gone_at_once(client, guidance, changes):
    client.get(guidance.url)
    assert changes(guidance.unpublish)
    assert client.get(guidance.url).status_code == 404


def test_a_deleted_page_is_gone_at_once(client, guidance, changes):
    client.get(guidance.url)
    assert changes(guidance.delete)
    assert client.get(guidance.url).status_code == 404


def test_a_moved_page_is_found_at_its_new_place(client, site, guidance, changes):
    client.get(guidance.url)
    elsewhere = factories.SectionPageFactory(parent=site.root_page, title="Money", slug="money")
    assert changes(lambda: guidance.move(elsewhere, pos="last-child"))
    old = client.get("/health/ask-for-help/")
    assert (old.status_code, old["Location"]) == (301, "/money/ask-for-help/")
    assert client.get("/money/ask-for-help/").status_code == 200


def test_the_menu_changes_on_every_page(client, site, guidance, changes):
    client.get("/")
    section = guidance.get_parent().specific
    section.title = "Health and therapies"
    assert changes(lambda: section.save_revision().publish())
    assert b"Health and therapies" in client.get("/").content


def test_the_settings_change_every_page(client, site, guidance, changes):
    client.get(guidance.url)
    settings = SiteSettings.for_site(site)
    settings.alert = "<p>The phone line is closed today.</p>"
    assert changes(settings.save)
    assert b"The phone line is closed today." in client.get(guidance.url).content
    client.get("/")
    assert changes(lambda: CrisisLine.objects.create(settings=settings, name="Night line", what="At night", phone="020 7946 0111"))


def test_a_changed_service_is_seen_at_once(client, site, changes):
    service = factories.ServiceFactory(name="Saturday club")
    client.get(service.get_absolute_url())
    service.name = "Sunday club"
    assert changes(service.save)
    assert b"Sunday club" in client.get(service.get_absolute_url()).content


@pytest.mark.parametrize("kind", [factories.NeedFactory, factories.LocationFactory, factories.BoroughFactory, factories.GlossaryTermFactory])
def test_the_words_a_page_shows_drop_it_when_they_change(client, site, guidance, changes, kind):
    client.get("/")
    assert changes(kind)


def test_what_families_tell_us_drops_nothing(client, guidance, changes):
    client.get(guidance.url)
    assert not changes(factories.CommentFactory)
    assert not changes(lambda: Usefulness.objects.create(page=guidance, day=dt.date(2026, 1, 1), yes=1))
    assert Comment.objects.exists()


def test_a_page_with_a_password_is_never_kept(client, guidance, changes):
    client.get(guidance.url)
    assert changes(lambda: PageViewRestriction.objects.create(page=guidance, restriction_type="login"))
    assert client.get(guidance.url).status_code == 302


def test_nobody_signed_in_gets_a_kept_page(client, guidance):
    client.force_login(factories.UserFactory())
    assert "ETag" not in client.get(guidance.url)


def test_an_unknown_parameter_is_answered_fresh_and_a_campaigns_is_not(client, guidance):
    client.get(guidance.url)
    with CaptureQueriesContext(connection) as fresh:
        client.get(f"{guidance.url}?anything=1")
    with CaptureQueriesContext(connection) as kept:
        client.get(f"{guidance.url}?utm_source=leaflet")
    assert len(fresh) > 0
    assert len(kept) == 0


def test_two_sites_do_not_share_pages(client, site, guidance):
    client.get(guidance.url)
    other = factories.HomePageFactory(parent=site.root_page.get_parent(), slug="other", sentence="Another place’s offer.")
    Site.objects.create(hostname="other.example", root_page=other)
    assert "Another place’s offer.".encode() in client.get("/", headers={"host": "other.example"}).content


def test_a_page_made_before_a_change_is_not_shown_after_it(client, guidance, changes, monkeypatch):
    """The change commits while the old page is being made: what is kept carries the old stamp."""
    client.get("/")
    original = page_cache._headers

    def change_meanwhile(response):
        page_cache._new_stamp()
        return original(response)

    monkeypatch.setattr(page_cache, "_headers", change_meanwhile)
    client.get(guidance.url)
    monkeypatch.undo()
    with CaptureQueriesContext(connection) as queries:
        client.get(guidance.url)
    assert len(queries) > 0


def test_reading_goes_on_while_the_cache_is_down(client, guidance, monkeypatch):
    from redis.exceptions import ConnectionError as NoRedis

    def refuse(*args, **kwargs):
        raise NoRedis

    monkeypatch.setattr(caches["pages"], "get", refuse)
    monkeypatch.setattr(caches["pages"], "set", refuse)
    assert client.get(guidance.url).status_code == 200
    guidance.title = "Still published"
    guidance.save_revision().publish()
    assert b"Still published" in client.get(guidance.url).content


def test_while_the_cache_is_down_a_page_costs_no_more_than_twelve_queries(client, guidance, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError

    client.get("/")  # what a process learns once in its life
    page_cache.nearby.forget()
    monkeypatch.setattr("home.nearby.TRUST_SECONDS", 60)
    for name in ("get", "set", "add"):
        monkeypatch.setattr(caches["pages"], name, refuse)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(guidance.url).status_code == 200
    assert len(queries) <= 12


def test_another_process_sees_a_change_within_a_fifth_of_a_second(client, guidance, monkeypatch):
    """The other process changed the stamp and the row; this one trusts what it read last until its time is up."""
    clock = [1_000.0]
    monkeypatch.setattr("home.nearby.time.monotonic", lambda: clock[0])
    page_cache.nearby.forget()
    client.get(guidance.url)
    type(guidance).objects.filter(pk=guidance.pk).update(title="Changed elsewhere")
    caches["pages"].set(STAMP, "set by another process", None)
    assert b"Changed elsewhere" not in client.get(guidance.url).content
    clock[0] += 0.2
    assert b"Changed elsewhere" in client.get(guidance.url).content
    page_cache.nearby.forget()


def test_a_process_holds_no_more_than_so_many_pages():
    nearby = Nearby()
    for number in range(MOST_THINGS + 1):
        nearby.hold(str(number), ("stamp", number))
    assert len(nearby.things) == 1
