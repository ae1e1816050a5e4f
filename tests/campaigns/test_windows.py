"""The windows a campaign is judged by: proposed, fixed, and changed only with a reason that everybody can read."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.insert_only import InsertOnly
from accounts.roles import ANALYST, COUNCIL_EDITOR
from analytics.models import Evaluation
from campaigns import actions
from campaigns.models import Campaign, WindowStep
from campaigns.reports import report
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2027, 3, 1), dt.date(2027, 4, 8)
PROPOSED = "18 January to 28 February 2027 before, and 1 March to 11 April 2027 after"


def on(day):
    return time_machine.travel(dt.datetime.fromisoformat(f"{day} 12:00+00:00"), tick=False)


@pytest.fixture
def analyst(site):
    set_up_desk()
    return make_staff(ANALYST, email="figures@council.example")


@pytest.fixture
def desk(analyst, client):
    client.force_login(analyst)
    client.analyst = analyst
    return client


@pytest.fixture
def campaign(site):
    return CampaignFactory(starts_on=FIRST, ends_on=LAST)


def fixed(campaign, by, day="2027-02-20"):
    with on(day):
        actions.propose_windows(campaign=campaign)
        actions.fix_windows(campaign=campaign, by=by)
    return campaign


def form_of(campaign, **changes):
    """The admin's form as it stands, with what somebody types into it."""
    evaluations = list(campaign.evaluations.all())
    form = {name: getattr(campaign, name) or "" for name in ("name", "code", "summary", "starts_on", "ends_on", "target_place")}
    form |= {"target_page": "", "owner": "", "evaluations-TOTAL_FORMS": len(evaluations), "evaluations-INITIAL_FORMS": len(evaluations), "evaluations-MAX_NUM_FORMS": 2}
    for n, each in enumerate(evaluations):
        form |= {f"evaluations-{n}-{name}": value for name, value in ({"id": each.pk, "metric": each.metric} | each.chosen).items()}
    return form | changes


def sent(desk, campaign, day="2027-03-20", **changes):
    with on(day):
        desk.force_login(desk.analyst)
        return desk.post(reverse("campaign:edit", args=[campaign.pk]), form_of(campaign, **changes))


def steps(campaign):
    return report(campaign).fixing.steps


def cautions(campaign):
    return " ".join(report(campaign).fixing.cautions)


@pytest.mark.parametrize(("last", "weeks"), [(None, 4), (dt.date(2027, 3, 5), 4), (dt.date(2027, 4, 8), 6), (dt.date(2027, 12, 31), 8)])
def test_proposed_windows_are_whole_weeks_that_touch_at_the_first_day(site, last, weeks):
    sessions, views = actions.propose_windows(campaign=CampaignFactory(starts_on=FIRST, ends_on=last))

    length = dt.timedelta(weeks=weeks)
    assert sessions.windows == ((FIRST - length, FIRST - dt.timedelta(1)), (FIRST, FIRST + length - dt.timedelta(1)))
    assert (sessions.metric, views.metric, views.windows) == ("sessions", "page_views", sessions.windows)


def test_windows_that_somebody_chose_stay(site, campaign):
    chosen = Evaluation.objects.create(campaign=campaign, metric="sessions", total_before=5, total_after=6, source="A letter")
    assert [each.metric for each in actions.propose_windows(campaign=campaign)] == ["page_views"]
    chosen.refresh_from_db()
    assert chosen.totals == (5, 6)
    with pytest.raises(actions.NothingToPropose):
        actions.propose_windows(campaign=campaign)
    with pytest.raises(actions.NoFirstDay):
        actions.propose_windows(campaign=CampaignFactory(starts_on=None))


def test_an_analyst_lets_windows_be_proposed_and_fixes_them_on_the_report(desk, campaign):
    page = reverse("campaign_report", args=[campaign.pk])
    with on("2027-02-20"):
        desk.force_login(desk.analyst)
        assert "Press “Propose the windows”" in desk.get(page).content.decode()
        proposed = desk.post(reverse("campaign_propose_windows", args=[campaign.pk]), follow=True).content.decode()
        assert "Windows are proposed." in proposed
        assert "The windows are not fixed" in proposed
        done = desk.post(reverse("campaign_fix_windows", args=[campaign.pk]), follow=True).content.decode()

    assert f"Sessions and page views: fixed on 20 February 2027: {PROPOSED}. By figures@council.example." in done
    assert "The windows are not fixed" not in done
    assert reverse("campaign_propose_windows", args=[campaign.pk]) not in done
    assert reverse("campaign_fix_windows", args=[campaign.pk]) not in done


