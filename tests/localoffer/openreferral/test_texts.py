"""A feed's descriptions: HTML becomes plain words, and a summary is made of them."""

import pytest

from tests.localoffer.openreferral.given import read

pytestmark = pytest.mark.same_on_any_server


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
