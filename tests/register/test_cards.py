"""Disability awareness cards: asked for in one go, made by an officer, checked by anybody, who learns nothing else."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import QueuedMail
from register import actions, card_pdf, cards, data_pack
from register.models import AccessLogEntry, Card, CardRefusal, CardState, Family, Wording, WordingVersion
from tests.register.factories import ChildFactory, asks_for_card, reworded, says_yes, staff

PAGE = "my_family_card"


@pytest.fixture
def family(parent):
    family = parent.joins()
    actions.change(family, address="1 Lark Lane\nLarkmere")
    return family


@pytest.fixture
def card(family):
    return asks_for_card(family, family.children.get(), name="Bee", lines=["time", "noise"])


@pytest.fixture
def printed(card):
    cards.check(card)
    return cards.note_printed([card])[0]


def asks(parent, family, **values):
    words = cards.to_agree_to(family)
    told = {"child": str(family.children.first().pk), "name": "Bee", "lines": ["time", "noise"], "words": words.code if words else ""}
    return parent.browser.post(reverse(PAGE), told | values, follow=True)


def verdict(page) -> str:
    return re.search(r'class="lo-notice.*?<p>(.*?)</p>', page.content.decode(), re.S)[1]


class TestAsking:
    def test_asking_shows_the_words_and_gives_the_choice(self, parent, family):
        page = parent.browser.get(reverse(PAGE)).content.decode()
        assert "By asking you say yes to this" in page
        assert 'value="Bee"' in page, "the name is there already"
        page = asks(parent, family).content.decode()
        assert "Asked for" in page
        assert "Please give me time" in page
        assert family.consents.standing().filter(purpose="card").exists()
        card = Card.objects.get()
        assert (card.state, card.lines, len(card.code)) == ("asked", ["time", "noise"], 10)

    def test_who_ticked_it_in_the_form_reads_that_it_has_to_be_asked_for(self, parent):
        parent.choices = ("card",)
        parent.joins()
        assert "We make the card once you have asked for it on your page." in parent.opens_mail()

    def test_words_that_changed_meanwhile_are_shown_and_what_was_typed_stays(self, parent, family):
        reworded(Wording.objects.get(key="choice-card"), title="A card", text="Quite other words")
        old = WordingVersion.objects.get(wording__key="choice-card", number=1)
        page = asks(parent, family, name="Beatrice", words=old.code).content.decode()
        assert "have just changed" in page and "Quite other words" in page
        assert 'value="Beatrice"' in page and re.search(r'value="noise"[^>]*checked', page)
        assert not Card.objects.exists() and not family.consents.standing().filter(purpose="card").exists()
        assert "Asked for" in asks(parent, family).content.decode(), "once they are read"
        assert family.consents.standing().get(purpose="card").wording.number == 2

    def test_whoever_agreed_to_older_words_asks_with_these(self, parent, family):
        says_yes(family, cards.CARD_CHOICE)
        reworded(Wording.objects.get(key="choice-card"), title="A card", text="Quite other words")
        assert "Asked for" in asks(parent, family).content.decode()

    def test_a_double_click_is_one_card(self, parent, family):
        number = str(family.children.get().pk)
        asks(parent, family)
        page = asks(parent, family, child=number)
        assert page.status_code == 200
        assert Card.objects.count() == 1
        with pytest.raises(cards.AlreadyAsked):
            asks_for_card(family, family.children.get(), name="Bee", lines=[])

    def test_without_an_address_it_is_asked_for_first_and_leads_back(self, parent):
        family = parent.joins()
        assert "Give your postal address first" in parent.browser.get(reverse(PAGE)).content.decode()
        with pytest.raises(cards.NoAddress):
            asks_for_card(family, family.children.get(), name="Bee", lines=[])
        page = parent.browser.post(reverse("my_family_change", args=["address"]) + parent.says_yes_to("card"), {"address": "1 Lark Lane"}, follow=True)
        assert "Ask for this card" in page.content.decode()

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"name": ""}, "Write the first name"),
            ({"name": "x" * 31}, "room for 30 letters"),
            ({"name": "名前"}, "printer does not know these letters"),
            ({"name": "مريم"}, "printer does not know these letters"),
            ({"lines": ["time", "noise", "wait", "touch"]}, "at most three"),
            ({"lines": ["autism"]}, "not in the list any more"),
            ({"child": "00000000-0000-4000-8000-000000000000"}, "Choose one from the list"),
        ],
    )
    def test_what_can_not_be_printed_is_refused_kindly(self, parent, family, values, told):
        page = asks(parent, family, **values).content.decode()
        assert told in page
        assert "<title>Error: " in page
        assert not Card.objects.exists()

    def test_a_lost_card_is_cancelled_and_asked_for_again(self, parent, family, printed):
        page = parent.browser.post(reverse("my_family_card_cancel", args=[printed.pk]), follow=True)
        assert verdict(page).startswith("Done.")
        assert "no valid card" in verdict(Client().get(reverse("card_check", args=[printed.code])))
        asks(parent, family)
        assert sorted(Card.objects.values_list("state", flat=True)) == ["asked", "cancelled"]

    @pytest.mark.parametrize(("state", "told"), [("printed", "Whoever checks it reads that there is no valid card"), ("asked", "Then we do not make it")])
    def test_the_page_says_first_what_becomes_of_the_card_and_changes_nothing(self, parent, card, state, told):
        Card.objects.update(state=state, valid_until=timezone.localdate())
        address = reverse("my_family_card_cancel", args=[card.pk])
        assert f'href="{address}"' in parent.browser.get(reverse(PAGE)).content.decode()
        page = parent.browser.get(address).content.decode()
        assert told in page and "The card of Bee" in page
        card.refresh_from_db()
        assert card.state == state
        cards.cancel(card)
        assert parent.browser.get(address).url == reverse(PAGE), "there is nothing left to cancel"

    def test_taking_the_choice_back_stops_a_card_that_is_not_printed_yet(self, parent, family, card):
        assert "only when you ask for it" not in parent.browser.get(reverse("my_family")).content.decode()
        parent.browser.post(reverse("my_family_choose", args=["card"]), {"given": "no"})
        card.refresh_from_db()
        assert card.state == CardState.CANCELLED
        says_yes(family, cards.CARD_CHOICE)
        assert "only when you ask for it" in parent.browser.get(reverse("my_family")).content.decode(), "to say yes again brings it not back"

    def test_taking_the_choice_back_says_before_and_after_what_becomes_of_the_card(self, parent, card):
        page = parent.browser.get(reverse("my_family")).content.decode()
        assert "If you take this back, we do not make a card that is not printed yet" in page and "The card of Bee: Asked for." in page
        page = parent.presses("card", "no", follow=True).content.decode()
        assert "The card of Bee: Stopped: we do not make this card." in page and "A printed card stays valid until its last day" in page

    def test_a_printed_card_stays_when_the_choice_is_taken_back_and_the_page_says_so(self, parent, printed):
        page = parent.presses("card", "no", follow=True).content.decode()
        assert f"The card of Bee: Printed, to be posted. It is valid until {date_format(printed.valid_until, 'j F Y')}." in page

    def test_leaving_says_before_and_after_that_the_card_stops(self, parent, printed):
        assert "it is not valid any more: whoever checks it" in parent.browser.get(reverse("my_family_leave")).content.decode()
        assert "card, it is not valid any more" in parent.browser.post(reverse("my_family_leave"), follow=True).content.decode()
        assert "no valid card" in verdict(Client().get(reverse("card_check", args=[printed.code])))

    def test_who_has_no_card_reads_nothing_of_one_before_leaving(self, parent, family):
        assert "card" not in parent.browser.get(reverse("my_family_leave")).content.decode().partition("<main")[2].partition("</main")[0]

    def test_with_several_children_each_card_says_for_whom_it_is(self, parent, family, card):
        ChildFactory(family=family, nickname="Bee", birth_month=5, birth_year=2016)
        page = asks(parent, family, child=str(family.children.get(birth_year=2016).pk), name="B").content.decode()
        assert "You have asked for a card. It is for: Bee, born in May 2016." in page
        assert re.findall(r"<p>It is for: (.*?)\.</p>", page) == ["Bee, born in May 2016", "Bee, born in March 2019"]

    def test_the_only_child_without_a_card_is_named_before_one_is_asked_for(self, parent, family, card):
        ChildFactory(family=family, nickname="", birth_month=5, birth_year=2016)
        assert "Ask for a card: Your child, born in May 2016</h2>" in parent.browser.get(reverse(PAGE)).content.decode()

    def test_another_familys_card_is_as_missing_as_none(self, card, another_parent):
        another_parent.joins()
        for asked in (another_parent.browser.get, another_parent.browser.post):
            assert asked(reverse("my_family_card_cancel", args=[card.pk])).status_code == 404
        card.refresh_from_db()
        assert card.state == CardState.ASKED

    def test_the_page_costs_the_same_for_many_children(self, parent, family, count_queries, client):
        client.force_login(family.account)
        one = count_queries(reverse(PAGE))
        for number in range(4):
            asks_for_card(family, ChildFactory(family=family), name=f"Child {number}", lines=["time"])
        assert count_queries(reverse(PAGE)) <= one

    def test_the_card_is_in_the_familys_data(self, family, card):
        assert data_pack.pack(family)["cards"][0]["name"] == "Bee"


class TestChecking:
    def test_anybody_learns_that_it_is_valid_and_nothing_else(self, printed, client):
        page = client.get(reverse("card_check", args=[printed.code]))
        assert verdict(page) == f"This card is valid until {printed.valid_until.day} {printed.valid_until:%B %Y}."
        for hidden in ("Bee", "Amal", "give me time", printed.number, printed.family.reference):
            assert hidden not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert not client.cookies

    @pytest.mark.parametrize("change", [str.lower, lambda code: f"{code[:5]}-{code[5:]}", lambda code: f" {code[:5]} {code[5:]} "])
    def test_the_code_is_read_however_it_is_typed(self, printed, client, change):
        assert "is valid until" in verdict(client.post(reverse("card_check_start"), {"code": change(printed.code)}))

    def test_a_card_whose_day_is_over_says_so_and_makes_room_for_the_next(self, printed, client, family):
        Card.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
        assert "was valid until" in verdict(client.get(reverse("card_check", args=[printed.code])))
        assert asks_for_card(family, family.children.get(), name="Bee", lines=[]).state == CardState.ASKED

    def test_unknown_unprinted_and_gone_sound_alike(self, card, client, family):
        answers = {verdict(client.get(reverse("card_check", args=[code]))) for code in (card.code, "AAAAAAAAAA", "x", "🙂", "a" * 500)}
        cards.check(card)
        cards.note_printed([card])
        actions.leave(Family.objects.get(pk=family.pk))
        answers.add(verdict(client.get(reverse("card_check", args=[card.code]))))
        assert len(answers) == 1
        assert not Card.objects.exists(), "cards go with their family"

    def test_who_tries_codes_is_slowed_down(self, printed, client, monkeypatch):
        monkeypatch.setattr("register.views.refusals.AN_HOUR", 2)
        codes = [client.get(reverse("card_check", args=[printed.code])).status_code for _ in range(3)]
        assert codes == [200, 200, 429]


class TestMaking:
    @pytest.fixture
    def officer(self, register, client):
        user = staff("Register officer")
        client.force_login(user)
        return user

    def does(self, client, card, step, **values):
        return client.post(reverse("register_card", args=[card.pk]), {"step": step} | values)

    def test_from_asking_to_the_post(self, officer, client, card, parent):
        assert card.number in client.get(reverse("register_cards")).content.decode()
        assert "1 Lark Lane" in client.get(reverse("register_card", args=[card.pk])).content.decode()
        self.does(client, card, "check")
        sheet = self.does(client, card, "print").url
        assert card.number in client.get(sheet).content.decode()
        pdf = client.post(sheet)
        assert (pdf["Content-Type"], pdf["Content-Disposition"]) == ("application/pdf", 'attachment; filename="cards.pdf"')
        self.does(client, card, "post")
        card.refresh_from_db()
        assert card.state == CardState.POSTED
        assert card.valid_until.year == timezone.localdate().year + 2
        assert QueuedMail.objects.filter(subject="News about the card that you asked for").count() == 1
        assert "Posted" in parent.browser.get(reverse(PAGE)).content.decode()
        looks = AccessLogEntry.objects.about(card.family.reference)
        assert {look.who for look in looks} == {officer.email}
        assert "To make a disability awareness card" in parent.browser.get(reverse("my_family_looks")).content.decode()

    def test_a_step_out_of_turn_changes_nothing(self, officer, client, card):
        for step in ("print", "post", "refuse", "dance"):
            assert self.does(client, card, step).status_code == 302
        card.refresh_from_db()
        assert card.state == CardState.ASKED

    @pytest.mark.parametrize(
        ("before", "step", "told"),
        [
            ("asked", "check", ("checked", "Accepted")),
            ("asked", "refuse", ("refused", "Refused")),
            ("printed", "post", ("posted", "Posted")),
        ],
    )
    def test_the_family_sees_each_step_that_an_officer_did_and_the_officer_that_it_is_done(self, officer, client, card, before, step, told):
        done, said = told
        Card.objects.update(state=before, valid_until=timezone.localdate(), printed_at=timezone.now())
        self.does(client, card, step, refusal=CardRefusal.ADDRESS)
        entry = AccessLogEntry.objects.about(card.family.reference).get()
        assert (entry.who, entry.why) == (officer.email, f"To make a disability awareness card: {done}")
        assert f"{card.number}: {said}" in client.get(reverse("register_cards")).content.decode()

    def test_who_prints_comes_to_the_sheet_and_can_take_its_file_as_often_as_it_needs(self, officer, client, card):
        """A file can get lost on its way, and a list that stays behind it would be old."""
        cards.check(card)
        sheet = client.post(reverse("register_cards_print")).url
        page = client.get(sheet).content.decode()
        assert "One card is ready for the printer" in page and card.number in page
        assert [client.post(sheet)["Content-Type"] for _time in range(2)] == ["application/pdf"] * 2
        assert card.number not in client.get(reverse("register_cards"), {"status": "checked"}).content.decode()
        done = AccessLogEntry.objects.about(card.family.reference).order_by("pk").values_list("why", flat=True)
        assert [why.rpartition(": ")[2] for why in done] == ["printed", "file to print", "file to print"]

    def test_a_card_in_the_post_is_on_its_sheet_no_more(self, officer, client, card, family):
        for each in (card, asks_for_card(family, ChildFactory(family=family), name="Sunny", lines=[])):
            cards.check(each)
        sheet = client.post(reverse("register_cards_print")).url
        first, second = Card.objects.in_state("printed")
        self.does(client, first, "post")
        page = client.get(sheet).content.decode()
        assert reverse("register_card", args=[second.pk]) in page and reverse("register_card", args=[first.pk]) not in page
        self.does(client, second, "post")
        assert client.post(sheet).url == reverse("register_cards")

    def test_a_whole_sheet_is_posted_with_one_press(self, officer, client, card, family):
        for each in (card, asks_for_card(family, ChildFactory(family=family), name="Sunny", lines=[])):
            cards.check(each)
        sheet = client.post(reverse("register_cards_print")).url
        cards.post(Card.objects.in_state("printed").last())
        assert client.post(sheet, {"step": "post"}).url == reverse("register_cards")
        assert Card.objects.in_state("posted").count() == 2
        assert AccessLogEntry.objects.filter(why__endswith=": posted").count() == 1

    def test_a_refusal_without_a_reason_says_that_one_is_missing(self, officer, client, card):
        self.does(client, card, "refuse")
        assert "Choose why it can’t be made" in client.get(reverse("register_cards")).content.decode()

    def test_a_step_that_somebody_else_has_done_is_not_in_the_log(self, officer, client, card):
        self.does(client, card, "post")
        assert not AccessLogEntry.objects.exists()

    def test_two_officers_do_not_print_the_same_card_and_either_prints_it_again_from_its_page(self, officer, client, card):
        cards.check(card)
        first = list(Card.objects.in_state("checked"))
        assert self.does(client, card, "print").url == reverse("register_cards_sheet", args=[card.pk])
        with pytest.raises(cards.WrongStep):
            cards.note_printed(first)
        page = client.post(reverse("register_card", args=[card.pk]), {"step": "print"}, follow=True).content.decode()
        assert "Somebody else was faster" in page
        assert 'value="again"' in client.get(reverse("register_card", args=[card.pk])).content.decode()
        assert self.does(client, card, "again")["Content-Type"] == "application/pdf"

    def test_a_sheet_holds_only_what_nobody_else_has_printed(self, officer, card, family):
        other = asks_for_card(family, ChildFactory(family=family), name="Sunny", lines=[])
        for each in (card, other):
            cards.check(each)
        both = list(Card.objects.in_state("checked"))
        cards.note_printed([card])
        assert cards.note_printed(both) == [other]

    def test_a_refusal_has_a_reason_that_the_family_reads(self, officer, client, card, parent):
        self.does(client, card, "refuse", refusal=CardRefusal.ADDRESS)
        assert "The postal address is not complete" in parent.browser.get(reverse(PAGE)).content.decode()

    def test_a_sheet_takes_eight_that_have_waited_longest(self, officer, client, family):
        for number in range(9):
            cards.check(asks_for_card(family, ChildFactory(family=family), name=f"Child {number}", lines=[]))
        sheet = client.post(reverse("register_cards_print")).url
        assert "8 cards are ready for the printer" in client.get(sheet).content.decode()
        assert client.post(sheet)["Content-Type"] == "application/pdf"
        assert list(Card.objects.in_state("checked").values_list("state", flat=True)) == ["checked"]

    def test_nobody_else_makes_cards(self, card, client):
        for role in ("Auditor", "Council editor", "Analyst"):
            client.force_login(staff(role))
            assert client.get(reverse("register_card", args=[card.pk])).status_code == 302


class TestPdf:
    def test_it_has_the_size_of_a_bank_card_its_language_and_text(self, printed, time_machine):
        time_machine.move_to(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC), tick=False)
        made = card_pdf.one(printed, forum="Larkmere Parent Carer Forum")
        assert made.startswith(b"%PDF-")
        assert b"/Lang (en-GB)" in made
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
        assert {tuple(round(float(side) / 72 * 25.4, 1) for side in box) for box in boxes} == {(85.6, 54.0)}
        assert b"ToUnicode" in made, "the text can be read out and searched"
        assert made == card_pdf.one(printed, forum="Larkmere Parent Carer Forum"), "the same card is the same file"

    @pytest.mark.parametrize("name", ["Zoë-Marie O’Neill", "Łukasz", "Ελένη", "Дмитрий", "Nguyễn"])
    def test_names_of_many_scripts_print(self, printed, name):
        assert card_pdf.can_print(name)
        printed.name = name
        assert len(card_pdf.sheet([printed] * 9, forum="Forum").split(b"/Type /Page\n")) == 3, "nine cards are two sheets"

    def test_names_that_would_come_out_as_boxes_are_known(self):
        assert not card_pdf.can_print("名前")
