"""What a family sees when it searches."""

from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page

from home.models import Borough
from localoffer.models import Service
from search import limits
from search.models import SearchDay, SynonymGroup
from tests import factories
from tests.search.conftest import BROWSER, words_of
from tests.search.given import known_words


def test_a_family_finds_a_page_and_a_service_together(home, search):
    factories.GuidancePageFactory(parent=home, title="Autism support", summary="Who can help your child.")
    factories.ServiceFactory(name="Autism drop-in", summary="Tea and talk.")
    page = words_of(search("autism"))
    assert "2 results for “autism”." in page
    assert '<a href="/autism-support/"><mark>Autism</mark> support</a>' in page
    assert "<mark>Autism</mark> drop-in</a>" in page


def test_the_title_says_the_words_and_how_many(home, search):
    factories.ServiceFactory(name="Swimming")
    assert "<title>1 result for “swimming” - Search - " in words_of(search("swimming"))
    assert "<title>Nothing found for “x&lt;y” - Search - " in words_of(search("x<y"))


def test_a_word_in_the_title_comes_before_a_word_in_the_text(home, titles):
    factories.ServiceFactory(name="A club", description="We talk about sleep. " * 5)
    factories.ServiceFactory(name="A book", keywords="sleep")
    factories.ServiceFactory(name="Sleep clinic")
    assert titles("sleep") == ["Sleep clinic", "A book", "A club"]


def test_families_words_find_the_right_thing(home, titles):
    factories.GuidancePageFactory(parent=home, title="Attention (ADHD)")
    factories.GuidancePageFactory(parent=home, title="Your education, health and care plan")
    factories.ServiceFactory(name="Speech and language therapy")
    assert titles("my son can't sit still")[:1] == ["Attention (ADHD)"]
    assert titles("EHCP") == ["Your education, health and care plan"]
    assert titles("salt referral")[:1] == ["Speech and language therapy"]


def test_a_synonym_that_an_editor_adds_works_at_once(home, titles, django_capture_on_commit_callbacks):
    factories.ServiceFactory(name="Trampolining")
    assert titles("bouncing") == []
    with django_capture_on_commit_callbacks(execute=True):
        SynonymGroup.objects.create(words="bouncing, trampolining")
    assert titles("bouncing") == ["Trampolining"]


def test_another_form_of_the_word_is_found(home, titles):
    factories.ServiceFactory(name="Physical therapies")
    assert titles("therapy") == ["Physical therapies"]


def test_a_misspelt_word_is_put_right_and_the_page_says_so(home, search):
    factories.ServiceFactory(name="Autism group")
    page = words_of(search("autsim"))
    assert "Nothing here says “autsim”. We looked for <strong>autism</strong>." in page
    assert "<mark>Autism</mark> group" in page


def test_a_long_sentence_finds_what_has_some_of_its_words(home, search):
    factories.ServiceFactory(name="Hoists and slings", summary="For your bathroom.")
    response = search("please where in the world could anybody lend us a hoist tomorrow")
    assert "Nothing has all of your words. These have some of them." in words_of(response)
    assert response.context["found"].total == 1


def test_things_with_all_words_come_before_things_with_some(home, search):
    factories.ServiceFactory(name="Swimming swimming swimming")
    factories.ServiceFactory(name="A club", description="Swimming on Mondays for wheelchair users.")
    response = search("swimming wheelchair users")
    assert [result.thing.name for result in response.context["found"].results] == ["A club", "Swimming swimming swimming"]
    assert "The first one has all of your words. The others have some of them." in words_of(response)


def test_a_number_that_is_only_the_best_of_more_says_so(home, search, monkeypatch):
    monkeypatch.setattr("search.engines.database.MOST_LOOSE", 2)
    for name in ("Swimming one", "Swimming two", "Swimming three"):
        factories.ServiceFactory(name=name)
    response = search("swimming wheelchair")
    assert "The best 2 results for “swimming wheelchair”. There are more." in words_of(response)
    assert "<title>The best 2 results for" in response.content.decode()
    monkeypatch.setattr("search.engines.database.MOST_LOOSE", 100)
    assert "3 results for “swimming wheelchair”." in words_of(search("swimming wheelchair"))


def test_one_kind_can_be_chosen_and_every_kind_says_how_many(home, search, titles):
    factories.GuidancePageFactory(parent=home, title="Sleep at home")
    factories.ServiceFactory(name="Sleep clinic")
    factories.ServiceFactory(name="Sleep group")
    found = search("sleep").context["found"]
    assert [(option.name, option.count) for option in found.facets[0].options] == [("Guidance", 1), ("Services", 2)]
    assert titles("sleep", type="guidance") == ["Sleep at home"]
    assert titles("sleep", type="nonsense") == titles("sleep")


def test_a_chosen_borough_leaves_out_the_other_one(home, titles):
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")
    factories.ServiceFactory(name="Sleep Larkmere", boroughs=[larkmere])
    factories.ServiceFactory(name="Sleep Hollowdean", boroughs=[hollowdean])
    factories.ServiceFactory(name="Sleep everywhere", is_for_every_borough=True)
    assert set(titles("sleep", borough="larkmere")) == {"Sleep Larkmere", "Sleep everywhere"}
    assert len(titles("sleep")) == 3
    assert len(titles("sleep", borough="nowhere")) == 3


