"""Families leave the portal as a file only with a reason, a number, and a line in the log of each of them."""

import csv
import datetime as dt
import io
import json
import re

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.insert_only import InsertOnly
from register import data_pack, exporting
from register.models import CHOICES, AccessLogEntry, Export, Family
from tests.register.factories import ChildFactory, FamilyFactory, says_yes, staff

ASKED = {"columns": ["reference", "first_name", "email"], "status": "confirmed", "borough": "", "choice": "", "reason": "check", "details": "Summer fair", "kind": "csv"}


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def takes(desk, **changes):
    return desk.sends("register_export", **ASKED | {"take": "yes"} | changes)


def test_what_each_reason_allows_is_said_before_anything_is_chosen(desk):
    page = desk.browser.get(reverse("register_export")).content.decode()
    told = page[page.index("What each reason allows") : page.index("<form")]
    assert "The NHS itself does not get the file" in told and "Passing contact details to the parent carer forum" in told
    assert "First name, Last name, E-mail address, Phone</td>" in told and "Children: needs" not in told


def test_the_page_says_how_many_before_anything_leaves(desk):
    FamilyFactory.create_batch(2, confirmed=True)
    FamilyFactory()
    page = desk.sends("register_export", **ASKED).content.decode()
    assert "2 families in this file" in page
    assert "families.example" not in page
    assert not Export.objects.exists() and desk.log("export") == []


def test_a_reason_columns_and_a_few_words_are_needed(desk):
    page = desk.sends("register_export", take="yes", status="confirmed", kind="csv").content.decode()
    for told in ("Choose at least one column", "Choose why you need this file", "in a few words what the file is for"):
        assert told in page
    assert not Export.objects.exists()


def test_the_file_carries_who_when_why_and_its_number_and_each_family_sees_it(desk, parent):
    family = parent.joins()
    response = takes(desk)
    export = Export.objects.get()
    name = response["Content-Disposition"]
    rows = rows_of(response)
    assert f"export-{export.pk}-{timezone.localdate():%Y-%m-%d}" in name and "register-officer" in name
    assert "no-store" in response["Cache-Control"]
    assert rows[0][0].startswith(f"Export {export.pk} of the SEND Register, by {desk.user.email} on ")
    assert rows[1:] == [["Reference", "First name", "E-mail address"], [family.reference, "Amal", "amal@families.example"]]
    assert (export.rows, export.columns, export.why) == (1, ASKED["columns"], "To check and correct the register: Summer fair")
    reason = f"Export {export.pk}: To check and correct the register"
    assert desk.log("export") == [f"{reason}: Summer fair", reason], "the file, and the family in it"
    assert reason in parent.browser.get(reverse("my_family_looks")).content.decode()


def test_what_an_officer_wrote_about_one_family_is_read_by_no_other(desk, parent):
    family = parent.joins()
    rows_of(takes(desk, details="for Bee Okonjo’s tribunal"))
    page = parent.browser.get(reverse("my_family_looks")).content.decode() + data_pack.page(family) + json.dumps(data_pack.pack(family))
    assert "To check and correct" in page and "tribunal" not in page
    assert "tribunal" in Export.objects.get().why


def test_only_families_that_may_be_written_to_for_it_are_in_a_file_for_a_choice(desk):
    agrees, paused, bounced, never = FamilyFactory.create_batch(4, confirmed=True)
    for family in (agrees, paused, bounced):
        says_yes(family, CHOICES[0])
    type(paused).objects.filter(pk=paused.pk).update(paused_until=timezone.localdate() + dt.timedelta(days=9))
    type(bounced).objects.filter(pk=bounced.pk).update(bounced_at=timezone.now())
    assert [row[0] for row in rows_of(takes(desk, choice="updates"))[2:]] == [agrees.reference]
    assert not AccessLogEntry.objects.about(never.reference).filter(action="export").exists()


def test_no_cell_is_a_formula_and_columns_stand_in_our_order(desk):
    family = FamilyFactory(confirmed=True, first_name="=HYPERLINK(1)", last_name="+1", phone="+442079460130")
    ChildFactory(family=family)
    rows = rows_of(takes(desk, columns=["phone", "last_name", "first_name", "born", "children"]))
    assert rows[1] == ["First name", "Last name", "Phone", "Number of children", "Children: born in"]
    assert rows[2] == ["'=HYPERLINK(1)", "'+1", "020 7946 0130", "1", "March 2019"]


def test_every_column_can_be_written(desk, parent):
    family = parent.joins()
    rows = rows_of(takes(desk, columns=[column.name for column in exporting.COLUMNS]))
    told = dict(zip(rows[1], rows[2], strict=True))
    assert told["Reference"] == family.reference
    assert told["Choices that stand"] == "News about services and events, by e-mail"
    assert told["Children: needs"] == "Autistic spectrum condition, Speech, language and communication"


