"""`manage.py import_services`: a dirty feed comes in row by row, and nothing good is lost."""

import csv
import json
import uuid
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connections, models

from home import page_cache
from localoffer import actions, importing
from localoffer.models import CostOption, Location, OldAddress, Postcode, Provider, Service, ServiceAtLocation
from tests.factories import LocationFactory, ProviderFactory, ServiceFactory

pytestmark = pytest.mark.django_db
FEEDS = Path(__file__).parent / "feeds"
DIRTY, PAGE = FEEDS / "dirty.json", FEEDS / "version-3-page.json"
CLUB, SWIM = uuid.UUID("a1b7e6c0-1111-4a5b-8c9d-000000000001"), uuid.UUID("a1b7e6c0-1111-4a5b-8c9d-000000000004")
TRUST = uuid.UUID("0d9c1a52-7b60-4c1e-9a38-1f6f0a7d2b01")


def run(source: Path, *args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_services", str(source), *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def bring_in(*records, source: str = "larkmere") -> list[importing.ImportedRow]:
    return list(importing.import_services(records, source=source))


def club(**changed) -> dict:
    provider = {"id": str(TRUST), "name": "Play Trust", "description": "Play for all", "url": "https://play.example/", "email": "office@play.example"}
    place = {"location": {"id": "b2c7e6c0-2222-4a5b-8c9d-000000000001", "name": "Mill", "addresses": [{"city": "Larkmere", "postal_code": "LK1 4QA"}]}}
    record = {"id": str(CLUB), "name": "Saturday Club", "description": "Games.", "email": "us@club.example", "status": "active"}
    return record | {"organization": provider, "service_at_locations": [place], "fees": "£2"} | changed


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (Service, Provider, Location, CostOption)}


def test_a_dirty_feed_keeps_every_good_row_and_says_what_it_did():
    out, _err = run(DIRTY)
    assert "12 records: 6 new, 0 changed, 0 unchanged, 6 refused; 6 repaired." in out
    assert "row 2 '' refused: it has no name, no provider and no description" in out
    assert "row 6 'Swim Together' refused: it stands in the feed twice, word for word" in out
    assert out.count("refused: this is not a service record") == 4
    assert (
        "row 5 'Larkmere Youth Club' new, repaired: provider: web address left out, because it can't work: not a web address; ages 18 to 13 turned round; its id was used before"
        in out
    )
    assert Service.objects.count() == 6

    found = Service.objects.get(pk=CLUB)
    assert found.description == "Games & crafts.\n\nCome and see (https://club.example/join).\n\n• Snacks\n• A quiet room"
    assert found.keywords == "Parents, Grandparents, autism"
    assert found.is_free is True
    assert [place.lines for place in found.places] == [["The Old Mill", "1 Mill Lane", "Larkmere", "LK1 4QA"]]
    assert found.imported.source == "dirty"
    assert "data:image" in found.imported.record["description"], "the original is kept"
    assert found.is_published

    swim = Service.objects.get(pk=SWIM)
    assert (swim.website, swim.email, swim.status) == ("https://www.swim.example/lessons", "swim@swim.example", "closed-for-now")
    assert [(cost.amount, cost.description) for cost in swim.cost_options.all()] == [(Decimal("4.50"), "A lesson"), (None, "Ask us")]
    assert (swim.min_age, swim.max_age, swim.provider) == (None, None, None)


def test_a_second_run_changes_nothing():
    run(DIRTY)
    before = everything()
    out, _err = run(DIRTY)
    assert "0 new, 0 changed, 6 unchanged, 6 refused" in out
    assert everything() == before


def test_a_dry_run_tells_and_changes_nothing():
    out, _err = run(DIRTY, "--dry-run")
    assert "6 new" in out
    assert "Nothing was changed: this was a dry run." in out
    assert not any(everything().values())


