import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import COUNCIL_EDITOR, PROVIDER
from analytics.evaluation import Caution
from analytics.models import ActDay, Annotation, Evaluation, Import, PageDay, SchoolHoliday, SiteDay
from campaigns import report_rows
from campaigns.headline import make_headline_campaign
from campaigns.models import Campaign
from campaigns.reports import report
from home.models import Borough
from register.models import Figures
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 2, 2)
WINDOWS = {"before_start": START, "before_end": START + dt.timedelta(27), "after_start": START + dt.timedelta(28), "after_end": START + dt.timedelta(55)}


@pytest.fixture
def staff(client):
    """Someone signed in with the admin's door and the permissions asked for."""

    def sign_in(*codenames):
        group = Group.objects.create(name="A role")
        group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        user = UserFactory()
        user.groups.add(group)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
        return client

    return sign_in


def days(site, start, numbers, factor=3, **fields):
    SiteDay.objects.bulk_create(
        SiteDay(site=site, day=start + dt.timedelta(n), views=number * factor, sessions=number, status=fields.get("status", "complete")) for n, number in enumerate(numbers)
    )


def campaign_with_days(site, before=(50,) * 28, after=(80,) * 28):
    campaign = CampaignFactory()
    days(site, START, [*before, *after])
    for metric in ("sessions", "page_views"):
        Evaluation.objects.create(campaign=campaign, metric=metric, **WINDOWS)
    return campaign


def sessions(campaign):
    return report(campaign).parts[0]


def test_the_published_headline_is_told_with_its_honest_interval(site, staff):
    campaign = make_headline_campaign()
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()

    assert "Sessions rose by 52%: we are 95% sure that the true change is between 42% and 62%." in page
    assert "We could not check the season." in page
    assert "the truth is at least this uncertain" in page
    assert "Another council shares this site" in page
    for number in ("4,181", "10,793", "1,473", "2,234", "2.58 = 1.52 × 1.70"):
        assert number in page
    assert "month before and month of campaign, as published" in page
    assert "<svg viewBox" not in page


def test_the_headline_is_made_once_and_edits_stay(site):
    campaign = make_headline_campaign()
    Campaign.objects.update(name="Our launch")
    Evaluation.objects.filter(metric="sessions").update(note="Read this")

    assert make_headline_campaign() == campaign
    assert (Campaign.objects.get().name, Evaluation.objects.count()) == ("Our launch", 2)
    assert Evaluation.objects.get(metric="sessions").note == "Read this"


def test_totals_show_what_an_assumed_spread_of_three_would_mean(site):
    spreads = dict(sessions(make_headline_campaign()).spreads)

    assert list(spreads) == ["2", "3", "5", "10"]
    assert spreads["3"] == "1.35 to 1.70"


def test_known_days_give_whole_weeks_a_chart_and_a_table(site, staff):
    campaign = campaign_with_days(site)
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()

    assert "Sessions rose by 60%" in page
    assert "We compared 4 whole weeks before with 4 after." in page
    assert page.count("<svg viewBox") == page.count("</desc>") == 2
    assert "1.60 = 1.60 × 1.00" in page
    assert page.count("<polyline") == 2


def test_days_that_came_from_a_file_name_it_beside_the_chart(site):
    campaign = campaign_with_days(site)
    assert "Some days were imported from" not in {fact.term for fact in sessions(campaign).facts}
    for number, day in enumerate((START, START + dt.timedelta(40))):
        file = Import.objects.create(site=site, kind="ga4-days", filename=f"{number}.csv", digest=str(number))
        SiteDay.objects.update_or_create(site=site, day=day, defaults={"imported": file})

    assert {fact.term: fact.value for fact in sessions(campaign).facts}["Some days were imported from"] == "Google Analytics 4, by day: 0.csv, Google Analytics 4, by day: 1.csv"


def test_a_day_that_was_not_measured_is_a_gap_and_never_0(site):
    campaign = campaign_with_days(site)
    SiteDay.objects.filter(day=START + dt.timedelta(10)).delete()
    SiteDay.objects.filter(day=START + dt.timedelta(40)).update(status="partial")
    part = sessions(campaign)

    assert Caution.MISSING_DAYS in part.result.warnings
    assert (part.result.this_year.before.weeks_used, part.result.this_year.after.weeks_used) == (3, 3)
    assert len(part.daily.chart.lines[0].runs) == 3
    assert [number for day, number in part.daily.days if day == START + dt.timedelta(10)] == [None]


