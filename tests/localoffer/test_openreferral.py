"""Open Referral records as real feeds have them: cleaned where something useful is left, refused with a reason where not."""

import datetime as dt
import json
import random
import uuid
from decimal import Decimal

import pytest

from localoffer import openreferral
from localoffer.openreferral import CostDraft, Refused, ServiceDraft

TODAY = dt.date(2026, 1, 15)
GOOD_ID = "a1b7e6c0-1111-4a5b-8c9d-0000000000aa"
ORGANISATION = {"id": "0d9c1a52-7b60-4c1e-9a38-1f6f0a7d2b01", "name": "Play Trust"}


def read(**given) -> ServiceDraft:
    record = {"id": GOOD_ID, "name": "Club", "description": "", "status": "active", "organization": ORGANISATION} | given
    return openreferral.read(openreferral.storable(record), feed="larkmere", today=TODAY)


def refusal(record) -> str:
    with pytest.raises(Refused) as refused:
        openreferral.read(record, feed="larkmere", today=TODAY)
    return str(refused.value)


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


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Games &amp; crafts.</p>\n<p>All   welcome</p>", "Games & crafts.\n\nAll welcome"),
        ("One line\nnext line\n\nnew paragraph", "One line\nnext line\n\nnew paragraph"),
        ("A & B, 3 < 5", "A & B, 3 < 5"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one</li><li>two</li></ul>after", "• one\n• two\n\nafter"),
        ("<table><tr><td>Mon</td><td>9am</td></tr><tr><td>Tue</td><td>10am</td></tr></table>", "Mon 9am\nTue 10am"),
        ("&lt;p&gt;Escaped twice&lt;/p&gt;", "Escaped twice"),
        ('Come <a href="https://club.example/join">and see</a>', "Come and see (https://club.example/join)"),
        ('<a href="https://club.example">club.example</a> <a href="javascript:alert(1)">here</a>', "club.example here"),
        ("<style>p{}</style><b onclick='x()'>Bold</b> <script>alert(1)</script>", "Bold"),
        ("<p>never closed <div>deep", "never closed\n\ndeep"),
        ("Nul\0 and half \ud83d a smile", "Nul and half a smile"),
    ],
)
def test_html_becomes_plain_words(html, words):
    assert read(description=html).fields["description"] == words


def test_pictures_in_a_description_are_taken_out_and_told():
    draft = read(description='<p>Hello</p><img src="data:image/png;base64,' + "QUJD" * 36_000 + '">')
    assert draft.fields["description"] == "Hello"
    assert draft.repairs == ["pictures, scripts or forms taken out of the description"]


def test_a_book_of_a_description_is_cut_at_a_word_and_told():
    draft = read(description="word " * 29_000)
    assert len(draft.fields["description"]) <= 20_000
    assert draft.fields["description"].endswith("word…")
    assert draft.repairs == ["description cut to 20000 letters"]


def test_the_summary_is_the_first_sentences_and_fits():
    assert read(description="Short.").fields["summary"] == "Short."
    sentences = read(description="We listen to every family. " * 60).fields["summary"]
    assert len(sentences) <= 300
    assert sentences.endswith("family.")
    assert len(read(description="a" * 900).fields["summary"]) <= 300
    assert read(description="word " * 200).fields["summary"].endswith("word…")


WRAPPED = """We are a friendly group of parents and carers of children with
additional needs who meet every week at the old mill. There is
always tea, and somebody who has filled in the same forms as
you.

Siblings are welcome too. Ring Ash first if it is your first
time, and we will meet you at the door on Mill Lane.

Bring:
- a drink
- something that your child likes to hold and would not want to
miss"""
JOINED = """We are a friendly group of parents and carers of children with additional needs who meet every week at the old mill. There is always tea, and somebody who has filled in the same forms as you.

Siblings are welcome too. Ring Ash first if it is your first time, and we will meet you at the door on Mill Lane.

Bring:
- a drink
- something that your child likes to hold and would not want to miss"""


def test_lines_that_were_broken_to_fit_a_screen_are_put_together():
    assert read(description=WRAPPED).fields["description"] == JOINED
    assert read(description=WRAPPED.replace("\n", "<br>")).fields["description"] == JOINED
    assert read(description=JOINED).fields["description"] == JOINED, "once is enough"


def test_a_single_line_end_in_the_middle_of_a_sentence_goes():
    broken = "All who live in the ward enjoy a high quality of life and are able to achieve their educational\ngoals, and are part of a community."
    assert read(description=broken).fields["description"] == broken.replace("\n", " ")


@pytest.mark.parametrize(
    "kept",
    [
        "Chess\nswimming\nfootball and other games that we play together",
        "Monday 10am to 12pm\nTuesday 2pm to 4pm\nWednesday 10am to 12pm at the hall",
        "Our Vision\nWe are committed to playing a key role in delivering what follows for every family.",
        "We help with many things, and among them there are the following:\nforms\nletters",
        "We meet on Mondays at the old library hall in Larkmere at 10.\nCome along.",
        "• A long line about the first thing that we do for families here\n• and the second one",
        "1. Identify people who are lonely through our network of helpers\n2. raise awareness of it",
        "Ring 020 7946 0101 or write to the team of helpers at the hall.\n\nthen wait",
        "More is told on the website of the club, which you find at this\nhttps://club.example/more",
    ],
)
def test_lists_headings_and_paragraphs_keep_their_lines(kept):
    assert read(description=kept).fields["description"] == kept


