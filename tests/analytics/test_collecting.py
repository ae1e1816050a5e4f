import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from analytics import collecting
from analytics.actions import roll_up
from analytics.definitions import MOST_VIEWS_A_MINUTE, Reason
from analytics.models import DaySecret, PageDay, RawEvent, Session, SiteDay
from home.models import HomePage
from tests.analytics.beacons import PHONE, ROBOT, body, send
from tests.analytics.counted import at, days, dropped, views
from tests.campaigns.factories import CampaignFactory
from tests.factories import GuidancePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_view_is_counted_with_its_page_and_source(site):
    page = GuidancePageFactory(parent=HomePage.objects.get())

    assert send(page=str(page.pk), r="www.google.co.uk").status_code == 204
    roll_up()

    row = PageDay.objects.get()
    assert (row.page, row.source, row.views, row.sessions) == (str(page.pk), "search", 1, 1)


def test_counting_sets_no_cookie(site):
    assert not send().cookies


def test_the_same_view_sent_again_counts_once(site):
    content = body()

    assert [send(raw=content).status_code for _time in range(5)] == [204] * 5
    assert views() == 1
    assert dropped() == {"repeat": 4}


def test_a_view_sent_again_after_the_roll_up_counts_once(site):
    content = body()
    send(raw=content)
    roll_up()
    send(raw=content)

    assert views() == 1
    assert dropped() == {"repeat": 1}
    assert Session.objects.count() == 1


@pytest.mark.parametrize("page", ["999999", "123456789", "nonsense", "0"])
def test_a_page_that_the_site_does_not_have_makes_no_row(site, page):
    assert send(page=page).status_code == 204
    assert views() == 0
    assert dropped() == {"unknown-page": 1}
    assert not PageDay.objects.exists()


def test_a_draft_and_a_page_of_no_site_are_unknown(site):
    draft = GuidancePageFactory(parent=HomePage.objects.get(), live=False)
    send(page=str(draft.pk))
    send(page="1")

    assert dropped() == {"unknown-page": 2}


def test_a_whole_school_behind_one_address_is_let_through(site):
    with at("2026-03-02 10:00"):
        for _pupil in range(200):
            assert send().status_code == 204

    assert days()["2026-03-02"] == (200, 1, 1)
    assert dropped() == {}


def test_more_views_a_minute_than_any_school_makes_are_dropped(site):
    with at("2026-03-02 10:00:00"):
        send()
        Session.objects.update(minute_views=MOST_VIEWS_A_MINUTE)
        assert send().status_code == 204
    with at("2026-03-02 10:01:00"):
        send()

    assert views() == 2
    assert dropped() == {"rate": 1}


@pytest.mark.parametrize(
    ("reason", "extra"),
    [
        ("robot", {"agent": ROBOT}),
        ("robot", {"agent": ""}),
        ("robot", {"w": 1}),
        ("prefetch", {"headers": {"sec-purpose": "prefetch;prerender"}}),
        ("objection", {"headers": {"sec-gpc": "1"}}),
        ("objection", {"headers": {"dnt": "1"}}),
        ("objection", {"headers": {"cookie": "statistics=no"}}),
    ],
)
def test_who_may_not_be_counted_is_dropped_with_the_reason(site, reason, extra):
    assert send(**extra).status_code == 204
    assert dropped() == {reason: 1}
    assert not Session.objects.exists()
    assert not DaySecret.objects.exists()


def test_signed_in_staff_never_count_but_a_signed_in_family_does(site):
    staff, family = Client(), Client()
    editors = Group.objects.create(name="Desk")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    editor = UserFactory()
    editor.groups.add(editors)
    Authenticator.objects.create(user=editor, type=Authenticator.Type.TOTP, data={})
    staff.force_login(editor, backend=settings.AUTHENTICATION_BACKENDS[1])
    family.force_login(UserFactory(), backend=settings.AUTHENTICATION_BACKENDS[1])

    send(staff)
    send(family)

    assert (views(), dropped()) == (1, {"staff": 1})