def test_the_same_weeks_last_year_check_the_season(site):
    campaign = campaign_with_days(site)
    assert Caution.NO_SEASONAL_CHECK in sessions(campaign).result.warnings

    days(site, START - dt.timedelta(364), [40] * 28 + [64] * 28)
    part = sessions(campaign)
    assert Caution.NO_SEASONAL_CHECK not in part.result.warnings
    assert part.result.ratio_of_ratios.ratio == pytest.approx(1.0)
    assert any("last year" in fact.term for fact in part.facts)


def test_what_the_numbers_cannot_tell_is_warned_of(site):
    campaign = campaign_with_days(site)
    warnings = sessions(campaign).result.warnings
    assert Caution.SHARED_SITE in warnings
    assert Caution.OTHER_CAMPAIGN_OVERLAPS not in warnings
    assert Caution.DEFINITION_CHANGED not in warnings

    Borough.objects.filter(slug="hollowdean").delete()
    CampaignFactory(starts_on=START, ends_on=START)
    SiteDay.objects.filter(day=START).update(definition=2)
    warnings = sessions(campaign).result.warnings
    assert Caution.SHARED_SITE not in warnings
    assert Caution.OTHER_CAMPAIGN_OVERLAPS in warnings
    assert Caution.DEFINITION_CHANGED in warnings


def test_school_holidays_are_judged_where_they_are_entered_and_asked_for_where_not(site, staff):
    campaign = campaign_with_days(site)
    address = reverse("campaign_report", args=[campaign.pk])
    analyst = staff("view_campaign", "add_schoolholiday")
    assert "School holidays of 2026 are not entered: we could not check them." in analyst.get(address).content.decode()

    SchoolHoliday.objects.create(name="Half term", first_day=START + dt.timedelta(14), last_day=START + dt.timedelta(18))
    page = analyst.get(address).content.decode()
    assert "are not entered" not in page
    assert "One period has more school holidays than the other" in page
    assert "Half term (16 to 20 February 2026): school holiday" in page
    SchoolHoliday.objects.create(name="Spring", first_day=START + dt.timedelta(30), last_day=START + dt.timedelta(34))
    assert Caution.SCHOOL_HOLIDAY_DIFFERS not in sessions(campaign).result.warnings


def test_a_borough_without_school_holidays_is_named_where_another_has_them(site):
    campaign = campaign_with_days(site)
    other, with_dates = Borough.objects.all()
    own = SchoolHoliday.objects.create(name="Half term", borough=with_dates, first_day=START + dt.timedelta(14), last_day=START + dt.timedelta(18))
    assert sessions(campaign).unknown_said == [f"School holidays of {other.name} in 2026 are not entered: we could not check them."]
    SchoolHoliday.objects.filter(pk=own.pk).update(borough=None)
    assert sessions(campaign).unknown_said == []


def test_last_years_holidays_are_asked_for_and_compared_where_the_season_is_checked(site):
    campaign = campaign_with_days(site)
    days(site, START - dt.timedelta(364), [40] * 28 + [64] * 28)
    assert sessions(campaign).years_unknown == (2025, 2026)
    for start in (START + dt.timedelta(2), START - dt.timedelta(364 - 30)):
        SchoolHoliday.objects.create(name="Easter", first_day=start, last_day=start + dt.timedelta(4))
    part = sessions(campaign)
    assert part.years_unknown == ()
    assert any(said.startswith("School holidays took 5 days of the weeks before and 0 of those after; last year 0 and 5.") for said in part.sentences)


def test_what_happened_stands_on_the_chart_without_the_campaign_itself(site):
    campaign = campaign_with_days(site)
    Campaign.objects.filter(pk=campaign.pk).update(starts_on=START + dt.timedelta(28))
    Annotation.objects.create(site=site, first_day=START + dt.timedelta(5), kind="press", text="On the radio")
    assert [each.text for _mark, each in sessions(Campaign.objects.get()).daily.marks] == ["On the radio"]


def test_no_measured_day_at_all_is_said_and_not_an_error(site, staff):
    campaign = CampaignFactory()
    Evaluation.objects.create(campaign=campaign, metric="sessions", **WINDOWS)
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()

    assert "Sessions cannot be compared" in page


def test_totals_of_nothing_are_said_and_not_an_error(site, staff):
    campaign = CampaignFactory()
    for metric in ("sessions", "page_views"):
        Evaluation.objects.create(campaign=campaign, metric=metric, total_before=0, total_after=0, source="A letter")
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()

    assert "No sessions were counted before or after." in page


def test_a_campaign_without_numbers_says_what_to_do(site, staff):
    page = staff("view_campaign").get(reverse("campaign_report", args=[CampaignFactory().pk])).content.decode()

    assert "Nothing was chosen to compare yet" in page


