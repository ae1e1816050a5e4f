"""Narrowing what a search finds: what a family chooses, what each choice would give, and what the page says about it."""

import re

from django.urls import reverse

from home.models import Borough
from localoffer.models import CostOption, Service
from tests import factories
from tests.search.conftest import words_of
from tests.search.given import counts, service


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
    for wrong, name in (
        *(({"need": "banana"}, "Need"), ({"may_fit": "yes"}, "what may fit"), ({"within": "7"}, "How far?"), ({"sort": "up"}, "the order"), ({"day": ["MO", "XX"]}, "Day")),
        *(({"self_referral": "yes"}, "How to get it"), ({"type": "thing"}, "What to show"), ({"need": "banana", "sort": "up"}, "Need, the order")),
    ):
        assert f"We did not understand one of your choices, so we left it out: {name}." in words_of(search("swim", **wrong)), wrong


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
