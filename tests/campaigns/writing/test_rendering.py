"""What leaves, word for word."""

import unicodedata

import pytest
from bs4 import BeautifulSoup

from campaigns.models import Message
from campaigns.writing.rendering import words_of
from register.models import Purpose
from tests.campaigns.writing.making import mailing, message
from tests.factories import InformationPageFactory, LanguageFactory
from tests.feedback.surveys.made import make_survey

pytestmark = pytest.mark.django_db
CODE = "P1AYGR"
RICH = '<p data-block-key="a1">Come and <b>play</b>. See <a href="https://else.example/x">their page</a>.</p><p data-block-key="a2">We look forward to you.</p>'


def soup_of(made: Message) -> BeautifulSoup:
    return BeautifulSoup(words_of(made).html, "html.parser")


def test_a_mail_has_its_subject_as_the_only_first_heading_and_its_headings_below(site):
    made = message(body=[("heading", "When it is"), ("text", RICH)])
    soup = soup_of(made)
    assert [each.get_text() for each in soup.find_all("h1")] == ["A new play group"]
    assert [each.get_text() for each in soup.find_all("h2")] == ["When it is"]
    assert soup.html["lang"] == "en-GB"
    assert soup.html["dir"] == "ltr"


def test_the_plain_part_says_all_that_the_html_says(site):
    body = [
        ("heading", "When it is"),
        ("text", RICH),
        ("points", ["Tea", "Cake"]),
        ("button", {"label": "Tell us that you come", "page": None, "url": "https://else.example/form"}),
        ("event", {"what": "Play group", "when": "3 May, 2 pm", "where": "The green"}),
    ]
    made = message(body=body)
    text, html = words_of(made).text, " ".join(soup_of(made).get_text(" ").split())
    for said in ("When it is", "We look forward to you.", "Tell us that you come", "3 May, 2 pm", "The green", "((signatures))"):
        assert said in text, said
        assert said in html, said
    assert "Come and play. See their page (https://else.example/x)." in text
    assert "- Tea\n- Cake" in text
    assert "Tell us that you come:\nhttps://else.example/form" in text


def test_links_to_our_pages_are_whole_and_carry_the_campaigns_code(site, settings):
    page = InformationPageFactory(parent=site.root_page, slug="play")
    made = message(body=[("text", f'<p>See <a linktype="page" id="{page.pk}">our page</a>.</p>'), ("button", {"label": "Go", "page": page, "url": ""})])
    address = f"{settings.SITE_URL}/play/?c={CODE}"
    assert [link["href"] for link in soup_of(made).find_all("a", string=["our page", "Go"])] == [address, address]
    assert f"our page ({address})" in words_of(made).text


def test_an_address_of_ours_keeps_what_it_asks_for_and_gets_the_code_once(site, settings):
    made = message(body=[("button", {"label": "Find", "page": None, "url": f"{settings.SITE_URL}/services/?age=5&c=OLD000#results"})])
    assert soup_of(made).find("a", string="Find")["href"] == f"{settings.SITE_URL}/services/?age=5&c={CODE}#results"


def test_a_link_to_a_page_that_is_gone_leaves_its_words(site):
    made = message(body=[("text", '<p>See <a linktype="page" id="99999">our page</a>.</p>')])
    assert "See our page." in words_of(made).text
    assert soup_of(made).find("a", string="our page") is None


def test_a_link_that_would_run_a_script_leads_nowhere(site):
    made = message(body=[("text", '<p><a href="javascript:alert(1)">Press</a> and <a href="http://[">that</a></p>')])
    assert "javascript" not in words_of(made).html
    assert "Press and that" in words_of(made).text


def test_a_button_that_names_nothing_leads_where_the_campaign_leads(site, settings):
    body = [("button", {"label": "Go on", "page": None, "url": ""})]
    assert soup_of(message(body=body)).find("a", string="Go on")["href"] == f"{settings.SITE_URL}/go/{CODE}"


def test_in_messages_of_a_survey_it_leads_to_the_familys_own_link(site):
    made = message(mailing(purpose=Purpose.SURVEYS, survey=make_survey()), body=[("button", {"label": "Answer", "page": None, "url": ""})])
    assert soup_of(made).find("a", string="Answer")["href"] == "((survey))"
    assert "Answer:\n((survey))" in words_of(made).text


def test_what_a_family_can_do_stands_at_the_foot_of_both_parts(site):
    words = words_of(message())
    for hole in ("stop", "wishes", "web", "check"):
        assert f'href="(({hole}))"' in words.html
        assert f"(({hole}))" in words.text
    assert words.unsubscribe == "stop"
    assert "You get this because you said that we may send you news" in words.text


def test_what_an_editor_writes_is_text_and_never_html(site):
    made = message(body=[("heading", "<script>alert(1)</script> & more"), ("points", ["a < b"])])
    made.subject = 'Say "<b>hello</b>"'
    soup = soup_of(made)
    assert soup.find("script") is None
    assert soup.h1.get_text() == 'Say "<b>hello</b>"'
    assert "a < b" in words_of(made).text