@pytest.mark.parametrize("title", ["Saturday Club", "SATURDAY  club:"])
def test_a_first_line_that_repeats_the_name_goes(title):
    assert read(name="Saturday Club", description=f"{title}\n\nGames for all.").fields["description"] == "Games for all."
    assert read(name="Saturday Club", description=title).fields["description"] != ""


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("Our Vision\n\nWe want every child to swim.", "We want every child to swim."),
        ("WHAT IS THE SCHEME?\n\nIt is run by leisure centres.", "It is run by leisure centres."),
        ("Services include:\n\n• hot drinks\n• games for all.", "Services include: hot drinks games for all."),
        ("A quiet pool\nwith warm water", "A quiet pool with warm water"),
    ],
)
def test_a_heading_is_no_part_of_the_summary(description, summary):
    assert read(description=description).fields["summary"] == summary


def test_a_name_is_one_plain_line_that_fits():
    assert read(name=" Tom &amp; <b>Jerry</b>\n Club ").fields["name"] == "Tom & Jerry Club"
    draft = read(name="n" * 300)
    assert len(draft.fields["name"]) == 255
    assert draft.repairs == ["name cut to 255 letters"]


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


def place(**location):
    draft = read(service_at_locations=[{"location": {"id": GOOD_ID} | location}])
    return [place.fields for place in draft.places], draft.repairs


def test_a_place_in_either_version():
    for name in ("addresses", "physical_addresses"):
        places, repairs = place(name="Mill", latitude="51.5", longitude=-0.12, **{name: [{"address_1": "1 Mill Lane", "city": "Larkmere", "postal_code": "lk1  4qa"}]})
        assert places == [{"name": "Mill", "address": "1 Mill Lane", "town": "Larkmere", "postcode": "LK1 4QA", "latitude": 51.5, "longitude": -0.12}]
        assert repairs == []


@pytest.mark.parametrize(
    "where", [{"latitude": 0, "longitude": 0}, {"latitude": 951, "longitude": 0}, {"latitude": 51.5}, {"latitude": "north", "longitude": 1}, {"latitude": True, "longitude": 1}]
)
def test_coordinates_that_cannot_be_right_are_left_out_and_told(where):
    places, repairs = place(name="Mill", **where)
    assert (places[0]["latitude"], places[0]["longitude"]) == (None, None)
    assert repairs == ["place: a place's coordinates left out, because they can't be right"]


def test_a_place_that_says_nothing_is_left_out_and_told():
    assert place(name=" ", addresses=[{"city": ""}]) == ([], ["place: left out, because nothing says where it is"])


def test_a_postcode_that_is_too_long_is_left_out_and_told():
    places, repairs = place(name="Mill", addresses=[{"postal_code": "see our website"}])
    assert places[0]["postcode"] == ""
    assert repairs == ["place: postcode left out, because it is too long: SEE OUR WEBSITE"]


def test_places_without_ids_are_told_apart_by_their_words_and_one_place_twice_is_one():
    at = [{"location": {"name": name}} for name in ("Mill", "Hall", "Mill")]
    assert [place.fields["name"] for place in read(service_at_locations=at).places] == ["Mill", "Hall"]


@pytest.mark.parametrize(
    ("given", "costs"),
    [
        ({"cost_options": [{"option": "A lesson", "amount": "£4.50"}]}, [CostDraft(Decimal("4.50"), "A lesson")]),
        ({"cost_options": [{"amount": 0, "amount_description": "nothing to pay"}]}, [CostDraft(Decimal("0.00"), "nothing to pay")]),
        ({"cost_options": [{"option": "", "amount": None}, {"option": "Ask us"}]}, [CostDraft(None, "Ask us")]),
        ({"fees": "Free."}, [CostDraft(Decimal("0.00"), "Free.")]),
        ({"fees": "Free for members, £5 for others"}, [CostDraft(None, "Free for members, £5 for others")]),
        ({"fees": ""}, []),
        ({"cost_options": [], "fees": "£2"}, [CostDraft(None, "£2")]),
    ],
)
def test_costs(given, costs):
    draft = read(**given)
    assert draft.costs == costs
    assert draft.repairs == []


@pytest.mark.parametrize("amount", [-1, "lots", "1e9", "NaN", "Infinity", 999999.999])
def test_an_amount_that_cannot_be_is_left_out_and_told(amount):
    draft = read(cost_options=[{"option": "A visit", "amount": amount}])
    assert draft.costs == [CostDraft(None, "A visit")]
    assert draft.repairs == [f"cost {str(amount)[:20]!r} left out, because it is no amount in pounds"]


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
