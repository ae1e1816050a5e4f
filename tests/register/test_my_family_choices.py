"""Choices on the family's own page, each in one press, and how much it hears from us."""

import datetime as dt
from html import unescape

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from register.models import Consent, Family, Wording, WordingVersion
from tests.register.conftest import Parent
from tests.register.factories import FamilyFactory, reworded

PAGE = "my_family"


def press(parent: Parent, slug: str, given: str):
    return parent.presses(slug, given)


class TestChoices:
    def test_a_choice_is_given_and_taken_back_in_one_press_with_its_history(self, parent):
        family = parent.joins()
        assert press(parent, "surveys", "yes").status_code == 302
        assert press(parent, "updates", "no").status_code == 302
        history = [(row.purpose, row.is_given, row.how, str(row.wording)) for row in family.consents.all()]
        assert history == [
            ("updates", True, "sign-up", "choice-updates:1"),
            ("surveys", True, "my-family", "choice-surveys:1"),
            ("updates", False, "my-family", "choice-updates:1"),
        ]
        page = parent.browser.get(reverse(PAGE)).content.decode()
        assert "you took it back" in page
        assert "About once a month" in page

    def test_pressing_twice_changes_nothing_more(self, parent):
        family = parent.joins()
        press(parent, "updates", "yes")
        press(parent, "nhs", "no")
        assert family.consents.count() == 1

    def test_only_who_agrees_now_may_be_written_to(self, parent):
        family = parent.joins()
        waiting = FamilyFactory()
        Consent.objects.create(family=waiting, purpose="updates", channel="email", is_given=True, how="sign-up", wording=WordingVersion.objects.first())
        assert list(Family.objects.agreeing_to("updates", "email")) == [family]
        assert not Family.objects.agreeing_to("surveys", "email").exists()
        press(parent, "updates", "no")
        assert not Family.objects.agreeing_to("updates", "email").exists()
        press(parent, "updates", "yes")
        assert list(Family.objects.agreeing_to("updates", "email")) == [family]

    @pytest.mark.parametrize(("slug", "given"), [("updates", "maybe"), ("updates", ""), ("everything", "yes")])
    def test_anything_else_is_not_found(self, parent, slug, given):
        parent.joins()
        assert press(parent, slug, given).status_code == 404

    def test_a_link_alone_changes_nothing_and_leads_to_the_page_with_the_button(self, parent):
        family, address = parent.joins(), reverse("my_family_choose", args=["updates"])
        for method in ("get", "head"):
            assert getattr(parent.browser, method)(address, {"given": "no"}).url == reverse("my_family")
        for method in ("put", "trace", "options"):
            assert getattr(parent.browser, method)(address).status_code == 405
        assert list(Family.objects.agreeing_to("updates", "email")) == [family]


def test_the_database_itself_keeps_what_was_agreed(parent):
    parent.joins()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE register_consent SET is_given = %s", [False])


class TestWhatAChoiceNeedsFirst:
    @pytest.mark.parametrize("slug", ["updates-post", "card"])
    def test_what_comes_by_post_asks_for_the_address_and_is_given_with_it(self, parent, slug):
        family = parent.joins()
        page = parent.presses(slug, follow=True)
        text = unescape(page.content.decode())
        assert "You are saying yes to" in text
        assert WordingVersion.objects.current([f"choice-{slug}"]).get().text in text, "the words that are agreed to stand there"
        assert family.consents.count() == 1, "nothing is given yet"
        parent.browser.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"address": "1 Lark Lane\nLarkmere"})
        assert family.consents.order_by("pk").last().wording.wording.key == f"choice-{slug}"
        assert Family.objects.get().address == "1 Lark Lane\nLarkmere"

    def test_with_an_address_one_press_is_enough(self, parent):
        family = parent.joins()
        Family.objects.update(address="1 Lark Lane", has_address=True)
        press(parent, "updates-post", "yes")
        assert Family.objects.agreeing_to("updates", "post").get() == family

    def test_taking_back_needs_nothing(self, parent):
        family = parent.joins()
        assert press(parent, "updates", "no").url == reverse(PAGE) + "?saved=1#choice-updates"
        assert not family.consents.standing().exists()


