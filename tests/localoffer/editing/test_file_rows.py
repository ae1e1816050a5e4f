"""Contacts, places, costs, times, access and a setting's facts go out in the editors' file and come back, and what the file can't say stays as it is."""

import datetime as dt

import pytest

from localoffer.editing.columns import ACCESS_WORDS, KEY, STATE
from localoffer.models import AccessFact, Location, Postcode, Service, ServiceContact, SettingFacts
from tests.factories import ServiceFactory
from tests.localoffer.editing.sheets import as_csv, confirm, rows, sent, taken_away
from tests.localoffer.editing.whole import changed, done, facts, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_whole_service_that_comes_back_as_it_went_changes_nothing(editor, whole, kind):
    before = facts(whole)
    response = sent(editor, taken_away(editor, kind), f"services.{kind}")
    assert response.context["counts"] == {"unchanged": 1}
    assert facts(whole) == before


def test_the_file_says_what_a_family_may_know_and_how_much_more_there_is(editor, whole):
    content = taken_away(editor)
    row = rows(content)[0]
    assert (row["Contact 1 name"], row["Contact 1 phone"], row["Contact 2 phone"]) == ("Desk; and more", "'+44 20 7946 0130", "02079460131")
    assert (row["Place 1 name"], row["Place 1 address"], row["Place 1 note"], row["Place 2 postcode"]) == ("Hall", "1 Road\nNorth", "'=Back door", "KT2 2BB")
    assert (row["Cost 1 amount"], row["Cost 1 for what"], row["Cost 2 amount"], row["Cost 3 for what"]) == ("free", "First; visit", "5.50", "Ask us")
    assert (row["Time 1"], row["Time 2"], row["Time 3"]) == (
        "Monday 10:00-12:00, at place 2",
        "Tuesday, every month, the last, at other place 1",
        "at other place 2 ((By appointment))",
    )
    assert (row["Access: Hoist"], row["Access: British Sign Language"]) == ("yes 2026-06-01: In the big room", "not known 2026-06-01")
    assert (row["Kind of setting"], row["URN"], row["SEND unit"]) == ("Special school", "100001", "Yes")
    assert row["Only in the form (only to read)"] == "1 place with a hidden address; 1 contact for staff; 1 answer for families"
    for secret in ("Private", "07700", "Secret", "KT9", "Safe house"):
        assert secret not in content.decode()


def test_every_kind_of_access_has_a_column():
    assert set(ACCESS_WORDS) == set(AccessFact.Kind.values)


def test_a_change_in_each_kind_of_row_is_shown_then_done_and_nothing_else_is_touched(editor, whole):
    before = facts(whole)
    cells = {
        "Contact 2 phone": "020 7946 0199",
        "Contact 3 name": "New team",
        "Cost 2 amount": "£6",
        "Cost 3 for what": "",
        "Place 1 note": "",
        "Time 1": "Tuesday 2-4pm, at place 1",
        "Time 4": "Friday 10:00-11:00",
        "Access: Hoist": "no 2026-07-01",
        "Access: Parking": "",
        "Access: Quiet space": "yes 02/07/2026",
        "Access: British Sign Language": "",
        "SEND unit": "No",
        "Whom the unit is for": "",
        "URN": "100002",
    }
    response = changed(editor, whole, **cells)
    assert {change.column.heading for change in response.context["plan"].to_do[0].changes} == set(cells) - {"Access: Parking"}
    assert facts(whole) == before, "nothing happens before it is confirmed"
    done(editor, response)
    now = Service.objects.get(pk=whole.pk)
    private, desk, second, new = now.contacts.all()
    assert (private.name, private.is_public, desk.phone, second.phone, new.name, new.is_public) == ("Private", False, "+44 20 7946 0130", "020 7946 0199", "New team", True)
    assert [(cost.amount, cost.description) for cost in now.cost_options.all()] == [(0, "First; visit"), (6, "")]
    assert [(time.day, time.location and time.location.name) for time in now.schedules.all()] == [("TU", "Hall"), ("TU", "Safe house"), ("", "Elsewhere"), ("FR", None)]
    assert {(fact.kind, fact.answer, fact.checked_on, fact.note) for fact in now.access_facts.all()} == {
        ("hoist", "no", dt.date(2026, 7, 1), ""),
        ("quiet-space", "yes", dt.date(2026, 7, 2), ""),
    }
    assert (now.setting.has_unit, now.setting.unit_for, now.setting.urn, now.setting.kind) == ("no", "", "100002", "special")
    assert [(row.location.name, row.note) for row in now.at_locations.all()] == [("Safe house", ""), ("Hall", ""), ("Hub", "")]
    after = facts(whole)
    assert [row["id"] for row in after["contacts"]][:3] == [row["id"] for row in before["contacts"]], "rows keep their keys"
    assert (after["send_answers"], [row["id"] for row in after["at_locations"]]) == (before["send_answers"], [row["id"] for row in before["at_locations"]])
    version = now.latest_revision.as_object()
    assert [cost.description for cost in version.cost_options.all()] == ["First; visit", ""], "the version is what there is now"


