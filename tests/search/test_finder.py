"""Narrowing what a search finds: what a family chooses, what each choice would give, and what the page says about it."""

import csv
import datetime as dt
import io
import re
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from home.models import Borough
from localoffer.models import AccessFact, CostOption, Postcode, Schedule, Service
from search import actions, feeds
from tests import factories
from tests.search.conftest import BROWSER, words_of

MILE = 1 / 69.0936
HERE = (51.41, -0.30)


@pytest.fixture
def postcode(db):
    return Postcode.objects.create(code="KT12AB", latitude=HERE[0], longitude=HERE[1])


@pytest.fixture
def services(client):
    """The titles in the list of services, in order."""

    def ask(**parameters):
        actions.catch_up()
        response = client.get(reverse("service_list"), parameters)
        assert response.status_code == 200
        return [result.name for result in response.context["found"].results]

    return ask


def service(name, *, miles=None, free=None, access=(), days=(), **facts):
    locations = [factories.LocationFactory(latitude=HERE[0] + miles * MILE, longitude=HERE[1])] if miles is not None else []
    made = factories.ServiceFactory(name=name, locations=locations, **facts)
    if free is not None:
        CostOption.objects.create(service=made, amount=0 if free else 5)
    for kind, answer in access:
        AccessFact.objects.create(service=made, kind=kind, answer=answer, checked_on=dt.date(2026, 1, 1))
    for day in days:
        Schedule.objects.create(service=made, day=day)
    return made


def counts(response):
    return {facet.parameter: {option.value: option.count for option in facet.options} for facet in response.context["found"].facets}


def test_a_family_picks_need_age_cost_and_access_together(home, services):
    autism = factories.NeedFactory(code="autism")
    service("Right", needs=[autism], min_age=5, max_age=11, free=True, access=[("hoist", "yes"), ("parking", "yes")])
    service("Too old for it", needs=[autism], min_age=12, free=True, access=[("hoist", "yes")])
    service("Not free", needs=[autism], free=False, access=[("hoist", "yes")])
    service("No hoist", needs=[autism], free=True, access=[("hoist", "no"), ("parking", "not-known")])
    assert services(need="autism", age="8", cost="free", access="hoist") == ["Right"]
    assert services(need="autism", age="8", cost="free", access=["hoist", "parking"]) == ["Right"]
    assert len(services(need="autism")) == 4


def test_what_has_not_said_whether_it_fits_is_counted_offered_and_shown_last_with_a_word(home, search):
    need = factories.NeedFactory(code="asd", name="Autism")
    service("Swim for all", is_for_every_need=True, free=True, min_age=0, max_age=25)
    service("Swim for autism", needs=[need], free=True, min_age=5, max_age=11)
    service("Swim in silence")
    service("Swim for others", needs=[factories.NeedFactory(code="hi")], free=True, min_age=5, max_age=11)
    asked = {"need": "asd", "age": "8", "cost": "free"}
    response = search("swim", **asked)
    html = words_of(response)
    assert (response.context["found"].total, counts(response)["need"]) == (2, {"asd": 2, "hi": 2})
    assert "1 more may fit: it has not said everything you asked for." in html
    assert "?q=swim&amp;need=asd&amp;cost=free&amp;age=8&amp;may_fit=1" in html and "so please ask." not in html
    response = search("swim", **asked, may_fit="1")
    html = words_of(response)
    assert [result.name for result in response.context["found"].results][-1] == "Swim in silence"
    assert html.count("It does not say all that you chose") == 1
    assert 'name="may_fit" type="checkbox" value="1" form="finder" checked' in html and "Also what may fit" in html
    html = words_of(search("silence", **asked))
    assert "Look at 1 that may fit" in html, "a page without results says it first"


