"""What waits for an officer: notes, families that did not answer; and the end of a record."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail
from register import access_log, actions, looks, retention
from register.models import AccessLogEntry, Card, Family, FamilyNote, Suppression
from register.work_lists import LISTS, NUMBER
from tests.register.factories import ChildFactory, FamilyFactory

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def listed(desk, what: str) -> list[Family]:
    return list(desk.asks("register_waiting", what).context["page"])


class TestNotes:
    def test_a_note_is_chosen_from_a_list_seen_by_the_family_and_done_once(self, desk, parent):
        family = parent.joins()
        desk.opens(family)
        page = desk.asks("register_note", family.pk).content.decode()
        assert "textarea" not in page and '<option value="" selected>' in page, "nothing is chosen beforehand"
        desk.sends("register_note", family.pk, category="call-back", due_on=timezone.localdate().isoformat())
        note = FamilyNote.objects.get()
        assert listed(desk, "notes") == [family]
        assert "Asked to be called back" in parent.browser.get(reverse("my_family")).content.decode()
        for _ in range(2):
            desk.sends("register_note_done", family.pk, note.pk)
        note.refresh_from_db()
        assert note.done_by == desk.user.email
        assert listed(desk, "notes") == []
        assert len(desk.log("note")) == 2

    def test_each_note_that_is_not_done_is_on_one_list_with_a_day_or_without(self, desk):
        family, today = FamilyFactory(confirmed=True), timezone.localdate()
        desk.opens(family)
        for on, what in ((None, "notes-undated"), (today + dt.timedelta(days=3), "notes-later"), (today, "notes")):
            desk.sends("register_note", family.pk, category="wrong-number", due_on=on.isoformat() if on else "")
            assert [name for name in ("notes-undated", "notes-later", "notes") if family in listed(desk, name)] == [what]
            desk.sends("register_note_done", family.pk, FamilyNote.objects.latest("pk").pk)
            assert listed(desk, what) == []

    @pytest.mark.parametrize("due_on", ["", (timezone.localdate() + dt.timedelta(days=30)).isoformat()])
    def test_a_button_pressed_twice_is_one_note_until_it_is_done(self, desk, due_on):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        for _press in range(2):
            desk.sends("register_note", family.pk, category="complaint", due_on=due_on)
        assert (family.notes.count(), len(desk.log("note"))) == (1, 1)
        desk.sends("register_note_done", family.pk, family.notes.get().pk)
        desk.sends("register_note", family.pk, category="complaint", due_on=due_on)
        assert family.notes.count() == 2

    def test_a_day_that_is_over_is_refused_and_what_was_typed_stays(self, desk):
        family, yesterday = FamilyFactory(confirmed=True), (timezone.localdate() - dt.timedelta(days=1)).isoformat()
        desk.opens(family)
        page = desk.sends("register_note", family.pk, category="call-back", due_on=yesterday).content.decode()
        assert "That day is over" in page and f'value="{yesterday}"' in page and 'value="call-back" selected' in page
        assert not FamilyNote.objects.exists()

    @pytest.mark.parametrize("values", [{}, {"category": "he has a diagnosis"}, {"category": "call-back", "due_on": "soon"}, {"category": "call-back", "due_on": "9999-01-01"}])
    def test_nothing_else_can_be_written(self, desk, values):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        assert desk.sends("register_note", family.pk, **values).status_code == 200
        assert not FamilyNote.objects.exists()


class TestFamiliesThatSaidNothing:
    def silent(self, months: int, **fields: object) -> Family:
        joined = NOW - dt.timedelta(days=31 * months)
        return FamilyFactory(confirmed=True, confirmed_at=joined, **fields)

    def test_whom_no_machine_can_ask_an_officer_rings_up_and_no_clock_touches_before(self, desk):
        by_post = self.silent(40, email="", account=None, address="1 Lark Lane", has_address=True)
        self.silent(40)
        assert list(Family.objects.to_ring_up(NOW)) == [by_post]
        for _ in range(3):
            retention.run(NOW + dt.timedelta(days=400))
        assert Family.objects.filter(pk=by_post.pk, asked_again_at=None).exists()

    def test_nobody_answered_counts_as_asked_and_the_usual_notice_follows(self, desk, time_machine):
        family = FamilyFactory(confirmed=True, confirmed_at=timezone.now() - dt.timedelta(days=5 * 365), email="", account=None, address="1 Lark Lane", has_address=True)
        desk.opens(family)
        assert "Nobody answered the phone" in desk.opens(family)
        desk.sends("register_press", family.pk, "no-answer")
        asked = Family.objects.get().asked_again_at
        assert asked
        assert listed(desk, "ring-up") == [] and listed(desk, "asked") == [family]
        day = dt.timedelta(days=1)
        for wait, done in ((29, {}), (30, {"stop": 1}), (59, {}), (60, {"delete": 1})):
            time_machine.move_to(asked + wait * day + dt.timedelta(minutes=wait))
            counts = retention.run().counts
            assert {name: count for name, count in counts.items() if count} == done, wait

    def test_whom_no_clock_can_tell_of_their_own_choice_an_officer_tells_once(self, desk):
        family = FamilyFactory(confirmed=True, email="", account=None, address="1 Lark Lane", has_address=True)
        for nickname, years in (("Old enough", 17), ("Young", 9)):
            ChildFactory(family=family, nickname=nickname, birth_year=NOW.year - years)
        assert listed(desk, "own-choice") == [family]
        assert "was told of their choice" in desk.opens(family)
        for _press in range(2):
            desk.sends("register_press", family.pk, "own-choice")
        assert listed(desk, "own-choice") == []
        assert [child.nickname for child in family.children.filter(own_choice_asked_at__isnull=False)] == ["Old enough"]
        assert "was told of their choice" not in desk.opens(family)

    def test_before_the_clock_erases_a_family_that_is_reached_by_post_alone_an_officer_writes_to_it(self, desk, time_machine):
        time_machine.move_to(dt.datetime(2026, 3, 1, 23, 50, tzinfo=dt.UTC))
        family, younger = FamilyFactory.create_batch(2, confirmed=True, email="", account=None, address="1 Lark Lane", has_address=True)
        for each in (family, younger, FamilyFactory(confirmed=True)):
            ChildFactory(family=each, birth_year=2001, birth_month=2, own_choice_asked_at=NOW)
        ChildFactory(family=younger)
        assert listed(desk, "grown-up") == []
        time_machine.move_to(dt.datetime(2026, 3, 2, 0, 10, tzinfo=dt.UTC))
        assert listed(desk, "grown-up") == [family]
        assert desk.asks("register_waiting", "grown-up").context["rows"][0][1][0][1] == ["1 April 2026"]
        assert "They were told that the record ends" in desk.opens(family)
        desk.sends("register_press", family.pk, "end")
        assert listed(desk, "grown-up") == [] and "told that the record ends" not in desk.opens(family).split("Who looked")[0]
        assert desk.log("correct") == ["The family asked us to: the family was told that its record ends"]
        assert family.children.get().end_told_at
        for month, day, goes in ((3, 31, 0), (4, 1, 3)):
            time_machine.move_to(dt.datetime(2026, month, day, 12, tzinfo=dt.UTC))
            assert retention.run().counts["grown-up"] == goes

    def test_when_they_answer_after_all_everything_starts_anew(self, desk):
        family = self.silent(40, asked_again_at=NOW, stopped_at=NOW)
        assert listed(desk, "stopped") == [family]
        desk.opens(family)
        desk.sends("register_press", family.pk, "still-right")
        family.refresh_from_db()
        assert (family.asked_again_at, family.stopped_at) == (None, None)

    @pytest.mark.parametrize("what", ["notes", "notes-later", "notes-undated", "bounced", "ring-up", "own-choice", "grown-up", "asked", "stopped"])
    def test_each_list_names_nobody_is_logged_and_costs_the_same_for_one_and_for_twenty(self, desk, django_assert_max_num_queries, what):
        def add(many: int) -> None:
            old, text = timezone.now() - dt.timedelta(days=900), {"email": "", "account": None, "address": "1 Lark Lane", "has_address": True}
            fields = {
                "bounced": {"bounced_at": old},
                "ring-up": {"confirmed_at": old} | text,
                "own-choice": text,
                "grown-up": text,
                "asked": {"asked_again_at": old},
                "stopped": {"asked_again_at": old, "stopped_at": old},
            }
            today = timezone.localdate()
            days = {"notes-later": today + dt.timedelta(days=1), "notes-undated": None}
            for family in FamilyFactory.create_batch(many, confirmed=True, **fields.get(what, {})):
                FamilyNote.objects.create(family=family, category="call-back", due_on=days.get(what, today), by="o@council.example")
                if years := {"own-choice": 18, "grown-up": 26}.get(what):
                    ChildFactory(family=family, birth_year=today.year - years)

        def count() -> int:
            with django_assert_max_num_queries(40) as queries:
                page = desk.asks("register_waiting", what)
            assert "Okonjo" not in page.content.decode()
            return len(queries)

        add(1)
        count()
        one = count()
        add(19)
        assert (count(), len(listed(desk, what))) == (one, 20)
        assert f"{LISTS[what].title}, page 1" in desk.log("list")

    def test_each_list_says_what_an_officer_needs_to_act_and_each_family_on_it_reads_that(self, desk):
        at = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
        phone = {"phone": "+447700900123", "confirmed": True}
        noted, bounced = FamilyFactory(**phone), FamilyFactory(bounced_at=at, **phone)
        stopped = FamilyFactory(confirmed=True, confirmed_at=at - dt.timedelta(days=900), asked_again_at=at, stopped_at=at, address="1 Lark Lane", has_address=True)
        FamilyNote.objects.create(family=noted, category="call-back", due_on=dt.date(2026, 4, 2), by="o@council.example")
        FamilyNote.objects.create(family=noted, category="interpreter", due_on=dt.date(2026, 4, 1), by="o@council.example", done_at=at, done_by="o@council.example")
        seen = {what: [[str(value) for value in values] for _head, values in desk.asks("register_waiting", what).context["rows"][0][1]] for what in ("notes", "bounced", "stopped")}
        assert seen["notes"][:3] == [["Asked to be called back"], ["2 April 2026"], ["07700 900123"]]
        assert seen["bounced"][:2] == [["1 March 2026"], ["07700 900123"]]
        assert seen["stopped"][:3] == [["1 March 2026"], ["31 March 2026"], ["no number: e-mail and postal address are on the record"]]
        for family, what in ((noted, "notes"), (bounced, "bounced"), (stopped, "stopped")):
            assert AccessLogEntry.objects.about(family.reference).get().why == f"{LISTS[what].title}: what is to be done, and the phone number"
        assert AccessLogEntry.objects.by_person(at)[0]["listed"] == 3, "a list is one, however many are on it"

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({}, "no number: the e-mail address is on the record"),
            ({"has_address": True}, "no number: e-mail and postal address are on the record"),
            ({"bounced_at": NOW, "has_address": True}, "no number: write a letter to the address on the record"),
            ({"bounced_at": NOW}, "no number and no postal address: we have no other way"),
        ],
    )
    def test_who_has_no_number_is_reached_another_way_if_there_is_one(self, fields, told):
        assert NUMBER.of(Family(email="amal@families.example", **fields)) == [told]

    def test_many_looks_at_lists_on_a_day_are_one_line_and_hide_nothing_else(self, desk, parent):
        family = parent.joins()
        for what in ["Mail came back", "Asked, no answer yet"] * 20:
            access_log.note_work_list(desk.user, what, Paginator([family], 9).page(1))
        actions.note_access(desk.user, AccessLogEntry.Action.VIEW, why="To check an answer", reference=family.reference)
        page = parent.browser.get(reverse("my_family_looks")).content.decode()
        assert page.count("<li>") >= 2 and page.count("Somebody looked 40 times at lists of work that your record is on. The list: Asked, no answer yet: what") == 1
        assert page.count("Somebody opened your record. Why: Work on the record.") == 1
        assert desk.user.email not in page
        assert ", 40 times on this day. Asked" in desk.opens(family)

    def test_what_one_person_did_in_one_go_is_one_line_and_the_next_day_another(self, desk, parent, time_machine):
        family = parent.joins()
        time_machine.move_to(dt.datetime(2026, 11, 3, 14, 5, tzinfo=dt.UTC), tick=False)
        desk.opens(family)
        desk.sends("register_note", family.pk, category="call-back", due_on="")
        time_machine.move_to(dt.datetime(2026, 11, 3, 14, 25, tzinfo=dt.UTC), tick=False)
        desk.asks("register_correct", family.pk, "home")
        desk.sends("register_correct", family.pk, "home", postcode="LK1 2AB", borough="elsewhere")
        time_machine.move_to(dt.datetime(2026, 11, 4, 9, tzinfo=dt.UTC), tick=False)
        actions.note_access(desk.user, AccessLogEntry.Action.VIEW, why="To check an answer", reference=family.reference)
        page = parent.browser.get(reverse("my_family_looks")).content.decode()
        assert "4 November 2026, 09:00: Somebody opened your record. Why: Work on the record." in page
        deeds = "opened your record, wrote a note (Asked to be called back), opened your record (Page “postcode and council”), wrote something down for you (postcode and council)"
        assert f"3 November 2026, 14:05: Somebody {deeds}. Why: You asked us to." in page

    def test_a_page_of_looks_reads_no_more_of_the_log(self, desk, parent, monkeypatch):
        family = parent.joins()
        lines = [AccessLogEntry(who=desk.user.email, action="list", why="Mail came back", reference=family.reference) for _look in range(looks.ON_A_PAGE * 3)]
        AccessLogEntry.objects.bulk_create(lines)
        read = []
        monkeypatch.setattr(looks, "_same", lambda line: (read.append(line.pk), line.who))
        parent.browser.get(reverse("my_family_looks"), {"page": 3})
        assert len(read) == looks.ON_A_PAGE

    def test_a_list_that_is_not_there_is_not_found(self, desk):
        assert desk.asks("register_waiting", "nonsense").status_code == 404


class TestThePack:
    def test_it_needs_a_reason_and_a_look_at_who_gets_it_and_is_logged(self, desk, parent):
        family = parent.joins()
        desk.opens(family)
        assert "Check first who gets it" in desk.sends("register_pack", family.pk, reason="asked").content.decode()
        response = desk.sends("register_pack", family.pk, reason="asked", is_checked="on")
        assert response["Content-Disposition"] == 'attachment; filename="family-data.zip"', "no family is named in lists of downloads"
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            assert json.loads(packed.read("my-data.json"))["children"][0]["nickname"] == "Bee"
        assert desk.log("pack") == ["The family asked for its data"]


class TestErasing:
    def test_it_asks_for_a_reason_then_if_it_is_sure_and_then_all_is_gone(self, desk, parent):
        family = parent.joins()
        desk.opens(family)
        assert "Choose why it is erased" in desk.sends("register_erase", family.pk, sure="yes").content.decode()
        page = desk.sends("register_erase", family.pk, reason="asked").content.decode()
        assert "Are you sure?" in page and "1 child or young person" in page
        assert Family.objects.exists()
        desk.sends("register_erase", family.pk, reason="asked", sure="yes")
        assert not Family.objects.exists()
        assert Suppression.objects.exists()
        assert "We have deleted everything that you told us" in parent.opens_mail()
        assert AccessLogEntry.objects.about(family.reference).filter(action="erase", who=desk.user.email).exists()

    def test_after_a_death_nobody_reads_goodbye(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        assert "Nobody gets a mail or text about it" in desk.sends("register_erase", family.pk, reason="died").content.decode()
        desk.sends("register_erase", family.pk, reason="died", sure="yes")
        assert not Family.objects.exists() and Suppression.objects.exists()
        assert not QueuedMail.objects.exists()

    @pytest.mark.parametrize(
        ("state", "if_it_goes", "if_taken_back"),
        [
            ("asked", "was asked for: it will not be made", "was asked for, and is not made"),
            ("checked", "waits to be printed: it will not be made", "waits to be printed, and is not made"),
            ("printed", "Take it out of the post", "is still to be posted"),
            ("posted", "was posted: it will not be valid any more", "was posted, and stays valid"),
        ],
    )
    def test_what_becomes_of_a_card_is_said_on_the_record_and_wherever_it_may_end(self, desk, state, if_it_goes, if_taken_back):
        family = FamilyFactory(confirmed=True)
        child = ChildFactory.create_batch(2, family=family)[0]
        card = Card.objects.create(family=family, child=child, name="Bee", state=state, valid_until=timezone.localdate())
        shown = desk.opens(family)
        assert reverse("register_card", args=[card.pk]) in shown and str(card.get_state_display()) in shown
        for page in (desk.asks("register_erase", family.pk), desk.asks("register_remove_child", family.pk, child.pk)):
            assert f"Card {card.number} " in page.content.decode() and if_it_goes in page.content.decode()
        assert if_taken_back in desk.asks("register_choose_for", family.pk, "card").content.decode()

    def test_a_record_that_is_gone_meanwhile_is_not_found(self, desk):
        family = FamilyFactory(confirmed=True)
        ChildFactory(family=family)
        desk.opens(family)
        key = family.pk
        actions.leave(family)
        assert desk.sends("register_erase", key, reason="asked", sure="yes").status_code == 404
