"""The inspection pack: one press makes it, whoever may has it, and nobody is named in it."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import roles
from analytics.models import SiteDay
from analytics.tables import Table
from portal.inspection import actions, archive, sections
from portal.inspection.models import InspectionPack
from portal.inspection.parts import Chapter, Part, Section
from register.publishing import publish
from tests import factories
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.portal.desk import set_up_desk
from tests.register.factories import ChildFactory, FamilyFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/reports/inspection-pack/"
MARKERS = ("zyxfirst", "zyxlast", "zyxchild", "zyxmail", "zyxaddress", "zyxcomment", "zyxanswer", "zyxstaff", "zyxowner", "zyxsearched")


@pytest.fixture
def editor(site, client):
    set_up_desk()
    user = make_staff(roles.COUNCIL_EDITOR, email="zyxstaff@staff.example", first_name="Zyxstaff")
    client.force_login(user)
    return user


def packed(pack: InspectionPack) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bytes(InspectionPack.objects.get(pk=pack.pk).content)))


@pytest.fixture
def short(monkeypatch):
    """A pack of two small sections, in place of the real ones, which have tests of their own."""
    table = Table("Comments, by kind", ("Kind", "Number"), [("=SUM(A1)", "1,234"), ("Praise", "5")], note="A note.")
    chapters = (Chapter("First section", lambda _occasion: [Part("A part", ("A sentence.",), table)]), Chapter("Second section", lambda _occasion: [Part(sentences=("Words.",))]))
    monkeypatch.setattr(sections, "CHAPTERS", chapters)


class TestThePage:
    def test_it_says_what_will_be_in_a_pack_and_that_nobody_made_one(self, editor, client):
        html = client.get(PAGE).content.decode()
        for words in ["Make a pack", "Nobody has made a pack yet", "Comments and responses", "Who may do what"]:
            assert words in html

    def test_one_press_asks_the_worker_makes_it_and_the_page_says_who_and_when(self, editor, client, short):
        client.post(PAGE)
        assert "A pack is being made" in client.get(PAGE).content.decode()
        assert actions.make_next() == 1
        html = client.get(PAGE).content.decode()
        assert f"inspection-pack-{timezone.localdate():%Y-%m-%d}.zip" in html
        assert "Zyxstaff, Council editor" in html
        assert ModelLogEntry.objects.get(action=actions.ASKED).user == editor

    def test_a_second_press_while_one_is_made_makes_no_second(self, editor, client):
        client.post(PAGE)
        assert "being made already" in client.post(PAGE, follow=True).content.decode()
        assert InspectionPack.objects.count() == 1

    def test_the_file_is_private_and_dated(self, editor, client, short):
        pack = actions.ask(by=editor)
        actions.make_next()
        response = client.get(f"{PAGE}{pack.pk}/")
        assert response.content.startswith(b"PK")
        assert "no-store" in response["Cache-Control"]
        assert f'filename="inspection-pack-{timezone.localdate():%Y-%m-%d}.zip"' in response["Content-Disposition"]

    def test_deleting_asks_first_and_the_row_stays(self, editor, client, short):
        pack = actions.ask(by=editor)
        actions.make_next()
        assert "Nobody can get this file back" in client.get(f"{PAGE}{pack.pk}/delete/").content.decode()
        assert InspectionPack.objects.get().is_ready
        assert "The file is deleted" in client.post(f"{PAGE}{pack.pk}/delete/", follow=True).content.decode()
        assert client.get(f"{PAGE}{pack.pk}/").status_code == 404
        assert "File deleted" in client.get(PAGE).content.decode()
        assert "has no file" in client.post(f"{PAGE}{pack.pk}/delete/", follow=True).content.decode()

    @pytest.mark.parametrize("role", [roles.ANALYST, roles.AUDITOR])
    def test_analysts_and_auditors_make_one_too(self, site, client, role):
        set_up_desk()
        client.force_login(make_staff(role))
        assert client.get(PAGE).status_code == 200
        assert PAGE in client.get("/admin/").content.decode()

    @pytest.mark.parametrize("role", [roles.PCF_EDITOR, roles.REGISTER_OFFICER, roles.ADMINISTRATOR])
    def test_nobody_else_does(self, site, client, role):
        set_up_desk()
        client.force_login(make_staff(role))
        client.post(PAGE)
        assert not InspectionPack.objects.exists()
        assert PAGE not in client.get("/admin/").content.decode()


class TestMaking:
    def test_a_section_that_fails_says_so_and_the_others_stand(self, editor, monkeypatch, caplog):
        def fails(_occasion):
            raise ValueError("no")

        monkeypatch.setattr(sections, "CHAPTERS", (Chapter("Broken", fails), Chapter("Whole", lambda _occasion: [Part(sentences=("Still here.",))])))
        pack = actions.ask(by=editor)
        assert actions.make_next() == 1
        html = packed(pack).read("inspection-pack.html").decode()
        assert "This section could not be made" in html
        assert "Still here." in html
        assert "Broken" in caplog.text

    def test_one_that_can_not_be_made_says_so_and_another_can_be_asked_for(self, editor, monkeypatch, caplog):
        monkeypatch.setattr(archive, "made", lambda *_args, **_words: 1 / 0)
        pack = actions.ask(by=editor)
        assert actions.make_next() == 0
        pack.refresh_from_db()
        assert (pack.state, pack.content) == ("failed", None)
        assert "Try again" in pack.problem
        actions.ask(by=editor)

    def test_one_whose_maker_ended_is_given_up_after_half_an_hour(self, editor, short):
        pack = actions.ask(by=editor)
        now = timezone.now()
        InspectionPack.objects.update(begun_at=now - dt.timedelta(minutes=29))
        assert actions.make_next(now) == 0
        assert InspectionPack.objects.get().is_being_made
        actions.make_next(now + dt.timedelta(minutes=2))
        pack.refresh_from_db()
        assert (pack.state, pack.problem) == ("failed", "The making was interrupted. Make the pack again.")

    def test_files_go_after_90_days_and_the_log_of_who_made_them_stays(self, editor, short):
        actions.ask(by=editor)
        actions.make_next()
        assert actions.forget_old(timezone.now() + dt.timedelta(days=89)) == 0
        assert actions.forget_old(timezone.now() + dt.timedelta(days=91)) == 1
        pack = InspectionPack.objects.get()
        assert (pack.state, pack.content, pack.asked_by) == ("deleted", None, editor)

    def test_the_database_keeps_no_ready_pack_without_a_file(self, editor):
        with pytest.raises(IntegrityError), transaction.atomic():
            InspectionPack.objects.create(state="ready", asked_as="x")


class TestTheZip:
    def test_it_opens_and_says_what_is_in_it(self, editor, short):
        pack = actions.ask(by=editor)
        actions.make_next()
        zipped = packed(pack)
        assert zipped.testzip() is None
        assert zipped.namelist() == ["README.txt", "inspection-pack.pdf", "inspection-pack.html", "tables/01-01-comments-by-kind.csv"]
        readme = zipped.read("README.txt").decode()
        assert "1. First section" in readme
        assert "tables/01-01-comments-by-kind.csv\n    Comments, by kind" in readme

    def test_no_cell_of_a_csv_is_a_formula_and_numbers_can_be_counted_with(self, editor, short):
        pack = actions.ask(by=editor)
        actions.make_next()
        text = packed(pack).read("tables/01-01-comments-by-kind.csv").decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text))) == [["Kind", "Number"], ["'=SUM(A1)", "1234"], ["Praise", "5"]]

    def test_the_pdf_has_its_language_its_title_and_a_bookmark_for_each_heading(self, editor, short):
        pack = actions.ask(by=editor)
        actions.make_next()
        pdf = packed(pack).read("inspection-pack.pdf")
        assert pdf.startswith(b"%PDF")
        assert b"/Lang (en-GB)" in pdf
        told = [words.decode("utf-16-be", "replace") for words in re.findall(rb"/Title \(\xfe\xff(.*?)\)\n", pdf, re.DOTALL)] + re.findall(
            r"/Title \(([^\xfe].*?)\)", pdf.decode("latin-1")
        )
        for heading in ["1. First section", "A part", "2. Second section"]:
            assert heading in told

    def test_a_table_longer_than_a_page_and_a_cell_longer_than_a_page_are_printed(self):
        rows = [(f"Row {number}", "words " * 40) for number in range(150)] + [("Long", "x" * 5_000)]
        made = archive.made([Section("Long", [Part("Long", (), Table("Long", ("Name", "Words"), rows))])], title="Pack", subtitle="Today")
        zipped = zipfile.ZipFile(io.BytesIO(made))
        assert zipped.read("inspection-pack.pdf").startswith(b"%PDF")
        assert "x" * 5_000 in zipped.read("tables/01-01-long.csv").decode()


@pytest.fixture
def marked(site, editor):
    """A site with a marker word in each place that must not be told."""
    home = site.root_page
    factories.GuidancePageFactory(parent=home, title="Ask for help")
    factories.ServiceFactory(owner_email="zyxowner@council.example")
    factories.CommentFactory(text="My child zyxcomment cannot swim.", response="We told zyxanswer.", status="not-published")
    factories.CommentFactory(text="zyxcomment", words="zyxsearched", status="new")
    index = factories.YouSaidWeDidIndexPageFactory(parent=home)
    factories.YouSaidWeDidPageFactory(parent=index, you_said="<p>Nobody &amp; nothing told us.</p>", date=timezone.localdate())
    factories.YouSaidWeDidPageFactory(parent=index, you_said="<p>zyxcomment in a draft</p>", live=False)
    CampaignFactory(name="Join us", owner=editor, summary="Run by zyxstaff.")
    SiteDay.objects.create(site=site, day=timezone.localdate() - dt.timedelta(days=3), views=30, sessions=10, status="complete")
    for number in range(6):
        family = FamilyFactory(confirmed=True, first_name="Zyxfirst", last_name="Zyxlast", email=f"zyxmail{number}@families.example", address="1 Zyxaddress Road")
        ChildFactory(family=family, nickname="Zyxchild")
    publish()
    return actions.ask(by=editor)


def test_a_whole_pack_names_no_family_no_comment_and_nobody_of_the_staff(marked, caplog):
    assert actions.make_next() == 1
    assert not caplog.records, "no section failed"
    zipped = packed(marked)
    texts = {name: zipped.read(name).decode("utf-8-sig") for name in zipped.namelist() if not name.endswith(".pdf")}
    html = texts["inspection-pack.html"]
    for words in ["Nobody &amp; nothing told us.", "Join us", "Council editor", "Confirmed"]:
        assert words in html
    assert [(name, marker) for name, text in texts.items() for marker in MARKERS if marker in text.lower()] == []
    assert reverse("inspection_packs") not in html