def test_what_has_not_said_which_boroughs_it_is_for_is_not_taken_to_be_for_all_of_them(home, search):
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")
    service("Swim for all", is_for_every_borough=True)
    service("Swim here", boroughs=[larkmere])
    service("Swim in silence")
    service("Swim there", boroughs=[hollowdean])
    response = search("swim", borough="larkmere")
    found = response.context["found"]
    assert ({result.name for result in found.results}, found.total, found.may_fit) == ({"Swim for all", "Swim here"}, 2, 1)
    assert counts(response)["borough"] == {"larkmere": 2, "hollowdean": 2}
    html = words_of(response)
    assert "1 more may fit: it has not said everything you asked for." in html and "?q=swim&amp;borough=larkmere&amp;may_fit=1" in html
    response = search("swim", borough="larkmere", may_fit="1")
    assert [result.name for result in response.context["found"].results][-1] == "Swim in silence"
    assert words_of(response).count("It does not say all that you chose") == 1


def test_a_flag_taken_away_reaches_the_search(home, services, django_capture_on_commit_callbacks):
    made = service("Swim", is_for_every_borough=True)
    assert services(borough="larkmere") == ["Swim"]
    with django_capture_on_commit_callbacks(execute=True):
        made.is_for_every_borough = False
        made.save()
    assert services(borough="larkmere") == []


def test_of_access_facts_only_a_no_is_a_no(home, search):
    service("Swim yes", access=[("hoist", "yes")])
    service("Swim ramp", access=[("step-free", "yes")])
    service("Swim not known", access=[("hoist", "not-known")])
    service("Swim no", access=[("hoist", "no")])
    response = search("swim", access="hoist")
    assert ([result.name for result in response.context["found"].results], response.context["found"].may_fit) == (["Swim yes"], 2)
    assert counts(response)["access"] == {"hoist": 1, "step-free": 1}
    assert {result.name for result in search("swim", access="hoist", may_fit="1").context["found"].results} == {"Swim yes", "Swim ramp", "Swim not known"}


def test_a_price_in_words_is_not_known_to_be_free_and_not_known_to_cost_something(home, search):
    CostOption.objects.create(service=service("Swim words"), description="Free for carers, donations welcome")
    service("Swim free", free=True)
    service("Swim paid", free=False)
    found = search("swim", cost="free").context["found"]
    assert ([result.name for result in found.results], found.may_fit) == (["Swim free"], 1)


def test_what_nobody_has_put_under_a_kind_of_help_may_be_of_any(home, search):
    kind = factories.CategoryFactory(code="clubs")
    service("Swim club", categories=[kind])
    service("Swim")
    found = search("swim", category="clubs").context["found"]
    assert ([result.name for result in found.results], found.may_fit) == (["Swim club"], 1)


def test_a_day_a_way_and_self_referral(home, services):
    service("Monday online", days=["MO"], is_online=True, route=Service.Route.SELF)
    service("Tuesday here", days=["TU"], is_in_person=True)
    service("Any time by phone", is_by_phone=True)
    assert services(day="MO") == ["Monday online"]
    assert services(day=["MO", "TU"]) == ["Monday online", "Tuesday here"]
    assert services(delivery="phone") == ["Any time by phone"]
    assert services(self_referral="1") == ["Monday online"]


def test_a_kind_of_help_finds_and_counts_what_is_part_of_it(home, client, services):
    leisure = factories.CategoryFactory(code="leisure", name="Leisure")
    sport = factories.CategoryFactory(code="sport", name="Sport", parent=leisure)
    service("Club", categories=[leisure])
    service("Football", categories=[sport])
    service("Doctor", categories=[factories.CategoryFactory(code="health")])
    assert services(category="leisure") == ["Club", "Football"]
    assert services(category="sport") == ["Football"]
    found = client.get(reverse("service_list")).context["found"]
    tree = next(facet for facet in found.facets if facet.parameter == "category")
    shown = [(option.name, option.count, option.is_part) for option in tree.options]
    assert shown[shown.index(("Leisure", 2, False)) + 1] == ("Sport", 1, True)


def test_counts_stay_right_when_something_is_chosen(home, search):
    autism, hearing = factories.NeedFactory(code="autism"), factories.NeedFactory(code="hearing")
    service("Swim one", needs=[autism], days=["MO"])
    service("Swim two", needs=[hearing], days=["MO"])
    service("Swim three", needs=[autism], days=["TU"])
    shown = counts(search("swim", need="autism", day="MO"))
    assert shown["need"] == {"autism": 1, "hearing": 1}
    assert shown["day"] == {"MO": 1, "TU": 1}


