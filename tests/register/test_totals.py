"""What the council and the forum see of the register: numbers, never a family."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.insert_only import InsertOnly
from home.models import Borough
from localoffer.models import Need, Ward
from register import publishing, totals
from register.models import Child, Consent, EqualityAnswer, Family, Figures, Leaver, WordingVersion
from tests.factories import AgePhaseFactory, LanguageFactory
from tests.register.factories import staff

TODAY = dt.date(2026, 11, 26)
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def families(many: int, *, on: dt.date = TODAY, **facts) -> list[Family]:
    """So many families with a child each, who joined and confirmed on one day."""
    at = dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC)
    facts = {"confirmed_at": at, "said_at": at, "created_at": at, "joined_how": "sign-up"} | facts
    made = [Family(form_id=uuid.uuid4(), first_name="Amal", last_name="Okonjo", relationship="parent", email_hash=uuid.uuid4().hex, **facts) for _ in range(many)]
    made = Family.objects.bulk_create(made)
    Child.objects.bulk_create(Child(family=family, birth_year=2019, birth_month=1, support_stage="sen-support") for family in made)
    return made


def rows(key: str) -> dict[str, int | None]:
    return {name: number for _code, name, number, _level in totals.of_register(TODAY)["tables"][key]["rows"]}


@pytest.fixture
def places(register):
    here, there = Borough.objects.create(name="Larkmoor", slug="larkmoor", council="L"), Borough.objects.create(name="Hollowmoor", slug="hollowmoor", council="H")
    return here, there, [Ward.objects.create(code=f"E0500000{n}", name=f"Ward {n}", borough=here) for n in range(3)]


class TestWhatIsCounted:
    def test_families_by_state_borough_and_ward(self, places):
        here, there, wards = places
        families(40, borough=here, ward=wards[0])
        families(12, borough=here, ward=wards[1])
        families(20, borough=there)
        families(9, confirmed_at=None, said_at=None)
        found = rows("place")
        assert (found["Larkmoor"], found["Ward 0"], found["Ward 1"], found["Hollowmoor"]) == (50, 40, 10, 20)
        assert (found["Ward 2"], found["Elsewhere or not sure"]) == (None, None)
        assert rows("state") == {"Confirmed": 70, "Waiting to be confirmed": 10}

    def test_how_they_joined_and_how_they_like_to_hear_from_us(self, register):
        families(30, reach="text")
        families(8, joined_how="paper", paper_date=TODAY)
        families(6, joined_how="phone")
        assert rows("joined")["On the sign-up form"] == 30
        assert len(rows("joined")) == 3, "nobody joins on the family’s own page, nor by a repair"
        assert (rows("joined")["On a paper form"], rows("joined")["On the phone"]) == (10, 5)
        assert (rows("reach")["Text message"], rows("reach")["Did not say"]) == (30, 15)

    def test_what_to_print(self, register):
        urdu, welsh = LanguageFactory(code="ur", name="Urdu"), LanguageFactory(code="cy", name="Welsh")
        families(30, reading_format="large-print", language=urdu)
        families(20, needs_interpreter=True)
        families(2, language=welsh)
        assert (rows("format")["Large print"], rows("format")["Ordinary writing"]) == (30, 20)
        assert rows("language") == {"English, none was asked for, or one that is not in our list": 20, "Urdu": 30, "All others together": None}
        assert "Welsh" not in rows("language"), "that somebody asked for it is told by a name alone"
        assert rows("interpreter") == {"Needs an interpreter": 20}

    def test_a_code_that_few_came_by_is_not_named(self, register):
        families(25, source_code="POSTER")
        families(3, source_code="LETTER")
        families(50)
        assert rows("source") == {"No code": 50, "POSTER": 25, "All others together": None}

    def test_a_child_whose_age_is_in_two_phases_counts_once(self, register):
        AgePhaseFactory(name="Primary", min_age=5, max_age=11, order=1)
        AgePhaseFactory(name="Secondary", min_age=7, max_age=16, order=2)
        families(20)
        assert rows("phase") == {"Primary": 20, "Secondary": None, "Any other age": None}

    def test_needs_and_help(self, register):
        families(20)
        for child in Child.objects.all():
            child.needs.set(Need.objects.all())
        assert rows("need") == {"Autistic spectrum condition": 20, "Speech, language and communication": 20}
        assert totals.of_register(TODAY)["tables"]["need"]["whole"] == 20
        assert rows("stage")["Extra help from school or nursery (called SEN Support)"] == 20

    def test_a_consent_that_was_taken_back_does_not_count(self, register):
        words = WordingVersion.objects.first()
        made = families(20)
        given = {"purpose": "updates", "channel": "email", "wording": words, "how": "sign-up"}
        Consent.objects.bulk_create(Consent(family=family, is_given=True, **given) for family in made)
        Consent.objects.bulk_create(Consent(family=family, is_given=False, **given) for family in made[:8])
        assert rows("consent")["News about services and events (By e-mail)"] == 10
        assert rows("consent")["News about services and events (By text message)"] is None

    def test_equality_is_counted_of_those_who_answered(self, register):
        for group, many in (("asian", 8), ("white", 23), ("mixed", 2), ("not-said", 30)):
            EqualityAnswer.objects.bulk_create(EqualityAnswer(question="ethnic-group", answer=group, quarter=TODAY.replace(month=10, day=1)) for _ in range(many))
        table = totals.of_register(TODAY)["tables"]["ethnic-group"]
        assert table["whole"] == 35
        assert {code: number for code, _name, number, _level in table["rows"]} == {"asian": 10, "black": None, "mixed": None, "white": 25, "other": None}

    def test_who_left_and_why(self, register):
        for reason, quarter, many in (("moved", dt.date(2026, 10, 1), 12), ("no-answer", dt.date(2026, 7, 1), 20), ("data", dt.date(2020, 1, 1), 1)):
            Leaver.objects.bulk_create(Leaver(reason=reason, quarter=quarter) for _ in range(many))
        assert rows("why-left")["We have moved away"] == 10
        assert rows("why-left")["I worry about my data"] is None
        assert (rows("when-left")["2026-10-01"], rows("when-left")["2026-07-01"], rows("when-left")["Before that"]) == (10, 20, None)

    def test_more_families_cost_no_more_queries(self, register, django_assert_max_num_queries):
        families(12)
        with django_assert_max_num_queries(25) as one:
            totals.of_register(TODAY)
        families(200, on=TODAY - dt.timedelta(days=400))
        with django_assert_max_num_queries(len(one)):
            totals.of_register(TODAY)


class TestSignUpsByTime:
    def test_a_week_counts_once_it_is_over(self, register):
        monday = dt.date(2026, 11, 16)
        families(9, on=monday)
        families(40, on=TODAY)
        assert totals.of_register(TODAY)["weeks"] == [["2026-11-16", 10, []]]

    def test_a_week_with_many_sign_ups_is_shown_by_days_too_and_its_small_days_are_hidden(self, register):
        monday = dt.date(2026, 11, 9)
        for number, many in enumerate((20, 30, 40, 25, 12, 2, 3)):
            families(many, on=monday + dt.timedelta(days=number))
        families(3, on=dt.date(2026, 11, 16))
        (week, number, days), small = totals.of_register(TODAY)["weeks"]
        assert (week, number, days[:5]) == ("2026-11-09", 130, [20, 30, 40, 25, 10])
        assert days[5:] == [None, None]
        assert small[1:] == [None, []]

    def test_the_day_is_the_day_here_also_in_summer(self, register):
        late = dt.datetime(2026, 7, 5, 23, 30, tzinfo=dt.UTC)  # half past midnight on Monday the 6th
        families(8, created_at=late)
        assert [week for week, number, _days in totals.of_register(TODAY)["weeks"] if number] == ["2026-07-06"]

    def test_a_week_counts_in_the_month_in_which_it_begins_and_a_month_once_all_its_weeks_are_over(self, register):
        families(20, on=dt.date(2026, 8, 1))  # a Saturday of the week from 27 July
        families(9, on=dt.date(2026, 9, 30))
        families(12, on=dt.date(2026, 11, 1))  # a Sunday of the week from 26 October
        families(8, on=dt.date(2026, 11, 2))
        found = totals.of_register(TODAY)
        assert [month for month in found["months"] if month[1]] == [["2026-07-01", 20], ["2026-09-01", 10], ["2026-10-01", 10]]
        assert found["quarters"] == [["2026-07-01", 30]]


class TestMovingOn:
    """Somebody who knows one family must not learn what it answered by looking before and after it joined."""

    def test_numbers_stay_until_five_families_have_joined(self, register):
        families(30, on=TODAY - dt.timedelta(days=3))
        first = publishing.publish(NOW)
        families(4, on=TODAY + dt.timedelta(days=1))
        assert publishing.publish(NOW + dt.timedelta(days=2)) is None
        families(1, on=TODAY + dt.timedelta(days=1))
        second = publishing.publish(NOW + dt.timedelta(days=2))
        assert [figures.numbers["tables"]["state"]["rows"][0][2] for figures in (first, second)] == [30, 35]

    def test_or_have_left(self, register):
        made = families(30, on=TODAY - dt.timedelta(days=3))
        publishing.publish(NOW)
        for family in made[:4]:
            family.delete()
        assert publishing.publish(NOW + dt.timedelta(days=2)) is None
        made[4].delete()
        assert publishing.publish(NOW + dt.timedelta(days=2))

    def test_and_once_a_day_at_most(self, register):
        publishing.publish(NOW)
        families(50, on=TODAY)
        assert publishing.publish(NOW + dt.timedelta(hours=3)) is None

    def test_nothing_hidden_is_in_what_is_kept_and_nobody_can_change_it(self, register):
        families(3, source_code="LETTER")
        kept = publishing.publish(NOW)
        assert "LETTER" not in str(kept.numbers)
        assert all(number is None or number >= 5 for table in kept.numbers["tables"].values() for _code, _name, number, _level in table["rows"])
        with pytest.raises(InsertOnly):
            kept.save()

    def test_a_portal_without_numbers_says_so(self, register, client):
        client.force_login(staff("PCF editor"))
        assert "There are no totals yet" in client.get(reverse("register_totals")).content.decode()
        assert client.get(reverse("register_totals_csv", args=["place"])).status_code == 404
        assert not Figures.objects.exists(), "a look changes nothing"
