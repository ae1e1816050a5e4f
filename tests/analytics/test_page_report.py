"""A page's own figures, from where the page is edited."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from analytics.actions import roll_up
from analytics.models import ActDay, Import, PageDay, SiteDay
from home.models import HomePage
from tests.analytics.beacons import send
from tests.analytics.staff import sign_in
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db
MARCH = {"start": "2026-03-01", "end": "2026-03-14"}


@pytest.fixture
def page(site):
    """A page with ten views a day in March, and five in the two weeks before; the site was measured on all of these days."""
    page = GuidancePageFactory(parent=HomePage.objects.get(), title="Short breaks near you")
    days = [dt.date(2026, 2, 15) + dt.timedelta(days=n) for n in range(28)]
    SiteDay.objects.bulk_create(SiteDay(site=site, day=day, views=90, sessions=30, status="complete") for day in days)
    PageDay.objects.bulk_create(PageDay(site=site, day=day, page=str(page.pk), source="search", views=10 if day.month == 3 else 5, sessions=1) for day in days)
    PageDay.objects.create(site=site, day="2026-03-02", page="search", source="social", views=4)
    return page


def test_its_views_stand_beside_the_days_before_with_where_they_came_from_and_what_was_done(site, analyst, page):
    ActDay.objects.create(site=site, day="2026-03-03", act="phone", page=str(page.pk), times=6)
    ActDay.objects.create(site=site, day="2026-03-03", act="phone", page="search", times=2)
    shown = analyst.get(reverse("page_statistics", args=[page.pk]), MARCH).content.decode()
    assert "Short breaks near you" in shown
    assert re.search(r"<td>140</td>\s*<td>14</td>\s*<td>\+100%</td>", shown)
    assert re.search(r"Search engine</th><td>14</td><td>140</td>", shown)
    assert "Social network" not in shown
    assert re.search(r"Phone numbers tapped</th><td>6</td>", shown)


def test_a_day_that_was_not_measured_is_a_gap_and_no_change_is_said(site, analyst, page):
    SiteDay.objects.filter(day="2026-03-05").delete()
    shown = analyst.get(reverse("page_statistics", args=[page.pk]), MARCH).content.decode()
    assert shown.count("Not known") == 1
    assert re.search(r"<td>140</td>\s*<td>14</td>\s*<td>–</td>", shown)


def test_a_day_with_imported_totals_alone_says_nothing_of_a_page(site, analyst, page):
    file = Import.objects.create(site=site, kind=Import.Kind.TOTALS, filename="days.csv", digest="1")
    SiteDay.objects.filter(day__lt="2026-03-01").update(imported=file)
    PageDay.objects.filter(day__lt="2026-03-01").delete()
    shown = analyst.get(reverse("page_statistics", args=[page.pk]), {"start": "2026-02-15", "end": "2026-03-14"}).content.decode()
    assert shown.count("Not known") == 14
    assert re.search(r"<td>140</td>\s*<td>14</td>\s*<td>–</td>", analyst.get(reverse("page_statistics", args=[page.pk]), MARCH).content.decode())
    assert ">new<" not in analyst.get(reverse("statistics"), MARCH).content.decode()


def test_a_group_of_pages_has_one_too_and_a_page_that_never_was_has_none(site, analyst, page):
    assert "Search" in analyst.get(reverse("page_statistics", args=["search"]), MARCH).content.decode()
    for key in ("999999", "nonsense"):
        assert analyst.get(reverse("page_statistics", args=[key])).status_code == 404
    page.delete()
    assert "A page that is gone" in analyst.get(reverse("page_statistics", args=[PageDay.objects.exclude(page="search").first().page]), MARCH).content.decode()


def test_a_range_that_can_not_be_read_says_so_and_keeps_what_was_typed(site, analyst, page):
    shown = analyst.get(reverse("page_statistics", args=[page.pk]), {"start": "2026-03-14", "end": "2026-03-01"}).content.decode()
    assert "The last day must not be before the first." in shown
    assert 'value="2026-03-14"' in shown


def test_the_page_editor_and_the_list_of_pages_lead_there(site, client):
    page = GuidancePageFactory(parent=HomePage.objects.get())
    send(page=str(page.pk))
    roll_up()
    desk = sign_in(client, "access_admin", "view_siteday")
    user = desk.get(reverse("statistics")).wsgi_request.user
    user.is_superuser = True
    user.save()
    address = reverse("page_statistics", args=[page.pk])
    for place in (reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtailadmin_explore", args=[page.get_parent().pk])):
        assert address in desk.get(place).content.decode(), place