def test_an_option_that_would_find_nothing_is_not_offered_unless_it_is_chosen(home, search):
    autism = factories.NeedFactory(code="autism")
    factories.NeedFactory(code="hearing")
    service("Swim", needs=[autism])
    service("Swim well", needs=[factories.NeedFactory(code="vision")])
    assert counts(search("swim"))["need"] == {"autism": 1, "vision": 1}
    assert counts(search("swim", need="hearing"))["need"] == {"autism": 1, "vision": 1, "hearing": 0}


def test_a_long_list_is_folded_but_not_what_is_chosen(home, search):
    for number in range(16):
        service(f"Swim {number}", needs=[factories.NeedFactory(code=f"need-{number:02}", name=f"Need {number:02}", order=number)])
    page = words_of(search("swim", need="need-15"))
    assert "Show all 16" in page
    facet = next(facet for facet in search("swim", need="need-15").context["found"].facets if facet.parameter == "need")
    assert [option.name for option in facet.seen] == [*(f"Need {number:02}" for number in range(5)), "Need 15"]
    assert len(facet.folded) == 10


def test_near_a_postcode_the_nearest_come_first_with_their_miles(home, services, postcode, search):
    service("Swim far", miles=4.04)
    service("Swim near", miles=1.2)
    service("Swim nowhere")
    assert services(near="kt1 2ab") == ["Swim near", "Swim far", "Swim nowhere"]
    assert services(near="KT12AB", within="3") == ["Swim near"]
    page = words_of(search("swim", near="KT1 2AB", sort="nearest"))
    assert "<li>1.2 miles</li>" in page and "<li>4 miles</li>" in page


def test_a_postcode_among_the_words_is_a_place(home, search, postcode):
    service("Swim far", miles=9)
    service("Swim near", miles=1)
    response = search("swim kt1 2ab", within="3")
    assert [result.name for result in response.context["found"].results] == ["Swim near"]
    assert "1 result for “swim”." in words_of(response)
    assert "Within 3 miles of KT1 2AB" in words_of(response)


@pytest.mark.parametrize("typed", ["swim near KT1 2AB", "swim in kt1 2ab", "swim close to KT12AB"])
def test_a_word_that_only_leads_to_the_place_is_not_looked_for(home, search, postcode, typed):
    service("Swim", miles=1)
    service("Near the pool", miles=1)
    response = search(typed)
    assert ([result.name for result in response.context["found"].results], response.context["asked"].text) == (["Swim"], "swim")


@pytest.mark.parametrize("typed", ["swim age 8", "swim aged 8 years", "swim for my 8 year old", "8-year-old swim", "swim 8yo", "swim 8 y/o"])
def test_an_age_among_the_words_is_an_age_that_can_be_taken_away(home, search, typed):
    service("Swim", min_age=5, max_age=11)
    service("Swim age", min_age=12, max_age=18)
    response = search(typed)
    assert [result.name for result in response.context["found"].results] == ["Swim"]
    assert ("age", "Age 8") in [(chip.facet, chip.name) for chip in response.context["found"].chips]
    assert response.context["asked"].age == 8


@pytest.mark.parametrize("typed", ["swim age 5 to 11", "swim 16-25 year olds", "swim under 5 year olds", "swim age 100", "swim year 6", "swim 2 year check"])
def test_what_is_no_age_stays_among_the_words(home, search, typed):
    asked = search(typed).context["asked"]
    assert (asked.age, asked.text) == (None, typed)


def test_an_age_that_was_chosen_goes_before_one_among_the_words(home, search):
    asked = search("swim age 8", age="9").context["asked"]
    assert (asked.age, asked.text) == (9, "swim age 8")


def test_what_is_no_word_is_not_said_to_be_found(home, search):
    service("Swim")
    assert "There is no word in “😀” that we could look for" in words_of(search("😀"))


def test_near_me_is_no_word_of_a_service(home, search):
    service("Swim")
    service("Stay near the farm")
    assert [result.name for result in search("swim near me").context["found"].results] == ["Swim"]
    assert [result.name for result in search("near me").context["found"].results] == ["Stay near the farm"], "alone it is all there is"


