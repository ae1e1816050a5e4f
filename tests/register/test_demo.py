"""The demo's invented families, and the jobs that forget."""

import datetime as dt

from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, User
from home.models import Borough
from localoffer.models import Postcode
from portal.demo.families import LINK, make_families
from portal.demo.people import make_staff
from portal.demo.register import make_register, make_wards
from portal.jobs import JOBS
from register import actions, duplicates, figures_page, publishing, totals
from register.models import AccessLogEntry, Baseline, Card, Child, Consent, DataComplaint, Export, Family, FamilyNote, Figures, Leaver, Suppression
from register.work_lists import LISTS
from tests.factories import AgePhaseFactory
from tests.register.factories import staff


class TestFamilies:
    def test_they_are_spread_so_that_the_list_and_the_totals_show_something(self, register, client):
        make_families()
        assert (Family.objects.confirmed().count(), Family.objects.unconfirmed().count()) == (18, 6)
        assert set(Child.objects.values_list("support_stage", flat=True)) == {"none", "sen-support", "assessment", "ehc-plan", "not-sure"}
        assert set(Family.objects.values_list("borough__slug", flat=True)) == {"larkmere", "hollowdean", None}
        assert Child.objects.filter(needs_not_said=True).exists()
        assert Consent.objects.values("purpose").distinct().count() == 4
        assert all(family.email.endswith("@families.example") for family in Family.objects.all())
        tables = totals.of_register()["tables"]
        for key in ("place", "stage", "need"):
            assert any(number for _code, _name, number, _level in tables[key]["rows"]), key
        client.force_login(staff("Register officer"))
        page = client.get(reverse("register_families")).content.decode()
        assert all(family.reference in page for family in Family.objects.all())

    def test_twice_changes_nothing(self, register):
        make_families()
        before = sorted(Family.objects.values_list("pk", "reference", "confirmed_at")), Consent.objects.count(), QueuedMail.objects.count()
        make_families()
        assert (sorted(Family.objects.values_list("pk", "reference", "confirmed_at")), Consent.objects.count(), QueuedMail.objects.count()) == before

    def test_only_those_who_wait_have_mail_and_its_link_works(self, register):
        make_families()
        assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {family.email for family in Family.objects.unconfirmed()}
        waiting = Family.objects.unconfirmed().first()
        token = LINK.findall(QueuedMail.objects.to(waiting.email).get().text)[0]
        Client().post(reverse("register_confirm", args=[token]))
        waiting.refresh_from_db()
        assert waiting.confirmed_at

    def test_one_that_left_stays_away(self, register):
        make_families()
        actions.leave(Family.objects.confirmed().first())
        make_families()
        assert Family.objects.confirmed().count() == 17
        assert Suppression.objects.exists()
        assert sum(user.email.endswith("@families.example") for user in User.objects.all()) == 17


def test_every_list_desk_and_figure_shows_something_invented_and_twice_changes_nothing(register):
    Group.objects.get_or_create(name="Register officer")
    AgePhaseFactory(min_age=0, max_age=25)
    Postcode.objects.bulk_create(Postcode(code=f"{area}{number}1AA", latitude=51.4, longitude=-0.2) for area in ("LK", "HD") for number in (1, 2, 3))
    make_staff()
    make_wards({borough.slug: borough for borough in Borough.objects.known()})
    make_register()
    lists = {name: waiting.families().count() for name, waiting in LISTS.items()}
    assert lists == {"notes": 1, "notes-later": 1, "notes-undated": 1, "bounced": 3, "ring-up": 2, "own-choice": 1, "grown-up": 0, "asked": 3, "stopped": 3}
    assert len(duplicates.likely(9)) == 2
    assert Card.objects.by_state() == {"asked": 1, "checked": 1, "printed": 1}
    waiting = DataComplaint.objects.waiting(timezone.localdate())
    assert (waiting["unanswered"], waiting["unacknowledged"]) == (2, 1)
    assert Export.objects.get().rows > 0
    publishing.publish()
    figures, in_force = Figures.objects.newest(), Baseline.objects.in_force()
    assert "hidden" not in [row["share"] for row in figures_page.expected(figures, in_force)]
    shown = {comparison.title: sum(one.share is not None for _name, one, *_words in comparison.rows) for comparison in figures_page.comparisons(figures, in_force)}
    assert len(shown) == 4 and all(shown.values()), shown
    assert all(family.email.endswith("@example.org") or not family.email for family in Family.objects.all())
    models = (Family, Child, Consent, Card, DataComplaint, Export, Baseline, FamilyNote, AccessLogEntry, Leaver, QueuedMail)
    many = [model.objects.count() for model in models]
    make_register()
    assert [model.objects.count() for model in models] == many


class TestSessions:
    def test_answers_that_were_never_sent_go_with_their_session(self, parent, another_parent, time_machine):
        start = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
        time_machine.move_to(start)
        parent.starts()
        parent.answer("about-you")
        time_machine.move_to(start + dt.timedelta(hours=11))
        another_parent.starts()
        another_parent.answer("about-you")
        time_machine.move_to(start + dt.timedelta(hours=12, minutes=1))
        job = next(job for job in JOBS if job.name == "sessions: forget")
        assert job.every <= dt.timedelta(hours=1)
        job.run()
        assert [session.session_key for session in Session.objects.all()] == [another_parent.browser.session.session_key]
        assert 'value="Okonjo"' in another_parent.page("about-you").content.decode()