def test_windows_that_are_longer_than_a_year_say_so(site):
    campaign = CampaignFactory()
    Evaluation.objects.create(
        campaign=campaign, metric="sessions", before_start=START - dt.timedelta(400), before_end=START - dt.timedelta(1), after_start=START, after_end=START + dt.timedelta(399)
    )
    days(site, START - dt.timedelta(800), [5] * 1200)

    assert "so long that last year" in sessions(campaign).problem


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"before_start": START},
        WINDOWS | {"after_start": START},
        WINDOWS | {"before_end": START - dt.timedelta(1)},
        WINDOWS | {"total_before": 1, "total_after": 2, "source": "Both"},
        {"total_before": 5},
        {"total_before": 5, "total_after": 6},
        {"total_before": 5, "total_after": 6, "source": "A letter", "days_before": 28},
    ],
    ids=["nothing", "one day", "overlap", "wrong order", "both kinds", "one total", "no source", "one length"],
)
def test_an_evaluation_that_makes_no_sense_is_refused_by_the_form_and_by_the_database(site, fields):
    evaluation = Evaluation(campaign=CampaignFactory(), metric="sessions", **fields)

    with pytest.raises(ValidationError):
        evaluation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        evaluation.save()


def test_only_those_who_may_see_campaigns_see_the_report(site, staff, client):
    address = reverse("campaign_report", args=[make_headline_campaign().pk])
    assert client.get(address)["Location"].startswith("/accounts/login/")

    refused = staff("view_siteday").get(address)
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


def test_an_unknown_campaign_is_404(site, staff):
    assert staff("view_campaign").get(reverse("campaign_report", args=[999])).status_code == 404


def test_a_longer_campaign_costs_no_more_queries(site, django_assert_num_queries, django_assert_max_num_queries):
    campaign_with_days(site)
    with django_assert_max_num_queries(29) as eight_weeks:
        report(Campaign.objects.get())
    days(site, START - dt.timedelta(280), [50] * 280)
    Evaluation.objects.update(before_start=START - dt.timedelta(280))
    with django_assert_num_queries(len(eight_weeks)):
        report(Campaign.objects.get())


def test_staff_find_campaigns_in_the_menu_and_make_one(site, staff):
    analyst = staff("view_campaign", "add_campaign", "change_campaign")
    make_headline_campaign()
    listing = analyst.get(reverse("campaign:index")).content.decode()
    assert "Did it work?" in listing
    assert reverse("campaign_report", args=[Campaign.objects.get().pk]) in listing

    form = {
        "name": "Short breaks week",
        "code": "BREAK5",
        "summary": "",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-08",
        "target_page": "",
        "target_place": "/services/",
        "owner": "",
        "evaluations-TOTAL_FORMS": "1",
        "evaluations-INITIAL_FORMS": "0",
        "evaluations-MIN_NUM_FORMS": "0",
        "evaluations-MAX_NUM_FORMS": "2",
        "evaluations-0-metric": "sessions",
        "evaluations-0-total_before": "10",
        "evaluations-0-total_after": "20",
        "evaluations-0-source": "",
    }
    refused = analyst.post(reverse("campaign:add"), form)
    assert "Say where the totals come from." in refused.content.decode()

    made = analyst.post(reverse("campaign:add"), form | {"evaluations-0-source": "Monthly letter"})
    assert made.status_code == 302
    assert Campaign.objects.get(code="BREAK5").evaluations.get().totals == (10, 20)


def test_the_owner_of_a_campaign_is_one_of_the_staff(site, staff):
    make_staff(PROVIDER, email="coach@club.example")
    make_staff(COUNCIL_EDITOR, email="editor@staff.example")
    UserFactory(email="parent@families.example")
    analyst = staff("view_campaign", "add_campaign", "change_campaign")
    offered = set(analyst.get(reverse("campaign:add")).context["form"].fields["owner"].queryset.values_list("email", flat=True))
    assert "editor@staff.example" in offered
    assert not offered & {"coach@club.example", "parent@families.example"}


def test_what_came_with_the_code_and_what_each_form_cost(site, staff):
    campaign = CampaignFactory(cost=Decimal("120.50"))
    PageDay.objects.create(site=site, day=START, page="register", source="direct", campaign=campaign.code, views=40, sessions=12)
    PageDay.objects.create(site=site, day=START, page="register", source="direct", campaign="OTHER1", views=400, sessions=120)
    for step, times in (("begun", 11), ("sent", 8)):
        ActDay.objects.create(site=site, day=START, act="form-step", page="register", detail=step, campaign=campaign.code, times=times)
    told = dict(report(campaign).brought)
    assert list(told.values()) == ["12", "40", "11", "8", "£120.50", "£15.06"]
    assert "What each form that was sent cost" in staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    ActDay.objects.filter(detail="sent").update(times=4)
    assert list(dict(report(campaign).brought).values())[3:] == ["fewer than 5", "£120.50"]


