"""Reports that editors work through, and take away."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from accounts import roles
from home.models import SiteSettings
from tests.accounts.factories import make_staff
from tests.factories import GuidancePageFactory, InformationPageFactory, ServiceFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
DUE, FILL = "/admin/reports/review-due/", "/admin/reports/left-to-fill-in/"


@pytest.fixture
def home(site, client):
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR))
    return site.root_page


def days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


def titles(response) -> list[str]:
    return [line.cells[0] for line in response.context["page_obj"]]


@pytest.fixture
def due(home):
    GuidancePageFactory(parent=home, title="Late page", review_by=days(-5), owner_team="SEND team")
    GuidancePageFactory(parent=home, title="Page next week", review_by=days(7), owner_team="Health")
    GuidancePageFactory(parent=home, title="Draft", review_by=days(-50), live=False)
    GuidancePageFactory(parent=home, title="No date")
    ServiceFactory(name="Later service", verify_by=days(-9), owner_team="SEND team")
    ServiceFactory(name="Hidden service", verify_by=days(-9), is_published=False)


def test_pages_and_services_that_are_due_the_longest_overdue_first(due, client):
    assert titles(client.get(DUE)) == ["Later service", "Late page"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?within=30", ["Later service", "Late page", "Page next week"]),
        ("?kind=page", ["Late page"]),
        ("?kind=service", ["Later service"]),
        ("?within=90&team=Health", ["Page next week"]),
        ("?within=nonsense&kind=nonsense&team=nobody&p=999", ["Later service", "Late page"]),
        ("?within=%00&team=%00", ["Later service", "Late page"]),
    ],
)
def test_the_filters_narrow_and_nonsense_narrows_nothing(due, client, query, expected):
    assert titles(client.get(DUE + query)) == expected


def test_each_line_leads_to_where_it_is_mended(due, client):
    for line in client.get(DUE).context["page_obj"]:
        assert client.get(line.href).status_code == 200


def test_csv_and_xlsx_hold_what_the_filters_show_and_no_formulas(home, client):
    GuidancePageFactory(parent=home, title='=HYPERLINK("https://evil.example","x")', review_by=days(-5), owner_team="+team")
    table = list(csv.reader(io.StringIO(client.get(DUE + "?export=csv").content.decode("utf-8-sig"))))
    assert table[0][0] == "What"
    assert table[1][0].startswith("'=HYPERLINK")
    assert table[1][2] == "'+team"
    response = client.get(DUE + "?export=xlsx&kind=page")
    sheet = load_workbook(io.BytesIO(response.content)).active
    cell = sheet["A2"]
    assert (cell.data_type, cell.value[:2]) == ("s", "'=")
    assert sheet["D2"].value.date() == days(-5)
    assert 'filename="time-to-check-again.xlsx"' in response["Content-Disposition"]


def test_what_is_left_to_fill_in_on_live_pages(home, client):
    gap = ("to_fill_in", {"what": "The SEND team's phone number", "text": ""})
    GuidancePageFactory(parent=home, title="Gaps", body=[("text", "<p>x</p>"), gap, gap], owner_team="SEND team")
    GuidancePageFactory(parent=home, title="Draft with gaps", body=[gap], live=False)
    GuidancePageFactory(parent=home, title="Whole", body=[("text", "<p>The words to_fill_in stand here by accident</p>")])
    InformationPageFactory(parent=home, title="Complaints", body=[gap])
    response = client.get(FILL)
    assert titles(response) == ["Complaints", "Gaps", "Gaps"]
    assert "phone number" in response.content.decode()
    assert titles(client.get(FILL + "?team=SEND team")) == ["Gaps", "Gaps"]
    assert "SEND team&#x27;s phone" in response.content.decode()


def test_what_the_site_settings_say_is_not_left_to_fill_in_and_stands_on_the_page(home, client):
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.help_phone, settings.help_email = "020 7946 0500", "local-offer@council.example"
    settings.save()
    card = ("contact", {"who": "team", "name": "Local Offer team"})
    gaps = [("to_fill_in", {"what": f"How to reach {who}", "text": "", "told_by": who}) for who in ("team", "sendiass")]
    page = GuidancePageFactory(parent=home, title="Contact us", body=[card, *gaps])

    shown = Client().get(page.url).content.decode()
    for told in ("020 7946 0500", "local-offer@council.example"):
        assert told in shown.split("<main")[1].split("lo-foot")[0]
    assert "Not here yet: How to reach team" not in shown
    assert "Not here yet: How to reach sendiass" in shown

    report = client.get(FILL).content.decode()
    assert "How to reach team" not in report
    assert "How to reach sendiass" in report


def test_an_empty_report_says_so(home, client):
    assert "Everything has been checked in time" in client.get(DUE).content.decode()
    assert "Every local fact on a live page is filled in" in client.get(FILL).content.decode()


def test_twenty_lines_cost_what_one_costs(home, client):
    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    def fill(n: int) -> None:
        for _n in range(n):
            GuidancePageFactory(parent=home, review_by=days(-1), body=[("to_fill_in", {"what": "A fact", "text": ""})])
            ServiceFactory(verify_by=days(-1))

    fill(1)
    one = [count(DUE), count(FILL)]
    fill(19)
    assert [count(DUE), count(FILL)] == one


@pytest.mark.parametrize("role", [roles.REGISTER_OFFICER, roles.ANALYST, roles.AUDITOR, roles.SIGNATORY])
def test_reports_are_for_those_who_write_pages(home, client, role):
    client.force_login(make_staff(role, email="other@staff.example"))
    assert client.get(DUE).status_code == 302
    assert client.get(FILL + "?export=csv").status_code == 302
