"""How fresh the directory is: for families on a page, for editors by team."""

import csv
import io

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.roles import ANALYST, COUNCIL_EDITOR
from home.models import Borough
from tests.accounts.factories import make_staff
from tests.factories import CategoryFactory, ServiceFactory
from tests.localoffer.freshness import day
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADDRESS = "/services/how-fresh/"


def months_ago(n: int) -> object:
    return timezone.localdate() - relativedelta(months=n)


@pytest.fixture
def services():
    larkmere = Borough.objects.get(slug="larkmere")
    clubs, swimming = CategoryFactory(name="Clubs"), CategoryFactory(name="Swimming")
    ServiceFactory(checked_on=months_ago(2), verify_by=day(20), boroughs=[larkmere], categories=[clubs, swimming], owner_team="SEND team")
    ServiceFactory(checked_on=months_ago(6), verify_by=day(-1), boroughs=[larkmere], categories=[clubs], owner_team="SEND team")
    ServiceFactory(checked_on=months_ago(11), verify_by=day(-91), owner_team="Health")
    ServiceFactory(verify_by=day(-90), email="x@y.example", owner_team="=cmd()")
    ServiceFactory(checked_on=months_ago(1), status="ended")
    ServiceFactory(checked_on=months_ago(1), is_published=False)


def test_the_numbers_count_each_service_once(client, services):
    figures = client.get(ADDRESS).context["figures"]
    total = figures.total
    assert (total.services, total.in_3_months, total.in_6_months, total.in_12_months, total.never, total.overdue, total.hidden) == (4, 1, 2, 3, 1, 2, 1)
    assert [(line.name, line.services, line.in_6_months, line.share) for line in figures.boroughs] == [("Larkmere", 2, 2, 100), ("Not said which boroughs", 2, 0, 0)]
    assert [(line.name, line.services) for line in figures.kinds] == [("Clubs", 2), ("Swimming", 1)]


def test_services_for_every_borough_have_a_line_of_their_own(client, services):
    ServiceFactory.create_batch(3, is_for_every_borough=True, checked_on=months_ago(1))
    lines = client.get(ADDRESS).context["figures"].boroughs
    assert [(line.name, line.services, line.share) for line in lines] == [("Larkmere", 2, 100), ("Every borough", 3, 100), ("Not said which boroughs", 2, 0)]


def test_a_site_without_boroughs_says_nothing_of_them(client, services):
    Borough.objects.all().delete()
    assert client.get(ADDRESS).context["figures"].boroughs == []


def test_what_a_kind_of_help_is_divided_into_stands_after_it(client):
    clubs, advice = CategoryFactory(name="Clubs", order=2), CategoryFactory(name="Advice", order=1)
    swimming = CategoryFactory(name="Swimming", parent=clubs, order=0)
    lines = CategoryFactory(name="Phone lines", parent=advice, order=3)
    ServiceFactory(categories=[clubs, advice, swimming, lines])
    page = client.get(ADDRESS)
    assert [(line.name, line.is_part) for line in page.context["figures"].kinds] == [("Advice", False), ("Phone lines", True), ("Clubs", False), ("Swimming", True)]
    assert page.content.decode().count('class="lo-fresh-table__part"') == 2


def test_the_page_says_it_in_words_with_its_day_and_styles_nothing_in_line(client, services):
    html = client.get(ADDRESS).content.decode()
    assert "50% of them were checked in the last 6 months" in html
    assert f"{timezone.localdate():%B %Y}" in html
    assert "style=" not in html


def test_an_empty_directory_has_the_page_too(client):
    assert "We have 0 services" in client.get(ADDRESS).content.decode()


def test_more_services_cost_no_more_queries(client, services, count_queries):
    one = count_queries(ADDRESS)
    ServiceFactory.create_batch(10, boroughs=[Borough.objects.first()], checked_on=day(0))
    assert count_queries(ADDRESS) == one
    assert one <= 12


def test_families_find_the_page(client):
    for address in ("/services/", "/services/ways/"):
        main = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
        assert ADDRESS in main, address


@pytest.fixture
def editor(client, services):
    set_up_desk()
    client.force_login(make_staff(COUNCIL_EDITOR))
    return client


def test_each_team_sees_what_is_due_overdue_and_hidden(editor):
    page = editor.get("/admin/reports/checks-by-team/").context["page_obj"]
    assert [line.cells for line in page] == [("=cmd()", 1, 0, 1, 0, 1, 0), ("Health", 1, 0, 0, 1, 0, 0), ("SEND team", 2, 1, 1, 0, 0, 0)]
    assert editor.get(page[2].href).context["total"] == 2


@pytest.mark.parametrize(
    ("query", "many"), [("", 4), ("?state=due", 1), ("?state=overdue", 2), ("?state=hidden", 1), ("?state=never", 0), ("?state=zz&team=zz", 4), ("?team=Health", 1)]
)
def test_the_services_can_be_narrowed_by_state_and_team(editor, query, many):
    assert editor.get("/admin/reports/checks/" + query).context["total"] == many


def test_what_has_no_day_to_be_checked_by_is_found_and_told(editor):
    ServiceFactory(name="No day", checked_on=day(-900), owner_team="Nobody")
    assert [line.cells[0] for line in editor.get("/admin/reports/checks/?state=undated").context["page_obj"]] == ["No day"]
    assert editor.get("/admin/reports/checks-by-team/?team=Nobody").context["page_obj"][0].cells[-1] == 1
    page = editor.get(ADDRESS)
    assert (page.context["figures"].total.undated, page.context["figures"].total.longer_ago) == (1, 1)
    assert "No day for the next check yet" in page.content.decode()


def test_each_service_was_checked_within_a_year_or_longer_ago_or_never(client, services):
    total = client.get(ADDRESS).context["figures"].total
    assert total.in_12_months + total.longer_ago + total.never == total.services


def test_the_tables_can_be_taken_away_without_formulas(editor):
    for name in ("checks", "checks-by-team"):
        table = csv.reader(io.StringIO(editor.get(f"/admin/reports/{name}/?export=csv").content.decode("utf-8-sig")))
        assert "'=cmd()" in [cell for row in table for cell in row]


def test_who_writes_no_pages_sees_no_such_report(client, services):
    set_up_desk()
    client.force_login(make_staff(ANALYST))
    assert client.get("/admin/reports/checks/").status_code in {302, 403}
