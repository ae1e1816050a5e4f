"""What a family changes by the link in a message: only ever less, for a mail can be passed on."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from campaigns import wishes
from campaigns.models import Delivery
from register import actions
from register.models import CHOICES, Consent, Family
from tests.campaigns import letters
from tests.factories import LanguageFactory, TopicFactory
from tests.register.factories import ChildFactory, FamilyFactory, says_yes


@pytest.fixture
def family(register) -> Family:
    found = FamilyFactory(confirmed=True, first_name="Amal", last_name="Okonjo", address="1 Lark Lane", has_address=True, other_language="")
    ChildFactory(family=found, nickname="Bee")
    says_yes(found, CHOICES[0])
    return found


@pytest.fixture
def page(family) -> str:
    return letters.address(letters.sent_to(family), "wishes")


@pytest.fixture
def stranger() -> Client:
    """Has no cookie, and gets none."""
    return Client(enforce_csrf_checks=True)


def now(family: Family) -> Family:
    return Family.objects.get(pk=family.pk)


def agrees(family: Family) -> bool:
    return Consent.objects.standing().filter(family=family).exists()


def test_the_page_says_nothing_of_who_they_are_but_the_first_name(stranger, family, page):
    answer = stranger.get(page)
    text = answer.content.decode()
    assert "Hello Amal." in text
    for hidden in ("Okonjo", "Bee", family.email, "LK1 2AB", "1 Lark Lane", family.reference):
        assert hidden not in text
    assert not answer.cookies
    assert 'name="robots" content="noindex"' in text and "no-store" in answer["Cache-Control"]


def test_a_tired_parent_gets_fewer_in_one_press(stranger, family, page):
    answer = stranger.post(page, {"do": "less"})
    assert (answer.status_code, now(family).wants_less) == (302, True)
    text = stranger.get(answer.url).content.decode()
    assert "You get fewer messages from now on" in text and "Send me less" not in text


def test_topics_channel_language_and_format_are_saved_together(stranger, family, page):
    topic, language = TopicFactory(), LanguageFactory()
    stranger.post(page, {"do": "save", "topics": [topic.code], "reach": "post", "language": language.code, "reading_format": "large-print"})
    found = now(family)
    assert (list(found.topics.all()), found.reach, found.language, found.reading_format) == ([topic], "post", language, "large-print")
    assert agrees(family)


def test_a_language_that_the_family_wrote_itself_stays_unseen_and_stays(stranger, family, page):
    Family.objects.filter(pk=family.pk).update(other_language="Twi")
    text = stranger.get(page).content.decode()
    assert "Twi" not in text and "Another language, as you told us" in text
    stranger.post(page, {"do": "save", "language": "another", "reading_format": "standard"})
    assert now(family).other_language == "Twi"
    stranger.post(page, {"do": "save", "language": "", "reading_format": "standard"})
    assert now(family).other_language == ""


@pytest.mark.parametrize("body", [{}, {"do": "save"}, {"do": "save", "reading_format": "loud"}, {"do": "save", "reading_format": "standard", "topics": ["gone"]}, {"do": "give"}])
def test_nonsense_changes_nothing_and_the_page_says_what_is_wrong(stranger, family, page, body):
    before = now(family)
    answer = stranger.post(page, body)
    assert answer.status_code == 200
    after = now(family)
    assert (after.reading_format, after.reach, after.wants_less) == (before.reading_format, before.reach, before.wants_less)
    assert ("Please check these answers" in answer.content.decode()) == (body.get("do") == "save")


def test_a_pause_can_be_made_and_made_longer_by_whoever_has_the_mail_but_not_shorter(stranger, family, page):
    stranger.post(page, {"do": "pause", "length": "3"})
    until = now(family).paused_until
    assert until > timezone.localdate() + dt.timedelta(days=80)
    assert "Make a pause" not in stranger.get(page).content.decode()
    stranger.post(page, {"do": "pause", "length": "1"})
    assert now(family).paused_until == until
    stranger.post(page, {"do": "pause", "length": "6"})
    assert now(family).paused_until > until


@pytest.mark.parametrize("until", ["1/1/2020", "1/1/2099", "soon", ""])
def test_a_pause_until_a_day_that_can_not_be_is_refused_in_words(stranger, family, page, until):
    text = stranger.post(page, {"do": "pause", "length": "day", "until": until}).content.decode()
    assert now(family).paused_until is None
    assert "<title>Error:" in text


def test_one_purpose_is_stopped_and_then_all(stranger, family, page):
    says_yes(family, CHOICES[3])
    stranger.post(page, {"do": "stop-updates"})
    assert [row.purpose for row in Consent.objects.standing().filter(family=family)] == ["surveys"]
    answer = stranger.post(page, {"do": "all"}, follow=True).content.decode()
    assert not agrees(family)
    assert "You get no more messages from us. You are still in the register." in answer
    assert {row.how for row in family.consents.filter(is_given=False)} == {"message"}


@pytest.mark.parametrize(
    "body", [{"do": "stop-updates", "given": "yes"}, {"do": "give-surveys"}, {"given": "yes", "choice": "surveys"}, {"do": "stop-card"}, {"do": "less", "less": "no"}]
)
def test_nobody_can_say_yes_to_anything_here(stranger, family, page, body):
    given = family.consents.filter(is_given=True).count()
    stranger.post(page, body)
    assert family.consents.filter(is_given=True).count() == given
    assert reverse("my_family") in stranger.get(page).content.decode(), "the page leads to where that can be done"


def test_only_answers_about_messages_are_ever_changed(family):
    with pytest.raises(ValueError, match="first_name"):
        wishes.change(family, first_name="Mallory")


class TestOldLinks:
    @pytest.fixture
    def old(self, family) -> Delivery:
        return letters.sent_to(family, days_ago=181)

    def test_an_old_link_shows_nothing_and_offers_a_new_one_by_mail_that_works(self, stranger, family, old):
        page = letters.address(old, "wishes")
        assert "Amal" not in stranger.get(page).content.decode()
        assert stranger.post(page, {"do": "all"}).status_code == 200
        assert agrees(family)
        send_due()
        (sent,) = mail.outbox
        assert sent.to == [family.email] and "Amal" not in sent.body
        link = re.search(r"http://testserver(/messages/again/\S+/)", sent.body)[1]
        assert "Hello Amal." in stranger.get(link).content.decode()
        assert stranger.post(link, {"do": "less"}).status_code == 302
        assert now(family).wants_less

    def test_pressing_again_and_again_sends_one_mail(self, stranger, old):
        for _time in range(3):
            assert "We have sent a new link" in stranger.post(letters.address(old, "wishes")).content.decode()
        send_due()
        assert len(mail.outbox) == 1

    def test_who_has_no_mailbox_is_told_to_sign_in_or_call(self, stranger, family, old):
        Family.objects.filter(pk=family.pk).update(bounced_at=timezone.now())
        assert "We have no e-mail address of yours that works" in stranger.post(letters.address(old, "wishes")).content.decode()

    def test_a_new_link_ends_too_and_leads_to_where_another_can_be_had(self, stranger, family, old, settings):
        wishes.send_new_link(old, family)
        send_due()
        link = re.search(r"/messages/again/\S+/", mail.outbox[0].body)[0]
        settings.MESSAGE_LINK_DAYS = -1
        assert stranger.get(link).url == letters.address(old, "wishes")
        assert stranger.get(link[:-3] + "/").status_code == 404

    def test_a_new_link_of_a_family_that_has_left_says_so(self, stranger, family, old):
        wishes.send_new_link(old, family)
        send_due()
        link = re.search(r"/messages/again/\S+/", mail.outbox[0].body)[0]
        actions.leave(family)
        assert "You are not in the register any more" in stranger.get(link).content.decode()


def test_the_links_yesterdays_message_brought_still_open_the_page(stranger, family):
    assert "Hello Amal." in stranger.get(letters.address(letters.sent_to(family, days_ago=179), "wishes")).content.decode()
