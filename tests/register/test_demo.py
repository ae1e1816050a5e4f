"""The demo's invented families, and the jobs that forget."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import QueuedMail, User
from portal.demo.families import LINK, make_families
from portal.jobs import JOBS
from register import actions, totals
from register.models import Child, Consent, Family, Suppression
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
        token = LINK.findall(QueuedMail.objects.get(recipient=waiting.email).text)[0]
        Client().post(reverse("register_confirm", args=[token]))
        waiting.refresh_from_db()
        assert waiting.confirmed_at

    def test_one_that_left_stays_away(self, register):
        make_families()
        actions.leave(Family.objects.confirmed().first())
        make_families()
        assert Family.objects.confirmed().count() == 17
        assert Suppression.objects.exists()
        assert User.objects.filter(email__endswith="@families.example").count() == 17


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
