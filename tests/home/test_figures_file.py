"""Figures in the admin: typed in, from a file, and taken away."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from analytics.models import Indicator, IndicatorCorrection, IndicatorYear
from tests.analytics.indicators.made import DRAFT, add, make
from tests.analytics.staff import sign_in

pytestmark = pytest.mark.django_db
HEADS = "Indicator,Year,Number,Out of,State"


@pytest.fixture
def analyst(client, site):
    return sign_in(client, "access_admin", *(f"{action}_indicator" for action in ("add", "change", "delete", "view")))


def sent(client, content: bytes, name="figures.csv"):
    return client.post(reverse("indicator_file"), {"file": SimpleUploadedFile(name, content)})


def confirmed(client, looked):
    form = looked.context["form"]
    return client.post(reverse("indicator_file"), {"kept": form.again, "seen": looked.context["plan"].seen, "enter": "1"}, follow=True)


def test_a_file_is_looked_at_before_it_is_entered(analyst):
    make()
    looked = sent(analyst, f"\ufeff{HEADS}\nEHC plans finished in 20 weeks,2025,149,240,final\n".encode())
    assert "New: 62% (149 of 240 plans) in 2025." in looked.content.decode()
    assert not IndicatorYear.objects.exists()
    assert "1 figure entered." in confirmed(analyst, looked).content.decode()
    assert IndicatorYear.objects.get().figure == (149, 240, None)


def test_semicolons_and_an_xlsx_say_the_same(analyst):
    make(name="Weeks", kind="number", unit="weeks")
    by_csv = sent(analyst, (HEADS.replace(",", ";") + "\nWeeks;2025;1.234,5;;final\n").encode("cp1252"))
    book = Workbook()
    for row in [HEADS.split(","), ["Weeks", 2025, 1234.5, None, "final"]]:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    by_xlsx = sent(analyst, file.getvalue(), "figures.xlsx")
    assert [line.what for looked in (by_csv, by_xlsx) for line in looked.context["plan"].lines] == ["New: 1,234.5 weeks in 2025."] * 2


def test_a_bad_line_is_named_and_nothing_can_be_entered(analyst):
    make()
    looked = sent(analyst, f"{HEADS}\nEHC plans finished in 20 weeks,2025,149,240,final\nSomething,2025,1,2,final\n".encode())
    html = looked.content.decode()
    assert "2 lines, 1 with a problem" in html
    assert 'name="enter"' not in html
    assert "Nothing was entered: a line has a problem." in confirmed(analyst, looked).content.decode()
    assert not IndicatorYear.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", b"a,b\n1,2\n", b"x" * 1_100_000])
def test_what_is_no_file_of_figures_is_refused_in_words(analyst, content):
    answer = sent(analyst, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


@pytest.mark.parametrize("kept", ["", "{", "[1, 2]", '[",", [["Indicator"]]]', '[",", 5]', "[" * 2000])
def test_a_page_that_sends_back_nonsense_is_refused_in_words(analyst, kept):
    answer = analyst.post(reverse("indicator_file"), {"kept": kept, "enter": "1", "seen": "x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_the_blank_file_has_a_line_for_the_next_year_of_each_indicator(analyst):
    make({2024: (96, 212)})
    rows = list(load_workbook(BytesIO(analyst.get(reverse("indicator_file_blank", args=["xlsx"])).content)).worksheets[0].values)
    assert rows[1][:5] == ("EHC plans finished in 20 weeks", "2025", None, None, "draft")


def test_the_list_is_taken_away_with_every_year_and_runs_nothing(analyst):
    make({2022: (96, 212), 2025: (149, 240)}, name="=cmd|' /C calc'!A0")
    csv = analyst.get(reverse("wagtailsnippets_analytics_indicator:list"), {"export": "csv"}).content.decode("utf-8-sig")
    lines = csv.splitlines()
    assert lines[0].startswith("Indicator,Year,Number,Out of,State,Source,Note")
    assert [line.split(",")[1:5] for line in lines[1:]] == [["2022", "96", "212", "final"], ["2025", "149", "240", "final"]]
    assert lines[1].startswith("'=cmd")


def form_of(indicator, *years, **changes):
    """What the browser sends when the form is saved: `years` are (row or None, its columns)."""
    names = ("name", "kind", "definition", "unit", "wanted", "year_kind", "baseline_year", "source", "source_address", "responsible", "expected_share", "expected_source", "own")
    data = {name: getattr(indicator, name) or "" for name in names} | {"site": indicator.site_id, "counts_people": "on"} | changes
    data |= {"years-TOTAL_FORMS": len(years), "years-INITIAL_FORMS": sum(row is not None for row, _columns in years), "years-MIN_NUM_FORMS": 0, "years-MAX_NUM_FORMS": 1000}
    for place, (row, columns) in enumerate(years):
        own = {name: getattr(row, name) for name in ("starts", "number", "of", "value", "state", "source", "note")} | {"id": row.pk} if row else {"id": ""}
        data |= {f"years-{place}-{name}": "" if value is None else value for name, value in (own | columns).items()}
    return data


def save(client, indicator, *years, **changes):
    return client.post(reverse("wagtailsnippets_analytics_indicator:edit", args=[indicator.pk]), form_of(indicator, *years, **changes))


def test_a_published_figure_that_is_typed_anew_leaves_a_correction(analyst):
    indicator = make()
    year = add(indicator, 2025, (139, 240))
    assert save(analyst, indicator, (year, {"number": 149}), (None, {"starts": 2026, "number": 7, "of": 9, "state": DRAFT})).status_code == 302
    assert IndicatorCorrection.objects.get().was == (139, 240, None)
    assert IndicatorYear.objects.count() == 2


def test_a_figure_of_another_kind_is_refused(analyst):
    answer = save(analyst, make(), (None, {"starts": 2025, "value": "3.5", "state": DRAFT}))
    assert "This figure is not of this kind" in answer.content.decode()
    assert not IndicatorYear.objects.exists()


def test_a_year_that_families_have_seen_is_not_deleted(analyst):
    indicator = make()
    year = add(indicator, 2025, (139, 240))
    answer = save(analyst, indicator, (year, {"DELETE": "on"}))
    assert "cannot be deleted" in answer.content.decode()
    assert IndicatorYear.objects.exists()


def test_a_year_typed_twice_is_refused_and_kept_on_the_page(analyst):
    rows = [(None, {"starts": 2025, "number": number, "of": 40, "state": DRAFT}) for number in (7, 8)]
    answer = save(analyst, make(), *rows)
    assert answer.status_code == 200
    assert 'value="8"' in answer.content.decode()


def test_what_this_site_counts_is_not_typed_over(analyst):
    indicator = make(kind="number", own="sessions", counts_people=False)
    year = add(indicator, 2025, "7", days=365, days_measured=365, counted_by=1)
    answer = save(analyst, indicator, (year, {"value": "8"}), counts_people="")
    assert "This site counts this year itself" in answer.content.decode()
    assert save(analyst, indicator, (year, {"note": "A strike in May"}), counts_people="").status_code == 302


def test_analysts_see_what_families_will_read_before_they_save(analyst):
    indicator = make()
    year = add(indicator, 2025, (139, 240))
    address = reverse("wagtailsnippets_analytics_indicator:preview_on_edit", args=[indicator.pk])
    assert analyst.post(address, form_of(indicator, (year, {"number": 149}))).json()["is_valid"]
    html = analyst.get(address).content.decode()
    assert "62% (149 of 240 plans)" in html
    assert Indicator.objects.get().years.get().number == 139


@pytest.mark.parametrize("form", ["wagtailsnippets_analytics_indicator:add", "annotation:add"])
def test_a_new_indicator_or_annotation_is_of_the_site_where_it_is_written(client, site, form):
    analyst = sign_in(client, "access_admin", "add_indicator", "add_annotation")
    assert f'<option value="{site.pk}" selected>' in analyst.get(reverse(form)).content.decode()


def test_a_day_that_cannot_be_read_stays_as_it_was_typed(client, site):
    """Wagtail's calendar would put today in its place as soon as the field is left."""
    analyst = sign_in(client, "access_admin", "add_annotation")
    assert "&quot;validateOnBlur&quot;: false" in analyst.get(reverse("annotation:add")).content.decode().replace('"validateOnBlur": false', "&quot;validateOnBlur&quot;: false")