def test_an_xlsx_has_the_same_rows_and_says_whose_it_is(desk):
    FamilyFactory(confirmed=True)
    response = takes(desk, kind="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.properties.creator == desk.user.email
    rows = list(book.active.values)
    assert rows[0][0].startswith(f"Export {Export.objects.get().pk} of")
    assert rows[2][1] == "Amal"
    assert re.search(r'filename="send-register-export-\d+-[\w-]+\.xlsx"', response["Content-Disposition"])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_control_sign_in_a_name_breaks_no_file_and_stands_in_no_log(desk, caplog, kind):
    FamilyFactory(confirmed=True, first_name="Am\x0bal", last_name="\x1f=1+1")
    response = takes(desk, kind=kind, columns=["first_name", "last_name"], details="Fair\x0b")
    if kind == "csv":
        assert rows_of(response)[2] == ["Amal", "'=1+1"]
    else:
        assert list(openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)[2] == ("Amal", "'=1+1")
    assert "Am\x0bal" not in caplog.text


FOR_THE_FORUM = {"reason": "forum", "choice": "forum", "columns": ["first_name", "last_name", "email", "phone"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (FOR_THE_FORUM | {"choice": ""}, "a file holds only families that agreed"),
        (FOR_THE_FORUM | {"choice": "updates"}, "a file holds only families that agreed"),
        (FOR_THE_FORUM | {"status": "all"}, "a file holds only confirmed families"),
        (FOR_THE_FORUM | {"columns": ["first_name", "needs"]}, "Leave out: Children: needs."),
        ({"reason": "nhs", "choice": "nhs", "columns": ["last_name", "needs", "stage", "born"]}, "Leave out: Children: born in; Children: help now; Children: needs."),
        ({"reason": "letter", "choice": "updates", "columns": ["email", "phone"]}, "Leave out: Phone."),
        ({"reason": "letter", "choice": "updates-post", "columns": ["address", "email"]}, "Leave out: E-mail address."),
        ({"reason": "letter", "choice": "forum"}, "a file holds only families that agreed"),
        ({"reason": "event", "choice": "card"}, "a file holds only families that agreed"),
        ({"reason": "nhs"}, "a file holds only families that agreed"),
        ({"reason": "letter"}, "a file holds only families that agreed"),
        ({"reason": "event"}, "a file holds only families that agreed"),
        ({"reason": "letter", "choice": "updates-post", "status": "all"}, "a file holds only confirmed families"),
        ({"reason": "nhs", "choice": "nhs", "status": "unconfirmed"}, "a file holds only confirmed families"),
    ],
)
def test_a_file_to_write_to_families_holds_nothing_that_they_did_not_agree_to(desk, changes, told):
    response = takes(desk, **changes)
    assert told in response.content.decode()
    assert not Export.objects.exists()


def test_a_file_for_the_forum_holds_who_agreed(desk):
    agrees, _other = FamilyFactory.create_batch(2, confirmed=True)
    says_yes(agrees, next(choice for choice in CHOICES if choice.slug == "forum"))
    assert [row[2] for row in rows_of(takes(desk, **FOR_THE_FORUM))[2:]] == [agrees.email]


def test_a_batch_costs_the_same_however_many_families_there_are(desk, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)

    def taken() -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            response = takes(desk, columns=[column.name for column in exporting.COLUMNS])
        return len(queries), [row[0] for row in rows_of(response)[2:]]

    costs = []
    for families in (1, 3, 5):
        for family in FamilyFactory.create_batch(families - Family.objects.count(), confirmed=True):
            ChildFactory(family=family)
        cost, references = taken()
        assert len(set(references)) == families
        costs.append(cost)
    assert costs[1] - costs[0] == costs[2] - costs[1] == 6


def test_who_may_read_families_may_not_for_that_alone_export_them(register, client):
    client.force_login(staff("Reader", "wagtailadmin.access_admin", "register.view_family", "register.change_family"))
    assert client.get(reverse("register_export")).status_code == 302
    assert client.post(reverse("register_export"), ASKED | {"take": "yes"}).status_code == 302
    assert not Export.objects.exists()


def test_nobody_tidies_the_list_of_exports_and_the_auditor_reads_it(desk, client):
    FamilyFactory(confirmed=True)
    rows_of(takes(desk))
    export = Export.objects.get()
    with pytest.raises(InsertOnly):
        export.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE register_export SET who = 'x@council.example'")
    client.force_login(staff("Auditor"))
    assert "Summer fair" in client.get(reverse("register_access_log")).content.decode()