def test_a_page_of_version_3_comes_in_and_the_missing_pages_are_told():
    out, err = run(PAGE)
    assert "1 records: 1 new" in out
    assert "only one of 2 pages" in err
    group = Service.objects.get()
    assert (group.provider.website, group.is_free, group.places[0].town) == ("https://voices.example/", True, "Hollowdean")


def test_progress_in_percent_goes_to_stderr():
    _out, err = run(DIRTY)
    assert err.splitlines()[0] == "8% (1 of 12)"
    assert err.splitlines()[-1] == "100% (12 of 12)"
    assert run(DIRTY, "-v0")[1] == ""


def test_the_report_has_every_row_and_no_formula(tmp_path):
    report = tmp_path / "report.csv"
    run(DIRTY, "--report", str(report))
    rows = list(csv.reader(report.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["row", "name", "outcome", "repaired", "reasons"]
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 13)]
    assert rows[2] == ["2", "", "refused", "no", "it has no name, no provider and no description"]
    assert rows[7][1].startswith("'=HYPERLINK(")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_report_that_cannot_be_written_stops_before_anything_changes(tmp_path):
    with pytest.raises(CommandError, match=r"can't be written"):
        run(DIRTY, "--report", str(tmp_path / "no" / "folder.csv"))
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{not json", "is not JSON"),
        (b"\xff\xfe\xfa", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"contents": 5}', "holds no list"),
        (b'{"services": []}', "holds no list"),
        (b'"words"', "holds no list"),
        (b"{}", "holds no list"),
    ],
)
def test_a_file_that_is_no_feed_is_said_in_one_sentence(tmp_path, content, complaint):
    file = tmp_path / "feed.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=complaint) as stopped:
        run(file)
    assert stopped.value.returncode == 1


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.json")


def test_a_feed_of_something_else_ends_with_a_code_of_its_own(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([1, "two"]))
    with pytest.raises(CommandError, match="Every record was refused") as stopped:
        run(file)
    assert stopped.value.returncode == 3


