"""Taking in figures from elsewhere, in the editors' admin."""

import datetime as dt
import gzip
import io
import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from analytics import forms
from analytics.models import Import, SiteDay
from tests.analytics.staff import sign_in
from tests.analytics.test_import_formats import GA4_PAGES

pytestmark = pytest.mark.django_db
CSV = b"day,views,sessions\n2025-03-01,120,40\n2025-03-02,99,33\n2025-03-03,x,1\n"


def upload(client, content, name="days.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("statistics_import_file"), {"file": file})


def do(client, what, **fields):
    return client.post(reverse(what, args=[Import.objects.get().pk]), fields, follow=True).content.decode()


def test_what_a_log_leaves_out_is_said_in_words(site, analyst):
    line = '203.0.113.5 - - [02/Mar/2025:10:00:00 +0000] "GET {} HTTP/1.1" 200 512 "-" "{}"\n'
    file = io.BytesIO((line.format("/", "Mozilla/5.0 (iPhone)") + line.format("/a.css", "Mozilla/5.0 (iPhone)") + line.format("/", "Googlebot/2.1")).encode())
    file.name = "access.log"
    shown = analyst.get(analyst.post(reverse("statistics_import_file"), {"file": file})["Location"]).content.decode()

    assert "3 lines read" in shown
    assert "1 day found" in shown
    assert "0 lines with a problem" in shown
    assert "Pictures, styles" in shown
    assert ">Robots<" in shown
    for code in ("not-a-page", ">robot<"):
        assert code not in shown


def test_who_may_see_statistics_may_not_import_them(site, client):
    viewer = sign_in(client, "access_admin", "view_siteday")

    assert viewer.get(reverse("statistics")).status_code == 200
    assert viewer.post(reverse("statistics_import_file"), {"file": io.BytesIO(CSV)}).status_code == 302
    assert not Import.objects.exists()


def test_a_file_is_looked_at_first_and_taken_in_by_a_button(site, analyst):
    file = io.BytesIO(CSV)
    file.name = "days.csv"
    looked = analyst.post(reverse("statistics_import_file"), {"file": file})
    preview = analyst.get(looked["Location"]).content.decode()
    assert "“x” is not a whole number (views)." in preview
    assert "Take in 2 days" in preview
    assert not SiteDay.objects.exists()

    address = reverse("statistics_take_in", args=[Import.objects.get().pk])
    assert analyst.get(address).status_code == 405
    assert analyst.post(address)["Location"] == f"{reverse('statistics')}?start=2025-03-01&end=2025-03-02"
    assert SiteDay.objects.totals() == (219, 73)
    analyst.post(address)
    assert SiteDay.objects.totals() == (219, 73)
    assert "Taken in on" in analyst.get(looked["Location"]).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"what\n", "We do not know this kind of file. Its first line is “what”."),
        (b"\x1f\x8bbroken", "The file is damaged"),
        (b"", "The submitted file is empty."),
        (None, "Fill this in."),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_beside_the_field(site, analyst, content, said):
    fields = {}
    if content is not None:
        fields["file"] = io.BytesIO(content)
        fields["file"].name = "days.csv"
    shown = analyst.post(reverse("statistics_import_file"), fields)

    assert shown.status_code == 200
    assert said in shown.content.decode()


def test_a_file_that_was_taken_in_before_says_so(site, analyst):
    for _time in range(2):
        file = io.BytesIO(CSV)
        file.name = "days.csv"
        response = analyst.post(reverse("statistics_import_file"), {"file": file})
        if response.status_code == 302:
            analyst.post(reverse("statistics_take_in", args=[Import.objects.get().pk]))

    assert "This file was taken in before." in response.content.decode()


