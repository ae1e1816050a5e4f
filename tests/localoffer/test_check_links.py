""" "Is this still right?": what a provider does with the link in the mail, without signing in."""

import datetime as dt

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from accounts.models import QueuedMail
from localoffer.freshness import facts, links
from localoffer.models import AccessFact, Location, Proposal, Service, ServiceAtLocation
from tests.localoffer.freshness import MAIL, day, filled_in, link_to, links_in, make_service, say_yes, yes_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def text(client, address):
    return client.get(address).content.decode()


def test_the_link_shows_all_that_families_see_and_changes_nothing(client):
    service = make_service()
    address = link_to(service)
    for _ in range(3):
        response = client.get(address)
    html = response.content.decode()
    for fact in ("Swimming club", "We swim.", "020 7946 0101", "each session", "Every Monday", "Step-free entrance", "At the back.", "Yes, all of it is right"):
        assert fact in html
    assert Service.objects.get().checked_on == day(-170)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in html
    assert not response.cookies
    assert client.head(address).status_code == 200
    assert Service.objects.get().verify_by == day(7)


def test_yes_makes_it_checked_today_and_due_again_in_half_a_year(client):
    service = make_service()
    address = link_to(service)
    with time_machine.travel(dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC), tick=False):
        assert say_yes(client, address).status_code == 302
        service = Service.objects.get()
        assert (service.checked_on, service.checked_by, service.verify_by) == (dt.date(2026, 11, 26), service.provider.name, dt.date(2027, 5, 26))
        answers = {fact.kind: fact.checked_on for fact in service.access_facts.all()}
        assert answers == {"step-free": dt.date(2026, 11, 26), "hoist": None}, "what nobody knows is not checked by a yes"
        assert "This check is done" in text(client, address)


def test_who_presses_yes_twice_has_pressed_it_once(client):
    service = make_service()
    address = link_to(service)
    yes = yes_on(client, address)
    assert [client.post(address, yes).status_code for _ in range(3)] == [302, 200, 200]
    assert Service.objects.get().revisions.count() == 2, "what it was, and that it was checked"
    assert client.post(address + "change/", {"name": "Mischief"}).status_code == 302
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("what", ["words", "place", "note"])
def test_what_an_editor_changed_while_the_page_was_open_is_shown_again_before_anybody_says_yes_to_it(client, what):
    service = make_service()
    service.at_locations = [ServiceAtLocation(location=Location.objects.create(name="The pool"))]
    service.save()
    address = link_to(service)
    yes = yes_on(client, address)
    {
        "words": lambda: Service.objects.update(summary="New words."),
        "place": lambda: Location.objects.update(name="New words."),
        "note": lambda: AccessFact.objects.filter(kind="step-free").update(note="New words."),
    }[what]()
    response = client.post(address, yes)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Something on this page has changed since you opened it" in html
    assert "New words." in html
    assert Service.objects.get().checked_on == day(-170)
    assert say_yes(client, address).status_code == 302
    assert "Something on this page has changed" not in text(client, address)
    assert Service.objects.get().checked_on == day(0)


def test_a_hidden_service_stands_in_the_lists_again_once_it_is_checked(client):
    service = make_service(verify_by=day(-200))
    assert not Service.objects.listed().exists()
    say_yes(client, link_to(service))
    assert Service.objects.listed().get() == service


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "é", "x" * 2000, "eyJ.abc.def"])
def test_a_forged_link_is_not_found_and_says_so_kindly(client, token):
    response = client.get(f"/services/check/{token}/")
    assert response.status_code == 404
    assert client.post(f"/services/check/{token}/").status_code == 404


def test_a_link_changed_by_one_letter_is_not_found(client):
    address = link_to(make_service()).rstrip("/")
    other = address[:-1] + ("a" if address[-1] != "a" else "b") + "/"
    assert client.post(other).status_code == 404
    assert Service.objects.get().checked_on == day(-170)


def test_a_link_signed_for_something_else_is_not_found(client):
    service = make_service()
    token = signing.TimestampSigner(salt="another", sep=".").sign_object([service.pk.hex, service.verify_by.isoformat(), "0" * 24])
    assert client.get(reverse("service_check", args=[token])).status_code == 404


def test_an_old_link_changes_nothing_and_sends_a_new_one_to_the_same_address_only(client):
    service = make_service(verify_by=day(30))
    with time_machine.travel(dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=61)):
        address = link_to(service)
    assert "This link is too old" in text(client, address)
    client.post(address, {"seal": facts.seal(service)})
    assert Service.objects.get().checked_on == day(-170)
    assert client.get(address + "again/").status_code == 405, "a link mails nothing"
    assert client.post(address + "again/", {"email": "thief@evil.example"}).status_code == 200
    mail = QueuedMail.objects.get()
    assert mail.recipient == MAIL
    [new] = links_in(mail)
    assert "Is this still right?" in text(client, new)


