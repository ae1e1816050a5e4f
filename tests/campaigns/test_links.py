"""A campaign's links: one code for each way of giving it out, never used twice, and what the report says of each."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ANALYST, COUNCIL_EDITOR, PCF_EDITOR
from analytics import known
from analytics.models import ActDay, PageDay
from campaigns.links import actions
from campaigns.models import ALPHABET, Campaign, GivenCode, TrackedLink
from campaigns.reports import report
from home.models import Borough, HomePage
from localoffer.models import Ward
from register.models import Figures
from register.sources import cells
from register.totals import _with_others, of_register
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory, TrackedLinkFactory
from tests.factories import GuidancePageFactory
from tests.portal.desk import set_up_desk
from tests.register.test_totals import families

pytestmark = pytest.mark.django_db


@pytest.fixture
def borough(site):
    borough = Borough.objects.get(slug="larkmere")
    for n, name in enumerate(("Castle", "Mill", "Green"), 1):
        Ward.objects.create(code=f"E0500000{n}", name=name, borough=borough)
    return borough


@pytest.fixture
def desk(site, client):
    set_up_desk()
    client.force_login(make_staff(PCF_EDITOR, email="writer@forum.example"))
    return client


def page_of(desk, campaign):
    return desk.get(reverse("campaign_links", args=[campaign.pk])).content.decode()


def words_of(response):
    return response.content.decode().split("<main")[1]


@pytest.mark.parametrize("typed", ["SCH00K", "schook", "SCHOOK/"])
def test_a_links_code_leads_where_the_campaign_leads_however_it_was_typed(site, client, typed):
    TrackedLinkFactory(code="SCH00K", campaign=CampaignFactory(target_place="/services/"))
    response = client.get(f"/go/{typed}")
    assert (response.status_code, response["Location"]) == (302, "/services/?c=SCH00K")


def test_a_link_leads_to_its_own_page_or_place_and_to_the_campaigns_while_its_page_is_down(site):
    page = GuidancePageFactory(parent=HomePage.objects.get())
    link = TrackedLinkFactory(target_page=page, campaign=CampaignFactory(target_place="/services/"))
    assert link.target == page.url
    page.unpublish()
    link.refresh_from_db()
    assert link.target == "/services/"
    link.target_place = "/search/"
    assert link.target == "/search/"


def test_an_address_after_a_code_leads_nowhere_else(site, client):
    link = TrackedLinkFactory()
    for extra in ("?next=https://evil.example", "?c=OTHER1&target=//evil.example"):
        assert client.get(f"/go/{link.code}{extra}")["Location"] == f"/register/?c={link.code}"


def test_asking_only_for_the_headers_is_answered_and_counts_nothing(site, client, count_queries):
    link = TrackedLinkFactory()
    assert client.head(f"/go/{link.code}").status_code == 302
    assert not PageDay.objects.exists()
    assert client.post(f"/go/{link.code}").status_code == 405


def test_a_link_that_ended_says_so_and_offers_the_campaigns_page_with_search_and_register(site, client):
    link = TrackedLinkFactory(campaign=CampaignFactory(name="Summer club", target_place="/services/"))
    actions.end(link)
    response = client.get(f"/go/{link.code}")
    assert response.status_code == 410
    page = words_of(response)
    for said in ("This code has ended", "Summer club", 'href="/services/"', 'role="search"', 'href="/register/"', 'href="/"'):
        assert said in page
    actions.take_up(link)
    assert client.get(f"/go/{link.code}").status_code == 302


def test_the_code_of_a_campaign_that_was_deleted_helps_on_and_is_never_given_again(site, client):
    link = TrackedLinkFactory(campaign=CampaignFactory(code="GATHER"))
    Campaign.objects.get().delete()
    assert client.get(f"/go/{link.code}").status_code == 410
    assert "Your leaflet is an old one" in words_of(client.get("/go/GATHER"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignFactory(code=link.code)


@pytest.mark.parametrize("typed", ["", "K7QF2", "IIII IIII", "https://evil.example", "<script>alert(1)</script>"])
def test_who_has_no_code_or_misread_it_can_type_it_again(site, client, typed):
    response = client.get("/go/", {"code": typed})
    assert response.status_code == (404 if typed else 200)
    assert 'name="code"' in words_of(response)
    assert "<script>alert" not in words_of(response)


def test_a_typed_code_goes_to_its_short_address(site, client):
    assert client.get("/go/", {"code": " k7qf2m "})["Location"] == "/go/K7QF2M"


def test_a_code_is_one_of_a_kind_over_campaigns_and_links(site):
    campaign = CampaignFactory(code="GATHER")
    link = TrackedLinkFactory(campaign=campaign)
    for make in (lambda: TrackedLinkFactory(code="GATHER"), lambda: CampaignFactory(code=link.code)):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    assert set(GivenCode.objects.values_list("code", flat=True)) == {"GATHER", link.code}


def test_nobody_changes_a_code_that_was_given_out(site):
    link = TrackedLinkFactory()
    for rows in (TrackedLink.objects.filter(pk=link.pk), Campaign.objects.filter(pk=link.campaign_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(code="ZZZZZZ")
        rows.update(code=rows.get().code)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_givencode SET code = 'ZZZZZZ'")


def test_the_form_of_a_campaign_says_so_before_the_database_does(site, client):
    set_up_desk()
    client.force_login(make_staff(ANALYST, email="figures@council.example"))
    link = TrackedLinkFactory()
    form = {"name": "New", "code": link.code, "target_place": "/register/", "evaluations-TOTAL_FORMS": 0, "evaluations-INITIAL_FORMS": 0}
    assert "This code was given out before." in client.post(reverse("campaign:add"), form).content.decode()
    client.post(reverse("campaign:edit", args=[link.campaign_id]), form | {"name": "Renamed", "code": "ZZZZZZ"})
    changed = Campaign.objects.get()
    assert changed.name == "Renamed"
    assert changed.code == link.campaign.code


def test_one_press_makes_a_link_for_every_ward_and_a_second_press_makes_none(desk, borough):
    campaign = CampaignFactory()
    press = reverse("campaign_links_for_wards", args=[campaign.pk])
    assert "3 links are made." in desk.post(press, {"borough": borough.pk}, follow=True).content.decode()
    assert list(campaign.links.values_list("label", flat=True)) == ["Castle", "Green", "Mill"]
    assert all(set(link.code) <= set(ALPHABET) and link.ward.borough == borough for link in campaign.links.all())
    assert "has a link of this kind already" in desk.post(press, {"borough": borough.pk}, follow=True).content.decode()
    desk.post(press, {"borough": borough.pk, "distribution": "GP surgeries"})
    assert campaign.links.filter(label="Castle: GP surgeries", distribution="GP surgeries").count() == 1
    assert len(set(campaign.links.values_list("code", flat=True))) == 6


def test_wards_of_one_name_in_two_boroughs_are_told_apart(borough):
    campaign = CampaignFactory()
    other = Borough.objects.create(name="Farmere", slug="farmere", council="Farmere Council")
    Ward.objects.create(code="E05000009", name="Castle", borough=other)
    actions.make_for_wards(campaign=campaign, borough=borough)
    assert [link.label for link in actions.make_for_wards(campaign=campaign, borough=other)] == ["Castle (E05000009)"]


def test_a_borough_without_wards_and_a_campaign_that_is_full_are_refused(desk, borough, monkeypatch):
    campaign, empty = CampaignFactory(), Borough.objects.create(name="Empty", slug="empty", council="Empty Council")
    press = reverse("campaign_links_for_wards", args=[campaign.pk])
    assert "We know no wards of this borough." in desk.post(press, {"borough": empty.pk}, follow=True).content.decode()
    assert "Choose a borough" in desk.post(press, {"borough": "x"}, follow=True).content.decode()
    monkeypatch.setattr(actions, "MOST_LINKS", 2)
    assert "at most 2 links" in desk.post(press, {"borough": borough.pk}, follow=True).content.decode()
    assert not campaign.links.exists()


def test_an_editor_makes_a_link_changes_it_and_ends_it(desk):
    campaign = CampaignFactory()
    address = reverse("campaign_links", args=[campaign.pk])
    assert "Its code is" in desk.post(address, {"label": "Letters to schools", "distribution": "schools in the north"}, follow=True).content.decode()
    link = campaign.links.get()
    assert link.short_address in page_of(desk, campaign)
    one = reverse("campaign_link", args=[campaign.pk, link.pk])
    desk.post(one, {"label": "Letters to all schools", "target_place": "/services/", "code": "ZZZZZZ"})
    changed = campaign.links.get()
    assert (changed.label, changed.target, changed.code) == ("Letters to all schools", "/services/", link.code)
    desk.post(reverse("campaign_link_end", args=[campaign.pk, link.pk]), {"what": "end"})
    assert "Ended on" in page_of(desk, campaign)
    desk.post(reverse("campaign_link_end", args=[campaign.pk, link.pk]), {"what": "again"})
    assert "Ended on" not in page_of(desk, campaign)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": ""}, "Fill this in."),
        ({"label": "Schools"}, "has a link of this name"),
        ({"label": "x" * 181}, "180 letters at most"),
        ({"label": "New", "target_place": "https://evil.example"}, "Choose one from the list."),
        ({"label": "New", "ward": "nowhere"}, "Choose one from the list."),
        ({"label": "New", "target_page": "down"}, "This page is not published"),
    ],
    ids=["no name", "name taken", "long name", "another website", "no such ward", "page that is down"],
)
def test_a_link_that_makes_no_sense_is_refused_in_words(desk, fields, said):
    campaign = TrackedLinkFactory(label="Schools").campaign
    if fields.get("target_page"):
        fields = fields | {"target_page": GuidancePageFactory(parent=HomePage.objects.get(), live=False).pk}
    assert said in desk.post(reverse("campaign_links", args=[campaign.pk]), fields).content.decode()
    assert campaign.links.count() == 1


def test_the_link_of_another_campaign_is_not_found_under_this_one(desk):
    link, other = TrackedLinkFactory(), CampaignFactory()
    for name, args in (("campaign_link", [link.pk]), ("campaign_code_picture", [link.code, "svg"]), ("campaign_flyer_file", [link.code, "a5"])):
        assert desk.get(reverse(name, args=[other.pk, *args])).status_code == 404


def test_many_links_cost_the_list_no_more_questions(desk, borough, count_queries):
    campaign = CampaignFactory()
    TrackedLinkFactory(campaign=campaign)
    page_of(desk, campaign)
    one = count_queries(reverse("campaign_links", args=[campaign.pk]))
    actions.make_for_wards(campaign=campaign, borough=borough)
    assert count_queries(reverse("campaign_links", args=[campaign.pk])) == one


@pytest.mark.parametrize("role", [PCF_EDITOR, COUNCIL_EDITOR, ANALYST])
def test_editors_of_both_sides_and_the_analyst_make_links(site, client, role):
    set_up_desk()
    client.force_login(make_staff(role, email="somebody@staff.example"))
    campaign = CampaignFactory()
    client.post(reverse("campaign_links", args=[campaign.pk]), {"label": "Schools"})
    assert campaign.links.count() == 1
    assert reverse("campaign_links", args=[campaign.pk]) in client.get(reverse("campaign:index")).content.decode()
    assert reverse("campaign_links", args=[campaign.pk]) in client.get(reverse("campaign_report", args=[campaign.pk])).content.decode()


def test_statistics_know_a_links_code_by_the_campaign_and_the_link(site):
    known.forget()
    link = TrackedLinkFactory(label="Schools", campaign=CampaignFactory(name="Summer club"))
    assert known.campaign_of(link.code) == link.code
    assert known.campaign_names([link.code]) == {link.code: "Summer club: Schools"}


def counted(site, code, *, visits, begun):
    PageDay.objects.create(site=site, day="2026-03-02", page="register", source="direct", campaign=code, views=visits * 2, sessions=visits)
    ActDay.objects.create(site=site, day="2026-03-02", act="form-step", page="register", detail="begun", campaign=code, times=begun)


def test_the_report_adds_a_campaigns_codes_up_and_tells_each_without_giving_small_numbers_away(site, desk):
    campaign = CampaignFactory()
    schools, surgeries = (TrackedLinkFactory(campaign=campaign, label=label) for label in ("Schools", "Surgeries"))
    for code, visits, begun in ((campaign.code, 30, 9), (schools.code, 20, 8), (surgeries.code, 4, 3)):
        counted(site, code, visits=visits, begun=begun)
    rows = [["", "No code", 400, 0], [campaign.code, "All", 30, 0], [f"{campaign.code}-own", "Its own code", 15, 1], [schools.code, "Schools", None, 1]]
    Figures.objects.create(at=timezone.now(), families=900, numbers={"tables": {"source": {"whole": 500, "rows": rows, "is_withdrawn": False}}})
    found = report(campaign)
    whole = dict(found.brought)
    assert (whole["Visits that began with the code"], whole["Forms of the SEND Register begun"]) == ("54", "20")
    assert "30" in whole.values()
    own, first, second = found.by_link
    assert (own.visits, own.families, first.visits, second.visits) == ("30", "15", "20", "4")
    # 20 in all, and 3 of them here: with 9 and 8 beside it, anybody could take the sum. So one more is hidden.
    assert second.forms == "hidden"
    assert "hidden" in {own.forms, first.forms}
    assert {first.families, second.families} == {"hidden"}
    page = desk.get(reverse("campaign_report", args=[campaign.pk])).content.decode()
    assert "By link" in page
    assert schools.code in page


def test_a_campaign_without_links_has_no_table_of_them(site):
    assert report(CampaignFactory()).by_link == []


def test_families_of_a_campaigns_codes_stand_together_in_the_registers_totals_and_small_ones_are_not_named(site):
    campaign = CampaignFactory(name="Summer club")
    schools, surgeries = (TrackedLinkFactory(campaign=campaign, label=label) for label in ("Schools", "Surgeries"))
    counts = {"": 100, campaign.code: 20, schools.code: 12, surgeries.code: 3, "POSTER": 8}
    rows = {row.code: row for row in cells(counts, _with_others)}
    assert (rows[campaign.code].name, rows[campaign.code].count, rows["POSTER"].count) == ("Summer club", 35, 8)
    parts = {part.code: (part.name, part.count) for part in rows[campaign.code].splits[0].parts}
    assert parts[f"{campaign.code}-own"] == ("Its own code", 20)
    assert parts[schools.code] == ("Summer club: Schools", 12)
    assert surgeries.code not in parts
    assert parts[f"{campaign.code}-others"] == ("Its other codes together", 3)
    assert sum(row.count for row in rows.values()) == sum(counts.values())


def test_a_family_that_came_with_a_links_code_counts_for_the_link_and_for_the_campaign(site):
    link = TrackedLinkFactory(campaign=CampaignFactory(code="GATHER"))
    known.forget()
    families(6, source_code=link.code)
    families(7, source_code="GATHER")
    families(30)
    rows = {code: number for code, _name, number, _level in of_register()["tables"]["source"]["rows"]}
    assert (rows["GATHER"], rows["GATHER-own"], rows[link.code]) == (15, 5, 5)
