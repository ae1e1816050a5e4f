"""What editors find on their desk."""

import datetime as dt
import itertools
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from accounts import roles
from feedback import actions
from feedback.models import Usefulness
from feedback.places import Place
from home.models import SiteSettings
from localoffer.models import GuidancePage, Proposal
from portal.dashboard.editors import NotUseful
from register.models import AccessLogEntry
from search.models import SearchDay
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.factories import CommentFactory, GuidancePageFactory, ServiceFactory
from tests.portal.desk import desk, everyone, promise, set_up_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site):
    set_up_desk()
    return site.root_page


@pytest.fixture
def writer(home):
    return make_staff(roles.PCF_EDITOR, email="writer@forum.example")


@pytest.fixture
def editor(home):
    return make_staff(roles.COUNCIL_EDITOR, email="editor@council.example")


def draft(home, by, title="A draft") -> GuidancePage:
    page = GuidancePageFactory(parent=home, title=title, live=False, owner=by)
    page.save_revision(user=by)
    return page


def test_an_empty_desk_says_so_kindly(client, editor):
    words = desk(client, editor)
    for sentence in ("Nothing waits for your sign-off", "You have no drafts", "has been checked in time", "Every comment has been read", "found something"):
        assert sentence in words


def test_my_drafts_are_mine_and_say_how_they_stand(client, home, writer, editor):
    draft(home, writer, "Mine")
    draft(home, editor, "Somebody else's")
    sent = draft(home, writer, "Sent")
    home.get_workflow().start(sent, writer)
    returned = draft(home, writer, "Returned")
    home.get_workflow().start(returned, writer).current_task_state.reject(user=editor, comment="Say more")
    words = desk(client, writer)
    assert "not sent for sign-off yet" in words
    assert "waiting for sign-off" in words
    assert "sent back to you with a comment" in words
    assert "Somebody else" not in words


def test_what_waits_for_sign_off_waits_for_somebody_who_did_not_write_it(client, home, writer, editor):
    page = draft(home, writer, "From the forum")
    home.get_workflow().start(page, writer)
    own = draft(home, editor, "From the council")
    home.get_workflow().start(own, editor)
    words = desk(client, editor).split("desk-drafts")[0]
    assert "From the forum" in words
    assert "writer@forum.example" in words
    assert "From the council" not in words
    other = make_staff(roles.COUNCIL_EDITOR, email="other@council.example")
    assert "From the council" in desk(client, other).split("desk-drafts")[0]


def test_pages_and_services_to_check_again_stand_together_the_longest_overdue_first(client, home, editor):
    today = timezone.localdate()
    GuidancePageFactory(parent=home, title="Page A", review_by=today - dt.timedelta(days=10))
    GuidancePageFactory(parent=home, title="Page later", review_by=today + dt.timedelta(days=1))
    ServiceFactory(name="Service B", verify_by=today - dt.timedelta(days=20))
    words = desk(client, editor)
    assert words.index("Service B") < words.index("Page A")
    assert "20 days late" in words
    assert "Page later" not in words


def test_new_comments_stand_there_until_somebody_has_dealt_with_them(client, editor):
    comment = CommentFactory(text="Where is swimming?")
    assert "Where is swimming?" in desk(client, editor)
    comment.status = "put-right"
    comment.save()
    assert "Where is swimming?" not in desk(client, editor)


def test_a_comment_that_no_mailbox_heard_of_stands_first_and_says_so(client, site, editor):
    CommentFactory(text="Older, about the site.")
    CommentFactory(text="Newer, about swimming.", service=ServiceFactory(owner_email=""))
    words = desk(client, editor)
    assert words.index("Newer, about swimming.") < words.index("Older, about the site.")
    assert words.count("nobody got a mail about it") == 1
    SiteSettings.objects.update_or_create(site=site, defaults={"help_email": "help@council.example"})
    words = desk(client, editor)
    assert words.index("Older, about the site.") < words.index("Newer, about swimming.")
    assert "nobody got a mail about it" not in words


def test_words_that_found_nothing_stand_there_when_enough_people_searched(client, editor):
    for words, n in (("hippotherapy", 7), ("rare words", 1)):
        SearchDay.objects.create(day=timezone.localdate(), words=words, n=n, found="nothing")
    shown = desk(client, editor)
    assert "hippotherapy" in shown
    assert "rare words" not in shown


