"""Staff and the register: who may look, what they see, and that every look is written down."""

import datetime as dt
import itertools
import json
import re
import uuid
from html import unescape
from importlib import import_module

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.insert_only import InsertOnly
from register import access, actions, data_pack
from register.models import AccessLogEntry, CardState, Consent, Family
from register.views import card_desk
from tests.factories import UserFactory
from tests.register.factories import FamilyFactory, staff, with_second_factor
from tests.register.test_officers_merging import household

ADDRESSES = {
    "families": ("register_families", "view_family"),
    "totals": ("register_totals", "view_totals"),
    "wording": ("register_wordings", "change_wording"),
    "access log": ("register_access_log", "view_accesslogentry"),
}
ASKED = {"reason": "asked"}


@pytest.fixture
def officer(register, client):
    user = staff("Register officer")
    client.force_login(user)
    return user


def menu(client) -> str:
    """The entries of the admin's menu, as the page hands them to its script."""
    return client.get(reverse("wagtailadmin_home")).content.decode().replace("&quot;", '"').replace('"url": "', '"href="')


def record(family: Family) -> str:
    return reverse("register_family", args=[family.pk])


@pytest.mark.parametrize("what", ADDRESSES)
def test_each_page_opens_for_who_was_given_it_and_for_nobody_else(register, client, what):
    name, codename = ADDRESSES[what]
    client.force_login(staff("Signatory", f"register.{codename}"))
    assert client.get(reverse(name)).status_code == 200
    assert f'href="{reverse(name)}"' in menu(client)
    others = [f"register.{other}" for _name, other in ADDRESSES.values() if other != codename]
    Group.objects.create(name="Everything else")
    client.force_login(staff("Everything else", "wagtailadmin.access_admin", *others))
    assert client.get(reverse(name)).status_code == 302
    assert f'href="{reverse(name)}"' not in menu(client)


def test_who_runs_the_portal_does_not_read_families(register, client):
    root = UserFactory(is_superuser=True)
    with_second_factor(root)
    family = FamilyFactory(confirmed=True)
    client.force_login(root)
    for address in (reverse("register_families"), record(family), reverse("register_access_log")):
        assert client.get(address).status_code == 302
        assert client.post(address, ASKED).status_code == 302
    assert not AccessLogEntry.objects.exists()
    assert not access.may(root, "view_family")


def test_a_family_does_not_come_to_the_desk(register, client):
    family = FamilyFactory(confirmed=True)
    client.force_login(family.account)
    assert client.get(reverse("register_families")).status_code == 403


