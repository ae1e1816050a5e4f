"""Staff and the register: who may look, what they see, and that every look is written down."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from home.models import SiteSettings
from register import access, actions, wording
from register.models import AccessLogEntry, Consent, Family, Wording, WordingVersion
from register.models.insert_only import InsertOnly
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
        mine = parent.browser.get(reverse("my_family")).content.decode()
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


class TestWording:
    @pytest.fixture
    def editor(self, register, client):
        user = staff("PCF editor", "register.change_wording")
        client.force_login(user)
        return user

    def save(self, client, key: str, **words: str):
        newest = WordingVersion.objects.current([key]).get()
        return client.post(reverse("register_wording", args=[key]), {"after": newest.number} | words)

    def test_new_words_show_at_once_although_the_page_is_kept(self, editor, client, django_capture_on_commit_callbacks):
        anonymous = client.__class__()
        assert "Join the SEND Register" in anonymous.get(reverse("register")).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert self.save(client, "intro", title="Come and join us", text="Welcome to {forum}.").status_code == 302
        page = anonymous.get(reverse("register")).content.decode()
        assert "Come and join us" in page
        assert "Welcome to Parent carer forum." in page

    def test_each_version_is_kept_and_consents_point_to_theirs(self, editor, client, parent):
        family = parent.joins()
        self.save(client, "choice-updates", title="Send me letters", text="Once a week.")
        self.save(client, "choice-updates", title="Send me letters", text="Once a week.")
        versions = WordingVersion.objects.filter(wording__key="choice-updates").order_by("number")
        assert [(version.number, version.made_by) for version in versions] == [(1, ""), (2, editor.email)]
        assert family.consents.get().wording == versions[0]
        assert "Send me news by e-mail" in parent.browser.get(reverse("my_family")).content.decode()
        assert "Once a week." in client.get(reverse("register_wording", args=["choice-updates"])).content.decode()

    def test_two_editors_at_once_lose_neither_s_words(self, editor, client):
        self.save(client, "intro", title="Come and join us", text="The first.")
        late = self.save(client, "intro", title="Welcome", text="The second.", after=1)
        page = late.content.decode()
        assert f"{editor.email} saved version 2 while you wrote" in page
        assert "The second." in page, "what was typed stays"
        assert "The first." in page, "and what the other wrote can be read"
        assert WordingVersion.objects.current(["intro"]).get().text == "The first."
        assert self.save(client, "intro", title="Welcome", text="The second.", after=late.context["form"]["after"].value()).status_code == 302
        assert WordingVersion.objects.current(["intro"]).get().text == "The second."

    @pytest.mark.parametrize(
        ("key", "text", "problem"),
        [
            ("mail-confirm", "Hello.", "needs {link}"),
            ("intro", "Hello {name}.", "cannot fill in {name}"),
            ("choice-updates", "From {forum}.", "A choice can have no words in braces"),
        ],
    )
    def test_words_that_would_not_work_are_refused(self, editor, client, key, text, problem):
        page = self.save(client, key, title="Title", text=text)
        assert problem in page.content.decode()
        assert WordingVersion.objects.filter(wording__key=key).count() == 1

    @pytest.mark.parametrize(("key", "secret"), [("mail-confirm", "link"), ("mail-confirm", "reference"), ("mail-welcome", "link"), ("mail-welcome", "reference")])
    def test_a_mails_title_gives_away_neither_the_link_nor_the_reference(self, editor, client, key, secret):
        page = self.save(client, key, title=f"Confirm {{{secret}}}", text="Open {link}. Your reference is {reference}.")
        assert f"Put {{{secret}}} in the text, not in the title" in page.content.decode()
        assert list(page.context["form"].errors) == ["title"]
        assert WordingVersion.objects.filter(wording__key=key).count() == 1

    def test_a_link_in_the_title_does_not_make_up_for_one_in_the_text(self, editor, client):
        page = self.save(client, "mail-confirm", title="{link}", text="Hello.")
        assert set(page.context["form"].errors) == {"title", "text"}

    def test_a_mails_title_may_still_name_the_site(self, editor, client):
        assert self.save(client, "mail-confirm", title="{site}: please confirm within {days} days", text="Open {link}").status_code == 302

    def test_words_that_were_never_seeded_show_as_they_come_with_the_portal(self, site, client, caplog):
        assert not WordingVersion.objects.exists()
        page = client.get(reverse("register"))
        assert page.status_code == 200
        assert "Join the SEND Register" in page.content.decode()
        assert "{forum}" not in page.content.decode()
        assert "run manage.py set_up_site" in caplog.text
        assert not WordingVersion.objects.exists(), "reading seeds nothing"

    def test_a_mistyped_key_is_still_found_out(self, register):
        with pytest.raises(wording.WordingMissing, match="intorduction"):
            wording.words_for(SiteSettings.for_site(register), "intro", "intorduction")

    def test_what_editors_write_is_shown_as_words_and_not_as_html(self, editor, client, parent):
        self.save(client, "choice-updates", title="<b>News</b>", text="<script>alert(1)</script>")
        self.save(client, "intro", title="Join", text="<script>alert(1)</script>\n\n- one\n- two")
        assert "<script>alert" not in client.get(reverse("register")).content.decode()
        assert "<ul><li>one</li><li>two</li></ul>" in client.get(reverse("register")).content.decode()
        parent.starts()
        for step in ("about-you", "email", "home", "child", "support"):
            parent.answer(step)
        page = parent.page("choices").content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page

    def test_seeding_again_changes_nothing(self, editor, client):
        self.save(client, "intro", title="Ours", text="Our words.")
        assert wording.seed() == 0
        assert WordingVersion.objects.current(["intro"]).get().title == "Ours"

    def test_versions_cannot_be_changed(self, editor):
        version = WordingVersion.objects.first()
        version.text = "Other words"
        with pytest.raises(InsertOnly):
            version.save()
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("UPDATE register_wordingversion SET text = 'Other words'")

    def test_every_seeded_wording_can_be_filled_in(self, editor):
        for each in Wording.objects.all():
            version = each.versions.get()
            assert list(wording.problems(each, version.title, version.text)) == [], each.key


def test_consents_cannot_be_changed_by_code_either(parent):
    parent.joins()
    consent = Consent.objects.get()
    for change in (consent.save, consent.delete, Consent.objects.all().delete, lambda: Consent.objects.update(is_given=False)):
        with pytest.raises(InsertOnly):
            change()
