"""The clocks of the register: what is asked, stopped, deleted, and when."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail, User
from register import counting, retention
from register.models import Child, Family, GrownUp, Leaver, RetentionRun
from tests.register.factories import ChildFactory, FamilyFactory, staff

LONDON = ZoneInfo("Europe/London")
JOINED = dt.datetime(2023, 3, 15, 12, tzinfo=LONDON)


@pytest.fixture
def family(register):
    family = FamilyFactory(confirmed=True, email="amal@families.example", confirmed_at=JOINED)
    ChildFactory(family=family, birth_year=2019)
    return family


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON)


def run(moment: dt.datetime) -> RetentionRun:
    """A run of the worker on that day."""
    with time_machine.travel(moment, tick=False):
        return retention.run()


def done(moment: dt.datetime) -> dict[str, int]:
    return {name: count for name, count in run(moment).counts.items() if count}


def mails() -> list[str]:
    told = list(QueuedMail.objects.order_by("pk").values_list("subject", flat=True))
    QueuedMail.objects.all().delete()
    return told


def test_a_family_that_never_answers_is_asked_then_not_written_to_then_deleted(family):
    assert done(at(2024, 3, 15, 11)) == {}
    assert done(at(2024, 3, 15)) == {"ask-again": 1}
    assert mails() == ["Is everything still right?"]
    assert done(at(2025, 3, 14)) == {}, "asked once"
    assert done(at(2025, 3, 15)) == {"stop": 1}
    assert mails() == ["We will not write to you any more"]
    assert done(at(2025, 6, 14)) == {}
    assert done(at(2025, 6, 15, 13)) == {"delete": 1}
    assert mails() == ["We have deleted your record"]
    assert not Family.objects.exists() and not Child.objects.exists() and not User.objects.filter(email="amal@families.example").exists()
    counting.count(least=1)
    assert Leaver.objects.get().reason == "no-answer-to-us"


def test_the_letters_of_one_run_ask_for_the_sites_names_once(register, django_assert_max_num_queries):
    FamilyFactory.create_batch(3, confirmed=True, confirmed_at=JOINED)
    with django_assert_max_num_queries(500) as queries:
        assert done(at(2024, 3, 15)) == {"ask-again": 3}
    assert sum('FROM "wagtailcore_site"' in query["sql"] for query in queries) == 1


def test_running_again_at_once_does_nothing_more(family):
    for moment in (at(2024, 3, 15), at(2025, 3, 15), at(2025, 6, 15, 13)):
        assert sum(done(moment).values()) == 1
        assert done(moment) == {}
    assert len(mails()) == 1, "of the family nothing is left but the last mail"


def test_however_late_we_are_no_step_is_left_out(family):
    """The worker slept for years: the family is asked, and gets its time at each step."""
    late = at(2026, 1, 1)
    assert done(late) == {"ask-again": 1}
    assert done(late + dt.timedelta(days=29)) == {}
    assert done(late + dt.timedelta(days=30)) == {"stop": 1}
    assert done(late + dt.timedelta(days=59)) == {}
    assert done(late + dt.timedelta(days=60)) == {"delete": 1}


def test_a_year_after_a_leap_day_is_the_first_of_march_and_no_day_too_early(register):
    FamilyFactory(confirmed=True, confirmed_at=at(2024, 2, 29))
    assert done(at(2025, 2, 28, 23)) == {}
    assert done(at(2025, 3, 1, 0)) == {"ask-again": 1}


def test_clocks_that_are_put_forward_and_back_lose_no_family(register):
    """29 March 2026 has no 01:30, and 25 October 2026 has two."""
    FamilyFactory(confirmed=True, confirmed_at=dt.datetime(2025, 3, 29, 1, 30, tzinfo=dt.UTC))
    FamilyFactory(confirmed=True, confirmed_at=dt.datetime(2025, 10, 25, 0, 30, tzinfo=dt.UTC))
    assert done(at(2026, 3, 29, 3)) == {"ask-again": 1}
    assert done(at(2026, 10, 25, 3)) == {"ask-again": 1}
    assert Family.objects.filter(asked_again_at=None).count() == 0


def link() -> str:
    return "/register/still-right/" + QueuedMail.objects.latest("pk").text.split("/register/still-right/")[1].split()[0]


def test_one_press_on_the_mailed_link_starts_the_clocks_anew_and_a_look_does_not(family):
    retention.run(at(2024, 3, 15))
    address = link()
    browser = Client()
    assert "Yes, I want to stay" in browser.get(address).content.decode()
    assert Family.objects.get().asked_again_at
    assert browser.post(address, follow=True).status_code == 200
    assert "You stay in the SEND Register" in browser.get(address).content.decode()
    now = Family.objects.get()
    assert (now.asked_again_at, now.stopped_at) == (None, None)
    assert timezone.now() - now.said_at < dt.timedelta(minutes=1)
    assert not browser.cookies, "no cookie for a press on a link"


def test_who_was_not_written_to_is_written_to_again(family):
    run(at(2024, 3, 15))
    retention.run(at(2025, 3, 15))
    assert Family.objects.agreeing_to("updates", "email").count() == 0
    Client().post(link())
    assert Family.objects.get().stopped_at is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "🙂", "WyJ4IiwiIl0:1abc:xyz"])
def test_a_forged_link_is_refused_kindly(register, client, token):
    assert client.get(f"/register/still-right/{token}/").status_code == 404
    assert client.post(f"/register/still-right/{token}/").status_code == 404


def test_the_link_of_a_family_that_left_and_one_too_old_are_dead(family, settings, client):
    retention.run(at(2024, 3, 15))
    address = link()
    settings.REGISTER_STILL_RIGHT_DAYS = -1
    assert client.get(address).status_code == 404
    settings.REGISTER_STILL_RIGHT_DAYS = 90
    assert client.get(address).status_code == 200
    family.delete()
    assert client.get(address).status_code == 404


def test_a_link_answers_one_asking_and_no_later_one(family, client):
    retention.run(at(2024, 3, 15))
    old = link()
    client.post(old)
    said_at = Family.objects.get().said_at
    client.post(old)
    assert Family.objects.get().said_at == said_at, "asked no more: nothing to answer"
    page = client.get(old).content.decode()
    assert "Thank you" in page and reverse("my_family") in page
    Family.objects.update(said_at=at(2024, 4, 1), asked_again_at=at(2025, 4, 1))
    assert client.post(old).status_code == 404
    assert Family.objects.get().asked_again_at


def test_the_family_s_page_asks_and_any_change_answers(parent):
    family = parent.joins()
    Family.objects.update(asked_again_at=timezone.now())
    assert "Is everything still right?" in parent.browser.get(reverse("my_family")).content.decode()
    parent.browser.post(reverse("my_family_still_right"))
    assert "Is everything still right?" not in parent.browser.get(reverse("my_family")).content.decode()
    Family.objects.update(asked_again_at=timezone.now())
    parent.presses("surveys")
    family.refresh_from_db()
    assert family.asked_again_at is None


def test_the_family_of_a_young_person_of_16_is_asked_once_for_their_own_choice(family):
    child = family.children.get()
    child.birth_year, child.birth_month = 2007, 3
    child.save()
    assert "own-choice" not in done(at(2023, 3, 31)), "whoever is born on the 31st is not asked before"
    assert done(at(2023, 4, 1)) == {"own-choice": 1}
    assert mails() == ["Your child may now choose for themselves"]
    assert "own-choice" not in done(at(2023, 5, 1))


def test_a_young_person_who_joined_themselves_is_not_asked_again(register):
    ChildFactory(family=FamilyFactory(confirmed=True, relationship="young-person", confirmed_at=JOINED), birth_year=2005)
    assert done(at(2023, 4, 1)) == {}


def test_of_who_is_25_and_a_month_only_a_number_stays_and_the_others_of_the_family_stay(family):
    ChildFactory(family=family, birth_year=1998, birth_month=2, nickname="Elder", own_choice_asked_at=JOINED)
    assert "grown-up" not in done(at(2023, 3, 31))
    assert done(at(2023, 4, 1)) == {"grown-up": 1}
    assert [child.nickname for child in family.children.all()] == ["Bee"]
    counting.count(least=1)
    assert [(row.birth_year, row.support_stage) for row in GrownUp.objects.all()] == [(1998, "sen-support")]
    assert mails() == []


def test_with_the_last_child_the_family_goes_too(register):
    family = FamilyFactory(confirmed=True, email="amal@families.example", confirmed_at=JOINED)
    ChildFactory(family=family, birth_year=1998, birth_month=2, own_choice_asked_at=JOINED)
    assert done(at(2023, 4, 1)) == {"grown-up": 1}
    assert not Family.objects.exists()
    counting.count(least=1)
    assert Leaver.objects.get().reason == "grown-up"
    assert mails() == ["Your time in the SEND Register is over"]


def test_a_dry_run_counts_and_changes_nothing(family, capsys):
    call_command("retention", dry_run=True, as_of="2024-03-15")
    assert "1  Families: asked if all is still right" in capsys.readouterr().out
    assert Family.objects.get().asked_again_at is None
    assert mails() == []
    report = RetentionRun.objects.get()
    assert (report.is_dry, report.counts["ask-again"]) == (True, 1)


def test_the_command_does_what_is_due_as_of_a_day_and_the_notice_begins_today(family, capsys):
    call_command("retention", as_of="2024-03-16")
    assert timezone.now() - Family.objects.get().asked_again_at < dt.timedelta(minutes=1)
    assert done(timezone.now()) == {}, "years late, and asked a moment ago"
    assert "ask-again: 1 of 1" in capsys.readouterr().err


@pytest.mark.parametrize(("day", "words"), [("tomorrow", "is no day"), ("2099-01-01", "add --dry-run")])
def test_a_day_that_is_none_and_one_to_come_are_refused(db, day, words):
    with pytest.raises(CommandError, match=words):
        call_command("retention", as_of=day)
    assert not RetentionRun.objects.exists()


def test_reports_can_not_be_changed(db):
    report = retention.run()
    with pytest.raises(InsertOnly):
        report.delete()
    with pytest.raises(InsertOnly):
        RetentionRun.objects.update(counts={})


def test_many_families_cost_a_bounded_number_of_rows_at_once(register, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(5):
        FamilyFactory(confirmed=True, confirmed_at=JOINED)
    seen = []
    assert retention.run(at(2024, 3, 15), progress=lambda name, done, of: seen.append((name, done, of))).counts["ask-again"] == 5
    assert seen == [("ask-again", 2, 5), ("ask-again", 4, 5), ("ask-again", 5, 5)]


def test_the_auditor_reads_what_was_done_and_what_is_due(family, client):
    client.force_login(staff("Auditor"))
    run(at(2024, 3, 15))
    page = client.get(reverse("register_retention")).content.decode()
    assert "Families: asked if all is still right" in page
    assert "Due now" in page