class TestLooking:
    def test_the_list_names_nobody_and_is_logged(self, officer, client):
        FamilyFactory(confirmed=True, first_name="Secretname", postcode="ZZ9 9ZZ")
        page = client.get(reverse("register_families"), {"status": "confirmed"}).content.decode()
        assert Family.objects.get().reference in page
        for hidden in ("Secretname", "Okonjo", "families.example", "ZZ9"):
            assert hidden not in page
        entry = AccessLogEntry.objects.get()
        assert (entry.who, entry.action, entry.why) == (officer.email, "list", "confirmed, page 1")

    def test_the_list_is_filtered_and_paged_at_the_same_cost(self, officer, client, django_assert_max_num_queries):
        waiting = FamilyFactory()
        for _ in range(60):
            FamilyFactory(confirmed=True)
        page = client.get(reverse("register_families"), {"status": "unconfirmed"})
        assert list(page.context["page"]) == [waiting]
        with django_assert_max_num_queries(20):
            second = client.get(reverse("register_families"), {"status": "confirmed", "p": 2})
        assert len(second.context["page"]) == 10
        assert client.get(reverse("register_families"), {"status": "'; drop", "p": "x"}).status_code == 200

    @pytest.mark.parametrize("typed", ["amal@families.example", " AMAL@families.example", "{reference}", "{small}"])
    def test_a_search_finds_by_address_or_reference_and_logs_neither_address(self, officer, client, typed):
        family = FamilyFactory(email="amal@families.example", confirmed=True)
        FamilyFactory(email="noor@families.example", confirmed=True)
        words = typed.format(reference=family.reference, small=family.reference.lower().replace("-", " "))
        page = client.post(reverse("register_families"), {"words": words})
        assert list(page.context["page"]) == [family]
        entry = AccessLogEntry.objects.about(family.reference).get()
        assert AccessLogEntry.objects.count() == 1, "the family's own page shows that somebody looked for it"
        assert entry.action == "search"
        assert "1 found" in entry.why
        assert "amal" not in entry.why

    @pytest.mark.parametrize("typed", ["Núñez-Okonjo LK1 2AB", "nunez okonjo, lk12ab", "LK1 2AB Amal Nunez Okonjo", "Nunez Okonjo Amal LK1 2AB"])
    def test_a_last_name_with_its_postcode_finds_a_family_by_a_keyed_hash(self, officer, client, typed, new_key):
        family = household("Núñez-Okonjo", "LK1 2AB")
        household("Núñez-Okonjo", "LK1 2AC")
        household("Taylor", "LK1 2AB")
        new_key()
        page = client.post(reverse("register_families"), {"words": typed})
        assert list(page.context["page"]) == [family]
        assert AccessLogEntry.objects.about(family.reference).get().why == "by last name and postcode, 1 found"
        assert "Write the last name too" in client.post(reverse("register_families"), {"words": "LK1 2AB"}).content.decode()

    @pytest.mark.parametrize("typed", ["Smith LK1 2AB", "jones lk1 2ab", "Ada Smith LK1 2AB", "Smith-Jones LK1 2AB"])
    def test_one_half_of_a_double_last_name_is_enough_and_finds_who_has_only_that(self, officer, client, typed, new_key):
        double, spaced, half = household("Smith-Jones", "LK1 2AB"), household("Smith Jones", "LK1 2AB"), household(typed.split()[-3].split("-")[0], "LK1 2AB")
        for other in ("van der Berg", "de Souza", "Smithson"):
            household(other, "LK1 2AB")
        new_key()
        assert {*client.post(reverse("register_families"), {"words": typed}).context["page"]} == {double, spaced, half}

    def test_a_number_that_very_many_share_costs_no_more_and_shows_one_page(self, officer, client, django_assert_max_num_queries):
        def search() -> str:
            with django_assert_max_num_queries(40) as queries:
                page = client.post(reverse("register_families"), {"words": "07700 900123"}).content.decode()
            costs.append(len(queries))
            return page

        costs: list[int] = []
        FamilyFactory(phone="+447700900123")
        search()
        assert "only the newest are shown" not in search()
        FamilyFactory.create_batch(51, phone="+447700900123")
        before = AccessLogEntry.objects.count()
        page = search()
        assert costs[-1] == costs[-2]
        assert "52 sign-ups have this; only the newest are shown" in page and "Page 1 of" not in page
        lines = AccessLogEntry.objects.order_by("-pk")[: AccessLogEntry.objects.count() - before]
        assert {line.reference for line in lines} == {family.reference for family in Family.objects.newest_first()[:50]}
        assert {line.why for line in lines} == {"by phone number, 52 found"}

    def test_a_search_for_nobody_says_so(self, officer, client):
        FamilyFactory()
        for words, may_be_a_name in (("Okonjo", True), ("LK1 2AB Okonjo", False), ("amal@families.example", False)):
            page = client.post(reverse("register_families"), {"words": words}).content.decode()
            assert "No family has exactly this" in page and ("a name alone finds nobody" in page) == may_be_a_name
        assert AccessLogEntry.objects.earliest("pk").why == "by reference, 0 found"
        assert "Write a reference" in client.post(reverse("register_families"), {"words": ""}).content.decode()

    def test_a_record_opens_only_with_a_reason_and_the_family_sees_it(self, officer, client, parent):
        family = parent.joins()
        asked = client.get(record(family)).content.decode()
        assert "Why do you need to open this record?" in asked
        assert "Okonjo" not in asked
        assert "Okonjo" not in client.post(record(family), {}).content.decode()
        assert not AccessLogEntry.objects.exists()
        page = client.post(record(family), ASKED).content.decode()
        for told in ("Amal Okonjo", "amal@families.example", "Bee", "choice-updates:1"):
            assert told in page
        entry = AccessLogEntry.objects.get()
        assert (entry.who, entry.action, entry.reference, entry.why) == (officer.email, "view", family.reference, "The family asked us to")
        mine = parent.browser.get(reverse("my_family_looks")).content.decode()
        assert "Somebody opened your record. Why: You asked us to." in mine
        assert officer.email not in mine

    def test_whoever_is_the_danger_does_not_read_that_somebody_sees_one(self, desk, parent):
        family = parent.joins()
        desk.opens(family, "safeguarding")
        desk.sends("register_note", family.pk, category="call-back", due_on="")
        assert {line.why.split(":")[0] for line in AccessLogEntry.objects.about(family.reference)} == {"Someone may be at risk"}
        told = parent.browser.get(reverse("my_family_looks")).content.decode() + data_pack.page(family) + json.dumps(data_pack.pack(family))
        assert "at risk" not in told
        assert told.count("Work on the record") == 5, "once where one visit is one line, and for each line in both files"

    def test_a_family_that_is_not_there_is_not_found(self, officer, client):
        assert client.get(reverse("register_family", args=[uuid.uuid4()])).status_code == 404

    def test_nothing_of_it_enters_wagtails_records(self, officer, client, parent):
        family = parent.joins()
        client.post(record(family), ASKED)
        actions.change(family, first_name="Amira")
        assert not ReferenceIndex.objects.filter(base_content_type__app_label="register").exists()
        assert not ModelLogEntry.objects.filter(content_type__app_label="register").exists()
        assert not Revision.objects.filter(content_type__app_label="register").exists()

    def test_nobody_can_tidy_the_log(self, officer, client):
        client.get(reverse("register_families"))
        entry = AccessLogEntry.objects.get()
        for change in (entry.save, entry.delete, AccessLogEntry.objects.all().delete, lambda: AccessLogEntry.objects.update(who="x@council.example")):
            with pytest.raises(InsertOnly):
                change()
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("UPDATE register_accesslogentry SET who = 'x@council.example'")

    @pytest.mark.skipif("connection.vendor != 'postgresql'")
    def test_the_database_keeps_the_log_from_being_deleted(self, officer, client):
        client.get(reverse("register_families"))
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("DELETE FROM register_accesslogentry")

    @pytest.mark.skipif("connection.vendor != 'postgresql'")
    def test_the_database_keeps_the_log_from_being_emptied_at_once(self, db):
        with connection.schema_editor() as editor:
            import_module("register.migrations.0002_insert_only").refuse_truncate(editor)  # as outside tests (tests/conftest.py)
        with pytest.raises(DatabaseError, match="insert-only"), connection.cursor() as cursor:
            cursor.execute("TRUNCATE register_accesslogentry CASCADE")

    def test_the_log_outlives_the_family_without_its_name(self, officer, client, parent):
        family = parent.joins()
        client.post(record(family), ASKED)
        actions.leave(family)
        client.force_login(staff("Auditor"))
        page = client.get(reverse("register_access_log")).content.decode()
        assert family.reference in page
        assert "Okonjo" not in page