def test_a_feed_without_services_is_fine(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text("[]")
    assert "0 records" in run(file)[0]


def test_a_crash_loses_nothing_that_came_before_and_its_report(tmp_path, monkeypatch):
    report = tmp_path / "report.csv"
    save = importing._save

    def crash_on_swimming(draft, *args, **kwargs):
        if draft.fields["name"] == "Swim Together":
            raise RuntimeError("power cut")
        return save(draft, *args, **kwargs)

    monkeypatch.setattr(importing, "_save", crash_on_swimming)
    with pytest.raises(RuntimeError):
        run(DIRTY, "--report", str(report))
    assert {service.name for service in Service.objects.all()} == {"Larkmere Saturday Club", "Larkmere Play Trust"}
    assert len(list(csv.reader(report.open(encoding="utf-8-sig", newline="")))) == 4
    monkeypatch.undo()
    assert "4 new, 0 changed, 2 unchanged, 6 refused" in run(DIRTY)[0]


def test_a_row_the_database_refuses_is_refused_with_the_reason_and_the_rest_goes_on(monkeypatch):
    save = Service.save

    def full(self, *args, **kwargs):
        if self.name == "Bad":
            raise DatabaseError("value too long\nDETAIL: none of the report's business")
        save(self, *args, **kwargs)

    monkeypatch.setattr(Service, "save", full)
    one, bad, two = bring_in({"name": "One"}, {"name": "Bad", "organization": {"name": "Lonely"}}, {"name": "Two"})
    assert (one.outcome, bad.outcome, two.outcome) == ("new", "refused", "new")
    assert (bad.name, bad.reasons) == ("Bad", ["the database refused it: value too long"])
    assert not Provider.objects.filter(name="Lonely").exists(), "half of a refused row is not kept"


def test_a_real_constraint_turns_one_row_away(monkeypatch):
    monkeypatch.setattr("localoffer.openreferral.values.OLDEST", 500)
    bad, good = bring_in({"name": "Old", "minimum_age": 400}, {"name": "Good"})
    assert bad.outcome == "refused"
    assert "service_min_age_of_a_person" in bad.reasons[0]
    assert good.outcome == "new"


def test_a_database_that_went_away_stops_the_import(monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(importing, "_save", gone)
    monkeypatch.setattr(connections["default"], "is_usable", lambda: False)
    with pytest.raises(CommandError, match="The database went away after 0 records") as stopped:
        run(PAGE)
    assert stopped.value.returncode == 1


def test_an_editors_corrections_stay_when_the_feed_changes_something_else():
    bring_in(club())
    service = Service.objects.get()
    service.name, service.email, service.is_published = "Saturday Club for all", "new@club.example", False
    service.at_locations = [*service.at_locations.all(), ServiceAtLocation(location=LocationFactory(name="Hall"))]
    service.cost_options = [CostOption(amount=3, description="a visit")]
    service.save()
    assert [row.outcome for row in bring_in(club(description="Games and crafts."))] == ["changed"]
    service = Service.objects.get()
    assert (service.name, service.email, service.is_published) == ("Saturday Club for all", "new@club.example", False)
    assert service.description == "Games and crafts."
    assert {place.name for place in service.places} == {"Mill", "Hall"}
    assert [cost.amount for cost in service.cost_options.all()] == [3]


def test_what_the_feed_changes_is_changed_even_to_nothing():
    bring_in(club())
    elsewhere = {"location": {"id": "b2c7e6c0-2222-4a5b-8c9d-000000000002", "name": "Library"}}
    bring_in(club(email="", fees="£5", service_at_locations=[elsewhere], organization={"name": "Another trust"}))
    service = Service.objects.get()
    assert (service.email, service.provider.name) == ("", "Another trust")
    assert [place.name for place in service.places] == ["Library"]
    assert [cost.description for cost in service.cost_options.all()] == ["£5"]
    assert service.slug == "saturday-club"


def test_a_later_row_never_blanks_what_is_known_of_a_provider_or_place():
    bring_in(club())
    bare = {"id": str(TRUST), "name": "Play Trust", "description": "", "url": "", "email": None}
    bare_place = {"location": {"id": "b2c7e6c0-2222-4a5b-8c9d-000000000001", "name": ""}}
    bring_in(club(id=str(SWIM), organization=bare, service_at_locations=[{"location": bare_place["location"] | {"name": "Mill"}}]), source="hollowdean")
    trust = Provider.objects.get()
    assert (trust.description, trust.website, trust.email) == ("Play for all", "https://play.example/", "office@play.example")
    assert (Location.objects.get().town, Location.objects.get().postcode) == ("Larkmere", "LK1 4QA")


def test_a_later_row_fills_what_is_blank_and_a_change_of_the_feed_is_taken():
    ProviderFactory(id=TRUST, name="Play Trust", phone="020 7946 0001")
    bring_in(club())
    assert Provider.objects.get().email == "office@play.example"
    bring_in(club(organization=club()["organization"] | {"email": "hello@play.example"}))
    trust = Provider.objects.get()
    assert (trust.email, trust.phone) == ("hello@play.example", "020 7946 0001")


def test_a_new_row_does_not_undo_an_editors_correction_of_a_provider():
    bring_in(club())
    Provider.objects.update(email="right@play.example")
    bring_in(club(), club(id=str(SWIM)))
    assert Provider.objects.get().email == "right@play.example"


def test_a_masked_place_stays_masked():
    bring_in(club())
    Location.objects.update(is_masked=True)
    bring_in(club(service_at_locations=[{"location": club()["service_at_locations"][0]["location"] | {"name": "The Mill"}}]))
    [place] = Service.objects.get().places
    assert (place.name, place.is_masked) == ("The Mill", True)


def test_one_id_for_two_services_makes_two_that_stay():
    rows = bring_in(club(), club(name="Youth Club"), club(name="Youth Club", description="Other words"))
    assert [row.outcome for row in rows] == ["new", "new", "refused"]
    assert rows[2].reasons == ["a service with the same id and name came before in this feed"]
    assert {service.slug for service in Service.objects.all()} == {"saturday-club", "youth-club"}


@pytest.mark.parametrize(
    ("taken", "name", "slug"),
    [
        ([], "Saturday Club", "saturday-club"),
        (["saturday-club", "saturday-club-2"], "Saturday Club", "saturday-club-3"),
        (["saturday-club-for-all"], "Saturday Club", "saturday-club"),
        ([], "水泳", "service"),
        ([], "n" * 300, "n" * 100),
    ],
)
def test_every_service_gets_an_address_of_its_own(taken, name, slug):
    for one in taken:
        ServiceFactory(slug=one)
    assert actions.free_slug(name) == slug


def test_a_new_service_takes_no_address_that_leads_to_another():
    OldAddress.objects.create(slug="saturday-club", service=ServiceFactory(slug="sunday-club"))
    bring_in(club())
    assert Service.objects.get(pk=CLUB).slug == "saturday-club-2"


def test_coordinates_of_the_feed_go_before_those_that_the_postcode_gave():
    Postcode.objects.create(code="LK14QA", latitude=53, longitude=-1)
    bring_in(club())
    assert Location.objects.get().point == (53, -1)
    record = club()
    record["service_at_locations"][0]["location"] |= {"latitude": 53.2, "longitude": -1.2}
    bring_in(record)
    bring_in(record)
    assert (Location.objects.get().point, Location.objects.get().placed_by) == ((53.2, -1.2), "")


def test_kept_pages_are_dropped_once_for_a_whole_feed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        bring_in(*({"name": f"Service {number}", "fees": "£1", "organization": {"name": "Trust"}} for number in range(5)))
    assert callbacks.count(page_cache._new_stamp) == 1


def test_kept_pages_are_dropped_after_a_crash_too(monkeypatch, django_capture_on_commit_callbacks):
    def crash(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(importing, "_tell_apart", crash)
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(RuntimeError):
        bring_in({"name": "One"})
    assert callbacks.count(page_cache._new_stamp) == 1


def test_kept_pages_are_dropped_when_finding_the_places_fails_too(monkeypatch, django_capture_on_commit_callbacks):
    def crash():
        raise OperationalError("the database is gone")

    monkeypatch.setattr(importing, "find_places", crash)
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(OperationalError):
        bring_in(club())
    assert callbacks.count(page_cache._new_stamp) == 1


def test_rows_changed_outside_an_import_still_drop_pages(django_capture_on_commit_callbacks):
    bring_in(club())
    with django_capture_on_commit_callbacks() as callbacks:
        Service.objects.get().save()
    assert page_cache._new_stamp in callbacks


def test_the_import_asks_no_more_of_the_database_for_a_row_that_came_before(django_assert_max_num_queries):
    bring_in(club())
    lists, row, places = 4, 3, 2  # our word lists, once a feed; a savepoint, the service, the savepoint's release; places without coordinates, and their postcodes, once a feed
    with django_assert_max_num_queries(lists + row + places):
        bring_in(club())


def test_the_models_hold_whatever_the_reader_lets_through():
    longest = {field.name: field.max_length for field in Service._meta.fields if isinstance(field, models.CharField)}
    assert longest["name"] == 255
    rows = bring_in(
        {
            "name": "n" * 400,
            "description": "d " * 40_000,
            "url": "x" * 480 + ".example",
            "pc_targetAudience": [{"audienceType": "a" * 260}],
            "fees": "f" * 400,
            "organization": {"name": "o" * 400, "description": "<p>\0</p>"},
            "service_at_locations": [{"location": {"name": "p" * 400, "addresses": [{"city": "t" * 400, "postal_code": "LK1 4QA"}]}}],
        }
    )
    assert [row.outcome for row in rows] == ["new"], rows
