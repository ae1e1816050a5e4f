"""Editors take the list away as a file, change it in a spreadsheet, and bring it back: nothing is lost and nothing is overwritten."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from home import sheets
from localoffer.editing import actions, cells, changes, files, plan
from localoffer.editing.columns import COLUMNS, KEY, ONLY_TO_READ, STATE
from localoffer.models import Service, Sheet
from tests.accounts.factories import make_staff
from tests.factories import CategoryFactory, LanguageFactory, LocationFactory, NeedFactory, ProviderFactory, ServiceFactory
from tests.localoffer.editing.sheets import as_csv, confirm, rows, sent, taken_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]
EDITABLE = [column for column in COLUMNS if column.kind != ONLY_TO_READ]


@pytest.fixture
def service():
    return ServiceFactory(
        name="Zöe’s club",
        provider=ProviderFactory(name="Mencap"),
        summary="=1+1",
        description='-One line.\n\nAnother, with "quotes"; and more.',
        keywords="'=no formula",
        categories=[CategoryFactory(name="Clubs"), CategoryFactory(name="Afternoons")],
        needs=[NeedFactory(name="Autism")],
        languages=[LanguageFactory(name="Urdu")],
        locations=[LocationFactory(postcode="KT1 1AA")],
        min_age=5,
        checked_on=dt.date(2026, 1, 2),
        typical_wait="9 months",
        wait_told_by="The team",
        wait_told_on=dt.date(2026, 1, 1),
    )


def test_every_fact_of_a_service_itself_is_in_the_file():
    own = {field.name for field in Service._meta.concrete_fields if field.editable} | {field.name for field in Service._meta.many_to_many}
    left_out = {"latest_revision", "slug", "updated_at", "id"}  # what the portal keeps
    left_out |= {"is_for_every_need", "is_for_every_borough"}  # the word “every” among the needs and the boroughs
    assert own - left_out == {column.field for column in EDITABLE if not column.of}


def test_no_cell_is_run_by_a_spreadsheet(editor, service):
    cells = rows(taken_away(editor))[0]
    assert (cells["Summary"], cells["Description"][:6]) == ("'=1+1", "'-One ")
    sheet = load_workbook(BytesIO(taken_away(editor, "xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_comes_back_as_it_went_changes_nothing(editor, service, kind):
    ServiceFactory()
    response = sent(editor, taken_away(editor, kind), f"services.{kind}")
    assert response.context["counts"] == {"unchanged": 2}
    assert not response.context["plan"].left_out


def test_the_file_holds_the_list_as_it_is_filtered(editor, service):
    ServiceFactory(name="Other")
    assert [row["Name"] for row in rows(taken_away(editor, query="&provider=mencap"))] == ["Zöe’s club"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(editor, service, encoding, between):
    table = rows(taken_away(editor))
    table[0]["Summary"] = "Für alle"
    response = sent(editor, as_csv(table, encoding=encoding, between=between))
    assert [(change.column.heading, change.old, change.new) for change in response.context["plan"].to_do[0].changes] == [("Summary", "=1+1", "Für alle")]


def test_changed_and_new_rows_are_shown_then_done_with_a_line_in_the_history(editor, officer, service):
    table = rows(taken_away(editor))
    table[0] |= {"Kind of help": "Clubs", "To age": "11", "Online": "yes", "Status": "Waiting list", "Check again by": "31/03/2031", "Provider": ""}
    table.append(dict.fromkeys(table[0], "") | {"Name": "New club", "Provider": "mencap", "Needs": "autism", "Shown to families": "no"})
    response = sent(editor, as_csv(table))
    html = response.content.decode()
    assert "<del>Afternoons; Clubs</del>" in html
    assert "<ins>Clubs</ins>" in html
    assert Service.objects.count() == 1, "nothing happens before it is confirmed"
    assert "2 services were changed or added." in confirm(editor, response).content.decode()
    service = Service.objects.get(pk=service.pk)
    assert [kind.name for kind in service.categories.all()] == ["Clubs"]
    assert (service.max_age, service.is_online, service.status, service.provider) == (11, True, "waiting-list", None)
    assert (service.verify_by, service.summary) == (dt.date(2031, 3, 31), "=1+1")
    new = Service.objects.get(name="New club")
    assert (new.slug, new.provider.name, new.is_published, [need.name for need in new.needs.all()]) == ("new-club", "Mencap", False, ["Autism"])
    for one in (service, new):
        entry = ModelLogEntry.objects.get(object_id=str(one.pk), action="localoffer.sheet")
        assert (entry.user, entry.data["words"]) == (officer, "services.csv")
        assert entry.revision == one.revisions.latest("pk")
    assert not Sheet.objects.exists()


def test_a_word_that_came_into_a_list_since_the_last_file_is_known(editor, service):
    table = rows(taken_away(editor))
    assert "is not in our list" in sent(editor, as_csv([table[0] | {"Needs": "Hearing"}])).content.decode()
    NeedFactory(name="Hearing")
    assert sent(editor, as_csv([table[0] | {"Needs": "Hearing"}])).context["counts"] == {"changed": 1}


def test_bad_rows_are_listed_in_words_and_can_be_taken_away_while_the_good_ones_are_done(editor, service):
    bad = {
        "From age": "five",
        "Check again by": "soon",
        "Needs": "Autism; Magic",
        "Provider": "Nobody",
        "E-mail": "no address",
        "Status": "fine",
        "Online": "perhaps",
        "Name": "",
        "Only in the form (only to read)": "elsewhere",
        KEY: "no key",
        STATE: "edited",
        "To age": "3",
    }
    services = [ServiceFactory(min_age=4) for _heading in bad]
    good, *table = sorted(rows(taken_away(editor)), key=lambda row: row[KEY] != str(service.pk))
    good["Summary"] = "Better"
    table = sorted(table, key=lambda row: [str(one.pk) for one in services].index(row[KEY]))
    for row, (heading, words) in zip(table, bad.items(), strict=True):
        row[heading] = words
    response = sent(editor, as_csv([good, *table]))
    found = [row.reasons for row in response.context["plan"].left_out]
    assert [len(reasons) for reasons in found] == [1] * len(bad), found
    assert "From age: “five” is not a whole number." in found[0]
    assert found[2] == ["Needs: “Magic” is not in our list. Write the name as in the word list, with “;” between names."]
    assert found[-1] == ["“From age” can’t be higher than “to age”."]
    response = confirm(editor, response)
    assert Service.objects.get(pk=service.pk).summary == "Better"
    assert Service.objects.filter(summary=services[0].summary).count() == len(bad)
    again = rows(editor.get(reverse("service_file_left_out", args=[response.context["sheet"].pk])).content)
    assert [row["Why it is not taken"] for row in again] == ["\n".join(reasons) for reasons in found]
    assert [row["Name"] for row in again] == [row["Name"] for row in table]
    again[0]["From age"] = "5"
    response = sent(editor, as_csv(again))
    assert (response.context["counts"]["changed"], response.context["plan"].not_understood) == (1, []), "put right, it is taken"


def test_what_changed_here_meanwhile_is_not_overwritten(editor, service):
    table = rows(taken_away(editor))
    Service.objects.filter(pk=service.pk).update(summary="Ours", criteria="Ours too")
    table[0] |= {"Summary": "Theirs", "What happens next": "We call you."}
    response = sent(editor, as_csv(table))
    [row] = response.context["plan"].rows
    assert [(cell.column.heading, cell.old, cell.new) for cell in row.conflicts] == [("Summary", "Ours", "Theirs")]
    assert "changed here since the file was made" in response.content.decode()
    confirm(editor, response)
    service.refresh_from_db()
    assert (service.summary, service.criteria, service.what_next) == ("Ours", "Ours too", "We call you.")


def test_what_changes_between_looking_and_confirming_stops_everything(editor, service):
    table = rows(taken_away(editor))
    table[0]["Summary"] = "Theirs"
    response = sent(editor, as_csv(table))
    Service.objects.filter(pk=service.pk).update(summary="Ours")
    assert "Nothing was changed" in confirm(editor, response).content.decode()
    assert Service.objects.get(pk=service.pk).summary == "Ours"


def test_what_another_saved_while_we_waited_for_them_is_kept(editor, officer, service, monkeypatch):
    table = rows(taken_away(editor))
    table[0]["Summary"] = "Theirs"
    response = sent(editor, as_csv(table))
    real = plan.lock

    def wait(table):
        Service.objects.update(keywords="Meanwhile")
        real(table)

    monkeypatch.setattr(plan, "lock", wait)
    actions.apply(Sheet.objects.get(), seen=response.context["plan"].fingerprint, by=officer)
    service.refresh_from_db()
    assert (service.summary, service.keywords) == ("Theirs", "Meanwhile")


@pytest.mark.parametrize("head", [KEY, KEY.upper(), "Something else"])
def test_only_services_that_the_file_names_are_held(service, monkeypatch, head):
    held = []
    monkeypatch.setattr(type(Service.objects.all()), "lock", lambda self, keys: held.extend(keys))
    plan.lock([["Name", f" {head} "], ["Club", f" {service.pk} "], ["Club"], ["Club", "no key"], ["Club", ""]])
    assert held == ([] if head == "Something else" else [service.pk])


def test_the_button_pressed_twice_makes_one_service(editor, officer, service):
    table = [dict.fromkeys(rows(taken_away(editor))[0], "") | {"Name": "New club"}]
    response = sent(editor, as_csv(table))
    sheet, seen = Sheet.objects.get(), response.context["plan"].fingerprint
    actions.apply(sheet, seen=seen, by=officer)
    with pytest.raises(actions.MeanwhileChanged):
        actions.apply(sheet, seen=seen, by=officer)
    assert Service.objects.filter(name="New club").count() == 1


def test_the_same_file_of_new_services_sent_again_adds_none(editor, service):
    table = [dict.fromkeys(rows(taken_away(editor))[0], "") | {"Name": "New club"}] * 2
    response = sent(editor, as_csv(table))
    assert response.context["counts"] == {"new": 1, "refused": 1}
    confirm(editor, response)
    assert sent(editor, as_csv(table)).context["counts"] == {"refused": 2}


def test_a_new_service_is_no_twin_of_one_in_capitals(editor, service):
    table = [dict.fromkeys(rows(taken_away(editor))[0], "") | {"Name": "New CLUB"}]
    confirm(editor, sent(editor, as_csv(table)))
    assert sent(editor, as_csv([table[0] | {"Name": "new club"}])).context["counts"] == {"refused": 1}


def test_more_than_can_be_changed_at_once_is_not_begun(editor, service, monkeypatch):
    table = rows(taken_away(editor))
    table[0]["Summary"] = "Theirs"
    response = sent(editor, as_csv(table))
    monkeypatch.setattr(changes, "MOST_AT_ONCE", 0)
    assert "Split the file" in editor.get(response.request["PATH_INFO"]).content.decode()
    confirm(editor, response)
    assert Service.objects.get(pk=service.pk).summary != "Theirs"


def test_a_short_file_of_a_few_columns_is_enough(editor, service):
    response = sent(editor, f"key;summary;mood\n{service.pk};New words;happy\n".encode())
    assert response.context["counts"] == {"changed": 1}
    assert response.context["plan"].not_understood == ["mood"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows under its headings"),
        (b"Name\n", "no rows under its headings"),
        (b"\x00\x01\x02", "no CSV and no XLSX"),
        (b"PK\x03\x04 broken", "can’t be read"),
        (b"colour,shape\nred,round\n", "No heading of the file is one of ours"),
        (b"Name\n" + b'"' + b"x" * 200_000 + b'"\n', "can’t be read as a table"),
        (b"Name\n" + b"x\n" * 20_001, "more than 20,000 rows"),
        (b"x" * (sheets.LARGEST + 1), "larger than 30 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(editor, content, words):
    assert words in sent(editor, content).content.decode()
    assert not Service.objects.exists()


def test_a_sheet_that_unpacks_to_a_mountain_is_not_opened(editor, monkeypatch):
    book = Workbook()
    book.active.append(["Name"])
    file = BytesIO()
    book.save(file)
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 100)
    assert "larger than 30 MB" in sent(editor, file.getvalue(), "services.xlsx").content.decode()


def test_dates_numbers_and_ticks_of_a_spreadsheet_are_read(service):
    book = Workbook()
    book.active.append([KEY, "Check again by", "To age", "Online"])
    book.active.append([str(service.pk), dt.datetime(2031, 3, 31), 11.0, True])
    file = BytesIO()
    book.save(file)
    [row] = plan.make(sheets.read(file.getvalue())).rows
    assert [change.value for change in row.changes] == [dt.date(2031, 3, 31), 11, True]


def test_a_file_is_its_senders_own_and_is_gone_after_an_hour(editor, client, service):
    response = sent(editor, taken_away(editor))
    address, sheet = response.request["PATH_INFO"], Sheet.objects.get()
    client.force_login(make_staff("Council editor", email="other@staff.example"))
    assert client.get(address).status_code == 404
    assert client.get(reverse("service_file_left_out", args=[sheet.pk])).status_code == 404
    Sheet.objects.update(uploaded_at=timezone.now() - dt.timedelta(minutes=61))
    client.force_login(sheet.uploaded_by)
    assert client.get(address).status_code == 404
    assert actions.forget_sheets() == 1


def test_a_larger_file_costs_no_more_queries(django_assert_num_queries, service):
    for _times in range(2):
        widths = cells.widths(Service.objects.all())
        table = [files.headings(widths), *files.table(Service.objects.for_desk(), widths)]
        with django_assert_num_queries(15):
            plan.make(table)
        ServiceFactory.create_batch(10)


def test_an_empty_row_in_the_file_changes_no_number(editor):
    response = sent(editor, b"Name,E-mail\nOne,\n,\nTwo,no address\n")
    assert [(row.number, len(row.problems)) for row in response.context["plan"].rows] == [(2, 0), (4, 1)]