def test_a_postcode_nobody_knows_is_said_and_the_rest_is_searched(home, search):
    service("Swim near", miles=1)
    page = words_of(search("swim ZZ99 9ZZ", within="3"))
    assert "We do not know the postcode “ZZ99 9ZZ”" in page
    assert "1 result for “swim”." in page
    assert "miles</li>" not in page


def test_what_looks_like_half_a_postcode_and_is_none_stays_a_word(home, search):
    service("KS2 maths")
    assert [result.name for result in search("KS2 maths").context["found"].results] == ["KS2 maths"]


def test_what_was_chosen_stands_there_with_a_way_to_take_it_away(home, search, postcode):
    service("Swim", needs=[factories.NeedFactory(code="autism", name="Autism")], free=True)
    response = search("swim", need="autism", cost="free", age="7", near="KT1 2AB")
    chips = {chip.name: chip.address for chip in response.context["found"].chips}
    assert chips == {
        "Autism": "?q=swim&cost=free&age=7&near=KT1+2AB",
        "Free": "?q=swim&need=autism&age=7&near=KT1+2AB",
        "Age 7": "?q=swim&need=autism&cost=free&near=KT1+2AB",
        "Near KT1 2AB": "?q=swim&need=autism&cost=free&age=7",
    }


def test_when_nothing_fits_the_page_says_what_to_take_away_and_how_many_there_would_be(home, search, postcode):
    autism = factories.NeedFactory(code="autism", name="Autism")
    service("Swim one", needs=[autism], free=False, miles=1)
    service("Swim two", needs=[autism], free=False, miles=1)
    service("Swim three", needs=[factories.NeedFactory()], free=True, miles=30)
    page = words_of(search("swim", need="autism", cost="free"))
    assert "Take away “Free”: 2 results" in page
    assert "Take away “Autism”: 1 result<" in page
    assert "Take away “Within 3 miles of KT1 2AB”: 1 result<" in words_of(search("swim", cost="free", near="KT1 2AB", within="3"))
    assert "Take away “Age 9”: 1 result<" in words_of(search("hoist", age="9")) or service("Hoist", max_age=4)
    assert "Take away “Age 9”: 1 result<" in words_of(search("hoist", age="9"))


def test_a_value_nobody_knows_is_left_out_and_said(home, search):
    service("Swim")
    for age in ("old", "-1"):
        page = words_of(search("swim", age=age))
        assert f"We could not read the age “{age}”" in page and f'value="{age}"' in page, "what was typed stands there still"
    for wrong in ({"need": "banana"}, {"may_fit": "yes"}, {"within": "7"}, {"sort": "up"}, {"day": ["MO", "XX"]}, {"self_referral": "yes"}, {"type": "thing"}):
        page = words_of(search("swim", **wrong))
        assert "We did not understand all that was chosen" in page, wrong


def test_results_can_be_sorted(home, search, titles):
    service("Swim old", checked_on=dt.date(2025, 1, 1))
    service("Swim new", checked_on=dt.date(2026, 1, 1))
    assert titles("swim", sort="checked") == ["Swim new", "Swim old"]
    assert [way.name for way in search("swim").context["found"].sorts] == ["Best match", "Checked last"]


def test_an_overdue_service_comes_lower_and_at_its_day_vanishes_without_a_new_index(home, titles, settings, monkeypatch):
    today = timezone.localdate()
    service("Swim late", verify_by=today - dt.timedelta(days=1))
    service("Swim well")
    assert titles("swim") == ["Swim well", "Swim late"]
    later = today + dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    assert titles("swim") == ["Swim well"]


def test_guidance_for_an_age_keeps_to_it_and_a_filter_a_page_cannot_have_leaves_it_out(home, titles):
    school = factories.AgePhaseFactory(code="school", min_age=5, max_age=15)
    factories.GuidancePageFactory(parent=home, title="Sleep at school", ages=[school])
    factories.GuidancePageFactory(parent=home, title="Sleep at any age")
    service("Sleep clinic", free=True, min_age=0, max_age=25)
    assert set(titles("sleep", age="20")) == {"Sleep at any age", "Sleep clinic"}
    assert set(titles("sleep", phase="school")) == {"Sleep at school", "Sleep at any age", "Sleep clinic"}
    assert titles("sleep", cost="free") == ["Sleep clinic"]


