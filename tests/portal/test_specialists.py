"""What the people beside the editors find on their desk."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.utils import timezone
from django.utils.formats import date_format

from accounts import roles
from analytics.models import SiteDay
from home.models import SiteSettings
from portal.dashboard.specialists import NotMeasured
from register.models import AccessLogEntry, Card, Child, DataComplaint, Export
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.factories import UserFactory
from tests.portal.desk import desk, promise, set_up_desk
from tests.register.factories import ChildFactory, FamilyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site):
    set_up_desk()
    return site.root_page


def test_a_signatory_sees_the_promises_whose_day_comes_or_is_over(client, home):
    promise(home, title="Late promise", by_when=timezone.localdate() - dt.timedelta(days=3))
    promise(home, title="Kept promise", status="done")
    words = desk(client, make_staff(roles.SIGNATORY, email="signatory@council.example"))
    assert "Late promise" in words
    assert "Council · 3 days late" in words
    assert "Kept promise" not in words


def test_an_officer_sees_numbers_and_no_name(client, home):
    FamilyFactory(first_name="Ada", confirmed=True)
    FamilyFactory(confirmed=True, confirmed_at=timezone.now() - dt.timedelta(days=30))
    FamilyFactory()
    words = desk(client, make_staff(roles.REGISTER_OFFICER, email="officer@council.example"))
    assert "1 family joined" in words
    assert "1 sign-up is not confirmed yet" in words
    assert "Ada" not in words


def test_an_auditor_sees_who_looked_and_how_often(client, home):
    for who, action in (("a@council.example", "list"), ("b@council.example", "view"), ("b@council.example", "view"), ("b@council.example", "search")):
        AccessLogEntry.objects.create(who=who, action=action, why="asked")
    with time_machine.travel(timezone.now() + dt.timedelta(days=6)):
        words = desk(client, make_staff(roles.AUDITOR, email="auditor@council.example"))
        assert words.index("b@council.example") < words.index("a@council.example")
        assert "2 opened, 1 searched, 0 lists, in 7 days" in words
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert "nobody looked at a record" in desk(client, make_staff(roles.AUDITOR, email="auditor-2@council.example"))


def test_an_auditor_sees_exports_with_their_families_and_complaints_that_wait(client, home):
    for rows in (40, 2):
        Export.objects.create(who="o@council.example", why="x", columns=[], filters={}, kind="csv", rows=rows)
    today = timezone.localdate()
    for acknowledged_at, by in ((timezone.now(), today), (None, today), (None, today - dt.timedelta(days=1))):
        DataComplaint.objects.create(form_id=uuid.uuid4(), what_happened="Zyx", acknowledged_at=acknowledged_at, acknowledge_by=by)
    answered = {"acknowledged_at": timezone.now(), "answered_at": timezone.now(), "outcome": "right", "undelivered_at": timezone.now()}
    DataComplaint.objects.create(form_id=uuid.uuid4(), what_happened="Zyx", **answered)
    words = desk(client, make_staff(roles.AUDITOR, email="auditor@council.example"))
    for told in ("2 files, 42 families, in 7 days", "1 is acknowledged too late", "1 is to be acknowledged", "3 wait for an answer", "1 answer has not arrived"):
        assert told in words
    assert "Zyx" not in words


def test_an_officer_sees_how_many_cards_wait_and_where(client, home):
    ChildFactory.create_batch(3)
    for child, state in zip(Child.objects.all(), ("asked", "asked", "checked"), strict=True):
        Card.objects.create(family=child.family, child=child, name="Bee", state=state)
    words = desk(client, make_staff(roles.REGISTER_OFFICER, email="officer@council.example"))
    assert re.findall(r'href="/admin/register/cards/\?status=(\w+)">[^<]+</a>\s*<span class="desk-row__note">(\d)', words) == [("asked", "2"), ("checked", "1")]


def test_an_analyst_sees_how_campaigns_stand_and_which_days_are_missing(client, home, site):
    today = timezone.localdate()
    CampaignFactory(name="Now", starts_on=today, ends_on=None)
    CampaignFactory(name="Then", starts_on=today - dt.timedelta(days=9), ends_on=today - dt.timedelta(days=2))
    for n in range(1, 29):
        if n not in (3, 4):
            SiteDay.objects.create(site=site, day=today - dt.timedelta(days=n), status="partial" if n == 9 else "complete")
    words = desk(client, make_staff(roles.ANALYST, email="analyst@council.example"))
    assert words.index("running since") < words.index("ended on")
    notes = [(row.title, row.note) for row in NotMeasured().rows(user=None)]
    day = lambda n: date_format(today - dt.timedelta(days=n), "j F")  # noqa: E731
    assert notes == [(f"{day(4)} to {day(3)}", "not measured"), (day(9), "in part")]


def test_an_administrator_sees_staff_without_a_second_factor_and_no_family(client, home):
    make_staff(roles.ANALYST, email="late@staff.example", has_second_factor=False)
    make_staff(roles.ANALYST, email="gone@staff.example", has_second_factor=False, is_active=False)
    make_staff(email="root@staff.example", has_second_factor=False, is_superuser=True)
    UserFactory(email="family@families.example")
    words = desk(client, make_staff(roles.ADMINISTRATOR, email="admin@council.example"))
    assert "late@staff.example" in words
    assert "has not signed in yet" in words
    for hidden in ("gone@", "root@", "family@"):
        assert hidden not in words


def test_settings_that_families_need_are_missed_until_they_are_filled_in(client, home, site):
    admin = make_staff(roles.ADMINISTRATOR, email="admin@council.example")
    assert "Phone for help with this site" in desk(client, admin)
    SiteSettings.objects.update_or_create(site=site, defaults={"help_phone": "01632 960000"})
    assert "Phone for help with this site" not in desk(client, admin)
