"""The words of a message as everybody may read them: on the web, to check a letter, and in the list of past letters."""

import json

import pytest
from django.core.cache import caches
from django.urls import reverse

from campaigns import archive, manifest
from campaigns.models import MailingState, Message, SignOff
from tests.campaigns import letters
from tests.campaigns.factories import CampaignFactory
from tests.factories import LanguageFactory
from tests.register.factories import FamilyFactory

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


class TestOnTheWeb:
    def test_the_words_are_there_without_a_name_and_without_a_familys_own_addresses(self, site, client):
        family = FamilyFactory(confirmed=True)
        got = letters.sent_to(family)
        answer = client.get(letters.address(got, "web"))
        text = text_of(answer)
        assert "Hello there, your number is …." in text and "<li>Swimming</li>" in text
        assert family.first_name not in text and family.reference not in text and "((" not in text
        assert str(letters.address(got, "x"))[:-3] not in text
        assert "Stop these messages" not in text and "See this on our website" not in text
        assert "Signer 0</strong>, Chair, Larkmere Parents" in text and got.version.fingerprint in text
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex" and not answer.cookies

    def test_nothing_of_the_mails_dress_and_no_picture_from_elsewhere(self, site, client):
        text = text_of(client.get(letters.address(letters.sent_to(FamilyFactory(confirmed=True)), "web")))
        for gone in ("style=", "<style", "<script", "alert(1)", "offer.example", "Seen beside the subject", "color: red"):
            assert gone not in text
        assert 'src="/media/images/pool.jpg"' in text and "A pool" in text
        assert text.count("<h1") == 1

    def test_a_text_and_a_letter_show_their_words(self, site, client):
        sent = letters.mailing(letters.said("text", subject="", html="", text="Hi ((first_name)), swimming is on.\nStop: ((stop))"), letters.said("post", html=""))
        text = text_of(client.get(letters.address(letters.sent_to(FamilyFactory(confirmed=True), sent, key="text-en-standard-0"), "web")))
        assert "<p>Hi there, swimming is on.</p>" in text and "Stop:" not in text
        letter = text_of(client.get(letters.address(letters.sent_to(FamilyFactory(confirmed=True), sent, key="post-en-standard-0"), "web")))
        assert "<ul><li>Swimming</li><li>Climbing</li></ul>" in letter
        assert "#" not in letter.split('class="lo-prose"')[1] and "((" not in letter and '<a href="http://testserver/services/"' in letter

    def test_in_another_language_the_name_is_left_out(self, site, client):
        LanguageFactory(code="so", name="Somali")
        sent = letters.mailing(letters.said(code="so", html="", text="Salaan ((first_name)), waa dabaal.", language="so"))
        text = text_of(client.get(letters.address(letters.sent_to(FamilyFactory(confirmed=True), sent, key="email-so-standard-0"), "web")))
        assert "<p>Salaan, waa dabaal.</p>" in text and 'lang="so"' in text

    def test_it_stays_when_the_family_has_left(self, site, client):
        got = letters.sent_to(FamilyFactory(confirmed=True))
        got.family.delete()
        assert "Swimming" in text_of(client.get(letters.address(got, "web")))

    def test_a_name_that_is_a_script_is_nobodys(self, site, client):
        sent = letters.mailing(letters.said(html="", text="<script>alert(1)</script> ((unknown)) <b>x</b>", subject="<i>Odd</i>"))
        text = text_of(client.get(letters.address(letters.sent_to(FamilyFactory(confirmed=True), sent), "web")))
        assert "<script" not in text and "<i>Odd" not in text and "((unknown))" not in text


class TestIsItReal:
    def test_the_page_shows_the_words_with_blanks_who_signed_and_when(self, site, client):
        version = letters.mailing(letters.said(), letters.said("text", subject="", html="", text="Swim. Stop: ((stop))"), state=MailingState.APPROVED).version
        text = text_of(client.get(reverse("signed", args=[version.fingerprint])))
        assert "Yes, this letter is real" in text and "Hello [your first name]" in text
        assert text.count("Signed on") == 2 and "Larkmere Council" in text
        assert "E-mail, English" in text and "Text message, English" in text
        assert "We never ask for money" in text

    def test_misread_and_small_letters_lead_to_the_page(self, site, client):
        version = letters.mailing().version
        code = version.fingerprint
        typed = f" {code[:5].lower()}-{code[5:]} ".replace("0", "O").replace("1", "l")
        answer = client.get(reverse("signed_check"), {"code": typed})
        assert (answer.status_code, answer.url) == (302, reverse("signed", args=[code]))
        assert client.get(reverse("signed", args=[code.lower().replace("0", "o").replace("1", "i")]), follow=True).status_code == 200

    @pytest.mark.parametrize("typed", ["", "ABC", "UUUUUUUUUU", "x" * 41, "<script>", "0000000000 0"])
    def test_what_can_not_be_a_code_is_told_so(self, site, client, typed):
        answer = client.get(reverse("signed_check"), {"code": typed})
        assert answer.status_code == 200 and "<title>Error:" in answer.content.decode() and "<script>" not in text_of(answer)

    def test_what_not_everybody_has_signed_is_not_found(self, site, client):
        version = letters.mailing(signed_by=1, state=MailingState.IN_REVIEW).version
        answer = client.get(reverse("signed", args=[version.fingerprint]))
        assert answer.status_code == 404 and "We do not know this code" in answer.content.decode() and "Swimming" not in answer.content.decode()
        assert client.get(reverse("signed", args=["0" * 10])).status_code == 404

    def test_it_is_there_once_the_last_one_has_signed_and_is_kept_for_all(self, site, client, django_assert_num_queries):
        made = letters.mailing(signed_by=1, state=MailingState.IN_REVIEW)
        address = reverse("signed", args=[made.version.fingerprint])
        assert client.get(address).status_code == 404
        first = SignOff.objects.get()
        other = next(each for each in letters.organisations() if each != first.organisation)
        SignOff.objects.create(
            mailing=made,
            organisation=other,
            is_signed=True,
            content_digest=first.content_digest,
            plan_digest=first.plan_digest,
            name="Last",
            position="Head",
            by="last@council.example",
        )
        assert "Last</strong>, Head" in text_of(client.get(address))
        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200

    def test_twenty_messages_cost_no_more_than_two(self, site, count_queries):
        few = letters.mailing(letters.said(), letters.said(form="large-print")).version
        LanguageFactory(code="so", name="Somali")
        ways = [("email", code, form) for code in ("en", "so", "pl", "ur", "ar") for form in ("standard", "large-print", "easy-read")]
        many = letters.mailing(*(letters.said(*way) for way in ways)).version
        caches["pages"].clear()
        assert count_queries(reverse("signed", args=[many.fingerprint])) <= count_queries(reverse("signed", args=[few.fingerprint])) + 1