class TestInTheWordsOfTheButton:
    """Nobody says yes to what did not stand beside it."""

    ADDRESS = {"address": "1 Lark Lane\nLarkmere"}

    @pytest.fixture
    def family(self, parent):
        return parent.joins()

    def agreed(self, family) -> set[str]:
        return {str(row.wording) for row in family.consents.standing() if row.how == "my-family"}

    @pytest.mark.parametrize("words", ["", "choice-surveys:2", "choice-updates:1", "\0"])
    def test_a_yes_that_names_no_words_of_now_is_none(self, parent, family, words):
        answer = parent.browser.post(reverse("my_family_choose", args=["surveys"]), {"given": "yes", "words": words}, follow=True)
        assert "You have not said yes to them" in answer.content.decode()
        assert self.agreed(family) == set()

    def test_words_that_changed_are_read_again_before_the_address_is_asked_for(self, parent, family):
        reworded(Wording.objects.get(key="choice-updates-post"), title="To our partners", text="We pass your address on.")
        answer = parent.browser.post(reverse("my_family_choose", args=["updates-post"]), {"given": "yes", "words": "choice-updates-post:1"})
        assert answer.url == reverse(PAGE) + "?changed=1#choice-updates-post"

    def test_words_that_change_while_the_address_is_typed_are_not_agreed_to(self, parent, family):
        query = parent.says_yes_to("updates-post")
        reworded(Wording.objects.get(key="choice-updates-post"), title="To our partners", text="We pass your address on.")
        answer = parent.browser.post(reverse("my_family_change", args=["address"]) + query, self.ADDRESS)
        assert answer.url == reverse(PAGE) + "?changed=1#choice-updates-post"
        assert self.agreed(family) == set() and Family.objects.get().has_address

    def test_an_address_in_the_browsers_history_gives_nothing_that_was_taken_back(self, parent, family):
        page = reverse("my_family_change", args=["address"]) + parent.says_yes_to("updates-post")
        parent.browser.post(page, self.ADDRESS)
        assert self.agreed(family) == {"choice-updates-post:1"}
        parent.presses("updates-post", "no")
        assert "You are saying yes to" not in parent.browser.get(page).content.decode()
        parent.browser.post(page, self.ADDRESS)
        assert self.agreed(family) == set()

    def test_what_needs_an_address_waits_for_it_on_whichever_page_it_was_carried_to(self, parent, family):
        answer = parent.browser.post(reverse("my_family_change", args=["interests"]) + parent.says_yes_to("updates-post"), {})
        assert answer.url.startswith(reverse("my_family_change", args=["address"]) + "?choice=")
        assert self.agreed(family) == set()
        parent.browser.post(answer.url, self.ADDRESS)
        assert self.agreed(family) == {"choice-updates-post:1"}

    def test_the_card_is_asked_for_next_once_its_choice_is_given(self, parent, family):
        assert parent.browser.post(reverse("my_family_change", args=["address"]) + parent.says_yes_to("card"), self.ADDRESS).url == reverse("my_family_card")


class TestHowMuchWeWrite:
    @pytest.mark.parametrize(("months", "until"), [("1", dt.date(2027, 2, 28)), ("3", dt.date(2027, 4, 30)), ("6", dt.date(2027, 7, 31))])
    def test_a_pause_ends_by_itself(self, parent, time_machine, months, until):
        time_machine.move_to(dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC))
        family = parent.joins()
        parent.browser.post(reverse("my_family_pause"), {"length": months})
        assert Family.objects.get().paused_until == until
        assert not Family.objects.agreeing_to("updates", "email").exists()
        assert "We do not write to you before" in parent.browser.get(reverse(PAGE)).content.decode()
        time_machine.move_to(dt.datetime.combine(until, dt.time(8), dt.UTC))
        assert Family.objects.agreeing_to("updates", "email").get() == family
        parent.browser.force_login(family.account)
        assert "We do not write to you before" not in parent.browser.get(reverse(PAGE)).content.decode()

    @pytest.mark.parametrize("typed", ["31/3/2027", "31.3.2027", "31 March 2027", "2027-03-31", " 31 mar 2027 "])
    def test_a_pause_until_a_day_is_read_however_it_is_written(self, parent, time_machine, typed):
        time_machine.move_to(dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC))
        parent.joins()
        parent.browser.post(reverse("my_family_pause"), {"length": "day", "until": typed})
        assert Family.objects.get().paused_until == dt.date(2027, 3, 31)

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({}, "Choose how long"),
            ({"length": "day"}, "Write the day"),
            ({"length": "day", "until": "soon"}, "could not read that day"),
            ({"length": "day", "until": "31/2/2027"}, "could not read that day"),
            ({"length": "day", "until": "30/1/2027"}, "Choose a day to come"),
            ({"length": "day", "until": "1/2/2028"}, "at most a year from now"),
            ({"length": "99"}, "Choose one from the list"),
        ],
    )
    def test_a_pause_that_can_not_be_is_refused_kindly(self, parent, time_machine, values, told):
        time_machine.move_to(dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC))
        parent.joins()
        page = parent.browser.post(reverse("my_family_pause"), values).content.decode()
        assert told in page
        assert "<title>Error: " in page
        assert Family.objects.get().paused_until is None

    def test_we_write_again_now(self, parent):
        family = parent.joins()
        Family.objects.update(paused_until=timezone.localdate() + dt.timedelta(days=40))
        parent.browser.post(reverse("my_family_end_pause"))
        assert Family.objects.agreeing_to("updates", "email").get() == family

    def test_fewer_messages_are_asked_for_and_taken_back(self, parent):
        parent.joins()
        assert "If you ask for less, we leave out what can wait" in parent.browser.get(reverse(PAGE)).content.decode()
        parent.browser.post(reverse("my_family_less"), {"less": "yes"})
        assert Family.objects.get().wants_less
        page = parent.browser.get(reverse(PAGE)).content.decode()
        assert "You asked for fewer messages" in page and "about once a month at most" in page and "If you ask for less" not in page
        parent.browser.post(reverse("my_family_less"), {"less": "no"})
        assert not Family.objects.get().wants_less
