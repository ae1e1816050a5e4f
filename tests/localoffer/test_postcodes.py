"""Where a postcode is: exactly from the full file, roughly from the tables that come with the portal."""

import re
import time
import zipfile
from io import BytesIO, StringIO
from math import cos, hypot, radians
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from accounts import roles
from home.models import Borough
from localoffer import actions, geo
from localoffer.geo import UnknownPostcode, locate
from localoffer.models import Location, Postcode, Ward
from localoffer.osgb import to_degrees
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk

# Ordnance Survey's own test points for the whole of Great Britain (OSTN15): latitude, longitude, easting, northing.
TEST_POINTS = [
    (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    (51.37447025550, 1.44454730409, 639821.835, 169565.858),
    (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    (52.75136687170, 0.40153547065, 562180.547, 319784.995),
    (53.41628516040, -4.28918069756, 247958.971, 393492.909),
]
CODE_POINT = '"KT11AE",10,518000,169800,"E92000001","E19000003","E18000007","","E09000021","E05013938"\n'


@pytest.mark.parametrize(("latitude", "longitude", "easting", "northing"), TEST_POINTS)
def test_the_national_grid_becomes_degrees_to_within_5_metres(latitude, longitude, easting, northing):
    north, east = to_degrees(easting, northing)
    assert hypot((north - latitude) * 111_200, (east - longitude) * 111_200 * cos(radians(latitude))) < 5


@pytest.fixture
def kingston(db):
    return Postcode.objects.create(code="KT11AE", latitude=51.4126, longitude=-0.3073)


@pytest.mark.parametrize("typed", ["KT1 1AE", "kt11ae", " kt1  1ae ", "kt1-1ae", "(KT1_1AE)"])
def test_a_whole_postcode_is_written_in_one_way(typed):
    assert geo.as_written(typed) == "KT1 1AE"


@pytest.mark.parametrize("typed", ["", "KT1", "KT1 1", "KT1 1A", "KT1 1AEE", "1KT 1AE", "KT1 1AÉ", "KT١ 1AE"])
def test_what_is_no_whole_postcode_is_refused(typed):
    with pytest.raises(UnknownPostcode):
        geo.as_written(typed)


@pytest.mark.parametrize(("label", "first"), [("KT1 1AE", "KT1"), ("W1A 1", "W1A"), ("SW20", "SW20"), ("", ""), ("Larkmere", "")])
def test_the_outward_code_of_a_place(label, first):
    assert geo.outward(label) == first


def test_the_shape_of_a_postcode_is_written_once():
    """Whoever needs it asks `geo`."""
    shape = re.compile(r"A-Z(?:a-z)?\]\{1,2\}|\[a-z\]\{1,2\}")
    files = [path for path in Path(settings.BASE_DIR).glob("*/**/*.py") if not {"tests", "node_modules", ".venv"} & set(path.parts)]
    assert [path.name for path in files if shape.search(path.read_text())] == ["geo.py"]


@pytest.mark.parametrize("typed", ["KT1 1AE", "kt11ae", " kt1  1ae ", "KT1-1AE", "KTI 1AE", "kti1ae", "Kt1\t1Ae"])
def test_a_whole_postcode_is_exact_however_it_is_typed(kingston, typed):
    point = locate(typed)
    assert (point.latitude, point.longitude, point.label, point.is_exact) == (51.4126, -0.3073, "KT1 1AE", True)


def test_o_and_0_are_told_apart_by_where_they_stand(db):
    Postcode.objects.create(code="SW200OA", latitude=51.4, longitude=-0.2)
    assert locate("SW2O OOA").label == "SW20 0OA"
    assert locate("sw20 00a").label == "SW20 0OA"


@pytest.mark.parametrize(
    ("typed", "label"), [("KT1 1ZZ", "KT1 1"), ("kt1 1", "KT1 1"), ("kt1", "KT1"), ("kt11", "KT11"), ("KT 1 1", "KT1 1"), ("ktI", "KT1"), ("W1A 1AA", "W1A 1")]
)
def test_without_the_full_file_it_is_the_sector_or_the_first_half(db, typed, label):
    point = locate(typed)
    assert (point.label, point.is_exact) == (label, False)
    assert 51 < point.latitude < 52 and -1 < point.longitude < 0


def test_a_beginning_newer_than_our_tables_is_the_middle_of_its_postcodes(db):
    for code, latitude in (("LK14QA", 51.0), ("LK14QB", 52.0), ("LK15QR", 54.0), ("LK114QA", 10.0)):
        Postcode.objects.create(code=code, latitude=latitude, longitude=-1)
    assert (locate("LK1 4").latitude, locate("LK1 4ZZ").latitude) == (51.5, 51.5)
    assert locate("lk1").latitude == pytest.approx(52.33, abs=0.01)
    assert not locate("lk1").is_exact


def test_what_we_know_of_a_first_half_goes_before_our_tables(db):
    Postcode.objects.create(code="HD11AB", latitude=51.42, longitude=-0.27)
    assert (locate("HD1").latitude, locate("hd1 1zz").latitude) == (51.42, 51.42)
    assert locate("HD1 2AA").label == "HD1 2", "a sector in our tables is nearer than the middle of the first half"


@pytest.mark.parametrize("typed", ["", " ", "K", "ZZ9 9ZZ", "London", "\0", "🙂🙂", "' OR 1=1", "9" * 200, "KT1 1AE and more", "kt" * 10_000])
def test_what_is_no_postcode_is_not_known_and_breaks_nothing(kingston, typed):
    with pytest.raises(UnknownPostcode):
        locate(typed)


def test_it_costs_three_queries_at_most(db):
    with CaptureQueriesContext(connection) as queries, pytest.raises(UnknownPostcode):
        locate("ZZ1 1AA")
    assert len(queries) <= 3


def take_in(*files):
    said, wrong = StringIO(), StringIO()
    call_command("import_postcodes", *map(str, files), stdout=said, stderr=wrong)
    return said.getvalue(), wrong.getvalue()


def test_code_point_open_comes_in_as_it_is_given_out(db, tmp_path):
    archive = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("Data/CSV/kt.csv", CODE_POINT)
        made.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\n")
    said, _wrong = take_in(archive)
    assert said.startswith("1 postcodes kept, 0 lines left out.") and geo.ATTRIBUTION in said
    assert locate("KT1 1AE").is_exact
    assert abs(locate("KT1 1AE").latitude - 51.415) < 0.02


def codelist(*sheets: list[list[str]]) -> bytes:
    book, file = Workbook(), BytesIO()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def test_names_of_wards_come_with_the_zip_and_editors_names_stay(db, tmp_path):
    Ward.objects.create(code="E05013939", name="Our own name")
    archive = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("Data/CSV/kt.csv", CODE_POINT)
        wards = [["Norbiton Ward", "E05013938"], ["Old Malden", "E05013939"], ["Elsewhere", "E05000001"]]
        made.writestr("Doc/Codelist.xlsx", codelist([["Kingston upon Thames", "E09000021"]], [["Name", "Code"], *wards]))
    assert "1 wards got a name." in take_in(archive)[0]
    assert dict(Ward.objects.values_list("code", "name")) == {"E05013938": "Norbiton", "E05013939": "Our own name"}


def test_a_list_of_codes_that_is_broken_takes_no_postcode_away(db, tmp_path):
    archive = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("Data/CSV/kt.csv", CODE_POINT)
        made.writestr("Doc/Codelist.xlsx", b"PK broken")
    said, wrong = take_in(archive)
    assert said.startswith("1 postcodes kept, 1 lines left out.")
    assert "its names of wards can't be read" in wrong


def test_the_plain_form_comes_in_twice_and_is_there_once(db, tmp_path):
    file = tmp_path / "local.csv"
    file.write_text("\ufeffpostcode,latitude,longitude,ward\nKT1 1AE,51.412605,-0.307326,E05\nkt1 1af,51.412549,-0.307227,E05\n", encoding="utf-8")
    take_in(file)
    file.write_text("KT1 1AE,51.5,-0.3\n", encoding="utf-8")
    take_in(file)
    assert dict(Postcode.objects.values_list("code", "latitude")) == {"KT11AE": 51.5, "KT11AF": 51.412549}


def test_each_postcode_has_its_ward_from_either_form_and_the_ward_its_district(db, tmp_path):
    open_form, plain = tmp_path / "kt.csv", tmp_path / "plain.csv"
    open_form.write_text(CODE_POINT, encoding="utf-8")
    plain.write_text("postcode,latitude,longitude,admin_district_code,admin_ward_code\nKT1 1AF,51.41,-0.3,E09000021,E05013938\nKT2 1AA,51.42,-0.3,,\n", encoding="utf-8")
    take_in(open_form, plain)
    assert dict(Postcode.objects.values_list("code", "ward")) == {"KT11AE": "E05013938", "KT11AF": "E05013938", "KT21AA": None}
    assert list(Ward.objects.values_list("code", "name", "district")) == [("E05013938", "", "E09000021")]
    assert locate("KT1 1AE").ward == "E05013938"
    assert (locate("KT2 1AA").ward, locate("KT1 1").ward) == ("", "")


def test_a_file_without_wards_takes_none_away(db, tmp_path):
    file = tmp_path / "some.csv"
    file.write_text("KT1 1AE,51.4,-0.3,E09000021,E05013938\n", encoding="utf-8")
    take_in(file)
    file.write_text("KT1 1AE,51.5,-0.3\n", encoding="utf-8")
    take_in(file)
    assert list(Postcode.objects.values_list("latitude", "ward", "ward__district")) == [(51.5, "E05013938", "E09000021")]


def test_wards_get_names_from_a_small_file_in_either_order_and_editors_names_stay(db, tmp_path):
    for code, name in (("E05013938", ""), ("E05013939", "Our own name"), ("W05000001", "")):
        Ward.objects.create(code=code, name=name)
    file = tmp_path / "names.csv"
    file.write_text("code,name\nE05013938,Norbiton\nE05013939,Old Malden\nTre  garth,W05000001\nE05999999,Nowhere of ours\nE05999998,\n", encoding="utf-8")
    said, wrong = take_in(file)
    assert "2 wards got a name." in said and "line 6: E05999998 has no name" in wrong
    assert dict(Ward.objects.values_list("code", "name")) == {"E05013938": "Norbiton", "E05013939": "Our own name", "W05000001": "Tre garth"}
    assert "0 wards got a name." in take_in(file)[0]


def test_wards_are_put_in_a_borough_by_their_district(site, tmp_path):
    Ward.objects.create(code="E05013938", district="E09000021", name="Norbiton")
    Ward.objects.create(code="E05000001", district="E09000027")
    assert "1 wards are in Larkmere." in take_in("--district", "E09000021=larkmere")[0]
    assert [str(ward) for ward in Ward.objects.order_by("-code")] == ["Norbiton (Larkmere)", "E05000001"]
    for wrong in (["--district", "E09000021=nowhere"], []):
        with pytest.raises(CommandError):
            take_in(*wrong)


@pytest.mark.parametrize("code", ["KT1", "E0501393", "e05013938", "E0501393 ", "X05013938"])
def test_a_ward_has_a_whole_code(db, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ward.objects.create(code=code)


def test_an_editor_names_a_ward_and_makes_none(site, client):
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR))
    ward = Ward.objects.create(code="E05013938")
    assert client.post(reverse("wagtailsnippets_localoffer_ward:edit", args=[ward.pk]), {"name": "Norbiton", "borough": Borough.objects.get(slug="larkmere").pk}).status_code == 302
    ward.refresh_from_db()
    assert str(ward) == "Norbiton (Larkmere)"
    assert "Norbiton" in client.get(reverse("wagtailsnippets_localoffer_ward:list"), {"q": "norb"}).content.decode()
    assert client.get(reverse("wagtailsnippets_localoffer_ward:add")).status_code == 302


def test_a_line_that_cannot_be_read_is_said_by_its_number_and_the_rest_is_kept(db, tmp_path):
    file = tmp_path / "some.csv"
    lines = [
        b"KT1 1AE,51.4,-0.3",
        b"nonsense",
        b"KT1 1AF,51.4",
        b"KT1 1AG,nan.,inf",
        b'"KT11AH",90,0,0,"","","","","",""',
        b"KT1 1AJ,12.5,100.0",
        b"\xff\x00",
        b"KT1 1AK,51.4,-0.3",
    ]
    file.write_bytes(b"\n".join(lines))
    said, wrong = take_in(file)
    assert said.startswith("2 postcodes kept, 6 lines left out.")
    assert [line.split("line ")[1].split(":")[0] for line in wrong.splitlines() if "line " in line] == ["2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize("content", [b"", b"not,a,postcode\n", b"PK\x03\x04broken"])
def test_a_file_of_something_else_is_refused(db, tmp_path, content):
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        take_in(file)
    with pytest.raises(CommandError):
        take_in(tmp_path / "is not there.csv")


def test_seventy_thousand_rows_come_in_within_seconds(db, tmp_path):
    letters = "ABDEFGHJLN"
    codes = [f"KT{outward} {sector}{one}{two}" for outward in range(1, 91) for sector in range(8) for one in letters for two in letters][:70_000]
    file = tmp_path / "many.csv"
    file.write_text("".join(f"{code},51.4,-0.3\n" for code in codes), encoding="ascii")
    before = time.process_time()
    take_in(file)
    assert Postcode.objects.count() == 70_000
    assert time.process_time() - before < 10


def test_places_that_have_only_a_postcode_get_its_coordinates(kingston):
    unplaced = Location.objects.create(postcode="kt1 1ae")
    nobody_knows = Location.objects.create(postcode="KT1 1ZZ")
    placed = Location.objects.create(postcode="KT1 1AE", latitude=1, longitude=2)
    masked = Location.objects.create(postcode="KT1 1AE", is_masked=True)
    assert actions.find_places() == 2
    for place in (unplaced, nobody_knows, placed, masked):
        place.refresh_from_db()
    assert (unplaced.point, nobody_knows.point, placed.point, masked.point) == ((51.4126, -0.3073), None, (1, 2), (51.41, -0.31))
    assert actions.find_places() == 0


def test_a_place_that_moves_is_found_at_its_new_postcode(kingston):
    Postcode.objects.create(code="LK14QA", latitude=53, longitude=-1)
    place = Location.objects.create(postcode="KT1 1AE")
    actions.find_places()
    before = Location.objects.get().updated_at
    Location.objects.update(postcode="LK1 4QA")
    assert actions.find_places() == 1
    place.refresh_from_db()
    assert place.point == (53, -1)
    assert place.updated_at > before, "what keeps a copy must hear of it"


def test_a_place_that_moves_to_a_postcode_we_do_not_know_is_not_shown_at_the_old_one(kingston):
    place = Location.objects.create(postcode="KT1 1AE")
    actions.find_places()
    Location.objects.update(postcode="KT1 1ZZ")
    assert actions.find_places() == 0
    place.refresh_from_db()
    assert place.point is None
    assert not Location.objects.to_be_placed().exclude(placed_by="").exists()


def as_an_editor_sends(place, **changed):
    return {"name": place.name, "address": "", "town": place.town, "postcode": place.postcode, "latitude": place.latitude, "longitude": place.longitude} | changed


def test_in_the_editors_form_the_point_follows_the_postcode_and_an_editors_own_stays(kingston, site, client):
    Postcode.objects.create(code="LK14QA", latitude=53, longitude=-1)
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR))
    place = Location.objects.create(name="Mill", postcode="KT1 1AE")
    actions.find_places()
    place.refresh_from_db()
    edit = reverse("wagtailsnippets_localoffer_location:edit", args=[place.pk])
    assert client.post(edit, as_an_editor_sends(place, postcode="LK1 4QA")).status_code == 302
    place.refresh_from_db()
    assert place.point == (53, -1)
    assert client.post(edit, as_an_editor_sends(place, postcode="KT1 1AE", latitude=51.9, longitude=-0.9)).status_code == 302
    actions.find_places()
    place.refresh_from_db()
    assert place.point == (51.9, -0.9)