def test_documents_are_found_by_title_but_not_those_in_a_closed_collection(home, titles, django_capture_on_commit_callbacks):
    closed = Collection.get_first_root_node().add_child(name="Staff")
    with django_capture_on_commit_callbacks(execute=True):
        Document.objects.create(title="Sleep diary", file=ContentFile(b"%PDF", name="diary.pdf"))
        Document.objects.create(title="Sleep captions", file=ContentFile(b"WEBVTT", name="captions.vtt"))
        Document.objects.create(title="Sleep secrets", file=ContentFile(b"%PDF", name="secrets.pdf"), collection=closed)
    assert set(titles("sleep")) == {"Sleep diary", "Sleep secrets"}
    with django_capture_on_commit_callbacks(execute=True):
        restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    assert titles("sleep") == ["Sleep diary"]
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert set(titles("sleep", type="document")) == {"Sleep diary", "Sleep secrets"}


def test_a_borough_alone_is_no_search_yet(home, client):
    factories.ServiceFactory(name="Club")
    assert "found" not in client.get(reverse("search"), {"borough": "larkmere"}).context


def test_a_borough_that_changes_its_name_in_addresses_is_followed(home, services, django_capture_on_commit_callbacks):
    larkmere = Borough.objects.get(slug="larkmere")
    service("Club", boroughs=[larkmere])
    assert services(borough="larkmere") == ["Club"]
    with django_capture_on_commit_callbacks(execute=True):
        larkmere.slug = "larkmere-new"
        larkmere.save()
    assert services(borough="larkmere-new") == ["Club"]
    assert services(borough="hollowdean") == []


def test_pages_of_results_keep_every_choice(home, search):
    for number in range(12):
        service(f"Swim {number}", days=["MO"])
    page = words_of(search("swim", day=["MO", "TU"], exact="1", may_fit="1"))
    assert re.search(r'href="\?q=swim&amp;day=MO&amp;day=TU&amp;exact=1&amp;may_fit=1&amp;page=2"', page)


def test_a_kept_list_of_services_follows_the_index(home, client):
    """The list is made from the index: a page kept between a change and the index must go when the index has caught up."""
    made = service("Club")
    actions.catch_up()
    Service.objects.filter(pk=made.pk).update(name="Group")
    assert b">Group<" in client.get(reverse("service_list")).content
    second = service("Another club")
    assert b"Another club" not in client.get(reverse("service_list")).content
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.note([f"service:{second.pk}"])
    assert b"Another club" in client.get(reverse("service_list")).content


def test_every_choice_but_the_place_may_be_kept(home, client):
    """A postcode is somebody's own: pages with one are kept by no cache of ours."""
    service("Club")
    actions.catch_up()
    address = f"{reverse('service_list')}?age=7&access=hoist&day=MO&delivery=online&self_referral=1&sort=checked"
    for extra, is_kept in (("", True), ("&near=KT1+2AB&within=3", False)):
        client.get(address + extra)
        with CaptureQueriesContext(connection) as queries:
            client.get(address + extra)
        assert (len(queries) == 0) is is_kept


def cost(client, **parameters):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("search"), parameters, headers={"user-agent": BROWSER})
    assert response.status_code == 200
    return len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_every_filter_at_once_costs_12_queries_at_most_however_many_are_found(home, client, postcode):
    everything = {"q": "slepe diray", "age": "7", "near": "KT1 2AB", "within": "20", "cost": "free", "sort": "nearest", "day": ["MO", "TU"]}
    questions = [everything, {"q": "sleep diary"}, {"q": "slepe wheelchair horse"}, {"q": "sleep", "day": "SU", "cost": "free", "age": "3"}]
    questions.append({"q": "sleep zebra", "cost": "free", "age": "40", "near": "KT1 2AB", "within": "1", "day": "SU"})
    costs = []
    for numbers in (range(5), range(5, 17)):
        for number in numbers:
            service(f"Sleep diary {number}", miles=5, free=True, days=["MO"], min_age=0, max_age=25)
            factories.GuidancePageFactory(parent=home, title=f"Sleep diary page {number}")
            Document.objects.create(title=f"Sleep diary file {number}", file=ContentFile(b"%PDF", name="diary.pdf"))
        actions.catch_up()
        costs.append([(cost(client, q="sleep"), cost(client, **question))[1] for question in questions])  # the frame was just made
    assert all(more <= few for few, more in zip(*costs, strict=True)), costs
    assert max(costs[0]) <= 12