def counted_families(**by_code):
    """The numbers of the register as they were published: None is hidden."""
    rows = [["", "No code", 400, 0], *([code, code, number, 0] for code, number in by_code.items())]
    return Figures.objects.create(at=timezone.now(), families=900, numbers={"tables": {"source": {"whole": 500, "rows": rows, "is_withdrawn": False}}})


def test_families_with_the_code_are_those_of_the_published_totals_never_an_exact_number(site):
    campaign = CampaignFactory(code="BREAK5", cost=Decimal(300))
    told = report(campaign).brought
    assert not any("Families in the SEND Register" in term for term, _value in told), "nothing was published"
    counted_families(BREAK5=15)
    told = {term: value for term, value in report(campaign).brought if "amil" in term}
    assert list(told.values()) == ["15", "£17.64 and £23.07"]
    assert "to the nearest 5, on" in next(iter(told))
    counted_families(BREAK5=None)
    assert [value for term, value in report(campaign).brought if "amil" in term] == ["fewer than 5, or not shown"]


def test_the_report_reads_from_the_sentence_to_what_it_cannot_say_and_each_number_says_what_it_is(site, staff):
    campaign = campaign_with_days(site)
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    order = [
        "One visit: the page views of one visitor",
        "Sessions rose by 60%",
        "We compared 4 whole weeks",
        "<svg viewBox",
        "Times as many",
        "Another council shares this site",
        "What we did not check",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    meaning = "Of 100 such ranges, about 95 hold the true change."
    assert f'title="{meaning}' in page
    assert f'<span class="desk-meaning">{meaning}' in page
    assert "t with 6 degrees of freedom, p &lt; 0.001" in page
    assert "2 February to 1 March 2026" in page


def test_what_is_true_of_both_numbers_is_said_once(site):
    first, second = report(campaign_with_days(site)).parts
    shared = "Another council shares this site, so some of the change may be its own."
    assert shared in first.beside
    assert shared not in second.beside
    assert second.beside[-1] == "What stands above under the other number is true of this one as well."
    assert any(said.startswith("Page views: these weeks could have missed") for said in second.beside)


def test_what_other_apps_know_of_a_campaign_is_shown_where_there_is_some(site, staff, monkeypatch):
    campaign = campaign_with_days(site)
    address = reverse("campaign_report", args=[campaign.pk])
    client = staff("view_campaign")
    assert "What was sent" not in client.get(address).content.decode()
    monkeypatch.setattr(report_rows, "_providers", [])
    report_rows.add_rows(lambda asked: [("Messages sent", "412")] if asked == campaign else [])
    page = client.get(address).content.decode()
    assert "What was sent" in page
    assert "412" in page
    assert "What was sent" not in client.get(reverse("campaign_report", args=[CampaignFactory().pk])).content.decode()


def test_other_campaigns_of_the_same_weeks_are_named_with_their_days(site, staff):
    campaign = campaign_with_days(site)
    other = CampaignFactory(name="Swimming week", starts_on=START + dt.timedelta(30), ends_on=START + dt.timedelta(36))
    CampaignFactory(name="Long ago", starts_on=START - dt.timedelta(300), ends_on=START - dt.timedelta(290))
    page = staff("view_campaign").get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    assert f'<a href="{reverse("campaign_report", args=[other.pk])}">Swimming week</a>: 4 to 10 March 2026' in page
    assert "Long ago" not in page


@pytest.mark.parametrize("day", ["2026-03-01", "2026-04-10"])
def test_the_report_says_which_change_could_be_seen_at_all(site, day):
    campaign = campaign_with_days(site)
    with time_machine.travel(dt.datetime.fromisoformat(f"{day} 12:00+00:00"), tick=False):
        said = sessions(campaign).sentences[-1]
    if day < "2026-03-30":
        assert said.startswith("Sessions: with 4 whole weeks before and 4 after, 8 of 10 campaigns that bring a rise of 13% or more, or a fall of 12% or more, would be seen.")
    else:
        assert said == "Sessions: these weeks could have missed a true change that is smaller than a rise of 13% or a fall of 12%."


def test_nothing_is_said_of_what_could_be_seen_where_too_little_was_counted(site):
    campaign = campaign_with_days(site, before=(0,) * 28)
    assert not [sentence for sentence in sessions(campaign).sentences if "be seen" in sentence]
