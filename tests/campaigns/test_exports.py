"""The report to take along: as a PDF, as a table, and each chart as a picture."""

import csv
import datetime as dt
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from PIL import Image

from accounts.roles import ANALYST
from analytics.models import Annotation, SchoolHoliday
from campaigns import actions
from campaigns.headline import make_headline_campaign
from campaigns.models import Campaign
from campaigns.report_pdf import as_pdf
from campaigns.reports import report
from tests.accounts.factories import make_staff
from tests.campaigns.test_reports import START, campaign_with_days
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def analyst(site, client):
    set_up_desk()
    user = make_staff(ANALYST, email="figures@council.example")
    client.force_login(user)
    client.analyst = user
    return client


@pytest.fixture
def campaign(site):
    campaign = campaign_with_days(site)
    Campaign.objects.filter(pk=campaign.pk).update(name="Short breaks & =week", starts_on=START + dt.timedelta(28))
    Annotation.objects.create(site=site, first_day=START + dt.timedelta(5), kind="press", text="On the <radio>")
    SchoolHoliday.objects.create(name="Half term", first_day=START + dt.timedelta(14), last_day=START + dt.timedelta(18))
    return Campaign.objects.get()


def table(client, campaign):
    response = client.get(reverse("campaign_file", args=[campaign.pk, "csv"]))
    return response, list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def chart(client, campaign, kind, metric="sessions"):
    return client.get(reverse("campaign_chart", args=[campaign.pk, metric, kind]))


def test_the_report_offers_its_files_in_one_row(analyst, campaign):
    page = analyst.get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    row = page[page.index("Take the report with you") :].split("</div>")[0]
    assert row.count("<a ") == 6
    for words in ("Report as PDF", "Numbers as CSV", "Sessions as SVG", "Page views as PNG"):
        assert words in row


def test_the_table_has_the_numbers_of_the_report_and_each_day(analyst, campaign):
    response, rows = table(analyst, campaign)
    assert response["Content-Disposition"].startswith('attachment; filename="short-breaks-week-20')
    assert ["Sessions", "Before", "1,400 in 4 whole weeks"] in rows
    assert ["Sessions: numbers of the method", "adjusted.ratio", "1.6"] in rows
    assert ["Sessions by day", "2026-02-02", "50"] in rows
    assert sum(row[0] == "Page views by day" for row in rows) == 56
    assert ["Campaign", "Name", "Short breaks & =week"] in rows


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(analyst, campaign):
    Campaign.objects.update(name="=1+1")
    _response, rows = table(analyst, campaign)
    assert ["Campaign", "Name", "'=1+1"] in rows


def test_a_day_that_was_not_measured_has_no_number_in_the_table(analyst, campaign, site):
    site_day = next(iter(report(campaign).parts[0].daily.days)).day
    from analytics.models import SiteDay

    SiteDay.objects.filter(day=site_day).delete()
    assert ["Sessions by day", site_day.isoformat(), ""] in table(analyst, campaign)[1]


