"""Numbers and addresses in running text can be tapped, and nothing that somebody wrote becomes HTML."""

import time

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from home.linking import linked


def links(text: str) -> list[tuple[str, str]]:
    return [(link["href"], link.text) for link in BeautifulSoup(linked(text), "html.parser").find_all("a")]


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("Call 020 7946 0101.", "tel:02079460101", "020 7946 0101"),
        ("Call (01483) 496000, or write.", "tel:01483496000", "(01483) 496000"),
        ("Ring us (0800 496 0123) any day", "tel:08004960123", "0800 496 0123"),
        ("T: 01632-960-001", "tel:01632960001", "01632-960-001"),
        ("07700 900123/07700900124", "tel:07700900123", "07700 900123"),
        ("From abroad +44 (0)20 7946 0101", "tel:+442079460101", "+44 (0)20 7946 0101"),
        ("+442079460101", "tel:+442079460101", "+442079460101"),
        ("016977 1234 has ten", "tel:0169771234", "016977 1234"),
        ("0169 772 345 too", "tel:0169772345", "0169 772 345"),
        ("Childline is 0800 1111.", "tel:08001111", "0800 1111"),
        ("Samaritans 116 123", "tel:116123", "116 123"),
        ("'020 7946 0101'", "tel:02079460101", "020 7946 0101"),
        ("020 7946 0101 ext 4", "tel:02079460101", "020 7946 0101"),
        ("Write to desk@club.example.org.", "mailto:desk@club.example.org", "desk@club.example.org"),
        ("See www.club.example.org/join, please", "http://www.club.example.org/join", "www.club.example.org/join"),
        ("(https://club.example.org/a?b=1&c=2)", "https://club.example.org/a?b=1&c=2", "https://club.example.org/a?b=1&c=2"),
        ("See council.gov.uk/send.", "http://council.gov.uk/send", "council.gov.uk/send"),
    ],
)
def test_a_number_or_an_address_in_words_is_a_link(text, address, shown):
    assert links(text) == ([(address, shown)] if address else [])
    assert BeautifulSoup(linked(text), "html.parser").text == text


@pytest.mark.parametrize(
    "text",
    [
        "Open 0900-1700 and 0900-1700 on Sunday",
        "From 01/09/2025 10:00 to 01/12/2025 12:00",
        "It costs £0123456789",
        "Ages 5 to 11, 10.00 to 12.30, 25 December 2025",
        "Charity number 1123456, company 07654321",
        "Account 01-02-03 12345678",
        "Reference AB02079460101 or 02079460101234567",
        "NHS number 943 476 5919",
        "Sentence one.Sentence two",
        "javascript:alert(1) data:text/html,x",
        "Cut short at www.clu…",
    ],
)
def test_what_is_no_number_and_no_address_stays_words(text):
    assert [address for address, _shown in links(text) if address.startswith("tel:") or "java" in address or "…" in address or "%E2" in address] == []
    assert BeautifulSoup(linked(text), "html.parser").text == text


def test_two_numbers_are_two_links_and_a_number_in_an_address_is_none():
    assert links("020 7946 0101 or 020 7946 0102") == [("tel:02079460101", "020 7946 0101"), ("tel:02079460102", "020 7946 0102")]
    assert links("https://a.example.org/02079460101/x") == [("https://a.example.org/02079460101/x",) * 2]
    assert links("02079460101@text.example.org") == [("mailto:02079460101@text.example.org", "02079460101@text.example.org")]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '<a href="javascript:x">020 7946 0101</a>', '"><img src=x onerror=y> 020 7946 0101', "<b>&amp; 'q'", "a <a b</a> 020 7946 0101"]
)
def test_html_that_somebody_wrote_stays_words(text):
    soup = BeautifulSoup(linked(text), "html.parser")
    assert soup.text == text
    assert {tag.name for tag in soup.find_all()} <= {"a"}
    assert all(link["href"].startswith("tel:") for link in soup.find_all("a"))


def test_paragraphs_and_lines_stay():
    html = Template("{% load portal_tags %}{{ text|linked|linebreaks }}").render(Context({"text": "One & two\n020 7946 0101\n\nThree <b>"}))
    assert html == '<p>One &amp; two<br><a href="tel:02079460101">020 7946 0101</a></p>\n\n<p>Three &lt;b&gt;</p>'


def test_a_text_of_traps_takes_no_time():
    began = time.monotonic()
    for trap in ("0" * 20_000, "0 " * 20_000, "+44 (0)" * 5_000, "020 7946 010 " * 3_000, "(" * 20_000, "www." * 10_000, "a@" * 10_000, "<a " * 10_000):
        linked(trap)
    assert time.monotonic() - began < 5