def deleted(analyst, *indicators, follow=True):
    """As the list's own button does it for one, and its boxes for several."""
    several = reverse("wagtail_bulk_action", args=("analytics", "indicator", "delete")) + "?" + "&".join(f"id={indicator.pk}" for indicator in indicators)
    address = several if len(indicators) > 1 else reverse("wagtailsnippets_analytics_indicator:delete", args=[indicators[0].pk])
    return analyst.post(address, follow=follow)


def test_an_indicator_that_families_have_seen_is_not_deleted_alone_nor_with_others(analyst):
    shown, draft = make({2025: (139, 240)}), make(name="Drawn up")
    for chosen in ([shown], [shown, draft]):
        assert "Nothing was deleted. Families have seen figures of: EHC plans finished in 20 weeks." in deleted(analyst, *chosen).content.decode()
    assert Indicator.objects.count() == 2


def test_an_indicator_whose_only_year_was_taken_back_stays_too(analyst):
    indicator = make()
    year = add(indicator, 2025, (139, 240))
    save(analyst, indicator, (year, {"state": DRAFT}))
    deleted(analyst, indicator)
    assert IndicatorCorrection.objects.exists()


def test_an_indicator_that_nobody_has_seen_is_deleted(analyst):
    indicators = make(), make(name="Drawn up")
    add(indicators[0], 2025, (139, 240), state=DRAFT)
    deleted(analyst, *indicators)
    assert not Indicator.objects.exists()
