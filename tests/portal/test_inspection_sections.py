"""What each section of the inspection pack says, from a small site."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.log_actions import log

from accounts import roles
from accounts.granting import SUPERUSER, set_roles
from analytics.models import SiteDay
from feedback.models import Comment
from home.models import Borough
from portal.inspection import comments, counted, freshness, holdings, making, people, published, statement
from portal.inspection.parts import Occasion
from portal.starter.coverage import SCHEDULE_2, paragraphs
from search.models import SearchDay
from tests import factories
from tests.accounts.factories import make_staff
from tests.analytics.indicators.made import DRAFT, add, make
from tests.campaigns.factories import CampaignFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def occasion(site):
    return Occasion(site, "Council editor")


def days(many: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=many)


def table(parts, title: str) -> dict[str, tuple[str, ...]]:
    """The rows of the table with this title, by their first cell."""
    return {row[0]: row[1:] for part in parts if part.title == title and part.table for row in part.table.rows}


def said(parts) -> str:
    return " ".join(sentence for part in parts for sentence in part.sentences)


class TestWhatTheLocalOfferHolds:
    def test_pages_and_services_that_are_live_by_kind_section_age_and_borough(self, occasion):
        section = factories.SectionPageFactory(parent=occasion.site.root_page, title="Money")
        factories.GuidancePageFactory.create_batch(2, parent=section)
        factories.GuidancePageFactory(parent=section, live=False)
        factories.AgePhaseFactory(name="Primary", min_age=5, max_age=11)
        here = Borough.objects.get(slug="larkmere")
        factories.ServiceFactory(min_age=4, max_age=6, boroughs=[here], categories=[factories.CategoryFactory(name="Health")], criteria="Under 18.")
        factories.ServiceFactory(is_published=False)
        parts = holdings.section(occasion)
        assert table(parts, "Pages by kind")["Guidance"] == ("2",)
        assert table(parts, "Pages by section") == {"Money": ("2",)}
        assert table(parts, "Services by kind of help") == {"Health": ("1",)}
        assert table(parts, "Services by age")["Primary (5 to 11)"] == ("1",)
        assert table(parts, "Services by borough")["Larkmere"] == ("1",)
        assert table(parts, "What services tell families")["Who can get it: what must be true first"] == ("1", "100%")

    def test_a_starter_page_counts_for_its_paragraphs_and_the_rest_is_said_not_to_be_known(self, occasion):
        section = factories.SectionPageFactory(parent=occasion.site.root_page, slug="rights-and-complaints")
        factories.GuidancePageFactory(parent=section, slug="mediation", title="Mediation first")
        parts = holdings.section(occasion)
        rows = table(parts, "Schedule 2 of the SEND Regulations 2014")
        assert list(rows) == [str(number) for number in SCHEDULE_2]
        assert rows["22"][1:] == ("1", "Mediation first")
        assert rows["14"][1:] == ("0", "–")
        assert "a person must read the pages" in said(parts)

    def test_every_starter_page_says_for_which_paragraphs_it_was_written(self):
        assert {number for numbers in paragraphs().values() for number in numbers} <= set(SCHEDULE_2)
        assert 22 in paragraphs()["rights-and-complaints/mediation"]

    def test_documents_languages_and_what_says_easy_read(self, occasion):
        get_document_model().objects.create(title="Plans, easy-read", file="documents/plans.pdf")
        factories.ServiceFactory(languages=[factories.LanguageFactory(name="Urdu")])
        parts = holdings.section(occasion)
        assert table(parts, "Documents in the library") == {"PDF": ("1",)}
        assert table(parts, "Languages services work in") == {"Urdu": ("1",)}
        assert "1 of 1 documents say “easy read”" in said(parts)


def test_freshness_by_team_with_what_was_never_checked(occasion):
    factories.ServiceFactory(owner_team="SEND team", checked_on=days(-10), verify_by=days(100))
    factories.ServiceFactory(owner_team="SEND team", verify_by=days(-3))
    factories.GuidancePageFactory(parent=occasion.site.root_page, owner_team="Health", review_by=days(-1))
    parts = freshness.section(occasion)
    assert table(parts, "Services by the team that keeps them right")["SEND team"] == ("2", "0", "1", "0", "1", "0")
    assert table(parts, "Guidance pages by the team that keeps them right")["Health"] == ("1", "0", "1", "1", "0")
    assert "1 of 2 services (50%) were checked in the last 6 months" in said(parts)


class TestComments:
    def test_numbers_by_kind_status_and_month_and_how_many_wait(self, occasion):
        factories.CommentFactory(kind="missing", status="put-right")
        factories.CommentFactory(kind="missing")
        parts = comments.section(occasion)
        assert table(parts, "Comments by kind and by what was done")["Something is missing"] == ("1", "0", "1", "0", "0", "2")
        assert list(table(parts, "Comments by month").values()) == [("2",)]
        assert "1 comment waits for an answer" in said(parts)

    def test_how_long_answers_took(self, occasion):
        slow, unknown = factories.CommentFactory(status="answered"), factories.CommentFactory(status="answered")
        Comment.objects.filter(pk=slow.pk).update(created_at=timezone.now() - dt.timedelta(days=20))
        log(instance=slow, action="wagtail.edit")
        rows = table(comments.section(occasion), "Time to answer")
        assert rows["8 to 28 days"] == ("1",)
        assert rows["not known"] == ("1",), f"nobody saved {unknown.pk}"

    def test_a_borough_with_few_comments_is_hidden_and_so_is_what_would_tell_it(self, occasion):
        here, there = Borough.objects.order_by("name")
        for borough, many in ((here, 9), (there, 3), (None, 12)):
            factories.CommentFactory.create_batch(many, borough=borough)
        rows = table(comments.section(occasion), "Comments by borough")
        assert rows[there.name] == ("hidden",)
        assert sorted(rows.values()) == [("12",), ("hidden",), ("hidden",)]

    def test_you_said_we_did_stands_there_with_state_and_date_and_a_draft_does_not(self, occasion):
        index = factories.YouSaidWeDidIndexPageFactory(parent=occasion.site.root_page)
        factories.YouSaidWeDidPageFactory(parent=index, date=dt.date(2026, 3, 5), you_said="<p>Too long a <b>wait</b>.</p>", status="planned", by_when=dt.date(2026, 9, 1))
        factories.YouSaidWeDidPageFactory(parent=index, you_said="<p>Secret</p>", live=False)
        parts = comments.section(occasion)
        assert table(parts, "“You said, we did”, as published") == {
            "5 March 2026": ("Planned, Council, by 1 September 2026", "Too long a wait.", "We write to every family each term."),
        }
        assert table(parts, "“You said, we did” by state")["Planned"] == ("1",)


class TestUse:
    def test_this_year_beside_the_last_and_days_that_were_not_measured(self, occasion):
        SiteDay.objects.create(site=occasion.site, day=days(-2), views=3_000, sessions=1_000, status="complete")
        SiteDay.objects.create(site=occasion.site, day=days(-2 - counted.DAYS), views=40, sessions=20, status="complete")
        parts = counted.statistics(occasion)
        found = list(table(parts, "This year beside the last").values())
        assert [row[:2] for row in found] == [("3,000", "1,000"), ("40", "20")]
        assert found[0][3] == "1 of 364"
        assert "363 days were not measured" in said(parts)
        assert "Page view" in table(parts, "What the words mean")

    def test_a_campaign_with_nothing_to_compare_says_so(self, occasion):
        CampaignFactory(name="Join us", ends_on=dt.date(2026, 3, 20))
        parts = counted.campaigns(occasion)
        assert parts[1].title == "Join us"
        assert list(parts[1].sentences) == ["It ran from 2 March 2026 to 20 March 2026.", "Nothing was chosen to compare, so it was not evaluated."]

    def test_searches_that_found_nothing_without_rare_words(self, occasion):
        SearchDay.objects.create(day=days(-1), n=7, found="nothing", words="hydrotherapy")
        SearchDay.objects.create(day=days(-1), n=2, found="nothing", words="rareword")
        parts = counted.searches(occasion)
        rows = table(parts, "Words that found nothing or little")
        assert rows == {"hydrotherapy": ("7", "7", "0")}


class TestWhatIsPublished:
    def test_an_empty_register_says_so(self, occasion):
        assert said(published.register(occasion)) == "The register has no totals yet."

    def test_indicators_that_families_see_and_no_draft(self, occasion):
        indicator = make({2022: (96, 212), 2025: (149, 240)}, definition="New plans.", responsible="zyxteam")
        add(indicator, 2026, (200, 240), state=DRAFT)
        make(name="Only a draft")
        (part,) = published.impact(occasion)
        assert part.title == "EHC plans finished in 20 weeks"
        assert "It rose from 45%" in part.sentences[0]
        assert [row[0] for row in part.table.rows] == ["2022", "2025"]
        assert "zyxteam" not in str(part)

    def test_small_numbers_of_people_are_hidden(self, occasion):
        make({2025: (3, 21)})
        (part,) = published.impact(occasion)
        assert part.table.rows[0][1] == "hidden"
        assert "14%" not in str(part)


class TestTheAccessibilityStatement:
    def test_word_for_word_with_its_dates(self, occasion):
        factories.InformationPageFactory(
            parent=occasion.site.root_page,
            slug="accessibility",
            checked_on=dt.date(2026, 5, 1),
            body=[("text", "<h2>What works</h2><p>Any <b>keyboard</b>.</p><ul><li>Zoom</li></ul>")],
        )
        parts = statement.section(occasion)
        assert "last checked on 1 May 2026" in parts[0].sentences[0]
        assert [(part.title, list(part.sentences)) for part in parts[1:]] == [("What works", ["Any keyboard.", "• Zoom"])]

    def test_one_that_is_missing_is_said_to_be(self, occasion):
        assert "No accessibility statement is published" in said(statement.section(occasion))


class TestWhoMayDoWhat:
    def test_every_role_has_words(self):
        assert set(people.IN_WORDS) == {role.name for role in roles.ROLES} | {SUPERUSER}

    def test_how_many_hold_each_and_when_it_last_changed(self, occasion):
        boss = make_staff(roles.ADMINISTRATOR, email="zyxboss@staff.example")
        new = factories.UserFactory(email="zyxnew@staff.example")
        set_roles(new, Group.objects.filter(name=roles.ADMINISTRATOR), by=boss)
        parts = people.section(occasion)
        assert table(parts, "Roles")[roles.ADMINISTRATOR][1] == "2"
        assert table(parts, "Roles")[roles.ADMINISTRATOR][2] != "never"
        assert table(parts, "Changes of roles in the last 12 months")["Given"] == ("1",)
        assert "zyx" not in str(parts)


def test_how_it_was_made_names_the_role(occasion):
    assert "somebody with the role: Council editor" in said(making.section(occasion))
