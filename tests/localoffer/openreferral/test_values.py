"""A feed's addresses, statuses, dates, ages and audiences: mended or left out, and told."""

import datetime as dt

import pytest

from tests.localoffer.openreferral.given import TODAY, read

pytestmark = pytest.mark.same_on_any_server


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("www.swim.example/lessons", "https://www.swim.example/lessons"),
        ("//swim.example", "https://swim.example"),
        ("http:www.swim.example", "http://www.swim.example"),
        ("HTTPS:/swim.example", "https://swim.example"),
        ("swim.example:8080/x", "https://swim.example:8080/x"),
    ],
)
def test_a_web_address_is_mended_and_told(given, kept):
    draft = read(url=given)
    assert draft.fields["website"] == kept
    assert draft.repairs == [f"web address {given} read as {kept}"]


@pytest.mark.parametrize(
    "given", ["Village hall", "javascript:alert('x.y')", "data:text/html,x.y", "ftp://a.example", "me@home.example", "https://a.example/" + "x" * 500, "http://", "http://[::1"]
)
def test_a_web_address_that_cannot_work_is_left_out_and_told(given):
    draft = read(url=given)
    assert draft.fields["website"] == ""
    assert draft.repairs == [f"web address left out, because it can't work: {given[:80]}"]


def test_email_addresses():
    assert read(email="MAILTO: us@club.example;").fields["email"] == "us@club.example"
    for bad in ("call us", "a@b", "x" * 250 + "@club.example"):
        draft = read(email=bad)
        assert draft.fields["email"] == ""
        assert draft.repairs == [f"e-mail address left out, because it can't work: {bad[:80]}"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("active", "open"), (" Inactive ", "closed-for-now"), ("temporarily closed", "closed-for-now"), ("defunct", "ended")],
)
def test_statuses(given, kept):
    draft = read(status=given)
    assert draft.fields["status"] == kept
    assert draft.repairs == []


@pytest.mark.parametrize(("given", "told"), [("banana", "status 'banana' read as open"), (None, "it had no status; read as open"), (3, "it had no status; read as open")])
def test_a_status_nobody_knows_is_open(given, told):
    draft = read(status=given)
    assert (draft.fields["status"], draft.repairs) == ("open", [told])


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2025-06-30", dt.date(2025, 6, 30)),
        ("2025-06-30T23:30:00", dt.date(2025, 6, 30)),  # no zone: London's
        ("2025-06-30T23:30:00Z", dt.date(2025, 7, 1)),  # summer time
        ("2025-12-31T23:30:00+00:00", dt.date(2025, 12, 31)),
        ("3/02/2025", dt.date(2025, 2, 3)),
        ("2026-01-15", TODAY),
    ],
)
def test_dates(given, day):
    draft = read(assured_date=given)
    assert (draft.fields["checked_on"], draft.repairs) == (day, [])


@pytest.mark.parametrize("given", ["yesterday", "2025-13-40", "31/02/2025", "2026-01-16", "1066-10-14", "0001-01-01T00:00:00+14:00", "9" * 400])
def test_a_date_that_cannot_be_is_left_out_and_told(given):
    draft = read(assured_date=given)
    assert draft.fields["checked_on"] is None
    assert draft.repairs[0].startswith(f"date {given[:30]!r} left out")


@pytest.mark.parametrize(
    ("given", "ages"),
    [
        ({"minimum_age": "5", "maximum_age": 11.0}, (5, 11)),
        ({"minimum_age": None, "maximum_age": ""}, (None, None)),
        ({"eligibilitys": [{"minimum_age": 3, "maximum_age": 5}, {"minimum_age": 8, "maximum_age": 12}]}, (3, 12)),
        ({"eligibilitys": [{"minimum_age": 3}, {"maximum_age": 12}]}, (None, None)),
        ({"minimum_age": 4, "eligibilitys": [{"minimum_age": 3, "maximum_age": 5}]}, (4, None)),
        ({"eligibilitys": "all"}, (None, None)),
    ],
)
def test_ages(given, ages):
    draft = read(**given)
    assert (draft.fields["min_age"], draft.fields["max_age"]) == ages
    assert draft.repairs == []


@pytest.mark.parametrize(
    ("given", "ages", "told"),
    [
        ({"minimum_age": -1}, (None, None), "age -1 left out"),
        ({"maximum_age": 999}, (None, None), "age 999 left out"),
        ({"minimum_age": "many"}, (None, None), "age 'many' left out"),
        ({"minimum_age": True}, (None, None), "age 'True' left out"),
        ({"minimum_age": "1e400"}, (None, None), "age '1e400' left out"),
        ({"minimum_age": [5]}, (None, None), "age '[5]' left out"),
        ({"minimum_age": "5.5"}, (5, None), "age 5.5 read as 5"),
        ({"minimum_age": 18, "maximum_age": 13}, (13, 18), "ages 18 to 13 turned round"),
        ({"minimum_age": -0.5}, (None, None), "age -0.5 left out"),
    ],
)
def test_ages_that_cannot_be_are_left_out_or_mended_and_told(given, ages, told):
    draft = read(**given)
    assert (draft.fields["min_age"], draft.fields["max_age"]) == ages
    assert draft.repairs == [told]


def test_audiences_become_search_words():
    given = [{"audienceType": "Parents>Grandparents"}, {"audienceType": "Autism "}, {"audienceType": "autism"}, {"audienceType": None}, "x", {"audienceType": " > "}]
    assert read(pc_targetAudience=given).fields["keywords"] == "Parents, Grandparents, autism"
    draft = read(pc_targetAudience=[{"audienceType": f"Audience number {n}"} for n in range(40)])
    assert len(draft.fields["keywords"]) <= 250
    assert not draft.fields["keywords"].endswith(",")
    assert draft.repairs == ["audiences cut to 250 letters"]