def test_a_link_works_on_its_last_day_and_not_after(client):
    with time_machine.travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        service = make_service(verify_by=dt.date(2027, 3, 31))
        address = link_to(service)
        clock.shift(dt.timedelta(days=60))
        assert "Yes, all of it is right" in text(client, address)
        clock.shift(dt.timedelta(seconds=1))
        assert "This link is too old" in text(client, address)


def test_who_left_the_provider_keeps_no_key(client):
    service = make_service()
    address = link_to(service)
    Service.objects.update(email="new@swim.example")
    assert client.get(address).status_code == 404
    assert client.post(address + "again/").status_code == 404
    assert not QueuedMail.objects.exists()


def test_nobody_can_have_a_mailbox_filled(client):
    service = make_service()
    address = link_to(service)
    say_yes(client, address)
    answers = [client.post(address + "again/").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert QueuedMail.objects.count() == 5


def test_a_service_that_ended_has_no_link(client):
    service = make_service()
    address = link_to(service)
    Service.objects.update(status="ended")
    assert client.get(address).status_code == 404


def test_a_change_is_kept_for_an_editor_and_families_see_nothing_yet(client):
    service = make_service()
    address = link_to(service)
    answers = filled_in(client, address + "change/", summary="We swim and dive.", costs="Free\r\n£2.50: a hot drink", access_hoist="no")
    assert client.post(address + "change/", answers).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.changes == {
        "summary": {"was": "We swim.", "now": "We swim and dive."},
        "costs": {"was": ["£5: each session"], "now": ["Free", "£2.50: a hot drink"]},
        "access_hoist": {"was": "not-known", "now": "no"},
    }
    assert Service.objects.get().summary == "We swim."
    html = text(client, address)
    assert "Thank you. We got your changes" in html
    assert "Yes, all of it is right" not in html
    client.post(address, {"seal": facts.seal(Service.objects.get())})
    assert Service.objects.get().checked_on == day(-170), "not all of it is right while a change waits"


def test_the_form_left_as_it_is_says_that_nothing_was_changed(client):
    service = make_service(description="One.\n\nTwo.", website="https://swim.example", typical_wait="2 weeks", wait_told_by="Us", wait_told_on=day(-9))
    address = link_to(service) + "change/"
    response = client.post(address, filled_in(client, address))
    assert response.status_code == 200
    assert "You have not changed anything" in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_wrong_answer_keeps_what_was_typed_and_says_what_to_do(client):
    address = link_to(make_service()) + "change/"
    response = client.post(address, filled_in(client, address, name="", min_age="nine", email="nobody", summary="My new <b>words</b>", max_age="99999999999999999999"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in html.replace("\n", "")
    assert 'href="#id_name"' in html
    assert "Write the age in whole years" in html
    assert 'value="nine"' in html
    assert "My new &lt;b&gt;words&lt;/b&gt;" in html
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("place", "value"), enumerate(["\0", "é" * 20_000, "'; DROP TABLE", "\u202e", "=1+1"]))
def test_no_words_break_the_form(client, place, value):
    """Everywhere at once, and in every fifth field by itself: each field gets one of them alone."""
    address = link_to(make_service()) + "change/"
    answers = filled_in(client, address)
    assert client.post(address, dict.fromkeys(answers, value)).status_code in {200, 302, 413}
    for name in list(answers)[place::5]:
        assert client.post(address, answers | {name: value}).status_code in {200, 302}, name


def test_a_second_thought_replaces_the_first(client):
    service = make_service()
    address = link_to(service) + "change/"
    client.post(address, filled_in(client, address, summary="First."))
    answers = filled_in(client, address)
    assert answers["summary"] == "First.", "what was proposed stands in the form"
    client.post(address, answers | {"summary": "Second."})
    proposal = Proposal.objects.get()
    assert (proposal.changes["summary"]["now"], proposal.version, proposal.state) == ("Second.", 2, "waiting")


def test_the_form_knows_what_the_provider_saw_though_an_editor_saves_in_between(client):
    service = make_service()
    address = link_to(service) + "change/"
    answers = filled_in(client, address, name="Swim and dive club")
    Service.objects.update(summary="An editor's newer words.")
    client.post(address, answers)
    assert Proposal.objects.get().changes == {"name": {"was": "Swimming club", "now": "Swim and dive club"}}, "the editor's words are not undone"


def test_a_link_names_nobody():
    service = make_service()
    assert MAIL not in links.make(service, MAIL)
    assert "swim" not in links.make(service, MAIL)
