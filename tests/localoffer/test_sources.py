"""Where feeds come from: files, folders, spreadsheets, and web addresses with pages."""

import csv
import json
import re
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from localoffer import fetching, sources
from localoffer.fetching import CannotFetch, Fetched
from localoffer.models import Location, Schedule, Service
from localoffer.openreferral.spreadsheet import COLUMNS
from localoffer.sources import NotReadable, Source, feed_name
from search.actions import catch_up
from tests.factories import BoroughFactory, CategoryFactory, LanguageFactory, LocationFactory, NeedFactory, ServiceFactory
from tests.localoffer.opendata.given import full_service

pytestmark = pytest.mark.django_db
FEED = "https://feeds.example/services"


def run(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_services", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def web(monkeypatch):
    """What stands at web addresses; and which were asked for."""
    answers: dict[str, object] = {}
    asked: list[str] = []

    def fetch(address: str) -> Fetched:
        asked.append(address)
        if address not in answers:
            raise CannotFetch("feeds.example answered 404.")
        found = answers[address]
        return Fetched(address, found if isinstance(found, bytes) else json.dumps(found).encode(), "text/csv" if isinstance(found, bytes) else "application/json")

    monkeypatch.setattr(fetching, "fetch", fetch)
    return answers, asked


def page(number: int, of: int, *names: str) -> dict:
    return {"total_pages": of, "page_number": number, "contents": [{"id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "name": name, "status": "active"} for name in names]}


def test_a_web_feeds_pages_are_followed(web):
    answers, asked = web
    answers |= {FEED: page(1, 3, "One", "Two"), f"{FEED}?page=2": page(2, 3, "Three"), f"{FEED}?page=3": page(3, 3, "Four")}
    out, _err = run(FEED)
    assert "4 records: 4 new" in out
    assert asked == [FEED, f"{FEED}?page=2", f"{FEED}?page=3"]
    assert Service.objects.first().imported.source == "feeds.example"


def test_what_the_address_asks_is_asked_of_every_page(web):
    answers, asked = web
    answers |= {f"{FEED}?full=true&page=1": page(1, 2, "One"), f"{FEED}?full=true&page=2": page(2, 2, "Two")}
    run(f"{FEED}?full=true&page=1")
    assert len(asked) == 2


def test_version_1_counts_its_pages_by_another_name(web):
    answers, _asked = web
    answers |= {FEED: {"totalPages": 2, "content": [{"name": "One"}]}, f"{FEED}?page=2": {"totalPages": 2, "content": [{"name": "Two"}]}}
    assert "2 records: 2 new" in run(FEED)[0]


def test_a_page_that_cannot_be_read_stops_the_import_and_keeps_what_came_before(web):
    answers, _asked = web
    answers |= {FEED: page(1, 2, "One")}
    with pytest.raises(CommandError, match=r"page=2: feeds\.example answered 404"):
        run(FEED)
    assert Service.objects.get().name == "One"


def test_a_feed_whose_pages_are_empty_ends(web):
    answers, asked = web
    answers |= {FEED: page(1, 1_000, "One"), f"{FEED}?page=2": page(2, 1_000)}
    run(FEED)
    assert len(asked) == 2


@pytest.mark.parametrize("asks_each", [False, True])
@pytest.mark.parametrize(("name", "most"), [("MOST_SECONDS", 0), ("MOST_BYTES", 10)])
def test_a_feed_that_takes_too_long_or_too_much_as_a_whole_is_stopped(web, monkeypatch, asks_each, name, most):
    """Also where each record is asked for: a half record must not stand in for the whole one then."""
    answers, asked = web
    answers |= {FEED: page(1, 2, "One"), f"{FEED}?page=2": page(2, 2, "Two")}
    answers[FEED]["contents"][0]["id"] = "one"
    monkeypatch.setattr(sources, name, most)
    with pytest.raises(NotReadable, match="longer than"):
        list(Source(FEED, asks_each=asks_each).records())
    assert asked == [FEED]


def test_a_feed_with_pages_without_end_is_refused(web):
    web[0][FEED] = page(1, 10**9, "One")
    with pytest.raises(CommandError, match="pages"):
        run(FEED)


def test_each_service_can_be_asked_for_by_its_id(web):
    answers, _asked = web
    listed = page(1, 1, "One", "Two")
    one = listed["contents"][0]
    answers |= {FEED: listed, f"{FEED}/{one['id']}": one | {"description": "All about it"}}
    run(FEED, "--ask-each")
    assert Service.objects.get(name="One").description == "All about it"
    assert Service.objects.filter(name="Two").exists(), "what can't be read whole comes as it is listed"


def test_a_private_address_is_refused_by_the_command():
    with pytest.raises(CommandError, match="private network"):
        run("http://127.0.0.1:9/feed")


def test_a_folder_is_one_feed_of_several_pages(tmp_path):
    for number, name in enumerate(("One", "Two"), start=1):
        (tmp_path / f"page{number}.json").write_text(json.dumps(page(number, 2, name)))
    (tmp_path / "readme.txt").write_text("not a page")
    out, err = run(str(tmp_path))
    assert "2 records: 2 new" in out
    assert "only one of" not in err
    assert feed_name([str(tmp_path)]) == tmp_path.name


def test_several_files_are_one_feed(tmp_path):
    files = [tmp_path / f"{name}.json" for name in ("one", "two")]
    for file in files:
        file.write_text(json.dumps([{"name": file.stem}]))
    assert "2 records: 2 new" in run(*map(str, files), "--feed", "both")[0]
    assert {service.imported.source for service in Service.objects.all()} == {"both"}


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(CommandError, match="holds no file"):
        run(str(tmp_path))


def table(tmp_path, *rows: list[str]):
    file = tmp_path / "services.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(rows)
    return str(file)


def test_a_spreadsheet_comes_in_line_by_line(tmp_path):
    NeedFactory(code="asd")
    CategoryFactory(code="clubs")
    BoroughFactory(slug="larkmere", name="Larkmere")
    LanguageFactory(code="ur", name="Urdu")
    file = table(
        tmp_path,
        ["Name", "provider", "needs", "categories", "boroughs", "languages", "min age", "max age", "cost", "place", "address", "town", "postcode", "phone", "status", "checked on"],
        [
            "Club",
            "Trust",
            "asd; unknown",
            "clubs",
            "larkmere",
            "ur",
            "5",
            "11",
            "free",
            "Mill",
            "1 Mill Lane",
            "Larkmere",
            "LK1 4QA",
            "020 7946 0190",
            "waiting list",
            "2026-05-04",
        ],
        ["'=HYPERLINK(1)", "", "", "", "", "", "", "", "5.50: a lesson; Ask us", "", "", "", "", "", "", ""],
    )
    out, _err = run(file)
    assert "2 records: 2 new" in out
    club = Service.objects.get(name="Club")
    assert [need.code for need in club.needs.all()] == ["asd"]
    assert [row.code for row in club.categories.all()] == ["clubs"]
    assert [row.slug for row in club.boroughs.all()] == ["larkmere"]
    assert [row.code for row in club.languages.all()] == ["ur"]
    assert (club.min_age, club.max_age, club.is_free, club.provider.name) == (5, 11, True, "Trust")
    assert club.places[0].lines == ["Mill", "1 Mill Lane", "Larkmere", "LK1 4QA"]
    assert club.contacts.get().phone == "020 7946 0190"
    other = Service.objects.get(name="=HYPERLINK(1)")
    assert [(cost.amount and str(cost.amount), cost.description) for cost in other.cost_options.all()] == [("5.50", "a lesson"), (None, "Ask us")]


def test_contacts_and_access_come_with_a_spreadsheet(tmp_path):
    file = table(
        tmp_path,
        ["name", "checked on", "contacts", "phone", "access"],
        ["Club", "2026-05-04", "Front desk, Hall, 020 7946 0190, desk@club.example; Kim; +44 20 7946 0191", "020 7946 0190", "hoist; bsl; unknown"],
    )
    run(file)
    club = Service.objects.get(name="Club")
    assert [(who.name, who.phone, who.email) for who in club.contacts.all()] == [
        ("Front desk, Hall", "020 7946 0190", "desk@club.example"),
        ("Kim", "", ""),
        ("", "+44 20 7946 0191", ""),
    ]
    assert sorted(fact.kind for fact in club.access_facts.all() if fact.answer == "yes") == ["bsl", "hoist"]


def test_a_bad_line_is_told_by_its_number_and_loses_no_other(tmp_path):
    file = table(tmp_path, ["name", "email"], ["One", "a@b.example"], [], ["", ""], ["Two", "x", "too", "many"], ["", "nobody@b.example"], ["Three", "not an address"])
    out, _err = run(file)
    assert "row 5 'Two' refused: it has more cells than there are columns" in out
    assert "row 6 '' refused: it has no name" in out
    assert re.search(r"row 7 'Three' new, repaired: .*e-mail address left out", out)
    assert set(Service.objects.values_list("name", flat=True)) == {"One", "Three"}


@pytest.mark.parametrize(("heads", "complaint"), [(["email"], "one of them must be"), (["name", "favourite colour"], "favourite_colour"), ([], "one of them must be")])
def test_wrong_columns_are_named(tmp_path, heads, complaint):
    with pytest.raises(CommandError, match=complaint):
        run(table(tmp_path, heads, ["x"]))


def test_a_spreadsheet_from_an_old_windows_is_read(tmp_path):
    file = tmp_path / "old.csv"
    file.write_bytes("name\nCafé\n".encode("cp1252"))
    run(str(file))
    assert Service.objects.get().name == "Café"


def test_a_web_address_may_be_a_spreadsheet(web):
    web[0]["https://feeds.example/list.csv"] = b"name\nClub\n"
    assert "1 new" in run("https://feeds.example/list.csv")[0]


def test_our_own_download_can_be_read_again(client, site, tmp_path):
    service = full_service()
    catch_up()
    file = tmp_path / "directory.csv"
    file.write_bytes(b"".join(client.get("/services/directory.csv").streaming_content))
    assert next(csv.reader(file.open(encoding="utf-8-sig", newline=""))) == list(COLUMNS)
    run(str(file), "--feed", "ours")
    again = Service.objects.get(pk=service.pk)
    assert (again.name, again.min_age, again.needs.count(), again.cost_options.count()) == (service.name, 5, 1, 2)


@pytest.fixture
def places():
    """A place with a name like no other's, one without a name, and one that is hidden."""
    return [
        LocationFactory(name="Mill; front", address="1 Mill Lane", postcode="LK1 4QA", latitude=51.41, longitude=-0.3),
        LocationFactory(name="", postcode="LK2 2BB"),
        LocationFactory(
            name="Ash House", address="3 Secret Lane", town="Hollowdean", postcode="LK9 9ZZ", latitude=51.23456, longitude=-0.98765, placed_by="LK9 9ZZ", is_masked=True
        ),
    ]


@pytest.fixture
def download(client, site, places, tmp_path):
    """Our own download, of a service at the three places."""
    service = full_service(locations=places, what_next="We ring you.")
    Schedule.objects.filter(service=service).update(term_time_only=False)
    Schedule.objects.filter(service=service, day="SA").update(location=places[1])
    catch_up()
    file = tmp_path / "directory.csv"
    file.write_bytes(b"".join(client.get("/services/directory.csv").streaming_content))
    return file


def test_every_borough_goes_out_and_comes_back_as_one_word_and_nothing_as_nothing(client, site, tmp_path):
    """Else reading our own file would say of every service that it is for the boroughs of the day on which it was written."""
    every, silent = ServiceFactory(name="Every", is_for_every_borough=True), ServiceFactory(name="Silent")
    catch_up()
    file = tmp_path / "directory.csv"
    file.write_bytes(b"".join(client.get("/services/directory.csv").streaming_content))
    assert [row["boroughs"] for row in csv.DictReader(file.open(encoding="utf-8-sig", newline=""))] == ["every", ""]
    Service.objects.all().delete()
    run(str(file))
    assert Service.objects.get(pk=every.pk).codes_of_boroughs == ["every"]
    assert Service.objects.get(pk=silent.pk).codes_of_boroughs == []
    assert Service.objects.get(pk=every.pk).areas_served == ""


def test_our_own_download_says_all_places_times_route_and_wait(download):
    assert "Secret" not in download.read_text()
    [row] = csv.DictReader(download.open(encoding="utf-8-sig", newline=""))
    assert row["times"] == "Monday 10:00-11:30, at place 1; Saturday, every month, the last, first day 2026-01-03, at place 2; (Whenever the sun shines)"
    assert (row["route"], row["wait"], row["wait_told_by"], row["wait_told_on"]) == ("You can ask for it yourself", "two weeks", "Play Trust", "2026-05-01")
    assert (row["place"], row["postcode"]) == ("Mill, front; ; ", "LK1 4QA; LK2 2BB; ")


def test_our_own_download_read_again_here_takes_nothing_away(download, places):
    before = told()
    for _time in range(2):
        run(str(download), "--feed", "ours")
        assert told() == before
    assert [place.latitude for place in Service.objects.get().places] == [place.latitude for place in places]


def test_our_own_download_brings_everything_elsewhere(download, places):
    before = told()
    Service.objects.get().delete()
    Location.objects.all().delete()
    run(str(download), "--feed", "ours")
    assert told() == before | {"places": [("Mill, front", "1 Mill Lane", "LK1 4QA"), ("", places[1].address, "LK2 2BB"), ("", "", "")]}
    assert Service.objects.get().places[2].town == "Hollowdean"


def told() -> dict:
    """What the download must not lose."""
    service = Service.objects.get()
    names = ("route", "route_details", "what_next", "typical_wait", "wait_told_by", "wait_told_on")
    times = [(time.day, time.opens_at, time.closes_at, time.freq, time.week_of_month, time.valid_from, time.description, time.location_id) for time in service.schedules.all()]
    return {name: getattr(service, name) for name in names} | {"times": times, "places": [(place.name, place.address, place.postcode) for place in service.places]}


def test_a_semicolon_in_the_words_of_one_place_makes_no_two(tmp_path):
    run(table(tmp_path, ["name", "place", "address", "times"], ["Club", "Mill", "Unit 3; Mill Lane", "Mondays at tea time"]))
    club = Service.objects.get()
    assert [place.address for place in club.places] == ["Unit 3; Mill Lane"]
    assert club.schedules.get().description == "Mondays at tea time"


def test_how_many_there_are_is_known_from_the_first_page(web):
    web[0].update({FEED: page(1, 2, "One", "Two"), f"{FEED}?page=2": page(2, 2, "Three")})
    source = Source(FEED)
    records = source.records()
    next(records)
    assert source.total == 4
    assert len(list(records)) == 2


def test_a_missing_file_is_not_readable():
    with pytest.raises(NotReadable):
        list(Source("/no/such/file.json").records())
