"""The demo's finished campaign: its report shows all that a report can show."""

import pytest

from analytics.evaluation import Caution
from analytics.models import Annotation, Evaluation, SchoolHoliday, SiteDay
from campaigns.models import Campaign, Flyer, TrackedLink, WindowStep
from campaigns.reports import report
from portal.demo.campaign import CODE, make_campaign, make_days
from portal.demo.figures import LABEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(site):
    make_campaign(site)
    make_days(site)
    return report(Campaign.objects.get(code=CODE))


def test_its_report_shows_a_change_that_the_season_does_not_explain(made):
    sessions, views = made.parts
    assert sessions.problem == views.problem == ""
    assert sessions.sentences[0].startswith("Sessions rose by")
    assert "The same weeks last year saw" in sessions.sentences[0]
    assert Caution.NO_SEASONAL_CHECK not in sessions.result.warnings
    assert sessions.result.ratio_of_ratios.low > 1.2


def test_its_report_shows_holidays_press_the_history_of_its_windows_and_what_came_with_the_code(made):
    sessions = made.parts[0]
    assert Caution.SCHOOL_HOLIDAY_DIFFERS in sessions.result.warnings
    assert sessions.years_unknown == ()
    assert [each.text for _mark, each in sessions.daily.marks] == ["A talk on local radio (invented)"]
    assert len(made.fixing.steps) == 2
    assert all("Analyst".lower() in said for said in made.fixing.steps)
    assert dict(made.brought)["Visits that began with the code"] == "258"
    assert made.split is not None
    assert LABEL in made.campaign.summary


def test_its_links_have_figures_and_one_of_them_is_too_small_to_show(made):
    assert [(row.code, row.visits) for row in made.by_link] == [(CODE, "126"), ("BRKSCH", "96"), ("BRKGPS", "28"), ("BRKRAD", "8")]
    assert [row.forms for row in made.by_link] == ["24", "21", "hidden", "hidden"]
    assert made.campaign.flyer.point_list


def test_twice_changes_nothing(site, made):
    def counted():
        return [model.objects.count() for model in (Campaign, TrackedLink, Flyer, Evaluation, WindowStep, SchoolHoliday, Annotation, SiteDay)]

    before = counted()
    make_campaign(site)
    make_days(site)
    assert counted() == before