class TestPastLetters:
    def test_a_sent_letter_is_in_the_list_with_its_other_languages_and_ways(self, site, client):
        LanguageFactory(code="so", name="Somali")
        messages = (
            letters.said(),
            letters.said("post", html=""),
            letters.said("text", subject="", html=""),
            letters.said(form="easy-read"),
            letters.said(code="so", subject="Dabaal", language="so"),
        )
        made = letters.mailing(*messages, campaign=CampaignFactory(code="SWM001"))
        assert 'href="/letters/SWM001/"' in text_of(client.get("/letters/"))
        text = text_of(client.get("/letters/swmoo1/", follow=True))
        assert "Short breaks" in text and "Hello there" in text and "Signed on" in text
        assert text.count("/letters/SWM001/email-") == 2, "each once, though the ordinary one is a letter too, and texts are none"
        assert "English, Easy read" in text and "Somali" in text
        other = text_of(client.get("/letters/SWM001/email-so-standard-0/"))
        assert "Dabaal" in other and 'href="/letters/SWM001/"' in other
        assert made.campaign.code in client.get("/sitemap-letters.xml").content.decode()

    @pytest.mark.parametrize(
        "values",
        [{"state": MailingState.SENDING}, {"state": MailingState.CANCELLED}, {"is_in_archive": False}, {"purpose": "surveys"}, {"purpose": "nhs"}],
        ids=lambda values: next(iter(values.values())),
    )
    def test_what_is_not_sent_not_wanted_there_or_no_news_is_not_there(self, site, client, values):
        letters.mailing(campaign=CampaignFactory(code="SWM001"), **values)
        assert client.get("/letters/SWM001/").status_code == 404
        assert "No letter has gone out yet" in text_of(client.get("/letters/"))

    def test_one_without_ordinary_english_is_not_there(self, site):
        letters.mailing(letters.said("text", subject="", html=""), letters.said(code="so"))
        assert archive.letters() == []

    @pytest.mark.parametrize("address", ["/letters/QQQQQQ/", "/letters/x/", "/letters/SWM001/email-xx-standard-0/", "/letters/SWM001/text-en-standard-0/"])
    def test_a_letter_that_there_is_not_is_not_found(self, site, client, address):
        letters.mailing(letters.said(), letters.said("text", subject="", html=""), campaign=CampaignFactory(code="SWM001"))
        assert client.get(address).status_code == 404

    def test_ten_letters_cost_no_more_queries_than_one(self, site, count_queries):
        letters.mailing()
        one = count_queries("/letters/")
        for _number in range(9):
            letters.mailing()
        assert count_queries("/letters/") == one


class TestAsTheyAreWritten:
    """With what the writing desk makes of blocks, and not with words made up here."""

    @pytest.fixture
    def sent(self, site):
        made = letters.mailing(state=MailingState.APPROVED)
        body = [
            {"type": "text", "value": "<p>Hello ((first_name)), the pool is <b>warm</b>.</p>"},
            {"type": "heading", "value": "When"},
            {"type": "points", "value": ["Saturdays", "Sundays"]},
            {"type": "event", "value": {"what": "Swimming", "when": "2 January", "where": "Larkmere Pool"}},
        ]
        Message.objects.create(mailing=made, channel="email", subject="Warm water", body=json.dumps(body))
        Message.objects.create(mailing=made, channel="post", subject="Warm water", body=json.dumps(body))
        Message.objects.create(mailing=made, channel="text", text="Hi ((first_name)), the pool is warm.")
        made.version = letters.version_of(made, json.loads(manifest.content_of(made))["messages"])
        made.save()
        return made

    @pytest.mark.parametrize("channel", ["email", "post", "text"])
    def test_a_written_message_reads_well_on_the_web_in_every_channel(self, sent, client, channel):
        got = letters.sent_to(FamilyFactory(confirmed=True), sent, key=f"{channel}-en-standard-0")
        text = text_of(client.get(letters.address(got, "web")))
        words = text.split('<div class="lo-prose"')[1].split("</section>")[0].split('<section aria-labelledby="signed">')[0]
        assert "the pool is" in words and "((" not in words and "--" not in words and "there" in words
        for portals in ("Stop these messages", "Stop:", "See this message on our website", "Change what we send you", "Is this message real?", "We wrote this together:", "style="):
            assert portals not in words, portals
        assert words.count("Warm water") == 0, "the heading says it"
        if channel != "text":
            assert "<li>Saturdays</li>" in words and "<h2>When</h2>" in words and "Larkmere Pool" in words
