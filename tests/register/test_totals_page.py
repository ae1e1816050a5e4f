"""The page of totals as the council and the forum read it, its files, and the numbers that the council enters."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from home.models import Borough
from localoffer.models import Need
from register import baselines, publishing
from register.models import Baseline, EqualityAnswer
from tests.register.factories import staff
from tests.register.test_totals import NOW, TODAY, families

SOURCE = {"source": "School census", "counted_on": "2026-01-15"}


@pytest.fixture
def analyst(register, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(staff("Analyst"))
    return client


def page(client, **asked) -> str:
    return client.get(reverse("register_totals"), asked).content.decode()


def file(client, key: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(reverse("register_totals_csv", args=[key])).content.decode("utf-8-sig"))))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestThePage:
    def test_it_shows_numbers_charts_and_how_many_there_are(self, analyst):
        Borough.objects.create(name="Larkmoor", slug="larkmoor", council="L")
        for weeks in range(1, 6):
            families(20 + weeks, on=TODAY - dt.timedelta(weeks=weeks), borough=Borough.objects.get(slug="larkmoor"))
        baselines.enter("families", {"larkmoor": 400}, source="Council", counted_on=TODAY, by="a@council.example")
        publishing.publish(NOW)
        html = page(analyst)
        assert "As the register stood on 26 November 2026" in words(html)
        assert "All 115 400 29%" in words(html)
        assert html.count("<svg") == html.count("</svg>") > 3
        assert all(f'id="{name}-title"' in html for name in ("weeks", "state", "joined"))

    def test_a_hidden_number_is_nowhere_in_it(self, analyst):
        families(43, source_code="POSTER")
        families(3, source_code="SECRETCODE", reading_format="braille")
        publishing.publish(NOW)
        html = page(analyst)
        assert "SECRETCODE" not in html
        assert "Braille hidden" in words(html)

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"start": "x", "end": "2026-01-01"}, "w-field__errors-icon"),
            ({"start": "2026-02-01", "end": "2026-01-01"}, "must not be before"),
            ({"start": "1990-01-01", "end": "2026-01-01"}, "five years"),
            ({"start": "2026-01-01", "end": "2026-02-01", "by": "hour"}, "w-field__errors-icon"),
        ],
    )
    def test_days_that_can_not_be_read_are_said_kindly(self, analyst, asked, said):
        families(20)
        publishing.publish(NOW)
        assert said in page(analyst, **asked)

    def test_a_range_is_made_of_whole_weeks_so_that_two_ranges_never_differ_by_a_day(self, analyst):
        monday = dt.date(2026, 11, 2)
        for number in range(5):
            families(20, on=monday + dt.timedelta(days=number))
        families(9, on=dt.date(2026, 11, 9))
        publishing.publish(NOW)
        short, long = (words(page(analyst, start="2026-11-03", end=end, by="week")) for end in ("2026-11-04", "2026-11-08"))
        assert "Week from 2 November 2026 100" in short
        assert "Week from 9 November" not in long
        by_day = words(page(analyst, start="2026-11-03", end="2026-11-09", by="day"))
        assert "Tue 3 November 2026 20" in by_day
        assert "Sat 7 November 2026 hidden" in by_day
        assert "Week from 9 November 2026 10" in by_day
        assert "“Hidden” is fewer than 5 families, or a number from which such a one could be worked out by subtraction. A week stays whole where too few" in by_day
        assert "by subtraction" not in short and "stays whole" not in short, "nothing is hidden there"

    def test_a_small_register_is_shown_by_the_month_where_most_weeks_are_hidden_and_says_so(self, analyst):
        for number, many in enumerate((4, 3, 4, 4, 2, 4, 4, 0, 4, 3, 4, 4), start=1):
            families(many, on=TODAY - dt.timedelta(weeks=number))
        publishing.publish(NOW)
        html = words(page(analyst))
        assert "By month, since most weeks are hidden" in html
        assert "September 2026 10 October 2026 15" in html
        assert "November 2026 hidden" not in html, "it is not over"
        assert "Week from 12 October 2026 hidden" in words(page(analyst, by="week"))
        assert "July to September 2026 15" in words(page(analyst, by="quarter"))
        months = analyst.get(reverse("register_totals_csv", args=["months"])).content.decode()
        assert "2026-10-01,15" in months
        assert "By month" not in words(page(analyst, by="month")), "who chose it knows why"

    def test_files_hold_what_the_page_shows_and_no_formula(self, analyst):
        Borough.objects.create(name="=HYPERLINK(1)", slug="bad", council="B")
        families(20, borough=Borough.objects.get(slug="bad"))
        families(2)
        publishing.publish(NOW)
        table = file(analyst, "place")
        assert ["'=HYPERLINK(1)", "20"] in table
        assert ["Elsewhere or not sure", "hidden"] in table
        assert analyst.get(reverse("register_totals_csv", args=["weeks"])).status_code == 200
        assert analyst.get(reverse("register_totals_csv", args=["nothing"])).status_code == 404

    def test_however_many_families_the_page_costs_the_same(self, analyst, django_assert_max_num_queries):
        families(10)
        publishing.publish(NOW)
        page(analyst)
        with django_assert_max_num_queries(30) as one:
            page(analyst)
        families(200, on=TODAY - dt.timedelta(days=90))
        publishing.publish(NOW + dt.timedelta(days=3))
        with django_assert_max_num_queries(len(one)):
            page(analyst)


class TestLikeTheFamiliesThereAre:
    def test_each_dimension_is_compared_and_says_so_in_words(self, analyst):
        for child in families(200):
            child.children.get().needs.set(Need.objects.filter(code="asd"))
        EqualityAnswer.objects.bulk_create(EqualityAnswer(question="ethnic-group", answer=group, quarter=TODAY.replace(day=1)) for group in ["asian"] * 60 + ["white"] * 41)
        baselines.enter("need", {"asd": 1000, "slcn": 3000}, of=4000, source="Census", counted_on=TODAY, by="a@council.example")
        baselines.enter("ethnic-group", {"asian": 100, "white": 900}, source="Census", counted_on=TODAY, by="a@council.example")
        publishing.publish(NOW)
        said = words(page(analyst))
        assert "About 200 of 200 is 100%, and chance alone could make it 95% to 100%. Even so it is more than 25%" in said
        assert "Speech, language and communication hidden 75%" in said
        assert "Speech, language and communication – Too few to show." in said
        assert "About 60 of 100 is 60%" in said
        assert "Only those who answered this question are counted" in said
        assert "A bar for each group: its share of those who joined" in said
        rows = file(analyst, "compared-need")
        assert rows[0][:4] == ["Group", "Register", "Range", "All families"]
        assert rows[1][:4] == ["Autistic spectrum condition", "100%", "95% to 100%", "25%"]
        assert rows[2][1:] == ["hidden", "", "75%", "Too few to show.", "Census", TODAY.isoformat()]
        assert analyst.get(reverse("register_totals_csv", args=["compared-ward"])).status_code == 404

    @pytest.mark.parametrize(("inside", "told"), [(40, ["All", "40", "200", "20%"]), (3, ["All, with those from elsewhere", "25", "200", "12%"])])
    def test_families_from_elsewhere_are_no_share_of_those_there_are_or_it_says_so(self, analyst, inside, told):
        families(inside, borough=Borough.objects.get(slug="larkmere"))
        families(20)
        baselines.enter("families", {"larkmere": 200}, source="Council", counted_on=TODAY, by="a@council.example")
        publishing.publish(NOW)
        assert " ".join(told) in words(page(analyst))
        assert file(analyst, "expected")[-1] == [*told, "Council", TODAY.isoformat()]


class TestEntering:
    def test_numbers_are_entered_group_by_group_and_older_ones_stay(self, analyst):
        address = reverse("register_baseline", args=["need"])
        for number in (10, 20):
            assert analyst.post(address, SOURCE | {"of": 500, "group-asd": number, "group-slcn": ""}).status_code == 302
        assert [baseline.numbers for baseline in Baseline.objects.order_by("pk")] == [{"asd": 10}, {"asd": 20}]
        assert Baseline.objects.in_force()["need"].by.endswith("@council.example")
        assert 'value="20"' in analyst.get(address).content.decode()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"group-asd": "-1"}, "w-field__errors-icon"),
            ({"group-asd": "many"}, "Write a whole number, in digits"),
            ({"group-asd": ""}, "at least one group"),
            ({"group-asd": "600"}, "No group can be larger"),
            ({"group-asd": "9" * 400}, "w-field__errors-icon"),
            ({"group-asd": "5", "counted_on": "2031-01-01"}, "still to come"),
            ({"group-asd": "5", "source": ""}, "required"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, analyst, typed, said):
        html = analyst.post(reverse("register_baseline", args=["need"]), SOURCE | {"of": "500", "source": "My source"} | typed).content.decode()
        assert said in html
        assert 'value="500"' in html
        assert not Baseline.objects.exists()

    def test_a_dimension_nobody_knows_is_not_found(self, analyst):
        assert analyst.get(reverse("register_baseline", args=["shoe-size"])).status_code == 404

    def test_a_file_is_shown_line_by_line_and_entered_at_the_second_press(self, analyst):
        text = 'dimension,group,number\nethnic-group,asian,100\nethnic-group,white,"1,900"\nneed,all,3000\nneed,ASD,900\n'
        address = reverse("register_baseline_file")
        shown = words(analyst.post(address, SOURCE | {"text": text}).content.decode())
        assert "4 lines, 0 with a problem" in shown
        assert "not in the file, so not compared: Black" in shown
        assert not Baseline.objects.exists()
        assert analyst.post(address, SOURCE | {"text": text, "enter": "1"}).status_code == 302
        found = Baseline.objects.in_force()
        assert (found["ethnic-group"].numbers, found["need"].numbers, found["need"].of) == ({"asian": 100, "white": 1900}, {"asd": 900}, 3000)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("need,asd", "There must be 3 columns, not 2"),
            ("shoe,asd,3", "The dimension is not one of"),
            ("phase,nobody,3", "No group of this dimension"),
            ("ethnic-group,asian,-3", "is not a whole number"),
            ("ethnic-group,asian,٣", "is not a whole number"),
            ("ethnic-group,asian,3\nethnic-group,asian,4", "stands in an earlier line"),
            ("need,asd,3", "how many children there are"),
            ("need,all,10\nneed,asd,50", "No group can be larger"),
            ("need,all,10", "the number of at least one group"),
            ("ethnic-group,asian,0", "the number of at least one group"),
            ("\0", "Paste the lines"),
            ('"' * 7, "3 columns"),
            ("a" * 150_000, "not CSV from here on"),
        ],
    )
    def test_a_line_that_can_not_be_read_is_named_and_nothing_is_entered(self, analyst, line, said):
        html = analyst.post(reverse("register_baseline_file"), SOURCE | {"text": line, "enter": "1"}).content.decode()
        assert said in html or "Null characters" in html
        assert not Baseline.objects.exists()

    def test_the_forum_reads_totals_and_changes_no_number(self, register, client):
        client.force_login(staff("PCF editor"))
        assert client.get(reverse("register_totals")).status_code == 200
        assert client.get(reverse("register_baselines")).status_code == 302
        assert client.post(reverse("register_baseline", args=["need"]), SOURCE | {"of": 5, "group-asd": 1}).status_code == 302
        assert not Baseline.objects.exists()