def test_borough_twelve_is_not_borough_two(home, titles):
    many = factories.BoroughFactory.create_batch(12)
    factories.ServiceFactory(name="Sleep", boroughs=[many[-1]])
    for other in many[:-1]:
        assert titles("sleep", borough=other.slug) == []
    assert titles("sleep", borough=many[-1].slug) == ["Sleep"]


def test_results_come_in_pages_and_a_page_too_far_is_the_last(home, titles):
    factories.ServiceFactory.create_batch(23, description="Sleep.")
    first, third = titles("sleep"), titles("sleep", page="3")
    assert (len(first), len(third)) == (10, 3)
    assert not set(first) & set(third)
    assert titles("sleep", page="99") == third
    assert titles("sleep", page="-1") == titles("sleep", page="½") == first


def test_an_empty_search_helps(home, search):
    home.example_searches = "sleep, EHC plan"
    home.save()
    for nothing in ("", "   ", "\0"):
        page = words_of(search(nothing))
        assert "<title>Search - " in page
        assert 'href="?q=EHC+plan"' in page
        assert reverse("service_list") in page


def test_a_search_without_results_helps(home, search):
    page = words_of(search("zxqv & <b>"))
    assert "We found nothing for “zxqv &amp; &lt;b&gt;”." in page
    assert f'href="{reverse("comment")}?kind=missing&amp;words={quote("zxqv & <b>", safe="")}"' in page
    assert "SENDIASS" in page and "Parent carer forum" in page


def test_signs_without_words_find_nothing_and_say_so(home, search):
    assert "We found nothing for “🙂 !!!”." in words_of(search("🙂 !!!"))


def test_markup_in_names_and_words_stays_text(home, search):
    factories.ServiceFactory(name="<script>alert(1)</script> sleep", summary="<img src=x onerror=y> sleep & rest")
    page = words_of(search('sleep "><script>'))
    assert "<script>alert" not in page and "<img src=x" not in page and '"><script>' not in page


def test_what_is_unpublished_is_not_shown_even_while_the_index_still_has_it(home, search):
    page = factories.GuidancePageFactory(parent=home, title="Sleep at home")
    service = factories.ServiceFactory(name="Sleep clinic")
    search("sleep")
    Page.objects.filter(pk=page.pk).update(live=False)
    Service.objects.filter(pk=service.pk).update(is_published=False)
    assert search("sleep").context["found"].results == []


def test_a_page_that_came_under_a_password_is_not_shown_even_while_the_index_still_has_it(home, search):
    section = factories.SectionPageFactory(parent=home, title="Staff")
    factories.GuidancePageFactory(parent=section, title="Sleep at home")
    assert len(search("sleep").context["found"].results) == 1
    section.view_restrictions.model.objects.bulk_create([section.view_restrictions.model(page=section.page_ptr, restriction_type="login")])
    assert search("sleep").context["found"].results == []


def test_the_words_shown_are_the_databases_own(home, search):
    service = factories.ServiceFactory(name="Sleep clinic")
    search("sleep")
    Service.objects.filter(pk=service.pk).update(name="Rest clinic")
    assert search("sleep").context["found"].results[0].title == "Rest clinic"


def test_more_results_cost_no_more_queries_and_12_at_most(home, client, search):
    factories.GuidancePageFactory(parent=home, title="Sleep", boroughs=list(Borough.objects.all()))
    factories.ServiceFactory(name="Sleep", needs=[factories.NeedFactory()])
    search("sleep")

    def cost(**parameters):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("search"), parameters, headers={"user-agent": BROWSER})
        assert response.context["found"].results
        return len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    one = cost(q="sleep")
    for number in range(10):
        factories.GuidancePageFactory(parent=home, title=f"Sleep {number}")
        factories.ServiceFactory(name=f"Sleep {number}", needs=[factories.NeedFactory()])
    search("sleep")
    assert cost(q="sleep") == one <= 12
    assert cost(q="sleep", borough="larkmere") <= 12
    assert cost(q="slepe in the house tomorrow night") <= 12


def test_an_emptied_cache_costs_no_more_than_12_queries_either(home, search, count_queries):
    factories.GuidancePageFactory(parent=home, title="Sleep")
    factories.ServiceFactory(name="Sleep")
    search("sleep")
    assert count_queries(reverse("search") + "?q=sleep") <= 12


def test_a_search_sets_no_cookie_and_is_kept_by_no_cache(home, search):
    factories.ServiceFactory(name="Sleep clinic")
    response = search("sleep")
    assert not response.cookies
    assert "private" in response["Cache-Control"]
    factories.ServiceFactory(name="Sleep group")
    assert search("sleep").context["found"].total == 2