@pytest.mark.parametrize("what", ["campaign_propose_windows", "campaign_fix_windows"])
def test_a_button_that_can_do_nothing_says_why(desk, what):
    campaign = CampaignFactory(starts_on=None)
    said = desk.post(reverse(what, args=[campaign.pk]), follow=True).content.decode()
    assert "Fill in the campaign’s first day" in said or "There is nothing to fix" in said
    assert not WindowStep.objects.exists()


def test_who_may_only_read_the_report_sees_no_button_and_cannot_press_it(site, client, campaign):
    set_up_desk()
    client.force_login(make_staff(COUNCIL_EDITOR, email="editor@council.example"))
    assert "Propose the windows</button>" not in client.get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    client.post(reverse("campaign_propose_windows", args=[campaign.pk]))
    client.post(reverse("campaign_fix_windows", args=[campaign.pk]))
    assert not Evaluation.objects.exists()
    assert not WindowStep.objects.exists()


def test_fixed_windows_are_not_changed_without_a_reason_and_nothing_typed_is_lost(desk, analyst, campaign):
    fixed(campaign, analyst)
    refused = sent(desk, campaign, **{"evaluations-0-after_end": "2027-03-28", "summary": "Letters to 40 schools"})

    assert "You changed windows or totals that are fixed. Say why." in refused.content.decode()
    assert "Letters to 40 schools" in refused.content.decode()
    assert 'value="2027-03-28"' in refused.content.decode()
    assert WindowStep.objects.count() == 2
    assert not Evaluation.objects.filter(after_end=dt.date(2027, 3, 28)).exists()


def test_a_change_with_a_reason_is_kept_and_shown_in_plain_words(desk, analyst, campaign):
    fixed(campaign, analyst)
    assert sent(desk, campaign, **{"evaluations-0-after_end": "2027-03-28", "reason": "The website was down from 29 March."}).status_code == 302

    assert steps(campaign)[-1] == (
        "Sessions: on 20 March 2027 the window after was changed from 1 March to 11 April 2027 to 1 to 28 March 2027: "
        "The website was down from 29 March. By figures@council.example. Figures of these days could be seen by then."
    )
    assert "were changed when figures could be seen" in cautions(campaign)


def test_a_change_before_the_campaign_is_kept_and_is_no_caution(desk, analyst, campaign):
    fixed(campaign, analyst, "2027-01-02")
    sent(desk, campaign, day="2027-01-10", **{"evaluations-0-before_start": "2027-01-25", "reason": "New counter"})
    assert "the window before was changed from 18 January to 28 February 2027 to 25 January to 28 February 2027: New counter." in steps(campaign)[-1]
    assert cautions(campaign) == ""


def test_windows_moved_to_days_that_could_be_seen_are_said_so(desk, analyst, campaign):
    fixed(campaign, analyst, "2027-01-02")
    past = {"before_start": "2026-11-02", "before_end": "2026-11-29", "after_start": "2026-11-30", "after_end": "2026-12-27"}
    sent(desk, campaign, day="2027-01-10", reason="Earlier than planned", **{f"evaluations-0-{name}": day for name, day in past.items()})
    assert steps(campaign)[-1].endswith("Figures of these days could be seen by then.")


def test_a_change_that_slips_in_while_the_form_is_saved_is_asked_about(desk, analyst, campaign, monkeypatch):
    fixed(campaign, analyst)
    monkeypatch.setattr("campaigns.forms.differences", lambda campaign, now: {})
    refused = sent(desk, campaign, **{"evaluations-0-after_end": "2027-03-28", "summary": "Letters"})
    assert "You changed windows or totals that are fixed. Say why." in refused.content.decode()
    assert not Evaluation.objects.filter(after_end=dt.date(2027, 3, 28)).exists()


def test_a_fixed_number_is_not_taken_out_without_a_reason_either(desk, analyst, campaign):
    fixed(campaign, analyst)
    gone = {"evaluations-1-DELETE": "on"}
    assert sent(desk, campaign, **gone).status_code == 200
    assert sent(desk, campaign, **gone, reason="Nobody reads it").status_code == 302
    assert f"on 20 March 2027 they were taken out of the comparison ({PROPOSED}): Nobody reads it." in steps(campaign)[-1]