def test_an_emptied_cell_takes_away_and_a_column_that_is_not_there_takes_nothing(editor, whole):
    [row] = rows(taken_away(editor))
    response = sent(editor, as_csv([{KEY: row[KEY], STATE: row[STATE], "Contact 1 phone": row["Contact 1 phone"], "Name": row["Name"]}]))
    assert response.context["counts"] == {"unchanged": 1}
    before = facts(whole)
    response = changed(editor, whole, Contact_1_name="", Contact_1_phone="", **{"Contact 1 e-mail": ""}, Time_1="", Place_2_name="", Place_2_town="", Place_2_postcode="")
    assert "<del>Desk; and more</del>" in response.content.decode()
    done(editor, response)
    now = Service.objects.get(pk=whole.pk)
    assert [who.name or who.phone for who in now.contacts.all()] == ["Private", "02079460131"]
    assert [row.location.name for row in now.at_locations.all()] == ["Safe house", "Hall"]
    assert len(now.schedules.all()) == 2
    assert facts(whole)["access_facts"] == before["access_facts"]
    assert Location.objects.filter(name="Hub").exists(), "the place itself stays in the directory"


def test_the_last_row_of_a_kind_taken_away_is_not_in_the_version_either(editor):
    service = ServiceFactory()
    service.contacts = [ServiceContact(phone="020 7946 0130")]
    service.setting_facts = [SettingFacts(kind="primary")]
    service.save()
    done(editor, changed(editor, service, Contact_1_phone="", Kind_of_setting=""))
    now = Service.objects.get(pk=service.pk)
    assert (list(now.contacts.all()), now.setting) == ([], None)
    assert list(now.latest_revision.as_object().contacts.all()) == []


def test_a_new_service_can_have_everything(editor, whole):
    Postcode.objects.create(code="KT33CC", latitude=51.5, longitude=-0.2)
    table = [
        {
            "Name": "New club",
            "Needs": "every",
            "Place 1 name": "Barn",
            "Place 1 postcode": "kt3  3cc",
            "Place 2 name": "Hub",
            "Place 2 postcode": "KT2 2BB",
            "Place 2 town": "Larkmere",
            "Cost 1 amount": "free",
            "Contact 1 phone": "2079460130",
            "Time 1": "Mon 10:00-11:00, at place 1",
            "Access: Hoist": "no 1/6/2026",
            "Kind of setting": "Primary school",
        }
    ]
    done(editor, sent(editor, as_csv(table)))
    new = Service.objects.get(name="New club")
    barn, hub = new.places
    assert (barn.postcode, barn.latitude, hub.name) == ("KT3 3CC", 51.5, "Hub")
    assert hub in whole.places, "a place with just these words is that place"
    assert (new.is_for_every_need, new.is_free, new.contacts.get().phone, new.schedules.get().location, new.setting.kind) == (True, True, "02079460130", barn, "primary")


def test_every_need_is_a_word_that_stands_alone(editor, whole):
    assert problems(changed(editor, whole, Needs="every; Autism")) == ["Needs: Name which ones, or write “every” alone."]
    done(editor, changed(editor, whole, Needs="Every"))
    now = Service.objects.get(pk=whole.pk)
    assert (now.is_for_every_need, list(now.needs.all())) == (True, [])
    assert rows(taken_away(editor))[0]["Needs"] == "every"
    done(editor, changed(editor, whole, Needs="autism"))
    now = Service.objects.get(pk=whole.pk)
    assert (now.is_for_every_need, now.needs.get().name) == (False, "Autism")
    done(editor, changed(editor, whole, Needs=""))
    assert Service.objects.silent_about_needs().get() == now


def test_where_somebody_changed_one_contact_here_none_of_them_is_overwritten(editor, whole):
    [row] = rows(taken_away(editor))
    ServiceContact.objects.filter(name="Desk; and more").delete()
    response = sent(editor, as_csv([row | {"Contact 2 name": "Second", "Summary": "New", "Cost 1 amount": "2"}]))
    [found] = response.context["plan"].rows
    assert [cell.column.heading for cell in found.conflicts] == ["Contact 2 name"]
    assert [cell.column.heading for cell in found.changes] == ["Summary", "Cost 1 amount"]
    confirm(editor, response)
    now = Service.objects.get(pk=whole.pk)
    assert [who.name for who in now.contacts.all()] == ["Private", ""]
    assert (now.summary, now.cost_options.all()[0].amount) == ("New", 2)


def test_what_changed_here_and_not_in_the_file_stays(editor, whole):
    [row] = rows(taken_away(editor))
    ServiceContact.objects.filter(phone="02079460131").update(phone="020 7946 0000")
    AccessFact.objects.filter(kind="hoist").update(note="Upstairs")
    response = sent(editor, as_csv([row]))
    assert response.context["counts"] == {"unchanged": 1}
    assert not response.context["plan"].left_out