def test_saving_without_a_change_changes_no_byte(site):
    """Editors' browsers tear runs of words, name paragraphs anew, and write é in two ways."""
    of = mailing()
    one = Message(mailing=of, channel="email", subject="Café ", body=[("text", '<p data-block-key="x1">Café is <b>open</b>  now.</p>')])
    torn = unicodedata.normalize("NFD", '<p data-block-key="q9">Café is <b>op</b><b>en</b> \r\n now.</p><p data-block-key="q8"></p>')
    other = Message(mailing=of, channel="email", subject=unicodedata.normalize("NFD", " Café"), body=[("text", torn)])
    assert words_of(one) == words_of(other)
    assert words_of(one) == words_of(one)


def test_a_draft_reads_the_same_before_and_after_it_is_saved(site):
    draft = Message(mailing=mailing(), channel="email", subject="Play", body=[("text", RICH), ("points", ["Tea"])])
    before = words_of(draft)
    draft.save()
    assert words_of(Message.objects.get(pk=draft.pk)) == before


def test_a_message_in_urdu_runs_from_right_to_left_and_its_english_foot_does_not(site):
    soup = soup_of(message(language=LanguageFactory(code="ur", name="Urdu"), subject="کھیل", body=[("text", "<p>آئیے کھیلیں۔</p>")]))
    assert (soup.html["lang"], soup.html["dir"]) == ("ur", "rtl")
    foot = soup.find("a", href="((stop))").find_parent("div")
    assert (foot["lang"], foot["dir"]) == ("en-GB", "ltr")


def test_sign_language_is_written_down_in_english(site):
    assert words_of(message(language=LanguageFactory(code="bfi", name="British Sign Language"))).language == "en-GB"


def test_easy_read_has_one_sentence_a_line(site):
    made = message(reading_format="easy-read", body=[("text", '<p>Come on Monday. <b>It is free.</b> See <a href="https://else.example/x">them</a>! </p>')])
    lines = [each.get_text().strip() for each in soup_of(made).find_all("p")]
    assert lines[:3] == ["Come on Monday.", "It is free.", "See them!"]
    assert soup_of(made).find("strong").get_text() == "It is free."


def test_a_picture_is_an_address_of_ours_with_words_for_who_cannot_see_it(site, settings, picture):
    made = message(body=[("picture", {"image": picture, "alt_text": "A child on a swing", "decorative": False}), ("text", RICH)])
    shown = soup_of(made).img
    assert shown["src"].startswith(f"{settings.SITE_URL}/media/images/")
    assert (shown["alt"], shown["width"]) == ("A child on a swing", "552")
    assert "[Picture: A child on a swing]" in words_of(made).text


def test_a_picture_that_only_decorates_says_nothing(site, picture):
    made = message(body=[("picture", {"image": picture, "alt_text": "", "decorative": True}), ("text", RICH)])
    assert soup_of(made).img["alt"] == ""
    assert "Picture" not in words_of(made).text


def test_a_picture_whose_file_is_lost_is_left_out_and_the_words_stay(site, picture):
    picture.file.storage.delete(picture.file.name)
    made = message(body=[("picture", {"image": picture, "alt_text": "A swing", "decorative": False}), ("text", RICH)])
    assert soup_of(made).img is None
    assert "We look forward to you." in words_of(made).text


def test_in_easy_read_a_picture_stands_beside_the_sentences_after_it(site, picture):
    body = [("picture", {"image": picture, "alt_text": "A swing", "decorative": False}), ("text", "<p>Come. It is free.</p>"), ("heading", "When")]
    pair = soup_of(message(reading_format="easy-read", body=body)).find(class_="pair")
    assert pair.img["alt"] == "A swing"
    assert [each.get_text().strip() for each in pair.find_all("p")] == ["Come.", "It is free."]


def test_large_print_is_larger(site):
    of = mailing()
    assert "font-size:26px" in words_of(message(of, reading_format="large-print")).html
    assert "font-size:26px" not in words_of(message(of)).html


def test_a_mail_asks_no_other_host_for_anything(site, settings):
    made = message(body=[("text", RICH)])
    assert [tag.name for tag in soup_of(made).find_all(["img", "link", "script", "iframe", "object"])] == []
    assert "url(" not in words_of(made).html


def test_a_text_message_says_at_its_end_how_to_stop_and_is_in_signs_of_every_phone(site):
    words = words_of(message(channel="text", text="  Play group – 3 May.\r\n\r\n\r\n\r\nDon’t miss it…  "))
    assert words.text == "Play group - 3 May.\n\nDon't miss it...\nStop: ((stop))"
    assert (words.subject, words.html, words.unsubscribe) == ("", "", "")


def test_a_letter_is_plain_lines_and_says_how_to_stop_without_pressing_anything(site):
    words = words_of(message(channel="post", body=[("heading", "When"), ("points", ["Tea", "Cake"])]))
    assert words.html == ""
    assert words.text.startswith("# When\n\n- Tea\n- Cake\n\n")
    assert "((reference))" in words.text
    assert "((stop))" not in words.text
    assert "((check))" in words.text


def test_the_name_that_families_see_can_hold_quotes_and_begins_no_other_line(site, settings):
    settings.DEFAULT_FROM_EMAIL = "Local Offer <offer@council.example>"
    of = mailing(sender_name='Forum "and"\r\nBcc: all@x.example')
    assert words_of(message(of)).sender == '"Forum \\"and\\" Bcc: all@x.example" <offer@council.example>'