def test_what_a_family_wrote_cannot_break_the_desk(client, editor):
    CommentFactory(text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in desk(client, editor)


def test_a_desk_with_twenty_of_everything_costs_what_one_costs(client, home, writer, editor):
    numbers = itertools.count()

    def fill(n: int) -> None:
        for number in itertools.islice(numbers, n):
            home.get_workflow().start(draft(home, writer, f"Forum {number}"), writer)
            draft(home, editor, f"Council {number}")
            CommentFactory()
            GuidancePageFactory(parent=home, review_by=dt.date(2020, 1, 1))
            service = ServiceFactory(verify_by=dt.date(2020, 1, 1))
            Proposal.objects.create(service=service, changes={"name": {"was": service.name, "now": "Another"}}, proposed_by=writer)

    def count() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        return len(queries)

    client.force_login(editor)
    fill(1)
    one = count()
    fill(19)
    assert count() == one
    assert one <= 47


def test_each_role_finds_what_it_can_do_something_with_and_nothing_else(client, home):
    shown = {name: set(re.findall(r'id="desk-([a-z-]+)-section"', desk(client, user))) for name, user in everyone().items() if user and user.has_perm("wagtailadmin.access_admin")}
    writing = {"drafts", "overdue", "gaps", "comments", "usefulness", "searches", "promises", "surveys"}
    assert shown == {
        roles.PCF_EDITOR: writing | {"words"},
        roles.COUNCIL_EDITOR: writing | {"waiting", "settings", "proposals", "words"},
        roles.REGISTER_OFFICER: {"sign-ups", "register-waits", "cards"},
        roles.SIGNATORY: {"promises"},
        roles.ANALYST: {"campaigns", "measuring"},
        roles.AUDITOR: {"looks", "roles", "exports", "complaints"},
        roles.ADMINISTRATOR: {"factors", "settings", "roles"},
        "superuser": writing | {"waiting", "proposals", "settings", "campaigns", "measuring", "factors", "roles"},  # who runs the portal has no business in the register
    }


def test_every_line_of_a_desk_leads_where_its_reader_may_go(client, home):
    today = timezone.localdate()
    service = ServiceFactory(verify_by=today)
    GuidancePageFactory(parent=home, review_by=today)
    promise(home)
    CommentFactory()
    CampaignFactory()
    make_staff(roles.ANALYST, email="new@staff.example", has_second_factor=False)
    actions.count_usefulness(about=service, is_useful=False)
    actions.count_usefulness(about=Place("search"), is_useful=False)
    AccessLogEntry.objects.create(who="officer@staff.example", action="list", why="all, page 1")
    for name, user in everyone().items():
        if not user or not user.has_perm("wagtailadmin.access_admin"):
            continue
        links = re.findall(r'class="desk-row__title" href="([^"]+)"', desk(client, user))
        assert links, name
        for address in links:
            response = client.get(unescape(address), follow=True)
            assert response.status_code == 200, (name, address)
            assert "do not have permission" not in response.content.decode(), (name, address)


def test_only_who_works_on_pages_is_asked_to_search_them(client, home, writer):
    assert "Search all pages" in desk(client, writer)
    assert "Search all pages" not in desk(client, make_staff(roles.AUDITOR, email="auditor@council.example"))


def test_no_entry_of_the_menu_leads_nowhere(client, home):
    for name, user in everyone().items():
        if not user or not user.has_perm("wagtailadmin.access_admin"):
            continue
        client.force_login(user)
        for label, address in menu(client.get("/admin/")):
            response = client.get(address, follow=True)
            assert response.status_code == 200, (name, label, address)
            assert "do not have permission" not in response.content.decode(), (name, label, address)


def test_the_menu_of_an_editor_is_short(client, writer, editor):
    client.force_login(writer)
    labels = [label for label, _address in menu(client.get("/admin/"))]
    assert "Users" not in labels
    assert "Staff and providers" not in labels
    assert not {"Help", "Workflows", "Sites", "Groups", "Locales", "Collections", "What's new in Wagtail"} & set(labels)


def test_the_admin_asks_no_other_host_for_anything_and_wears_our_colours(client, editor):
    words = desk(client, editor)
    assert "css/admin.css" in words
    for host in ("gravatar.com", "releases.wagtail", "wagtail.org"):
        assert host not in words


def menu(response) -> list[tuple[str, str]]:
    """(label, address) of every link in the admin's menu, in submenus too."""
    request = response.wsgi_request

    def walk(items):
        for item in items:
            if hasattr(item, "menu"):
                yield from walk(item.menu.menu_items_for_request(request))
            else:
                yield str(item.label), item.url

    return list(walk(admin_menu.menu_items_for_request(request)))


def test_pages_that_readers_found_not_useful_are_shown_the_worst_first(site):
    today = timezone.localdate()
    bad, worse, good = (GuidancePageFactory(parent=site.root_page, title=title) for title in ("Bad page", "Worse page", "Good page"))
    for page, yes, no in ((bad, 5, 2), (worse, 0, 7), (good, 9, 0)):
        Usefulness.objects.create(page=page, day=today, yes=yes, no=no)
    Usefulness.objects.create(page=good, day=today - dt.timedelta(days=60), no=50)
    rows = NotUseful().rows(user=None)
    assert [(row.title, row.note) for row in rows] == [("Worse page", "7 no, 0 yes"), ("Bad page", "2 no, 5 yes")]
    assert rows[0].href == f"/admin/pages/{worse.pk}/edit/"


def test_a_service_readers_found_not_useful_leads_to_its_form_for_who_may_change_it(client, home, writer, editor):
    service = ServiceFactory(name="Swim Together")
    actions.count_usefulness(about=service, is_useful=False)
    actions.count_usefulness(about=Place("a-to-z"), is_useful=False)
    words = desk(client, editor)
    assert f'href="/admin/snippets/localoffer/service/edit/{service.pk}/"' in words
    assert 'href="/a-to-z/"' in words
    assert f'href="{service.get_absolute_url()}"' in desk(client, writer)


def test_a_page_that_is_not_there_says_so_in_our_words(client, editor):
    client.force_login(editor)
    response = client.get("/admin/no-such-page/")
    words = response.content.decode()
    assert response.status_code == 404
    assert "Go to your desk" in words
    assert "img/mark.svg" in words
    assert "Go to Wagtail" not in words