def test_one_address_searches_no_more_than_so_often_and_its_kept_pages_are_not_counted(home, client, monkeypatch):
    monkeypatch.setitem(limits.MOST, "search", 3)
    with time_machine.travel(timezone.now().replace(second=20), tick=False):
        for _ in range(5):
            assert client.get(reverse("service_list")).status_code == 200
        answers = [client.get(reverse(name), {"q": "sleep"}) for name in ("search", "service_list", "search", "services_embed")]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert answers[2]["Retry-After"] == "40"
        assert "Please wait a little" in words_of(answers[2])
        assert client.get(reverse("service_list")).status_code == 200, "the list that was refused is not the list that is kept"


def test_searching_is_reading(home, client):
    assert client.post(reverse("search"), {"q": "sleep"}).status_code == 405


def test_a_search_is_counted_with_nothing_about_the_person(home, search):
    factories.ServiceFactory(name="Sleep clinic", is_for_every_borough=True)
    known_words("zxqv")
    for _ in range(3):
        search("  SLEEP! ")
    search("sleep", page="1", borough="larkmere")
    search("zxqv")
    assert set(SearchDay.objects.values_list("words", "borough", "found", "n")) == {("sleep", "", "little", 3), ("sleep", "larkmere", "little", 1), ("zxqv", "", "nothing", 1)}


@pytest.mark.parametrize("headers", [{"user-agent": "Googlebot/2.1"}, {"user-agent": ""}, {"user-agent": BROWSER, "dnt": "1"}, {"user-agent": BROWSER, "sec-gpc": "1"}])
def test_robots_and_those_who_object_are_not_counted(home, client, headers):
    assert client.get(reverse("search"), {"q": "sleep"}, headers=headers).status_code == 200
    assert not SearchDay.objects.exists()


def test_an_index_that_is_gone_is_the_only_thing_that_breaks(home, search, settings):
    """The cache may go: editors' words then come from the database."""
    kinds = {"default": "home.caches.ForgivingFileCache", "pages": "home.caches.ExactFileCache"}
    settings.CACHES = settings.CACHES | {name: {"BACKEND": kind, "LOCATION": "/proc/nowhere"} for name, kind in kinds.items()}
    factories.ServiceFactory(name="Autism group")
    assert search("autistic").context["found"].total == 1


OPERATORS = [
    '"',
    "'",
    '"""',
    "a OR",
    "NEAR(",
    "a NEAR/2 b",
    "col:a",
    "-a",
    "^a",
    "a*",
    "(a",
    "a AND",
    "NOT",
    "a + b",
    "{a b}: c",
    "\\",
    "%",
    "_",
    "a & b",
    "a | !b",
    "a:*",
    "a <-> b",
]
CODE = ["1; DROP TABLE search_searchentry; --", '{"q": ["a"]}', "' OR 1=1 --", "$(x)", "${x}", "%s", "%(q)s", "{0}"]
SCRIPTS = ["\0", "a\0b", "🙂" * 60, "x" * 10_000, "ا" * 200, "\u202eabc", "שלום עולם"]
ODD = st.one_of(st.text(max_size=150), st.sampled_from([*OPERATORS, *CODE, *SCRIPTS]), st.text(alphabet="\"'()*:^-+|&!<>~\\ \0aORNEAT", max_size=60))


NAMES = ["q", "type", "need", "age", "phase", "category", "borough", "near", "within", "cost", "access", "day", "delivery", "self_referral", "sort", "page"]


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(NAMES), ODD, min_size=1), address=st.sampled_from(["search", "search", "service_list", "search_csv", "search_rss"]))
def test_no_words_break_the_page(home, client, monkeypatch, asked, address):
    monkeypatch.setitem(limits.MOST, "files", 1_000)
    Service.objects.get_or_create(slug="sleep", defaults={"name": "Sleep a b x OR near"})
    query = "&".join(f"{name}={quote(value[:500].encode('utf-8', 'replace'))}" for name, value in asked.items())
    response = client.get(f"{reverse(address)}?{query}", headers={"user-agent": BROWSER})
    assert response.status_code in ({200} if len(query) < 3_900 else {200, 414}) | ({404} if address in {"search_csv", "search_rss"} else set())
    assert b"fts5" not in response.content and b"tsquery" not in response.content


@pytest.mark.parametrize("value", [*CODE, *SCRIPTS[:3], "9" * 400, "-1", "1e9", "[]", "../../etc/passwd"])
def test_code_in_every_parameter_is_only_a_value_nobody_knows(home, client, value):
    """A few letters of each, so that the address is not refused for its length."""
    response = client.get(reverse("search"), dict.fromkeys(NAMES, value[:15]) | {"q": f"sleep {value}"[:200]}, headers={"user-agent": BROWSER})
    assert response.status_code == 200
    assert client.get(reverse("search"), {name: value[:15] for name in NAMES if name != "q"}, headers={"user-agent": BROWSER}).status_code == 200


def test_bytes_that_are_no_text_break_nothing(home, client):
    assert client.get(reverse("search") + "?q=%ff%fe%00&q=b&page=%c3&type[]=1&borough=%00").status_code == 200
    assert settings.DEBUG is False