def test_a_page_of_another_site_cannot_send_views(site):
    assert send(headers={"sec-fetch-site": "cross-site"}).status_code == 400
    assert (views(), dropped()) == (0, {"malformed": 1})


def test_a_registered_code_is_counted_and_every_other_is_one_bucket(site):
    CampaignFactory(code="SEND26")
    send(c="send26")
    for made_up in ("QQQQQQ", "'; drop table", 7):
        send(c=made_up, address=f"203.0.113.{len(str(made_up))}")
    send(address="203.0.113.99")
    roll_up()

    assert dict(PageDay.objects.values_list("campaign", "views")) == {"SEND26": 1, "unregistered": 3, "": 1}


def test_of_the_addresses_in_a_header_only_our_own_proxies_are_believed(site, settings):
    settings.TRUSTED_PROXIES = 1
    for forged in ("198.51.100.1", "198.51.100.2"):
        send(headers={"x-forwarded-for": f"{forged}, 203.0.113.7"}, address="10.0.0.1")
    send(headers={"x-forwarded-for": "203.0.113.8"}, address="10.0.0.1")

    assert Session.objects.count() == 2


def test_without_proxies_the_header_is_not_believed(site):
    for forged in ("198.51.100.1", "198.51.100.2"):
        send(headers={"x-forwarded-for": forged})

    assert Session.objects.count() == 1


def test_no_address_and_no_browser_is_stored(site):
    send(address="203.0.113.77", r="private.example")
    stored = repr([list(model.objects.values()) for model in (RawEvent, Session, DaySecret)])

    assert "203.0.113.77" not in stored
    assert "iPhone" not in stored
    assert "private.example" not in stored


def test_accepted_and_dropped_make_up_all_that_was_received(site):
    received = 0
    once = body()
    with at("2026-03-02 10:00"):
        for n in range(20):
            send(address=f"203.0.113.{n}")
            send(raw=once)
            send(agent=ROBOT)
            send(raw="{")
            send(page="none-such")
            send(headers={"dnt": "1"})
            Client().get(reverse("stats_noscript"), headers={"user-agent": PHONE})
            Client().get(reverse("stats_noscript"), headers={"user-agent": ROBOT})
            received += 8
    moved = roll_up()

    day = SiteDay.objects.get(day="2026-03-02")
    assert moved == received
    assert day.views + day.noscript + sum(dropped().values()) == received
    assert (day.views, day.noscript) == (21, 20)
    assert dropped() == {"repeat": 19, "robot": 40, "malformed": 20, "unknown-page": 20, "objection": 20}
    assert sum(PageDay.objects.values_list("views", flat=True)) == day.views
    assert sum(PageDay.objects.values_list("sessions", flat=True)) == day.sessions


def test_a_database_that_fails_is_503_and_never_an_error_page(site, monkeypatch):
    def fail(**kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(collecting, "accept", fail)
    monkeypatch.setattr(collecting, "count_without_script", fail)

    assert send().status_code == 503
    image = Client().get(reverse("stats_noscript"), headers={"user-agent": PHONE})
    assert (image.status_code, image["Content-Type"]) == (200, "image/gif")


def test_the_same_number_of_queries_for_the_first_and_the_hundredth_view(site, django_assert_max_num_queries):
    send()
    with django_assert_max_num_queries(9):  # two of them open and close the savepoint of the test itself
        send()


def test_two_sites_are_counted_apart(site):
    Site.objects.create(hostname="other.example", root_page=GuidancePageFactory(parent=HomePage.objects.get()))
    send()
    send(headers={"host": "other.example"})
    roll_up()

    assert sorted(SiteDay.objects.filter(views__gt=0).values_list("views", "sessions")) == [(1, 1), (1, 1)]


def test_reasons_have_words():
    assert all(reason.label for reason in Reason)
