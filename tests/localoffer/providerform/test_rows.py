"""The provider's form as a whole: every row is kept as a proposal, read by an editor, and on the page once approved."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.roles import COUNCIL_EDITOR
from localoffer.freshness import actions, contacts, facts, hours, places, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare
from localoffer.models import Location, Proposal, Service, ServiceAtLocation, ServiceContact
from tests.accounts.factories import make_staff
from tests.factories import NeedFactory
from tests.localoffer.freshness import MAIL, day, filled_in, make_member
from tests.localoffer.providerform.given import approve, changes, mistakes, pool
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


def test_the_form_shows_every_row_there_is_and_one_that_is_empty(client, service, form):
    answers = filled_in(client, form)
    place, contact = places.name_of(pool()), f"contact_{service.contacts.get(is_public=True).pk}"
    assert (answers[f"{place}-name"], answers[f"{place}-postcode"], answers[f"{place}-note"]) == ("The pool", "KT1 1EU", "Side door.")
    assert (answers[f"{contact}-name"], answers[f"{contact}-phone"]) == ("Front desk", "020 7946 0101")
    assert (answers["time_1-days"], answers["time_1-opens_at"], answers["time_1-often"]) == (["MO"], "16:00", "WEEKLY-1")
    assert [answers[f"{name}-{field}"] for name, field in (("place_new_1", "name"), ("contact_new_1", "phone"), ("time_2", "opens_at"))] == ["", "", ""]


def test_every_kind_of_row_is_added_and_families_see_it_after_approval(client, service, form):
    answers = filled_in(
        client,
        form,
        **{"place_new_1-name": "St Mark’s Hall", "place_new_1-address": "2 Low Road\r\nTop floor", "place_new_1-town": "Surbiton", "place_new_1-postcode": "kt1 1eu"},
        **{"contact_new_1-name": "Bookings", "contact_new_1-email": "book@swim.example"},
        **{"time_2-days": ["SA", "SU"], "time_2-opens_at": "10:00", "time_2-closes_at": "11:30", "time_2-place": "place_new_1", "time_2-valid_to": day(90).isoformat()},
    )
    assert client.post(form, answers).status_code == 302
    assert changes()["place_new_1"]["was"] is None
    assert changes()["place_new_1"]["now"]["postcode"] == "KT1 1EU"
    assert client.get(form[: -len("change/")]).status_code == 200
    approve()
    service = Service.objects.get()
    hall = Location.objects.get(name="St Mark’s Hall")
    assert [row.location for row in service.at_locations.all()] == [pool(), hall]
    weekend = service.schedules.filter(day__in=["SA", "SU"])
    assert {(row.opens_at, row.closes_at, row.location, row.valid_to) for row in weekend} == {(dt.time(10), dt.time(11, 30), hall, day(90))}
    html = client.get(service.get_absolute_url()).content.decode()
    for words in ("St Mark’s Hall", "Top floor", "Bookings", "book@swim.example", "Every Saturday and Sunday, 10am to 11.30am", "Every Monday, 4pm to 6pm"):
        assert words in html, words


def test_rows_that_are_gone_are_taken_away_and_nothing_else(client, service, form):
    contact = f"contact_{service.contacts.get(is_public=True).pk}"
    client.post(form, filled_in(client, form, **{f"{places.name_of(pool())}-is_gone": "on", f"{contact}-is_gone": "on", "time_1-is_gone": "on"}))
    assert {name: change["now"] for name, change in changes().items()} == {places.name_of(pool()): None, contact: None, "times": []}
    approve()
    service = Service.objects.get()
    assert not service.at_locations.exists()
    assert not service.schedules.exists()
    assert [row.name for row in service.contacts.all()] == ["Manager"]
    assert pool(), "the row stays: old versions of the service name it"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"time_2-opens_at": "10:00"}, "Choose the day, or say in words when it is."),
        ({"time_2-days": ["MO"], "time_2-closes_at": "10:00"}, "Say also when it begins."),
        ({"time_2-days": ["MO"], "time_2-opens_at": "10:00", "time_2-closes_at": "09:00"}, "It must end after it begins."),
        ({"time_2-days": ["MO"], "time_2-opens_at": "ten"}, "Write the time like 16:00."),
        ({"time_2-days": ["MO"], "time_2-valid_from": "31.3."}, "Write the day like 2027-03-31, or choose it."),
        ({"time_2-days": ["MO"], "time_2-valid_from": "2090-02-02", "time_2-valid_to": "2090-02-01"}, "The last day can’t be before the first."),
        ({"time_2-days": ["MO"], "time_2-valid_to": "2020-01-01"}, "This day is over."),
        ({"time_2-days": ["MO"], "time_2-week_of_month": "1"}, "This goes with “every month” only."),
        ({"time_2-days": ["MO"], "time_2-place": "place_new_1"}, "Nothing is written about this place"),
        ({"contact_new_1-phone": "call us"}, "Write the phone number in digits."),
        ({"contact_new_1-name": "Kim"}, "Write a phone number or an e-mail address."),
        ({"contact_new_1-email": "kim"}, "Write an e-mail address like"),
        ({"place_new_1-note": "Upstairs."}, "Write the name of the place, or its address."),
        ({"need_scope": "some"}, "Tick the needs that it is for"),
        ({"needs": ["asd"]}, "You ticked needs below."),
        ({"borough_scope": "some"}, "Tick the boroughs that it is for"),
        ({"boroughs": ["larkmere"]}, "You ticked boroughs below."),
        ({"borough_scope": "every", "boroughs": ["larkmere"]}, "You ticked boroughs below."),
    ],
)
def test_what_does_not_fit_is_said_in_words_beside_it_and_at_the_top(client, service, form, typed, words):
    NeedFactory(code="asd")
    [mistake] = mistakes(client.post(form, filled_in(client, form, **typed)))
    assert words in mistake
    assert not Proposal.objects.exists()


def test_another_row_is_asked_for_by_a_button_that_judges_nothing_and_keeps_all(client, service, form):
    typed = {"name": "", "place_new_1-postcode": "nonsense", "place_new_1-name": "Hall", "summary": "New.", "time_2-opens_at": "ten"}
    response = client.post(form, filled_in(client, form, **typed) | {"add": "place_"})
    page = BeautifulSoup(response.content, "html.parser")
    assert not page.select(".govuk-error-message, #problems")
    assert page.find(id="place_new_2").has_attr("open")
    assert not page.find(id="place_new_3")
    assert page.find(id="contact_new_1")
    assert not page.find(id="contact_new_2")
    assert page.find(id="id_place_new_1-postcode")["value"] == "nonsense"
    assert page.find(id="id_summary").text.strip() == "New."
    assert not Proposal.objects.exists()


def test_who_presses_enter_sends_the_form_and_asks_for_no_other_row(client, service, form):
    """A browser presses the first button there is."""
    page = BeautifulSoup(client.get(form).content, "html.parser")
    first = page.find("form", class_="lo-change").select_one("[type=submit]")
    assert not first.has_attr("name")


def test_there_is_an_end_to_new_rows(client, service, form):
    answers = filled_in(client, form) | {"add": "place_", "place_count": "999", "time_count": "-1", "contact_count": "x"}
    page = BeautifulSoup(client.post(form, answers).content, "html.parser")
    assert len(page.select("[id^=place_new_]")) == 20
    assert not page.find("button", value="place_")
    assert page.find("button", value="time_")


def test_what_an_editor_added_while_the_form_was_open_is_not_taken_away(client, service, form):
    answers = filled_in(client, form, summary="New.")
    service.at_locations = [*service.at_locations.all(), ServiceAtLocation(location=Location.objects.create(name="Newer"))]
    service.contacts = [*service.contacts.all(), ServiceContact(phone="020 7946 0400")]
    service.save()
    client.post(form, answers)
    assert list(changes()) == ["summary"]


def test_what_was_sent_back_stands_in_the_form_row_by_row_and_can_be_mended(client, service):
    member = make_member(service.provider)
    client.force_login(member)
    form = reverse("my_service_change", args=[service.pk])
    typed = {"place_new_1-name": "Hall", "place_new_1-town": "Surbiton", "contact_new_1-phone": "020 7946 0200", "time_1-is_gone": "on", "time_2-days": ["TU"]}
    client.post(form, filled_in(client, form, **typed))
    proposal = Proposal.objects.get()
    actions.send_back(proposal, by=make_staff("Council editor"), reason="Which Surbiton?", seal=compare(proposal, proposal.service).seal)
    assert "Which Surbiton?" in client.get(form).content.decode()
    answers = filled_in(client, form)
    assert (answers["place_new_1-name"], answers["contact_new_1-phone"], answers["time_1-days"]) == ("Hall", "020 7946 0200", ["TU"])
    client.post(form, answers | {"place_new_1-postcode": "KT1 1EU", "contact_new_1-is_gone": "on"})
    assert set(changes()) == {"place_new_1", "times"}
    assert changes()["place_new_1"]["now"]["postcode"] == "KT1 1EU"


def test_the_providers_own_page_names_what_was_proposed(client, service, form):
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", f"{places.name_of(pool())}-is_gone": "on"}))
    html = " ".join(BeautifulSoup(client.get(form.removesuffix("change/")).content, "html.parser").text.split())
    assert "Place: Hall (added)" in html
    assert "Place: The pool, Kingston, KT1 1EU (taken away)" in html


def test_a_new_service_comes_with_all_its_rows(client, service):
    client.force_login(make_member(service.provider))
    address = reverse("my_new_service")
    typed = {
        "name": "Dive club",
        "status": "open",
        "need_scope": "every",
        "borough_scope": "every",
        "place_new_1-name": "Lido",
        "place_new_1-town": "Surbiton",
        "contact_new_1-email": "dive@swim.example",
        "time_1-days": ["FR"],
        "time_1-description": "after school",
    }
    assert client.post(address, filled_in(client, address, **typed)).status_code == 302
    proposal = Proposal.objects.get()
    new = actions.approve(proposal, by=make_staff("Council editor"), seal=compare(proposal, None).seal, choices={})
    assert new.is_for_every_need and new.is_for_every_borough
    assert [str(row.location) for row in new.at_locations.all()] == ["Lido, Surbiton"]
    assert [row.email for row in new.contacts.all()] == ["dive@swim.example"]
    assert [(row.day, row.description) for row in new.schedules.all()] == [("FR", "after school")]


def test_the_history_names_what_an_approval_changed(client, service, form):
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", "contact_new_1-phone": "020 7946 0200", "access_hoist": "no", "summary": "New."}))
    approve()
    set_up_desk()
    client.force_login(make_staff(COUNCIL_EDITOR, email="other@council.example"))
    history = client.get(reverse("wagtailsnippets_localoffer_service:history", args=[service.pk])).content.decode()
    assert "(Access, Contacts, Places, What it is, in one or two sentences)" in history


def test_what_is_read_and_not_changed_is_the_same(service):
    """Else the form would find changes where there are none."""
    proposal = Proposal(changes={}, service=service)
    assert compare(proposal, service).differences == []
    told = facts.Told(on=day(0), by="Us", written_by=make_staff())
    before = facts.read(service)
    facts.write(service, before, told)
    service.save()
    assert facts.read(Service.objects.get()) == before


def test_every_value_says_something_to_an_editor():
    time = hours.NOTHING | {"days": ["MO"], "opens_at": "16:00", "freq": "MONTHLY", "week_of_month": -1, "valid_from": "2020-03-02", "place": "place_new_2"}
    assert facts.words("times", [time]) == "The last Monday of every month, from 4pm, from 2 March 2020, at new place 2"
    assert facts.words("contact_1", contacts.NOTHING | {"name": "Kim", "phone": "020 7946 0200"}) == "Kim\n020 7946 0200"
    hidden = places.NOTHING | {"town": "Kingston", "is_masked": True, "held": "x"}
    assert facts.words("place_new_1", hidden) == "Kingston\n(the hidden address that we have)\nFamilies do not see the exact address."
    assert facts.words("needs", ["every"]) == "For every need"
    assert facts.words("boroughs", ["every"]) == "For every borough"


@pytest.mark.parametrize(("place", "value"), enumerate(["\0", "é" * 9_000, "'; DROP TABLE", "\u202e", "place_", "-1", "²"]))
def test_no_words_break_the_rows(client, service, form, place, value):
    """Everywhere at once, and in every seventh field by itself: each field gets one of them alone."""
    answers = filled_in(client, form, **{"place_new_1-name": "Hall", "time_2-days": ["MO"], "contact_new_1-phone": "1"})
    names = [name for name in answers if "-" in name or "count" in name] + ["add", "needs", "boroughs"]
    assert client.post(form, answers | dict.fromkeys(names, value)).status_code in {200, 302, 413}
    for name in names[place::7]:
        assert client.post(form, answers | {name: value}).status_code in {200, 302}, name


def test_a_link_and_signing_in_lead_to_the_same_form(client, service, form):
    by_link = set(filled_in(client, form))
    client.force_login(make_member(service.provider))
    assert set(filled_in(client, reverse("my_service_change", args=[service.pk]))) == by_link
    proposal = actions.propose(service, changes={"summary": {"was": "We swim.", "now": "X"}}, is_full_check=False, by=By(link_mark=recipients.mark(MAIL)))
    assert proposal.state == "waiting"
