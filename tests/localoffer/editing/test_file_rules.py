"""Cells of the editors' file that can't be right are told by line and column, and rules between them too."""

import datetime as dt

import pytest
from django.utils import timezone

from localoffer.models import Service
from tests.factories import ServiceFactory
from tests.localoffer.editing.sheets import as_csv, rows, sent, taken_away
from tests.localoffer.editing.whole import changed, done, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


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


def test_a_day_still_to_come_is_no_day_of_a_check(editor, whole):
    to_come = timezone.localdate() + dt.timedelta(days=1)
    for cells in ({"Last checked": f"{to_come}"}, {"Access: Hoist": f"yes {to_come}"}, {"Typical wait": "Long", "Who told us the wait": "They", "When they told us": f"{to_come}"}):
        [row] = rows(taken_away(editor))
        assert cells.keys() <= row.keys(), list(row)
        [reason] = problems(sent(editor, as_csv([row | cells])))
        assert "This day is still to come" in reason
    [row] = rows(taken_away(editor))
    assert problems(sent(editor, as_csv([row | {"Last checked": str(timezone.localdate()), "Access: Hoist": f"yes {timezone.localdate()}"}]))) == []


def test_what_was_wrong_before_and_is_not_in_the_file_stops_nothing(editor):
    service = ServiceFactory(min_age=5)
    Service.objects.update(website="www.no-scheme.example")
    done(editor, changed(editor, service, Summary="Better."))
    assert problems(changed(editor, service, To_age="3")) == ["“From age” can’t be higher than “to age”."]
