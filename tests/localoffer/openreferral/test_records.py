"""Open Referral records as real feeds have them: cleaned where something useful is left, refused with a reason where not."""

import datetime as dt
import json
import random
import uuid

import pytest

from localoffer import openreferral
from localoffer.openreferral import Refused
from tests.localoffer.openreferral.given import GOOD_ID, TODAY, read, refusal

pytestmark = pytest.mark.same_on_any_server


def test_a_clean_record_needs_no_repair():
    draft = read(url="https://club.example/", email="us@club.example", minimum_age=5, maximum_age=11, assured_date="2025-06-30")
    assert draft.repairs == []
    assert draft.id == uuid.UUID(GOOD_ID)
    assert (draft.fields["min_age"], draft.fields["max_age"], draft.fields["checked_on"]) == (5, 11, dt.date(2025, 6, 30))
    assert draft.provider.fields["name"] == "Play Trust"


@pytest.mark.parametrize("record", ["words", None, 7, [], True])
def test_what_is_no_record_is_refused(record):
    assert refusal(record) == "this is not a service record"


def test_a_record_with_nothing_to_call_it_by_is_refused():
    assert refusal({"id": GOOD_ID, "name": " ", "description": "<p><br></p>"}) == "it has no name, no provider and no description"


def test_without_a_name_the_provider_or_the_first_words_stand_in():
    assert read(name="").fields["name"] == "Play Trust"
    draft = read(name=None, organization=None, description="<h2>Swimming</h2><p>On Sundays.</p>")
    assert draft.fields["name"] == "Swimming"
    assert "it had no name; its first words stand in" in draft.repairs
    assert "it names no provider" in draft.repairs


def test_a_name_is_one_plain_line_that_fits():
    assert read(name=" Tom &amp; <b>Jerry</b>\n Club ").fields["name"] == "Tom & Jerry Club"
    draft = read(name="n" * 300)
    assert len(draft.fields["name"]) == 255
    assert draft.repairs == ["name cut to 255 letters"]


def test_a_providers_repairs_are_told_too():
    draft = read(organization={"id": "5", "name": "Trust", "url": "nowhere", "email": "us@trust.example"})
    assert draft.provider.fields == {"name": "Trust", "description": "", "website": "", "email": "us@trust.example"}
    assert draft.repairs == ["provider: web address left out, because it can't work: nowhere", "provider: its id is no UUID; a stable one was made"]


def test_ids_that_are_no_uuids_stay_the_same_within_a_feed_and_differ_between_feeds():
    record = {"id": 17, "name": "Club"}
    first = openreferral.read(record, feed="larkmere", today=TODAY)
    renamed = openreferral.read(record | {"name": "Club for all"}, feed="larkmere", today=TODAY)
    elsewhere = openreferral.read(record, feed="hollowdean", today=TODAY)
    assert first.id == renamed.id
    assert first.id != elsewhere.id
    nameless = [openreferral.read({"name": name}, feed="larkmere", today=TODAY).id for name in ("One", "Two", "One")]
    assert nameless[0] == nameless[2] != nameless[1]


def test_the_kept_record_holds_nothing_a_database_cannot_keep():
    kept = openreferral.storable({"a\0": ["x\0y", float("nan"), float("inf"), 1.5, True, None, {"b": "half \ud83d"}], 3: 4})
    assert kept == {"a": ["xy", None, None, 1.5, True, None, {"b": "half "}], "3": 4}
    with pytest.raises(Refused, match="nests more than 40 deep"):
        openreferral.storable(json.loads("[" * 60 + "]" * 60))


NASTY = [
    None,
    True,
    -1,
    0,
    7,
    1e308,
    float("nan"),
    "",
    " ",
    "\0",
    "<p",
    "<p>x</p>",
    "&#0;",
    "\ud83d",
    "javascript:x",
    "2025-02-30",
    "9" * 5_000,
    [],
    {},
    [None],
    [[]],
    {"id": {}},
    "a@b",
    "//",
    "http://[",
    "£",
]


def nasty(choice: random.Random, depth: int = 0):
    if depth < 3 and choice.random() < 0.4:
        keys = [
            "id",
            "name",
            "description",
            "url",
            "website",
            "email",
            "location",
            "latitude",
            "longitude",
            "addresses",
            "amount",
            "option",
            "audienceType",
            "minimum_age",
            "city",
            "postal_code",
        ]
        made = {key: nasty(choice, depth + 1) for key in choice.sample(keys, 6)}
        return made if choice.random() < 0.5 else [made]
    return choice.choice(NASTY)


def test_nothing_a_feed_can_hold_breaks_the_reader():
    choice = random.Random(20260704)
    names = [
        "id",
        "name",
        "description",
        "url",
        "email",
        "status",
        "assured_date",
        "minimum_age",
        "maximum_age",
        "eligibilitys",
        "organization",
        "service_at_locations",
        "cost_options",
        "fees",
    ]
    outcomes = {"read": 0, "refused": 0}
    for _turn in range(3_000):
        record = {name: nasty(choice) for name in names} | {"pc_targetAudience": nasty(choice)}
        try:
            draft = openreferral.read(openreferral.storable(record), feed="larkmere", today=TODAY)
        except Refused:
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            assert 0 < len(draft.fields["name"]) <= 255
            assert "\0" not in draft.fields["description"]
    assert outcomes["read"] > 500
    assert outcomes["refused"] > 500
