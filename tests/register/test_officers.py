"""Staff and the register: who may look, what they see, and that every look is written down."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.insert_only import InsertOnly
from register import access, actions
from register.models import AccessLogEntry, Consent, Family
from tests.factories import UserFactory
from tests.register.factories import FamilyFactory, staff, with_second_factor

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

    def test_a_search_for_nobody_says_so(self, officer, client):
        FamilyFactory()
        assert "No family has exactly this" in client.post(reverse("register_families"), {"words": "Okonjo"}).content.decode()
        assert AccessLogEntry.objects.get().why == "by reference, 0 found"
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
        assert "The family asked us to" in mine
        assert officer.email not in mine

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
