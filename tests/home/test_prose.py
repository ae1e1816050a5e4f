"""Terms explained in place, headings with names, and links that keep the borough."""

import pytest
from bs4 import BeautifulSoup

from home.addresses import with_borough
from home.models import GlossaryTerm
from home.prose import prepare

PLAN = GlossaryTerm(pk=1, term="Education, health and care plan", short="EHC plan", also="EHCP", explained="A legal plan of what your child needs.")
OT = GlossaryTerm(pk=2, term="Occupational therapy", short="OT", explained="Help with everyday tasks.")
PLACEMENT = GlossaryTerm(pk=3, term="Plan", explained="Something written down first.")


def buttons(html: str, *terms: GlossaryTerm) -> list[str]:
    """What each button is called."""
    return [button.get("aria-label", button.text) for button in BeautifulSoup(prepare(html, terms).html, "html.parser").find_all("button")]


def test_a_term_is_explained_the_first_time_only():
    assert buttons("<p>An EHC plan is legal. Your EHC plan names a school.</p>", PLAN) == ["EHC plan"]


def test_the_explanation_opens_without_a_script_and_stands_in_the_text():
    soup = BeautifulSoup(prepare("<p>Ask for an EHC plan.</p>", [PLAN]).html, "html.parser")
    card = soup.find(id=soup.button["popovertarget"])
    assert card.has_attr("popover")
    assert "A legal plan of what your child needs." in card.text
    assert card.find_parent("p")


def test_a_term_of_several_words_flows_with_the_line_and_all_of_it_can_be_pressed():
    soup = BeautifulSoup(prepare("<p>Ask for an EHC plan.</p>", [PLAN]).html, "html.parser")
    assert soup.label["for"] == soup.button["id"]
    assert soup.label.text + soup.button.text == "EHC plan"
    assert soup.button["aria-label"] == "EHC plan"
    assert soup.p.text.startswith("Ask for an EHC plan")


def test_the_longest_form_wins():
    assert buttons("<p>Your education, health and care plan</p>", PLAN, PLACEMENT) == ["education, health and care plan"]


def test_any_form_in_any_case_is_found_but_letters_only_as_capitals():
    assert buttons("<p>the ehc Plan</p>", PLAN) == ["ehc Plan"]
    assert buttons("<p>OT helps</p>", OT) == ["OT"]
    assert buttons("<p>ot is no word, nor is rOT</p>", OT) == []


@pytest.mark.parametrize("odd", ["spec\u0131al school", "SPEC\u0130AL SCHOOL", "\u017fpecial school"])
def test_letters_that_fold_in_another_way_break_nothing(odd):
    special = GlossaryTerm(pk=4, term="Special school", explained="A school only for children with SEND.")
    assert odd in BeautifulSoup(prepare(f"<p>{odd}</p>", [special]).html, "html.parser").text


def test_a_part_of_a_word_is_no_term():
    assert buttons("<p>replan the planning of plans</p>", PLACEMENT) == []


@pytest.mark.parametrize(
    "html", ['<p><a href="/x/">EHC plan</a></p>', "<h2>EHC plan</h2>", "<details><summary>EHC plan</summary></details>", "<table><tr><th>EHC plan</th></tr></table>"]
)
def test_no_button_inside_a_link_a_heading_or_a_summary(html):
    assert buttons(html, PLAN) == []


def test_words_around_a_term_are_kept_as_they_were():
    body = prepare("<p>Say &lt;b&gt; &amp; ask for an EHC plan &quot;now&quot;.</p>", [PLAN])
    assert "&lt;b&gt; &amp; ask for an " in body.html
    assert "<b>" not in body.html


def test_headings_get_names_for_on_this_page_and_no_name_twice():
    body = prepare("<h2>What to do</h2><h2>What to do</h2><h2>…</h2>", [])
    assert [heading.name for heading in body.headings] == ["what-to-do", "what-to-do-again", "part"]
    assert 'id="what-to-do-again"' in body.html


def test_links_to_our_pages_keep_the_borough():
    body = prepare('<p><a href="/health/">Health</a> <a href="https://www.gov.uk/">GOV.UK</a></p>', [], borough="larkmere")
    assert 'href="/health/?borough=larkmere"' in body.html
    assert 'href="https://www.gov.uk/"' in body.html


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/health/", "/health/?borough=larkmere"),
        ("/search/?q=a", "/search/?q=a&borough=larkmere"),
        ("/health/#ask", "/health/?borough=larkmere#ask"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("/documents/1/form.pdf", "/documents/1/form.pdf"),
        ("#part", "#part"),
    ],
)
def test_only_our_own_pages_carry_the_borough(address, kept):
    assert with_borough(address, "larkmere") == kept
