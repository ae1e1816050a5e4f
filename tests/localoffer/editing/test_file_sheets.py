"""What spreadsheets do to a file, and how many columns it has."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from home import sheets
from localoffer.editing import files, plan
from localoffer.editing.columns import KEY, STATE
from localoffer.models import Service, ServiceContact
from tests.factories import ServiceFactory
from tests.localoffer.editing.sheets import as_csv, confirm, rows, sent, taken_away
from tests.localoffer.editing.whole import changed, done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


def test_there_is_room_for_one_more_of_each(editor, whole):
    headings = rows(taken_away(editor))[0]
    assert {"Contact 3 e-mail", "Place 3 name", "Cost 4 amount", "Time 4"} <= headings.keys()
    assert not {"Contact 4 name", "Place 4 name", "Cost 5 amount", "Time 5"} & headings.keys()


def test_what_a_spreadsheet_does_to_numbers_is_no_change(editor, whole):
    [row] = rows(taken_away(editor))
    response = sent(editor, as_csv([row | {"Contact 2 phone": "2079460131", "Cost 1 amount": "0", "Cost 2 amount": "5.5", "URN": "100001"}]))
    assert response.context["counts"] == {"unchanged": 1}


def test_an_xlsx_keeps_what_editors_type_as_they_type_it(editor, whole):
    sheet = load_workbook(BytesIO(taken_away(editor, "xlsx"))).active
    place = next(cell.column for cell in sheet[1] if cell.value == "Contact 2 phone")
    assert sheet.cell(2, place).number_format == "@"
    assert sheet.freeze_panes == "C2"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_blank_file_has_every_column_and_takes_new_services(editor, whole, kind):
    content = editor.get(reverse("service_file_blank", args=[kind])).content
    [headings] = sheets.read(content + b"x")[:1] if kind == "csv" else [[cell.value for cell in load_workbook(BytesIO(content)).worksheets[0][1]]]
    assert {"Name", "Contact 2 e-mail", "Place 1 postcode", "Time 3", "Cost 1 amount", "Access: Hoist", "Kind of setting"} <= set(headings)
    assert not {KEY, STATE} & set(headings)
    assert sent(editor, as_csv([dict.fromkeys(headings, "") | {"Name": "New club"}])).context["counts"] == {"new": 1}


def test_the_second_sheet_says_how_each_column_is_filled_in_and_is_not_read(editor, whole):
    guide = load_workbook(BytesIO(taken_away(editor, "xlsx"))).worksheets[1]
    told = {row[0].value: row[1].value for row in guide.iter_rows()}
    assert told["Needs"] == "Names with “;” between them: every; Autism"
    assert "Monday 10:00-12:00" in told["Time 1, 2, 3…"]


def test_a_text_that_is_longer_than_a_cell_is_not_cut_here(editor):
    service = ServiceFactory(description="x" * 40_000)
    table = load_workbook(BytesIO(taken_away(editor, "xlsx"))).active
    assert len(max((str(cell.value or "") for cell in table[2]), key=len)) == files.LONGEST_CELL
    assert sent(editor, taken_away(editor, "xlsx"), "services.xlsx").context["counts"] == {"unchanged": 1}
    service.refresh_from_db()
    assert len(service.description) == 40_000


def test_more_rows_than_a_file_has_columns_for_stay(editor):
    service = ServiceFactory()
    service.contacts = [ServiceContact(phone=f"020 7946 {number:04}", sort_order=number) for number in range(25)]
    service.save()
    assert "Contact 21 phone" not in rows(taken_away(editor))[0]
    done(editor, changed(editor, service, Contact_1_phone="", Contact_2_phone="020 7946 9999"))
    phones = [who.phone for who in Service.objects.get(pk=service.pk).contacts.all()]
    assert (len(phones), phones[0], phones[-1]) == (24, "020 7946 9999", "020 7946 0024")


def test_a_column_can_be_added_by_hand(editor, whole):
    done(editor, changed(editor, whole, Contact_9_phone="020 7946 0777"))
    assert Service.objects.get(pk=whole.pk).contacts.last().phone == "020 7946 0777"


def test_times_of_a_spreadsheet_are_texts_here():
    service = ServiceFactory()
    book = Workbook()
    book.active.append([KEY, "Time 1", "Cost 1 amount", "Contact 1 phone"])
    book.active.append([str(service.pk), "Monday 10:00-12:00", 4.5, 2079460130])
    file = BytesIO()
    book.save(file)
    [row] = plan.make(sheets.read(file.getvalue())).rows
    assert [change.new for change in row.changes] == ["Monday 10:00-12:00", "4.50", "02079460130"]


def test_rows_that_are_not_taken_keep_the_numbers_of_the_first_file(editor):
    response = sent(editor, b"Name,E-mail\nOne,\nTwo,no address\nThree,\nFour,none either\n")
    response = confirm(editor, response)
    assert [row.number for row in response.context["plan"].rows] == [3, 5], "the good ones are gone"
    left = rows(editor.get(reverse("service_file_left_out", args=[response.context["sheet"].pk])).content)
    assert [(row["Row in the file"], row["Name"]) for row in left] == [("3", "Two"), ("5", "Four")]
    again = sent(editor, as_csv([left[0] | {"E-mail": "two@club.example"}, left[1]]))
    assert [(row.number, row.outcome) for row in again.context["plan"].rows] == [(3, "new"), (5, "refused")]
    assert again.context["plan"].not_understood == []
    more = rows(editor.get(reverse("service_file_left_out", args=[again.context["sheet"].pk])).content)
    assert [row["Row in the file"] for row in more] == ["5"]
    assert list(more[0]).count("Row in the file") == 1


@pytest.mark.parametrize("said", ["", "x", "-1", "²", "9" * 30])
def test_a_number_that_is_none_is_the_line(editor, said):
    assert [row.number for row in sent(editor, f"Row in the file,Name\n{said},One\n{said},Two\n".encode()).context["plan"].rows] == [2, 3]