def test_500_values_of_one_parameter_break_nothing(home, client):
    service("Swim")
    actions.catch_up()
    for address in (reverse("search"), reverse("service_list"), reverse("search_csv")):
        response = client.get(f"{address}?{'need=x&' * 500}q=swim")
        assert response.status_code in {200, 414}


def test_results_as_a_table_that_no_spreadsheet_runs(home, client, postcode):
    service("=Swim()", miles=1.25, free=True, min_age=5, summary="Splash.")
    factories.GuidancePageFactory(parent=home, title="Swim safely")
    actions.catch_up()
    response = client.get(reverse("search_csv"), {"q": "swim", "near": "KT1 2AB"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    found = {row[0]: row for row in rows[1:]}
    assert found["'=Swim()"][1:] == [
        "Service",
        "Splash.",
        "http://testserver/services/" + Service.objects.get().slug + "/",
        Service.objects.get().provider.name,
        "5",
        "",
        "Yes",
        "Larkmere",
        "1.2",
        "Open",
        "",
    ]
    assert found["Swim safely"][1] == "Guidance"


def test_a_table_that_is_cut_says_so(home, client, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ROWS", 2)
    for number in range(3):
        service(f"Swim {number}")
    actions.catch_up()
    rows = client.get(reverse("search_csv"), {"q": "swim"}).content.decode().splitlines()
    assert len(rows) == 4
    assert rows[-1] == '"Only the first 2 of 3 results are here."' or rows[-1] == "Only the first 2 of 3 results are here."


def test_results_as_a_feed(home, client):
    service("Swim & splash", summary="For you & me.")
    actions.catch_up()
    response = client.get(reverse("search_rss"), {"q": "swim", "type": "service"})
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    items = ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314 (our own feed)
    assert [(item.findtext("title"), item.findtext("description"), item.findtext("link")) for item in items] == [
        ("Swim & splash", "For you & me.", f"http://testserver/services/{Service.objects.get().slug}/")
    ]


def test_a_sign_that_no_feed_may_hold_takes_no_result_away(home, client):
    service("Swim\x0bclub", summary="For you\x01.")
    actions.catch_up()
    response = client.get(reverse("search_rss"), {"q": "swim"})
    [item] = ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314 (our own feed)
    assert (item.findtext("title"), item.findtext("description")) == ("Swim club", "For you.")


def test_results_as_dates_for_a_calendar(home, client):
    service("Swim", days=["MO"])
    service("Swim without a date")
    index = factories.EventIndexPageFactory(parent=home)
    factories.EventPageFactory(parent=index, title="Swim day", starts_at=timezone.now() + dt.timedelta(days=3))
    actions.catch_up()
    response = client.get(reverse("search_ics"), {"q": "swim"})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == ["Swim", "Swim day"]


def test_an_event_is_found_until_it_is_over(home, titles, monkeypatch):
    now = timezone.localdate()
    index = factories.EventIndexPageFactory(parent=home)
    factories.EventPageFactory(parent=index, title="Swim day", starts_at=timezone.now() + dt.timedelta(days=3), ages=[factories.AgePhaseFactory(min_age=5, max_age=11)])
    assert titles("swim", type="event", age="7", delivery="in-person") == ["Swim day"]
    assert titles("swim", age="20") == []
    monkeypatch.setattr(timezone, "localdate", lambda *args: now + dt.timedelta(days=5))
    assert titles("swim") == []


def test_files_of_no_search_and_of_no_kind_are_not_there(home, client):
    assert client.get(reverse("search_csv")).status_code == 404
    assert client.get("/search/results.exe?q=a").status_code == 404