def test_a_change_of_what_is_not_compared_asks_for_no_reason(desk, analyst, campaign):
    fixed(campaign, analyst)
    assert sent(desk, campaign, **{"evaluations-0-note": "Read with care", "cost": "40"}).status_code == 302
    assert WindowStep.objects.count() == 2


def test_windows_that_are_not_fixed_change_freely(desk, campaign):
    actions.propose_windows(campaign=campaign)
    page = desk.get(reverse("campaign:edit", args=[campaign.pk])).content.decode()
    assert "Why you change the windows" not in page
    assert sent(desk, campaign, **{"evaluations-0-after_end": "2027-03-28"}).status_code == 302
    assert not WindowStep.objects.exists()


def test_totals_that_are_fixed_ask_for_a_reason_too(desk, analyst, campaign):
    Evaluation.objects.create(campaign=campaign, metric="sessions", total_before=1500, total_after=2000, source="A letter")
    actions.fix_windows(campaign=campaign, by=analyst)
    assert sent(desk, campaign, **{"evaluations-0-source": "A letter", "evaluations-0-total_after": "2100"}).status_code == 200
    sent(desk, campaign, **{"evaluations-0-source": "A letter", "evaluations-0-total_after": "2100", "reason": "Misread"})
    assert "what is compared was changed from totals of 1,500 before and 2,000 after to totals of 1,500 before and 2,100 after: Misread." in steps(campaign)[-1]
    assert "Totals that somebody published were known when they were chosen" in cautions(campaign)


@pytest.mark.parametrize(
    ("day", "caution"),
    [("2027-03-01", ""), ("2027-03-20", "The windows were fixed when the campaign had begun"), ("2027-04-09", "The windows were chosen when the figures were known already")],
    ids=["first day", "while it runs", "when it is over"],
)
def test_windows_fixed_late_are_a_caution(analyst, campaign, day, caution):
    fixed(campaign, analyst, day)
    assert cautions(campaign).startswith(caution)
    assert bool(cautions(campaign)) is bool(caution)


def test_windows_changed_behind_the_form_are_noticed_and_written_down_at_the_next_change(analyst, campaign):
    fixed(campaign, analyst)
    Evaluation.objects.filter(metric="sessions").update(after_end=dt.date(2027, 3, 14))
    assert "somebody changed it outside the form" in cautions(campaign)
    with pytest.raises(actions.ReasonMissing):
        actions.note_changes(campaign=campaign, by=analyst, why=" ")
    actions.note_changes(campaign=campaign, by=analyst, why="Found by chance")
    assert "outside the form" not in cautions(campaign)


def test_fixing_twice_fixes_only_what_came_since(analyst, campaign):
    fixed(campaign, analyst)
    with pytest.raises(actions.NothingToFix):
        actions.fix_windows(campaign=campaign, by=analyst)
    Evaluation.objects.filter(metric="page_views").delete()
    actions.note_changes(campaign=campaign, by=analyst, why="Not needed")
    actions.propose_windows(campaign=campaign)
    assert [step.metric for step in actions.fix_windows(campaign=campaign, by=analyst)] == ["page_views"]


def test_what_was_written_down_stays_when_the_campaign_and_its_analyst_are_gone(analyst, campaign):
    fixed(campaign, analyst)
    Campaign.objects.get().delete()
    analyst.delete()
    assert WindowStep.objects.filter(by="figures@council.example").count() == 2


def test_what_was_written_down_is_never_changed(analyst, campaign):
    step = fixed(campaign, analyst).window_steps.first()
    for change in (step.save, step.delete, WindowStep.objects.all().delete, lambda: WindowStep.objects.update(by="x@council.example")):
        with pytest.raises(InsertOnly):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_windowstep SET why = 'other words'")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_database_keeps_it_from_being_deleted(analyst, campaign):
    fixed(campaign, analyst)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM campaigns_windowstep")


def test_a_change_without_a_reason_is_refused_by_the_database(campaign):
    with pytest.raises(IntegrityError), transaction.atomic():
        WindowStep.objects.create(campaign=campaign, metric="sessions", what="changed", was={"total_before": 1}, now={"total_before": 2}, by="a@council.example")


@pytest.mark.parametrize("changes", [{"starts_on": "0001-01-01"}, {"evaluations-0-before_start": "0001-01-01"}, {"evaluations-0-after_end": "9999-12-31"}])
def test_a_year_that_cannot_be_meant_is_said_and_is_no_error(desk, campaign, changes):
    actions.propose_windows(campaign=campaign)
    assert "Look at the year" in sent(desk, campaign, **changes).content.decode()