def test_a_chart_as_svg_stands_alone(analyst, campaign):
    response = chart(analyst, campaign, "svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "short-breaks-week-sessions-20" in response["Content-Disposition"]
    text = response.content.decode()
    drawn = ElementTree.fromstring(text)  # noqa: S314 - ours
    assert "currentColor" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    words = [each.text for each in drawn.iter(f"{SVG}text")]
    for said in ("Before", "After", "School holidays", "1. 7 February 2026: On the <radio> (Newspapers, radio, social media)", "Half term (16 to 20 February 2026)"):
        assert said in words
    assert drawn.find(f"{SVG}title").text.startswith("Sessions by day, 2 February to 29 March 2026")
    height = float(drawn.get("height"))
    assert all(float(each.get("y")) < height for each in drawn.iter(f"{SVG}text"))


def test_a_chart_as_png_is_a_sharp_picture_with_ink_on_white(analyst, campaign):
    picture = Image.open(BytesIO(chart(analyst, campaign, "png", "page_views").content))
    assert picture.format == "PNG"
    assert picture.width == 1_600
    colours = picture.convert("RGB").getcolors(1_000_000)
    assert max(colours)[1] == (255, 255, 255)
    assert (29, 43, 42) in {colour for _many, colour in colours}, "letters are drawn"


def test_the_pdf_is_a_document_with_title_language_bookmarks_and_real_text(analyst, campaign):
    actions.fix_windows(campaign=campaign, by=analyst.analyst)
    response = analyst.get(reverse("campaign_file", args=[campaign.pk, "pdf"]))
    assert response["Content-Type"] == "application/pdf"
    made = response.content
    assert made.startswith(b"%PDF")
    assert b"/Lang (en-GB)" in made
    assert b"/Outlines" in made
    assert made.count(b"/Type /Font\n") >= 2
    assert b"/Subtype /Image" not in made, "charts are lines, not pictures"


def test_the_pdf_says_what_the_report_says(analyst, campaign, monkeypatch):
    said = []
    from campaigns import report_pdf

    for name in ("say", "heading"):
        real = getattr(report_pdf.Paper, name)
        monkeypatch.setattr(report_pdf.Paper, name, lambda self, words, *args, real=real, **kwargs: (said.append(words), real(self, words, *args, **kwargs)))
    for name in ("points", "rows"):
        real = getattr(report_pdf.Paper, name)
        monkeypatch.setattr(report_pdf.Paper, name, lambda self, words, *args, real=real, **kwargs: (said.extend(map(str, words)), real(self, words, *args, **kwargs)))
    as_pdf(report(campaign), by="figures@council.example")
    text = "\n".join(said)
    for words in (
        "Sessions rose by 60%",
        "Compared: 2 February to 1 March 2026 before, and 2 to 29 March 2026 after.",
        "by figures@council.example.",
        "One period has more school holidays than the other",
        "The windows are not fixed",
        "A before and after cannot say why",
        "What the words mean",
        "'Mon 2 Feb 2026', '50', '150'",
    ):
        assert words in text


def test_a_report_of_totals_alone_is_a_file_too(analyst):
    campaign = make_headline_campaign()
    assert analyst.get(reverse("campaign_file", args=[campaign.pk, "pdf"])).content.startswith(b"%PDF")
    assert chart(analyst, campaign, "svg").status_code == 404
    rows = table(analyst, campaign)[1]
    assert ["Sessions", "After", "2,234"] in rows


def test_a_campaign_without_numbers_is_a_file_too(analyst):
    campaign = Campaign.objects.create(name="名前")
    response = analyst.get(reverse("campaign_file", args=[campaign.pk, "pdf"]))
    assert response.content.startswith(b"%PDF")
    assert 'filename="campaign-' in response["Content-Disposition"] or 'filename="chart-' in response["Content-Disposition"]


@pytest.mark.parametrize("kind", ["exe", "PDF", "docx"])
def test_a_file_of_another_kind_is_not_there(analyst, campaign, kind):
    assert analyst.get(reverse("campaign_file", args=[campaign.pk, kind])).status_code == 404
    assert chart(analyst, campaign, kind).status_code == 404


def test_the_charts_of_the_overview_and_of_a_page_are_files_too(analyst, campaign):
    days = {"start": "2026-02-02", "end": "2026-03-29"}
    overview = analyst.get(reverse("statistics"), days).content.decode()
    assert f"{reverse('statistics_chart', args=['png'])}?start=2026-02-02&amp;end=2026-03-29" in overview
    assert "Half term" in analyst.get(reverse("statistics_chart", args=["svg"]), days).content.decode()
    assert analyst.get(reverse("page_chart", args=["search", "png"]), days).content.startswith(b"\x89PNG")
    assert analyst.get(reverse("page_chart", args=["nothing-there", "png"]), days).status_code == 404
    assert analyst.get(reverse("statistics_chart", args=["gif"]), days).status_code == 404