def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused(site, analyst, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_UPLOAD", 1_000)

    assert "or becomes so when it is unpacked" in upload(analyst, gzip.compress(b"0" * 1_001)).content.decode()
    assert upload(analyst, gzip.compress(CSV)).status_code == 302


def test_the_preview_says_what_it_is_and_what_days_it_brings(site, analyst):
    shown = analyst.get(upload(analyst, CSV.replace(b"03-02", b"03-04"))["Location"]).content.decode()

    assert "What is in the file: Totals by day" in shown
    assert re.search(r"From 1 March 2025 to 4 March 2025: 219 page views,\s+73 sessions\.\s+2 days between them are not in the file, and stay missing\.", shown)


def test_pages_are_shown_by_title_and_sessions_are_not_made_up(site, analyst):
    shown = analyst.get(upload(analyst, GA4_PAGES.encode())["Location"]).content.decode()

    assert "It cannot say how many sessions a day had" in shown
    assert re.search(r"Addresses that this site does not have</th><td>15</td><td>10</td>", shown)
    assert "18 page views." in shown


def test_which_number_is_the_month_is_asked_and_the_answer_is_kept(site, analyst):
    asked = analyst.get(upload(analyst, b"day,views,sessions\n03/04/2024,5,2\n")["Location"]).content.decode()
    assert "Which number of the dates is the month?" in asked
    assert "as in the United Kingdom: from 3 April 2024 to 3 April 2024 (days: 1)" in asked
    assert "as in the United States: from 4 March 2024 to 4 March 2024 (days: 1)" in asked
    assert "Take in 1 day" not in asked
    assert "There is nothing to take in yet." in do(analyst, "statistics_take_in")
    assert "choose one of the two" in do(analyst, "statistics_import_dates", date_order="guess")

    answered = do(analyst, "statistics_import_dates", date_order="month-first")
    assert re.search(r'value="month-first"[^>]* checked', answered)
    assert "Take in 1 day" in answered
    do(analyst, "statistics_take_in")
    assert str(SiteDay.objects.get().day) == "2024-03-04"
    assert "This file was taken in before." in do(analyst, "statistics_import_dates", date_order="day-first")


def test_taking_a_file_out_again_asks_first_and_is_noted(site, analyst):
    upload(analyst, CSV)
    do(analyst, "statistics_take_in")
    assert re.search(r">days.csv</a></th>\s*<td>2</td>", analyst.get(reverse("statistics_import_file")).content.decode())
    address = reverse("statistics_import_undo", args=[Import.objects.get().pk])
    assert "Take out the 2 days that came from days.csv?" in analyst.get(address).content.decode()
    assert SiteDay.objects.count() == 2

    assert "2 days taken out." in do(analyst, "statistics_import_undo")
    assert not SiteDay.objects.exists()
    assert "This file is not taken in." in analyst.get(address).content.decode()
    assert [(entry.action, entry.data, entry.user.is_active) for entry in ModelLogEntry.objects.order_by("pk")] == [
        ("analytics.import.taken_in", {"days": 2}, True),
        ("analytics.import.undone", {"days": 2}, True),
    ]
    assert upload(analyst, CSV).status_code == 302


def test_more_files_cost_the_list_no_more_queries(site, analyst, django_assert_num_queries, django_assert_max_num_queries):
    def take_in(number):
        Import.objects.create(site=site, kind="ga4-days", filename=f"{number}.csv", digest=str(number), applied_at="2026-01-01T00:00Z")

    take_in(0)
    analyst.get(reverse("statistics_import_file"))
    with django_assert_max_num_queries(25) as one:
        analyst.get(reverse("statistics_import_file"))
    for number in range(1, 10):
        take_in(number)
    with django_assert_num_queries(len(one)):
        analyst.get(reverse("statistics_import_file"))


def test_days_do_not_carry_all_that_their_file_held(site):
    """Two years of days would read a file's two years of days 730 times."""
    file = Import.objects.create(site=site, kind="totals", filename="days.csv", digest="1", days=[["2025-03-01", 1, 1]])
    SiteDay.objects.create(site=site, day="2025-03-01", imported=file)
    day = SiteDay.objects.between(site, dt.date(2025, 3, 1), dt.date(2025, 3, 1)).select_related("imported").get()

    assert day.imported.get_deferred_fields() == set(Import.HEAVY)