def test_consents_cannot_be_changed_by_code_either(parent):
    parent.joins()
    consent = Consent.objects.get()
    for change in (consent.save, consent.delete, Consent.objects.all().delete, lambda: Consent.objects.update(is_given=False)):
        with pytest.raises(InsertOnly):
            change()


class TestTheAccessLog:
    @pytest.fixture
    def log(self, register, client):
        """Three lines of two people and two days, and whoever checks."""
        for day, who, action, reference in (
            (1, "ada@council.example", "view", "K7QF-2MXR-9T"),
            (2, "ada@council.example", "list", ""),
            (2, "bo@council.example", "view", "AAAA-BBBB-CC"),
        ):
            with time_machine.travel(dt.datetime(2026, 3, day, 23, 30, tzinfo=dt.UTC), tick=False):
                AccessLogEntry.objects.create(who=who, action=action, reference=reference, why="asked")
        client.force_login(staff("Auditor"))

    def answer(self, client, **wanted):
        return client.post(reverse("register_access_log"), wanted)

    @pytest.mark.parametrize(
        ("wanted", "lines"),
        [
            ({}, [2, 1, 0]),
            ({"who": " ADA@council.example"}, [1, 0]),
            ({"action": "view"}, [2, 0]),
            ({"who": "ada@council.example", "action": "view"}, [0]),
            ({"first": "2026-03-02"}, [2, 1]),
            ({"last": "2026-03-01"}, [0]),
            ({"first": "2026-03-01", "last": "2026-03-01"}, [0]),
            ({"reference": "k7qf 2mxr9t"}, [0]),
            ({"reference": "Okonjo"}, []),
        ],
    )
    def test_lines_are_found_by_person_kind_days_and_family(self, log, client, wanted, lines):
        written = list(AccessLogEntry.objects.order_by("pk"))
        assert [written.index(entry) for entry in self.answer(client, **wanted).context["page"]] == lines

    @pytest.mark.parametrize(
        ("wanted", "words"),
        [
            ({"who": "Ada"}, "no e-mail address"),
            ({"action": "dance"}, "Choose from the list"),
            ({"first": "soon"}, "could not read that date"),
            ({"first": "2026-03-02", "last": "2026-03-01"}, "before the first one"),
            ({"last": "9999-12-31"}, "still to come"),
            ({"first": "9999-12-31"}, "still to come"),
        ],
    )
    def test_what_can_not_be_read_is_said_kindly_and_shows_no_line(self, log, client, wanted, words):
        page = self.answer(client, **wanted)
        assert words in page.content.decode() and not page.context["page"].object_list
        assert all(f'value="{typed}"' in page.content.decode() for name, typed in wanted.items() if name != "action")

    def test_pages_are_turned_with_the_same_wish_and_nothing_of_it_in_the_address(self, log, client):
        AccessLogEntry.objects.bulk_create(AccessLogEntry(who="ada@council.example", action="view", why="asked") for _ in range(60))
        page = self.answer(client, who="ada@council.example", p=2)
        assert page.context["page"].number == 2 and len(page.context["page"]) == 12
        assert page.content.decode().count('<input type="hidden" name="who" value="ada@council.example"') == 1
        assert "?" not in re.findall(r'href="([^"]*access-log[^"]*)"', page.content.decode())[-1]

    @pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads three lines without an index")
    def test_whatever_is_asked_the_lines_come_by_an_index_and_are_not_sorted(self, log):
        wishes = ({}, {"who": "a"}, {"action": "view"}, {"who": "a", "action": "view"})
        for wish, since in itertools.product(wishes, (None, timezone.now())):
            plan = AccessLogEntry.objects.matching(**wish, since=since)[:50].explain()
            assert "log_by_" in plan and "TEMP B-TREE" not in plan, (wish, plan)


def test_a_card_list_says_in_words_that_it_is_empty(officer, client):
    for state in CardState:
        page = client.get(reverse("register_cards"), {"status": state.value}).content.decode()
        assert str(card_desk.EMPTY[state]) in unescape(page)
