"""Contacts, places, costs, times, access and a setting's facts go out in the editors' file and come back, and what the file can't say stays as it is."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from localoffer.editing import files, plan
from localoffer.editing.columns import ACCESS_WORDS, KEY, STATE
from localoffer.models import (
    AccessFact,
    CostOption,
    EventPage,
    Location,
    Postcode,
    Schedule,
    SendAnswer,
    Service,
    ServiceAtLocation,
    ServiceContact,
    SettingFacts,
)
from tests.factories import EventIndexPageFactory, EventPageFactory, LocationFactory, NeedFactory, SendQuestionFactory, ServiceFactory
from tests.localoffer.editing.sheets import as_csv, confirm, rows, sent, taken_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CHECKED = dt.date(2026, 6, 1)


@pytest.fixture
def hidden():
    return LocationFactory(name="Safe house", address="3 Secret Lane", town="Larkmere", postcode="KT9 9ZZ", is_masked=True)


@pytest.fixture
def whole(hidden):
    """A service with all that can belong to one, and some of it that no file may say."""
    hall, hub = LocationFactory(name="Hall", address="1 Road\nNorth", postcode="KT1 1AA", latitude=51.4, longitude=-0.3), LocationFactory(name="Hub", postcode="KT2 2BB")
    elsewhere = LocationFactory(name="Elsewhere")
    service = ServiceFactory(name="Whole", needs=[NeedFactory(name="Autism")])
    service.at_locations = [
        ServiceAtLocation(location=hidden, sort_order=0),
        ServiceAtLocation(location=hall, note="=Back door", sort_order=1),
        ServiceAtLocation(location=hub, sort_order=2),
    ]
    service.contacts = [
        ServiceContact(name="Private", phone="07700 900000", is_public=False, sort_order=0),
        ServiceContact(name="Desk; and more", phone="+44 20 7946 0130", email="desk@club.example", sort_order=1),
        ServiceContact(phone="02079460131", sort_order=2),
    ]
    service.cost_options = [CostOption(amount=0, description="First; visit", sort_order=0), CostOption(amount="5.50", sort_order=1), CostOption(description="Ask us", sort_order=2)]
    service.schedules = [
        Schedule(day="MO", opens_at=dt.time(10), closes_at=dt.time(12), location=hub, sort_order=0),
        Schedule(day="TU", freq="MONTHLY", week_of_month=-1, location=hidden, sort_order=1),
        Schedule(description="(By appointment)", location=elsewhere, sort_order=2),
    ]
    service.access_facts = [
        AccessFact(kind="hoist", answer="yes", checked_on=CHECKED, note="In the big room", sort_order=0),
        AccessFact(kind="bsl", answer="not-known", checked_on=CHECKED, sort_order=1),
    ]
    service.setting_facts = [SettingFacts(kind="special", urn="100001", has_unit="yes", unit_for="Ten deaf children")]
    service.send_answers = [SendAnswer(question=SendQuestionFactory(), answer="We watch.")]
    service.save()
    return service


def facts(service: Service) -> dict[str, list[dict]]:
    """All rows of the service, word for word, as the database has them."""
    names = ("at_locations", "contacts", "cost_options", "schedules", "access_facts", "setting_facts", "send_answers")
    return {name: list(getattr(Service.objects.get(pk=service.pk), name).order_by("pk").values()) for name in names}


def row_of(table: list[dict[str, str]], service: Service) -> dict[str, str]:
    return next(row for row in table if row[KEY] == str(service.pk))


def changed(editor, service: Service, **cells: str):
    """What the editor sees after writing these into the file; in the names of cells “_” stands for a space."""
    [row] = [row for row in rows(taken_away(editor)) if row[KEY] == str(service.pk)]
    return sent(editor, as_csv([row | {name.replace("_", " "): text for name, text in cells.items()}]))


def done(editor, response) -> None:
    assert not response.context["plan"].left_out, [row.reasons for row in response.context["plan"].left_out]
    confirm(editor, response)


def problems(response) -> list[str]:
    return [reason for row in response.context["plan"].rows for reason in row.reasons]


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


def test_there_is_room_for_one_more_of_each(editor, whole):
    headings = rows(taken_away(editor))[0]
    assert {"Contact 3 e-mail", "Place 3 name", "Cost 4 amount", "Time 4"} <= headings.keys()
    assert not {"Contact 4 name", "Place 4 name", "Cost 5 amount", "Time 5"} & headings.keys()


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


def test_every_borough_is_a_word_that_stands_alone(editor, whole):
    assert problems(changed(editor, whole, Boroughs="every; Larkmere")) == ["Boroughs: Name which ones, or write “every” alone."]
    done(editor, changed(editor, whole, Boroughs="Every"))
    now = Service.objects.get(pk=whole.pk)
    assert (now.is_for_every_borough, list(now.boroughs.all())) == (True, [])
    assert rows(taken_away(editor))[0]["Boroughs"] == "every"
    done(editor, changed(editor, whole, Boroughs="larkmere"))
    now = Service.objects.get(pk=whole.pk)
    assert (now.is_for_every_borough, now.boroughs.get().name) == (False, "Larkmere")
    done(editor, changed(editor, whole, Boroughs=""))
    assert Service.objects.silent_about_boroughs().get() == now


def test_every_is_no_word_of_a_list_that_nothing_is_all_of(editor, whole):
    assert problems(changed(editor, whole, **{"Kind of help": "every"})) == [
        "Kind of help: “every” is not in our list. Write the name as in the word list, with “;” between names."
    ]


def test_bad_cells_are_told_by_line_and_column(editor, whole, hidden):
    bad = {
        "Contact 1 e-mail": ("no address", "Write an e-mail address"),
        "Contact 1 phone": ("2.07946E+09", "A spreadsheet has shortened this phone number"),
        "Cost 1 amount": ("a lot", "“a lot” is no amount in pounds"),
        "Cost 2 amount": ("-1", "“-1” is no amount"),
        "Place 1 postcode": ("LK1", "is not a whole postcode"),
        "Contact 2 phone": ("phone me", "Write it in digits"),
        "Place 3 note": ("Upstairs", "Say which place it is"),
        "Time 1": ("When we can", "is no time"),
        "Time 3": ("Monday, at place 9", "This service has no place 9"),
        "Access: Hoist": ("yes", "need the day"),
        "Kind of setting": ("", "Fill this in"),
        "SEND unit": ("Perhaps", "is none of these"),
    }
    for heading, (text, words) in bad.items():
        [row] = rows(taken_away(editor))
        response = sent(editor, as_csv([row | {heading: text}]))
        found = response.context["plan"].rows[0]
        place = heading if heading not in {"Place 3 note", "Cost 3 for what"} else heading.rpartition(" ")[0]
        assert [problem.heading for problem in found.problems] == [place], (heading, found.reasons)
        assert words in found.reasons[0]
        assert found.number == 2
        assert f"{place}: " in response.content.decode()


def test_rules_between_cells_are_told(editor, whole):
    assert problems(changed(editor, whole, Cost_3_for_what="", Cost_3_amount="")) == []
    assert "Whom the unit is for" not in str(problems(changed(editor, whole, SEND_unit="Yes")))
    assert problems(changed(editor, whole, SEND_unit="No")) == ["Kind of setting: Say first that there is a unit."]
    assert problems(changed(editor, whole, Time_1="Monday 12:00-10:00")) == ["Time 1: It must open before it closes."]
    assert problems(changed(editor, whole, Place_2_name="", Place_2_town="", Place_2_postcode="")) == [
        "Time 1: This service has no place 2. Name another place, or take the time away too."
    ]
    twice = changed(editor, whole, Place_3_name="hall", Place_3_address="1 Road\nNorth", Place_3_town="Larkmere", Place_3_postcode="KT1 1AA")
    assert problems(twice) == ["Place 3: This place stands here twice."]


def test_the_number_of_a_setting_is_one_settings(editor, whole):
    other = ServiceFactory()
    assert problems(changed(editor, other, Kind_of_setting="Primary school", URN="100001")) == ["URN: Another service has this number."]
    table = [{"Name": name, "Kind of setting": "Primary school", "URN": "100007"} for name in ("One", "Two")]
    assert problems(sent(editor, as_csv(table))) == ["URN: Another row of the file has this number too."]


def test_a_hidden_address_can_not_be_shown_by_a_file(editor, whole, hidden):
    other = ServiceFactory()
    for cells in ({"Place_1_address": "3 secret lane"}, {"Place_1_postcode": "kt99zz"}, {"Place_1_name": "Safe house", "Place_1_postcode": "KT9 9ZZ"}):
        assert problems(changed(editor, other, **cells)) == ["Place 1: This place’s address is hidden from families. Choose it in the service’s form."]
    done(editor, changed(editor, other, Place_1_name="Next door", Place_1_postcode="KT9 9ZZ"))
    done(editor, changed(editor, whole, Place_1_name="Great hall"))
    hidden.refresh_from_db()
    assert (hidden.is_masked, hidden.name) == (True, "Safe house")
    assert hidden in Service.objects.get(pk=whole.pk).places


def test_a_place_with_other_words_is_another_and_its_coordinates_follow_the_postcode(editor, whole):
    Postcode.objects.create(code="KT44DD", latitude=51.6, longitude=-0.1)
    hall, at = Location.objects.get(name="Hall"), whole.at_locations.all()[1].pk
    done(editor, changed(editor, whole, Place_1_town="Hollowdean"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.town, now.latitude) == ("Hollowdean", 51.4)
    done(editor, changed(editor, whole, Place_1_postcode="KT4 4DD"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.postcode, now.latitude, now.placed_by) == ("KT4 4DD", 51.6, "KT4 4DD")
    done(editor, changed(editor, whole, Place_1_postcode="KT5 5EE"))
    now = ServiceAtLocation.objects.get(pk=at).location
    assert (now.latitude, now.longitude) == (None, None), "of a postcode we don't know we don't know where it is"
    hall.refresh_from_db()
    assert (hall.town, hall.postcode, hall.latitude) == ("Larkmere", "KT1 1AA", 51.4)
    assert ModelLogEntry.objects.filter(object_id=str(now.pk), action="wagtail.create", user__isnull=False).exists()


def test_an_old_version_of_a_service_brings_its_old_address_back(editor, whole):
    hub = Location.objects.get(name="Hub")
    done(editor, changed(editor, whole, Place_2_address="9 New Street"))
    moved = Service.objects.get(pk=whole.pk)
    assert [moved.places[2].address, moved.schedules.all()[0].location.address] == ["9 New Street"] * 2
    moved.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get(pk=whole.pk)
    assert (back.places[2], back.places[2].address, back.schedules.all()[0].location) == (hub, hub.address, hub)


def test_a_day_still_to_come_is_no_day_of_a_check(editor, whole):
    to_come = timezone.localdate() + dt.timedelta(days=1)
    for cells in ({"Last checked": f"{to_come}"}, {"Access: Hoist": f"yes {to_come}"}, {"Typical wait": "Long", "Who told us the wait": "They", "When they told us": f"{to_come}"}):
        [row] = rows(taken_away(editor))
        assert cells.keys() <= row.keys(), list(row)
        [reason] = problems(sent(editor, as_csv([row | cells])))
        assert "This day is still to come" in reason
    [row] = rows(taken_away(editor))
    assert problems(sent(editor, as_csv([row | {"Last checked": str(timezone.localdate()), "Access: Hoist": f"yes {timezone.localdate()}"}]))) == []


def test_a_place_that_others_use_too_stays_theirs_and_this_service_moves_with_its_times(editor, whole):
    hub = Location.objects.get(name="Hub")
    other = ServiceFactory(locations=[hub])
    response = changed(editor, whole, Place_2_postcode="KT7 7GG")
    assert "they stay there" in response.content.decode()
    done(editor, response)
    now = Service.objects.get(pk=whole.pk)
    moved = now.places[2]
    assert (moved.name, moved.postcode, moved.pk != hub.pk) == ("Hub", "KT7 7GG", True)
    assert now.schedules.all()[0].location == moved
    assert (other.places, Location.objects.get(pk=hub.pk).postcode) == ([hub], "KT2 2BB")
    assert list(now.at_locations.all())[2].pk == list(whole.at_locations.all())[2].pk, "its key in the open data stays"


def test_a_place_of_an_event_is_not_changed_either(editor, whole, site):
    hall = Location.objects.get(name="Hall")
    EventPageFactory(parent=EventIndexPageFactory(parent=site.root_page), location=hall)
    done(editor, changed(editor, whole, Place_1_name="Great hall"))
    assert EventPage.objects.get().location.name == "Hall"
    assert Service.objects.get(pk=whole.pk).places[1].name == "Great hall"


def test_two_places_may_change_their_numbers(editor, whole):
    hall, hub = Location.objects.get(name="Hall"), Location.objects.get(name="Hub")
    [row] = rows(taken_away(editor))
    swapped = {f"Place {to} {part}": row[f"Place {number} {part}"] for number, to in ((1, 2), (2, 1)) for part in ("name", "address", "town", "postcode", "note")}
    done(editor, sent(editor, as_csv([row | swapped | {"Time 1": "Monday 10:00-12:00, at place 1"}])))
    now = Service.objects.get(pk=whole.pk)
    assert [(each.location.name, each.note) for each in now.at_locations.all()] == [("Safe house", ""), ("Hub", ""), ("Hall", "=Back door")]
    assert Location.objects.filter(pk__in=[hall.pk, hub.pk]).count() == 2
    assert now.schedules.all()[0].location == hub


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
    [headings] = files.read(content + b"x")[:1] if kind == "csv" else [[cell.value for cell in load_workbook(BytesIO(content)).worksheets[0][1]]]
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


def test_what_was_wrong_before_and_is_not_in_the_file_stops_nothing(editor):
    service = ServiceFactory(min_age=5)
    Service.objects.update(website="www.no-scheme.example")
    done(editor, changed(editor, service, Summary="Better."))
    assert problems(changed(editor, service, To_age="3")) == ["“From age” can’t be higher than “to age”."]


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
    [row] = plan.make(files.read(file.getvalue())).rows
    assert [change.new for change in row.changes] == ["Monday 10:00-12:00", "4.50", "02079460130"]
