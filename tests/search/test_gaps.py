"""What is learned from searches: what was missing, for whom and where, and nothing about a person."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from home.models import Borough
from localoffer.models import Postcode, Ward
from search import actions, gaps
from search.models import SearchDay
from tests import factories
from tests.portal.desk import everyone, set_up_desk
from tests.search.conftest import BROWSER
from tests.search.given import known_words


@pytest.fixture
def analyst(client, site):
    set_up_desk()
    client.force_login(everyone()["Analyst"])
    return client


@pytest.fixture(autouse=True)
def words(db):
    known_words("judo", "swimming", "hippotherapy")


def counted(**values):
    return SearchDay.objects.create(**{"day": timezone.localdate(), "n": 5, "found": "nothing"} | values)


def lines(part, start=None):
    today = timezone.localdate()
    found = next(one for one in gaps.report(start or today, today) if str(one.name).startswith(part))
    return [(line.name, line.searches, line.nothing, line.little) for line in found.lines]


def test_a_search_is_kept_with_what_was_chosen_the_phase_and_half_a_postcode(home, search):
    factories.NeedFactory(code="asd")
    factories.AgePhaseFactory(code="primary", min_age=5, max_age=10)
    Postcode.objects.create(code="KT12AB", latitude=51.41, longitude=-0.3)
    search("judo", need="asd", age="8", near="KT1 2AB", within="3", cost="free", borough="larkmere")
    assert list(SearchDay.objects.values_list("words", "borough", "filters", "area", "found", "n")) == [
        ("judo", "larkmere", "need=asd&cost=free&phase=primary", "KT1", "nothing", 1)
    ]


def test_a_whole_postcode_is_kept_as_its_ward_and_half_of_one_as_it_is(home, search):
    ward = Ward.objects.create(code="E05013938")
    Postcode.objects.create(code="KT12AB", latitude=51.41, longitude=-0.3, ward=ward)
    Postcode.objects.create(code="KT12AD", latitude=51.41, longitude=-0.3)
    for near in ("KT1 2AB", "KT1 2AD", "KT1 2", "KT1", "nowhere"):
        search("judo", near=near)
    assert dict(SearchDay.objects.values_list("area", "n")) == {"E05013938": 1, "KT1": 3, "": 1}


def test_what_found_little_is_told_from_what_found_enough(home, search):
    factories.ServiceFactory(name="Judo club")
    for number in range(5):
        factories.ServiceFactory(name=f"Swimming {number}")
    for words in ("judo", "swimming", "hippotherapy"):
        search(words)
    assert dict(SearchDay.objects.values_list("words", "found")) == {"judo": "little", "swimming": "enough", "hippotherapy": "nothing"}


def test_an_unknown_place_and_another_look_are_not_kept(home, search):
    search("judo", near="14 Orchard Row")
    search("judo", page="2")
    search("judo", may_fit="1")
    search("judo", exact="1")
    search("judo", sort="checked")
    assert list(SearchDay.objects.values_list("words", "area", "n")) == [("judo", "", 1)]


def test_a_name_among_the_words_is_kept_as_a_mark_and_a_home_not_at_all(home, search):
    factories.ServiceFactory(name="Judo at Orchard Row, Larkmere")
    search("Joshua Okonjo judo")
    search("14 Orchard Row Larkmere judo")
    mark, words = sorted(SearchDay.objects.values_list("words", flat=True), reverse=True)
    assert mark.startswith("~") and words == "larkmere judo"


def test_a_place_or_an_age_alone_is_a_question_too(home, search):
    factories.AgePhaseFactory(code="primary", min_age=5, max_age=10)
    search("", near="KT1")
    search("", age="7")
    assert set(SearchDay.objects.values_list("words", "area", "filters")) == {("", "KT1", ""), ("", "", "phase=primary")}


def test_the_list_of_services_is_counted_each_time_it_shows_too_little(home, client):
    """Nobody hears of what was looked for in vain if the kept page answers; what shows enough is kept, and not counted."""
    need = factories.NeedFactory(code="asd")
    for number in range(5):
        factories.ServiceFactory(name=f"Swimming {number}", needs=[need])
    factories.ServiceFactory(name="Judo club", min_age=5, max_age=7)
    actions.catch_up()
    for query in ({"need": "asd"}, {"day": "MO"}, {"day": "MO"}, {"age": "6"}, {"q": "judo"}, {"borough": "larkmere"}, {"page": "2"}, {"sort": "checked", "q": "judo"}, {}):
        response = client.get(reverse("service_list"), query, headers={"user-agent": BROWSER})
        assert response.status_code == 200
        assert ("private" in response.headers.get("Cache-Control", "")) == (query.keys() <= {"day", "age", "q"} and bool(query))
    assert set(SearchDay.objects.values_list("words", "filters", "found", "n")) == {("", "day=MO", "nothing", 2), ("judo", "", "little", 1)}
    client.get(reverse("service_list"), {"day": "MO"}, headers={"user-agent": "Googlebot/2.1"})
    assert SearchDay.objects.get(filters="day=MO").n == 2


def test_a_list_of_services_that_shows_nothing_costs_12_queries_at_most(home, count_queries):
    factories.AgePhaseFactory(code="primary", min_age=5, max_age=10)
    assert count_queries(reverse("service_list") + "?q=zxqv+judo&age=7&near=KT1+2AB&need=asd") <= 12


def test_the_report_says_what_was_missing_by_need_age_place_and_words(site):
    factories.NeedFactory(code="asd", name="Autism")
    factories.AgePhaseFactory(code="primary", name="Primary")
    counted(words="judo", filters="need=asd&phase=primary", area="KT1")
    counted(words="judo", filters="need=asd", area="KT2", found="enough", n=10)
    counted(words="ponies", found="little", n=6)
    assert lines("By need") == [("Autism", 15, 5, 0)]
    assert lines("By age") == [("Primary", 5, 5, 0)]
    assert lines("By the first half") == [("KT1", 5, 5, 0), ("KT2", 10, 0, 0)]
    assert lines("By ward") == []
    assert lines("Words") == [("ponies", 6, 0, 6), ("judo", 15, 5, 0)], "also what was looked for with a need or an age chosen"


def test_the_report_goes_by_ward_with_its_name_or_its_code(site):
    larkmere = Borough.objects.get(slug="larkmere")
    Ward.objects.create(code="E05000001", name="Norbiton", borough=larkmere)
    Ward.objects.create(code="E05000002")
    for code in ("E05000003", "E05000004"):
        Ward.objects.create(code=code, name="Riverside")
    for number, code in enumerate(("E05000001", "E05000002", "E05000003", "E05000004", "E05000005")):
        counted(words="judo", area=code, n=20 - number)
    counted(words="judo", area="KT1")
    counted(words="judo", area="E05000006", n=4)
    assert [name for name, *_numbers in lines("By ward")] == ["Norbiton (Larkmere)", "E05000002", "Riverside, E05000003", "Riverside, E05000004", "E05000005"]
    assert lines("By the first half") == [("KT1", 5, 5, 0)]


def test_a_name_runs_nothing_in_a_spreadsheet(analyst):
    Ward.objects.create(code="E05000001", name="=HYPERLINK(1)")
    counted(area="E05000001", n=7)
    file = analyst.get(reverse("search_gaps") + "?export=csv").content.decode("utf-8-sig")
    assert "By ward,'=HYPERLINK(1),7,7,0" in file


def test_what_was_asked_for_fewer_than_5_times_is_never_shown(analyst):
    factories.NeedFactory(code="rare-need", name="A rare need")
    counted(words="secretword", n=4, filters="")
    counted(words="", n=4, filters="need=rare-need", area="ZZ9")
    for address in (reverse("search_gaps"), reverse("search_gaps") + "?export=csv"):
        page = analyst.get(address).content.decode()
        assert "secretword" not in page and "A rare need" not in page and "ZZ9" not in page
    assert "1 more line stands for fewer than five searches" in analyst.get(reverse("search_gaps")).content.decode()


def test_months_are_chosen_and_the_table_taken_away(analyst):
    counted(words="judo", n=7, day=dt.date(2026, 2, 28))
    counted(words="later", n=7, day=dt.date(2026, 3, 1))
    page = analyst.get(reverse("search_gaps"), {"start": "2026-02", "end": "2026-02"}).content.decode()
    assert "judo" in page and "later" not in page
    file = analyst.get(reverse("search_gaps"), {"start": "2026-02", "end": "2026-02", "export": "csv"})
    assert "judo,7,7,0" in file.content.decode("utf-8-sig")


@pytest.mark.parametrize(("start", "end"), [("2026-05", "2026-02"), ("x", "y"), ("", ""), ("0001-01", "9999-12"), ("9999-12", "9999-12"), ("\0", "2026-13")])
def test_months_that_make_no_sense_show_the_last_three(analyst, start, end):
    assert analyst.get(reverse("search_gaps"), {"start": start, "end": end}).status_code == 200


def test_the_report_is_found_in_the_menu(analyst):
    assert reverse("search_gaps") in analyst.get(reverse("wagtailadmin_home")).content.decode()
